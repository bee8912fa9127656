// Package probe holds the questions that are put to a target: each a named value that edits the
// documented, valid request in one thing. Nothing here sends anything.
package probe
