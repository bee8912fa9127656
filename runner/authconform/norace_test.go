//go:build !race

package main

// agreementStride is 1, so that every deviation is held against its reports, and hostileStride, so that every hostile
// target is asked.
const (
	agreementStride = 1
	hostileStride   = 1

	raced = false // costs are another build's
)
