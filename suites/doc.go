// Package suites is the whole tree of specs: every clause of a contract, judged over recorded evidence. It is
// pure: no network, no clock, no secrets.
package suites
