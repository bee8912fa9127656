// Package client holds the clauses that bind whoever calls the API: how tokens are asked for, used, renewed and kept
// secret. What a client did is read from what the target saw of it, scenario by scenario.
package client
