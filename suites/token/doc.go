// Package token holds the clauses of the token response: who gets one, and what is in it.
package token
