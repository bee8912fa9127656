//go:build race

package selftest_test

// whole are the patterns of the selftest: the race detector makes everything slow, and deviations go through the same code
// as variants.
var whole = []string{"sound", "variant", "null"}
