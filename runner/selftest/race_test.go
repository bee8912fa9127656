//go:build race

package selftest_test

// whole are the patterns of the selftest: the race detector makes everything slow, and generated deviations go
// through the same code as the others.
var whole = []string{"sound", "deviation", "variant", "null"}
