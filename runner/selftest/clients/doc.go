// Package clients proves that the suite judges clients as it says: it leads every reference client through the scenarios,
// and holds the clauses that fail or warn against those that its deviation states.
package clients
