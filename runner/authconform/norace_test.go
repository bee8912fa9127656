//go:build !race

package main

// agreementStride is 1, so that every deviation is held against its reports and its recipe, and hostileStride, so that every
// hostile target is asked and every hostile file read, and rowStride for other tables of runs.
const (
	agreementStride = 1
	hostileStride   = 1
	rowStride       = 1

	raced = false // costs are another build's
)

// scripts are all of testdata/script.
var scripts []string
