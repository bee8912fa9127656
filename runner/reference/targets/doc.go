// Package targets finds the reference target of a contract, its deviations and its variants by the contract's name.
package targets
