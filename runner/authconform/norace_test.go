//go:build !race

package main

// agreementStride is 1, so that every deviation is held against its reports.
const agreementStride = 1
