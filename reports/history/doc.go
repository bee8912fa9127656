// Package history keeps a line of each run, and shows what became of a target over time.
package history
