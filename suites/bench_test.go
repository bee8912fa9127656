package suites_test

import (
	"testing"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/runner/selftest"
	"github.com/authconform/authconform/runner/target"
	"github.com/authconform/authconform/suites"
	"github.com/authconform/authconform/suites/evidence"
)

// BenchmarkJudge judges all clauses of a run: of the sound target, of a target that answers everything with an error
// page, and of one that was never asked, of which every clause is inconclusive.
func BenchmarkJudge(b *testing.B) {
	contract, err := openapi.Load(target.DefaultContract)
	if err != nil {
		b.Fatal(err)
	}
	clauses, err := suites.Catalogue(contract)
	if err != nil {
		b.Fatal(err)
	}
	for _, row := range []struct {
		name string
		bend func(evidence.Exchange) evidence.Exchange
	}{
		{"sound", func(x evidence.Exchange) evidence.Exchange { return x }},
		{"broken", func(x evidence.Exchange) evidence.Exchange {
			if x.Response != nil && x.Response.Status/100 == 4 {
				page := *x.Response
				page.Status, page.Body, page.Header = 418, []byte("<html>"), nil
				x.Response = &page
			}
			return x
		}},
	} {
		b.Run(row.name, func(b *testing.B) {
			rec, err := selftest.Ask(b.Context(), selftest.Trials(target.DefaultContract)[0])
			if err != nil {
				b.Fatal(err)
			}
			for i, x := range rec.Exchanges {
				rec.Exchanges[i] = row.bend(x)
			}
			b.ReportAllocs()
			for b.Loop() {
				suites.Judge(clauses, rec)
			}
		})
	}
	b.Run("unasked", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			suites.Judge(clauses, evidence.Record{})
		}
	})
}
