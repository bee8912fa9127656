// Package client holds the clauses that bind whoever calls the API: how tokens are asked for, used, renewed and kept
// secret. What a client did is read from what the target saw of it, scenario by scenario.
package client

import (
	. "github.com/onsi/ginkgo/v2"

	. "github.com/authconform/authconform/suites/clause"
)

// Clauses writes the area's clauses into the catalogue.
func Clauses(b *Catalogue) {
	c := b.Contract
	b.Table("what the document states of requests", stated(c)...)
	b.Table("requests for tokens", requests(c)...)
	b.Table("client authentication", authentication(c)...)
}

// Specs describes the area.
func Specs(s *Suite) {
	Describe("client", Label("client"), func() {
		for table, entries := range s.Tables("client") {
			DescribeTable(table, s.Judge, entries)
		}
	})
}
