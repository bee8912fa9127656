// Package usage answers mistakes on the command line: it names the word as it was typed, and what to type instead. It knows
// trees of cobra's commands, and nothing of what they do.
package usage
