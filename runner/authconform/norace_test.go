//go:build !race

package main

// agreementStride takes every fourth deviation, to hold it against its reports and its recipe: the selftest tries them all.
// With the others every hostile target is asked, every hostile file read, and every row of other tables.
const (
	agreementStride = 4
	hostileStride   = 1
	rowStride       = 1

	raced = false // costs are another build's
)

// scripts are all of testdata/script.
var scripts []string
