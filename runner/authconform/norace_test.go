//go:build !race

package main

// agreementStride takes every eighth deviation, hostileStride every third hostile target: CI shares its machine, and the
// other strides are for who changes what they prove.
const (
	agreementStride = 8
	hostileStride   = 3

	raced = false // costs are another build's
)
