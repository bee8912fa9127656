// Package headers holds the clauses of header fields: their grammar, and which have to be there.
package headers
