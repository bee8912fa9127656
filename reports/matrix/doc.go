// Package matrix tells what a selftest came to: which clauses catch which deviations, and why the suite is sound or not.
package matrix
