// Package positioned reads YAML that people write, one document to a file, into nodes that know their lines, and tells
// what is wrong with it in words that repeat nothing of the file: it may be the wrong one.
package positioned
