// Package conformance is where go test and ginkgo enter: it asks a target and runs the tree of specs over what it
// answered. It is all tests, and the one package of suites that may import what asks.
//
//	go test ./suites/conformance -args --env staging
//	ginkgo -p --label-filter 'mandatory && errors' ./suites/conformance -- --env staging
package conformance
