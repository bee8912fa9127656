//go:build race

package main

// agreementStride takes some of the deviations, and hostileStride some of the hostile targets: the race detector makes
// everything slow, and all of them go through the same code.
const (
	agreementStride = 20
	hostileStride   = 10

	raced = true // costs are another build's
)
