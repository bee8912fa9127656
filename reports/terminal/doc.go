// Package terminal tells people what a run found, what it would send, and how far it is.
package terminal
