// Package scenario holds what clients are led through: each a named value that says what the target does, what the client
// is asked for, and what has to be seen before anything is judged. Nothing here listens.
package scenario
