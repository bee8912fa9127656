// Package har writes and reads evidence as HAR 1.2: a file that browsers show, and that judging reads again, within bounds
// that hold for writing and reading alike.
package har
