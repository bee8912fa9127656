// Package complete gives shells the values that may follow a flag or a command: environments, contracts, clauses, deviations,
// scenarios, profiles and formats. A shell asks while somebody types, so that nothing here is an error, and nothing is sent.
package complete
