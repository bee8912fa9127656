package reports

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/authconform/authconform/suites/clause"
)

func on(t string) time.Time {
	parsed, err := time.Parse(day, t)
	if err != nil {
		panic(err)
	}
	return parsed
}

func listing(ids ...string) Baseline {
	b := Baseline{Name: "baseline.yaml"}
	for i, id := range ids {
		b.Known = append(b.Known, Known{
			Clause: id, Reason: "the gateway strips the header; fixed in release 42", Owner: "jane@example.com",
			Expires: on("2025-12-31"), Line: 2 + 4*i,
		})
	}
	return b
}

// knownDeviations is a strict run in which the baseline lists all that deviates.
func knownDeviations() Report {
	r := strict()
	for _, x := range failed().Results {
		if x.ID == "errors.wrong-secret.challenge" {
			r.Results = append(r.Results, x)
		}
	}
	r.Results = listing("errors.wrong-secret.challenge", "token.no-store").Apply(r.Results)
	return judged(r)
}

// misfitBaseline lists what passes, what is beyond excuse, what could not be judged, and one clause rightly.
func misfitBaseline() Report {
	r := failed()
	b := listing("token.status", "errors.unknown-client.refused", "transport.tls-1-1", "errors.wrong-secret.challenge", "errors.code.invalid_grant")
	r.Results = b.Apply(r.Results)
	return judged(r)
}

