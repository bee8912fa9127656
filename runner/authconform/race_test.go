//go:build race

package main

// agreementStride takes some of the deviations, hostileStride some of the hostile targets and files, and rowStride some rows
// of other tables: the race detector makes everything slow, and all of them go through the same code.
const (
	agreementStride = 20
	hostileStride   = 10
	rowStride       = 4

	raced = true // costs are another build's
)

// scripts are those that ask a target while something else goes on: under the race detector each command that a script
// calls takes ten times as long.
var scripts = []string{"outage.txtar", "profile.txtar", "run.txtar", "serve.txtar"}
