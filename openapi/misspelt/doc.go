// Package misspelt tells which name people mean by one that does not exist. It knows two ways of getting a name wrong: a slip
// of the pen or another ending ("base-uri", "environment"), and the right words in another order.
package misspelt
