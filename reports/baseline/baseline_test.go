package baseline_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/baseline"
	"github.com/authconform/authconform/reports/reportstest/example"
	"github.com/authconform/authconform/suites/clause"
)

func TestBaselineCheck(t *testing.T) {
	catalogue := []string{"errors.wrong-secret.challenge", "token.status"}
	before := example.On("2025-06-01")
	for name, c := range map[string]struct {
		ids  string
		now  time.Time
		want string
	}{
		"sound":         {"token.status errors.wrong-secret.challenge", before, ""},
		"nothing":       {"", before, ""},
		"misspelt":      {"errors.wrong-secret.chalenge", before, "baseline.yaml:2: errors.wrong-secret.chalenge: there is no such clause; did you mean errors.wrong-secret.challenge?"},
		"far from any":  {"transport.hsts", before, "baseline.yaml:2: transport.hsts: there is no such clause: see authconform list clauses"},
		"a prefix":      {"errors", before, "baseline.yaml:2: errors: there is no such clause: see authconform list clauses"},
		"on its day":    {"token.status", example.On("2025-12-31").Add(24*time.Hour - 1), ""},
		"after its day": {"token.status", example.On("2026-01-01"), "baseline.yaml:2: token.status: the entry expired, its last day was 2025-12-31: ask its owner (jane@example.com), then renew it or take it out"},
		"its day is over in UTC, not here": {
			"token.status", time.Date(2025, 12, 31, 23, 0, 0, 0, time.FixedZone("west", -2*3600)),
			"baseline.yaml:2: token.status: the entry expired, its last day was 2025-12-31: ask its owner (jane@example.com), then renew it or take it out",
		},
		"its day goes on in UTC, not here": {"token.status", time.Date(2026, 1, 1, 1, 0, 0, 0, time.FixedZone("east", 2*3600)), ""},
	} {
		t.Run(name, func(t *testing.T) {
			if got := errorText(example.Listing(strings.Fields(c.ids)...).Check(catalogue, c.now)); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func TestBaselineCheckTellsAllAtOnce(t *testing.T) {
	b := example.Listing("token.status", "token.statsu", "gone")
	want := "baseline.yaml:2: token.status: the entry expired\n" +
		"baseline.yaml:6: token.statsu: there is no such clause; did you mean token.status?\nbaseline.yaml:6: token.statsu: the entry expired\n" +
		"baseline.yaml:10: gone: there is no such clause: see authconform list clauses\nbaseline.yaml:10: gone: the entry expired"
	var got []string
	for _, line := range strings.Split(errorText(b.Check([]string{"token.status"}, example.On("2026-06-01"))), "\n") {
		line, _, _ = strings.Cut(line, ", its last day")
		got = append(got, line)
	}
	if diff := cmp.Diff(want, strings.Join(got, "\n")); diff != "" {
		t.Error(diff)
	}
	many := make([]string, 30)
	for i := range many {
		many[i] = strings.Repeat("x", i+1)
	}
	lines := strings.Split(errorText(example.Listing(many...).Check(nil, example.On("2025-06-01"))), "\n")
	if len(lines) != baseline.MaxSlips+1 || lines[baseline.MaxSlips] != "baseline.yaml: holds 10 more mistakes" {
		t.Errorf("%d lines, the last is %q", len(lines), lines[len(lines)-1])
	}
}

func TestBaselineApply(t *testing.T) {
	excused := &clause.KnownDeviation{Reason: "the gateway strips the header; fixed in release 42", Owner: "jane@example.com", Expires: "2025-12-31"}
	gravest := example.Outcome("listed", reports.Mandatory, reports.Failed)
	gravest.Critical = true
	for name, c := range map[string]struct {
		given reports.Result
		known *clause.KnownDeviation
		err   string
	}{
		"failed":       {example.Outcome("listed", reports.Mandatory, reports.Failed), excused, ""},
		"warned":       {example.Outcome("listed", reports.Recommended, reports.Warned), excused, ""},
		"optional":     {example.Outcome("listed", reports.Optional, reports.Warned), excused, ""},
		"passed":       {example.Outcome("listed", reports.Mandatory, reports.Passed), nil, baseline.EntryStale},
		"gravest":      {gravest, nil, baseline.EntryGravest},
		"skipped":      {example.Outcome("listed", reports.Mandatory, reports.Skipped), nil, ""},
		"inconclusive": {example.Outcome("listed", reports.Mandatory, reports.Inconclusive), nil, ""},
		"not listed":   {example.Outcome("other", reports.Mandatory, reports.Failed), nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			given := []reports.Result{c.given}
			got := example.Listing("listed").Apply(given)
			want := c.given
			want.Known, want.BaselineError = c.known, c.err
			if diff := cmp.Diff([]reports.Result{want}, got); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff([]reports.Result{c.given}, given); diff != "" {
				t.Errorf("the caller's results changed:\n%s", diff)
			}
			if diff := cmp.Diff([]reports.Result{c.given}, baseline.Baseline{}.Apply(got)); diff != "" {
				t.Errorf("without the entry its mark stays:\n%s", diff)
			}
		})
	}
}

func TestBaselineStale(t *testing.T) {
	b := example.Listing("token.status", "errors.wrong-secret.challenge", "gone", "token.members", "transport.tls-1-1")
	want := "baseline.yaml:2: clause token.status is listed as known to fail, and passes: take it out of the baseline\n" +
		"baseline.yaml:14: clause token.members is listed as known to fail, and passes: take it out of the baseline"
	if diff := cmp.Diff(want, errorText(b.Stale(example.Failed().Results))); diff != "" {
		t.Error(diff)
	}
	if err := example.Listing("errors.wrong-secret.challenge", "gone").Stale(example.Failed().Results); err != nil {
		t.Errorf("nothing listed passed, but: %v", err)
	}
}