func TestBaselineCheck(t *testing.T) {
	catalogue := []string{"errors.wrong-secret.challenge", "token.status"}
	before := on("2025-06-01")
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
		"on its day":    {"token.status", on("2025-12-31").Add(24*time.Hour - 1), ""},
		"after its day": {"token.status", on("2026-01-01"), "baseline.yaml:2: token.status: the entry expired, its last day was 2025-12-31: ask its owner (jane@example.com), then renew it or take it out"},
		"its day is over in UTC, not here": {
			"token.status", time.Date(2025, 12, 31, 23, 0, 0, 0, time.FixedZone("west", -2*3600)),
			"baseline.yaml:2: token.status: the entry expired, its last day was 2025-12-31: ask its owner (jane@example.com), then renew it or take it out",
		},
		"its day goes on in UTC, not here": {"token.status", time.Date(2026, 1, 1, 1, 0, 0, 0, time.FixedZone("east", 2*3600)), ""},
	} {
		t.Run(name, func(t *testing.T) {
			if got := text(listing(strings.Fields(c.ids)...).Check(catalogue, c.now)); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

func text(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func TestBaselineCheckTellsAllAtOnce(t *testing.T) {
	b := listing("token.status", "token.statsu", "gone")
	want := "baseline.yaml:2: token.status: the entry expired\n" +
		"baseline.yaml:6: token.statsu: there is no such clause; did you mean token.status?\nbaseline.yaml:6: token.statsu: the entry expired\n" +
		"baseline.yaml:10: gone: there is no such clause: see authconform list clauses\nbaseline.yaml:10: gone: the entry expired"
	var got []string
	for _, line := range strings.Split(text(b.Check([]string{"token.status"}, on("2026-06-01"))), "\n") {
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
	lines := strings.Split(text(listing(many...).Check(nil, on("2025-06-01"))), "\n")
	if len(lines) != maxSlips+1 || lines[maxSlips] != "baseline.yaml: holds 10 more mistakes" {
		t.Errorf("%d lines, the last is %q", len(lines), lines[len(lines)-1])
	}
}

func TestBaselineApply(t *testing.T) {
	excused := &clause.KnownDeviation{Reason: "the gateway strips the header; fixed in release 42", Owner: "jane@example.com", Expires: "2025-12-31"}
	gravest := outcome("listed", Mandatory, Failed)
	gravest.Gravest = true
	for name, c := range map[string]struct {
		given Result
		known *clause.KnownDeviation
		err   string
	}{
		"failed":       {outcome("listed", Mandatory, Failed), excused, ""},
		"warned":       {outcome("listed", Recommended, Warned), excused, ""},
		"optional":     {outcome("listed", Optional, Warned), excused, ""},
		"passed":       {outcome("listed", Mandatory, Passed), nil, entryStale},
		"gravest":      {gravest, nil, entryGravest},
		"skipped":      {outcome("listed", Mandatory, Skipped), nil, ""},
		"inconclusive": {outcome("listed", Mandatory, Inconclusive), nil, ""},
		"not listed":   {outcome("other", Mandatory, Failed), nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			given := []Result{c.given}
			got := listing("listed").Apply(given)
			want := c.given
			want.Known, want.BaselineError = c.known, c.err
			if diff := cmp.Diff([]Result{want}, got); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff([]Result{c.given}, given); diff != "" {
				t.Errorf("the caller's results changed:\n%s", diff)
			}
			if diff := cmp.Diff([]Result{c.given}, Baseline{}.Apply(got)); diff != "" {
				t.Errorf("without the entry its mark stays:\n%s", diff)
			}
		})
	}
}

func TestJudgeWithBaseline(t *testing.T) {
	ok := outcome("ok", Mandatory, Passed)
	gravest := outcome("listed", Mandatory, Failed)
	gravest.Gravest = true
	failed, warned := outcome("listed", Mandatory, Failed), outcome("listed", Recommended, Warned)
	for _, c := range []judgement{
		{"a known failure", []Result{ok, failed}, "", Terms{}, VerdictConformant, "conformant except for 1 known deviation"},
		{"a known warning", []Result{ok, warned}, "", Terms{}, VerdictConformant, "conformant except for 1 known deviation"},
		{"a known warning under strict terms", []Result{ok, warned}, "", Terms{Strict: true}, VerdictConformant, "conformant except for 1 known deviation"},
		{"two of them", []Result{ok, failed, outcome("listed.too", Mandatory, Failed)}, "", Terms{}, VerdictConformant, "conformant except for 2 known deviations"},
		{"beside an unknown one", []Result{ok, failed, outcome("f", Mandatory, Failed)}, "", Terms{}, VerdictNonconformant, "1 mandatory clause failed"},
		{"beside an unknown warning", []Result{ok, failed, outcome("w", Recommended, Warned)}, "", Terms{Strict: true}, VerdictNonconformant, "1 recommended clause failed (--strict)"},
		{"beside a skipped one", []Result{ok, failed, outcome("s", Mandatory, Skipped)}, "", Terms{}, VerdictConformant, "conformant except for 1 known deviation; 1 mandatory clause was skipped"},
		{"beside an undecided one", []Result{ok, failed, outcome("i", Mandatory, Inconclusive)}, "", Terms{}, VerdictInconclusive, "1 mandatory clause could not be judged"},
		{"listed and undecided", []Result{ok, outcome("listed", Mandatory, Inconclusive)}, "", Terms{}, VerdictInconclusive, "1 mandatory clause could not be judged"},
		{"alone", []Result{failed}, "", Terms{}, VerdictConformant, "conformant except for 1 known deviation"},
		{"alone, and not mandatory", []Result{warned}, "", Terms{}, VerdictInconclusive, "nothing was judged"},
		{"listed and passed", []Result{ok, outcome("listed", Mandatory, Passed)}, "", Terms{}, VerdictConformant, "1 clause is listed as known to fail, but passed"},
		{"gravest", []Result{ok, gravest}, "", Terms{}, VerdictNonconformant, "1 mandatory clause failed, and the baseline excuses no token for the unauthenticated (ruling 11)"},
		{"interrupted", []Result{ok, failed}, "", Terms{Interrupted: true}, VerdictInconclusive, "the run was interrupted before everything was asked"},
		{"a missing result", []Result{ok, failed}, "ok listed gone", Terms{}, VerdictInconclusive, "clause gone has no result"},
	} {
		c.results = listing("listed", "listed.too").Apply(c.results)
		t.Run(c.name, c.check)
	}
}

// However the mark came to stand there, a token for the unauthenticated counts.
func TestGravestIsNeverExcused(t *testing.T) {
	r := Result{ID: "g", Level: Mandatory, Status: Failed, Gravest: true, Known: &clause.KnownDeviation{Reason: "x", Owner: "y", Expires: "2025-12-31"}}
	if !r.CountsAgainst(false) {
		t.Error("it does not count")
	}
	if s := Summarise([]Result{r}); s.Known != 0 || s.Failed != 1 {
		t.Errorf("counted as %+v", s.Counts)
	}
}

func TestBaselineStale(t *testing.T) {
	b := listing("token.status", "errors.wrong-secret.challenge", "gone", "token.members", "transport.tls-1-1")
	want := "baseline.yaml:2: clause token.status is listed as known to fail, and passes: take it out of the baseline\n" +
		"baseline.yaml:14: clause token.members is listed as known to fail, and passes: take it out of the baseline"
	if diff := cmp.Diff(want, text(b.Stale(failed().Results))); diff != "" {
		t.Error(diff)
	}
	if err := listing("errors.wrong-secret.challenge", "gone").Stale(failed().Results); err != nil {
		t.Errorf("nothing listed passed, but: %v", err)
	}
}

func TestSummariseKnown(t *testing.T) {
	want := Summary{
		Counts:    Counts{Clauses: 10, Passed: 4, Warned: 1, Skipped: 3, Known: 2},
		Mandatory: Counts{Clauses: 8, Passed: 4, Skipped: 3, Known: 1}, Recommended: Counts{Clauses: 1, Known: 1},
		Optional: Counts{Clauses: 1, Warned: 1}, Notes: 1,
	}
	if diff := cmp.Diff(want, Summarise(knownDeviations().Results)); diff != "" {
		t.Error(diff)
	}
}
