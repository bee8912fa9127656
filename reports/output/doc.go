// Package output writes the files of a run: all of them or none, each at once, and tells afterwards whether they are of one run.
package output
