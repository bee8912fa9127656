// Package facts holds what a contract says and its OpenAPI document cannot: read from the file beside it, held against the
// document, and told as features. Everything here is pure.
package facts
