// Package transport holds the clauses of the connection: HTTPS only, and TLS as it should be.
package transport
