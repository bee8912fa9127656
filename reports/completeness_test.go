package reports_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/reportstest/example"
	"github.com/authconform/authconform/suites/clause"
)

func skipped(id string, level reports.Level, flag string) reports.Result {
	r := example.Outcome(id, level, reports.Skipped)
	r.Flag = flag
	return r
}

func TestCompleteness(t *testing.T) {
	ok := example.Outcome("token.ok", reports.Mandatory, reports.Passed)
	for name, c := range map[string]struct {
		report reports.Report
		want   reports.Completeness
		words  string
	}{
		"everything asked": {
			reports.Report{Results: []reports.Result{ok}},
			reports.Completeness{State: reports.Complete},
			"",
		},
		"what nobody can provoke takes nothing away, nor does a burst": {
			reports.Report{Results: []reports.Result{ok, skipped("a", reports.Mandatory, ""), skipped("b", reports.Mandatory, "--burst")}},
			reports.Completeness{State: reports.Complete, NotAskable: []string{"a", "b"}},
			"",
		},
		"what is recommended takes nothing away": {
			reports.Report{Results: []reports.Result{ok, skipped("a", reports.Recommended, "--resource-path"), skipped("b", reports.Optional, "")}},
			reports.Completeness{State: reports.Complete},
			"",
		},
		"by the flag that completes it, what brings most first": {
			reports.Report{Results: []reports.Result{ok, skipped("a", reports.Mandatory, "--resource-path"), skipped("b", reports.Mandatory, "--profile full"), skipped("c", reports.Mandatory, "--profile full")}},
			reports.Completeness{State: reports.Partial, NotAsked: []reports.NotAsked{{Flag: "--profile full", Clauses: []string{"b", "c"}}, {Flag: "--resource-path", Clauses: []string{"a"}}}},
			"3 mandatory clauses were not asked: --profile full (2), --resource-path (1)",
		},
		"a filter has to go": {
			reports.Report{Results: []reports.Result{ok}, Partial: true, Completeness: reports.Filtered([]string{"z", "y"})},
			reports.Completeness{State: reports.Partial, NotAsked: []reports.NotAsked{{Flag: "--clause", Clauses: []string{"y", "z"}}}},
			"2 mandatory clauses were not asked: without --clause (2)",
		},
		"a filter that nobody wrote down": {
			reports.Report{Results: []reports.Result{ok}, Partial: true},
			reports.Completeness{State: reports.Partial},
			"",
		},
		"cut short":        {reports.Report{Results: []reports.Result{ok}, Interrupted: true}, reports.Completeness{State: reports.Partial}, ""},
		"without a result": {reports.Report{}, reports.Completeness{State: reports.Partial}, ""},
		"what cannot be judged": {
			reports.Report{Results: []reports.Result{ok, example.Outcome("a", reports.Mandatory, reports.Inconclusive)}},
			reports.Completeness{State: reports.Partial},
			"",
		},
	} {
		if c.want.NotAsked == nil {
			c.want.NotAsked = []reports.NotAsked{}
		}
		if c.want.NotAskable == nil {
			c.want.NotAskable = []string{}
		}
		got := c.report.Complete()
		if diff := cmp.Diff(c.want, got.Completeness); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		if got.Completeness.Gaps() != c.words {
			t.Errorf("%s: told as %q, want %q", name, got.Completeness.Gaps(), c.words)
		}
		if diff := cmp.Diff(got.Completeness, got.Complete().Completeness); diff != "" {
			t.Errorf("%s, completed twice (-once +twice):\n%s", name, diff)
		}
	}
}

func TestHeading(t *testing.T) {
	at := reports.Target{BaseURL: "https://tokens.example.com/v3.8/distributor"}
	contract := reports.Contract{Name: "prioticket", Version: "3.8"}
	full := skipped("a", reports.Mandatory, "--profile full")
	known := example.Outcome("k", reports.Mandatory, reports.Failed)
	known.Known = &clause.KnownDeviation{Reason: "a ticket", Owner: "they", Expires: "2026-12-31"}
	for want, r := range map[string]reports.Report{
		"tokens.example.com keeps Prioticket 3.8":                                               {Verdict: reports.VerdictConformant},
		"tokens.example.com keeps Prioticket 3.8 in what was asked; 1 mandatory clause was not": {Verdict: reports.VerdictConformant, Results: []reports.Result{full}},
		"tokens.example.com keeps Prioticket 3.8 except for 1 known deviation":                  {Verdict: reports.VerdictConformant, Results: []reports.Result{known}},
		"tokens.example.com does not keep Prioticket 3.8; 1 mandatory clause was not asked":     {Verdict: reports.VerdictNonconformant, Results: []reports.Result{full}},
		"Whether tokens.example.com keeps Prioticket 3.8 is not known":                          {Verdict: reports.VerdictInconclusive},
		"The embedded reference target does not keep Prioticket 3.8":                            {Verdict: reports.VerdictNonconformant, Target: reports.Target{Embedded: true}},
	} {
		r.Contract = contract
		if r.Target == (reports.Target{}) {
			r.Target = at
		}
		if got := r.Complete().Heading(); got != want {
			t.Errorf("got  %q\nwant %q", got, want)
		}
	}
}
