// Package diff says what changed from one report to another, and whether that is a regression.
package diff
