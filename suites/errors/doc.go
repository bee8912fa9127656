// Package errors holds the clauses of refusal: which request gets which error, and what an error says.
package errors
