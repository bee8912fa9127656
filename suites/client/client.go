package client

import (
	"slices"

	. "github.com/onsi/ginkgo/v2"

	. "github.com/authconform/authconform/suites/clause"
)

// Clauses writes the area's clauses into the catalogue.
func Clauses(b *Catalogue) {
	c := b.Contract
	b.Table("what the document states of requests", documentClauses(c)...)
	b.Table("requests for tokens", requests(c)...)
	b.Table("client authentication", authentication(c)...)
	b.Table("the use of tokens", uses(c)...)
	b.Table("reuse", reuse(c)...)
	b.Table("expiry and revocation", slices.Concat(expiries(c), revocation(c))...)
	b.Table("the connection", connections(c)...)
	b.Table("refusals", refusals(c)...)
	b.Table("what is confidential", confidential(c)...)
	b.Table("a user's session", session(c)...)
	b.Table("what the contract leaves open", open(c)...)
}

// Specs describes the area.
func Specs(s *Suite) {
	Describe("client", Label("client"), func() {
		for table, entries := range s.Tables("client") {
			DescribeTable(table, s.Judge, entries)
		}
	})
}
