// Package resource holds the clauses of a protected resource: how the tokens that the endpoint issues are taken
// there, and what becomes of requests without a good one.
package resource
