// Package lifecycle holds the clauses of a token's life: it works until it expires, and no longer; and a revoked
// one does not work at all.
package lifecycle
