//go:build !race

package main

// agreementStride takes some deviations, to hold them against their reports: the selftest tries them all. hostileStride takes
// some of the hostile targets and files: .ci/run asks and reads them all. Of other tables every row is tried.
const (
	agreementStride = 24
	hostileStride   = 7
	rowStride       = 1

	raced = false // costs are another build's
)

// scripts are all of testdata/script.
var scripts []string
