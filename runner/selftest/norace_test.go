//go:build !race

package selftest_test

// whole are the patterns of the selftest: none, so that everything is tried.
var whole []string
