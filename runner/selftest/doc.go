// Package selftest proves that the suite's checks bite: it runs every deviation of the reference targets, every
// legal variant and every null target through the whole suite, and holds the clauses that fail or warn against
// those that have to.
package selftest
