package reports_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/authconform/authconform/openapi/wire"
	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/reportstest/example"
	"github.com/authconform/authconform/reports/text"
	"github.com/authconform/authconform/suites/evidence"
)

func TestCompleteIsIdempotentAndLeavesItsReceiverAlone(t *testing.T) {
	for name, r := range example.All() {
		before := example.All()[name]
		once := r.Complete()
		if diff := cmp.Diff(before, r); diff != "" {
			t.Errorf("%s: Complete changed its receiver:\n%s", name, diff)
		}
		if diff := cmp.Diff(once, once.Complete()); diff != "" {
			t.Errorf("%s: completed twice it differs:\n%s", name, diff)
		}
	}
}

func TestCompleteBounds(t *testing.T) {
	r := reports.Report{Results: []reports.Result{{ID: "a", Got: strings.Repeat("é", 1<<20), Violations: make([]wire.Violation, 10_000)}}}
	for i := range r.Results[0].Violations {
		r.Results[0].Violations[i] = wire.Violation{Pointer: "/" + strings.Repeat("m", 5000), Rule: "closed"}
	}
	got := r.Complete().Results[0]
	if len(got.Got) > text.MaxText || !strings.HasSuffix(got.Got, "é…") {
		t.Errorf("got has %d bytes and ends in %q", len(got.Got), got.Got[len(got.Got)-6:])
	}
	if len(got.Violations) != reports.MaxViolations || got.Violations[reports.MaxViolations-1].Detail != "9981 further violations" {
		t.Errorf("%d violations, the last says %q", len(got.Violations), got.Violations[len(got.Violations)-1].Detail)
	}
	if n := len(got.Violations[0].Pointer); n > text.MaxPointer {
		t.Errorf("a pointer of %d bytes", n)
	}
}

func TestSummarise(t *testing.T) {
	got := reports.Summarise(example.Failed().Results)
	want := reports.Summary{
		Counts:    reports.Counts{Clauses: 13, Passed: 4, Failed: 3, Warned: 2, Skipped: 3, Inconclusive: 1},
		Mandatory: reports.Counts{Clauses: 10, Passed: 4, Failed: 3, Skipped: 3}, Recommended: reports.Counts{Clauses: 2, Warned: 1, Inconclusive: 1},
		Optional: reports.Counts{Clauses: 1, Warned: 1}, Notes: 1,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestTrafficOf(t *testing.T) {
	post := evidence.Request{Method: "POST"}
	answer := func(status int) evidence.Exchange {
		return evidence.Exchange{Request: post, Response: &evidence.Response{Status: status}}
	}
	got := reports.TrafficOf(evidence.Record{Exchanges: []evidence.Exchange{
		answer(200), answer(400), answer(499), answer(500), answer(302),
		{Request: post, Failure: &evidence.Failure{Kind: evidence.Timeout}},
		{TLS: &evidence.TLS{}},
	}})
	if diff := cmp.Diff(reports.Traffic{Requests: 6, Errors4xx: 2, Errors5xx: 1, Unanswered: 1, Handshakes: 1}, got); diff != "" {
		t.Error(diff)
	}
}

func TestCoverageIsJudgedByResults(t *testing.T) {
	r := reports.Report{
		Results: []reports.Result{{ID: "a", Status: reports.Skipped}, {ID: "b", Status: reports.Warned}, {ID: "c", Status: reports.Inconclusive}},
		Coverage: []reports.Coverage{
			{Pointer: "/2", Clauses: []string{"c"}},
			{Pointer: "/1", Clauses: []string{"b", "a"}},
			{Pointer: "/0"},
		},
	}
	want := []reports.Coverage{
		{Pointer: "/0", Clauses: []string{}},
		{Pointer: "/1", Clauses: []string{"a", "b"}, Judged: true},
		{Pointer: "/2", Clauses: []string{"c"}},
	}
	if diff := cmp.Diff(want, r.Complete().Coverage); diff != "" {
		t.Error(diff)
	}
}

func TestSummariseKnown(t *testing.T) {
	want := reports.Summary{
		Counts:    reports.Counts{Clauses: 10, Passed: 4, Warned: 1, Skipped: 3, Known: 2},
		Mandatory: reports.Counts{Clauses: 8, Passed: 4, Skipped: 3, Known: 1}, Recommended: reports.Counts{Clauses: 1, Known: 1},
		Optional: reports.Counts{Clauses: 1, Warned: 1}, Notes: 1,
	}
	if diff := cmp.Diff(want, reports.Summarise(example.KnownDeviations().Results)); diff != "" {
		t.Error(diff)
	}
}
