// Package attest states what a run found as a signed in-toto attestation, and finds out what of one holds.
package attest
