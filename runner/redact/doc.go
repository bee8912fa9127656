// Package redact replaces secrets in evidence by pseudonyms that keep what judging needs. It has one entry, Redactor;
// promises_test.go is the table of what it finds, of which README.md is made.
package redact
