// Package lists lists what there is: clauses, probes, what the contract's document states, the targets that are built in. Each
// list is for people, a line a row, and for programs.
package lists
