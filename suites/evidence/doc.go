// Package evidence holds what a run has seen of its target, as plain values: who was asked what, what
// came back, and what is not an HTTP exchange (a refused connection, a TLS version, a certificate).
// Evidence is redacted as it is recorded; nothing that reads it can leak a secret.
package evidence
