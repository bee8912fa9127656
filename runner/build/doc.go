// Package build tells which program this is: its version, what it was built from, and the contracts that are in it.
package build
