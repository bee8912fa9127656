//go:build race

package selftest_test

// beside are the patterns of what is tried with several questions at once: the race detector makes everything slow, and
// deviations go through the same code as variants.
var beside = []string{"sound", "variant", "null"}
