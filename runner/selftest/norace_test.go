//go:build !race

package selftest_test

// beside are the patterns of what is tried with several questions at once: none, so that everything is.
var beside []string
