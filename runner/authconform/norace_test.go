//go:build !race

package main

// agreementStride takes every twelfth deviation, to hold it against its reports and its recipe: the selftest tries them all.
// hostileStride takes every third of the hostile targets and files: .ci/run asks and reads them all. Of other tables every
// row is tried.
const (
	agreementStride = 12
	hostileStride   = 3
	rowStride       = 1

	raced = false // costs are another build's
)

// scripts are all of testdata/script.
var scripts []string
