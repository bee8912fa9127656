// Package redact replaces secrets in evidence by pseudonyms that keep what judging needs. It has one entry, Redactor;
// promises_test.go is the table of what it finds, of which a chapter of the room's README is made.
package redact
