// Package example makes reports of every kind, against which each writer is held.
package example
