package reports_test

import (
	"strings"
	"testing"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/reportstest/example"
	"github.com/authconform/authconform/suites/clause"
)

type judgement struct {
	name      string
	results   []reports.Result
	catalogue string // "" is the results' own ids
	terms     reports.Terms
	want      reports.Verdict
	reason    string
}

func (c judgement) check(t *testing.T) {
	catalogue := strings.Fields(c.catalogue)
	if c.catalogue == "" {
		for _, r := range c.results {
			catalogue = append(catalogue, r.ID)
		}
	}
	got, reason := reports.Judge(c.results, catalogue, c.terms)
	if got != c.want {
		t.Errorf("verdict %q, want %q (reason %q)", got, c.want, reason)
	}
	if c.reason == "" && reason != "" || !strings.Contains(reason, c.reason) {
		t.Errorf("reason %q, want %q", reason, c.reason)
	}
}

func TestJudge(t *testing.T) {
	ok := example.Outcome("ok", reports.Mandatory, reports.Passed)
	for _, c := range []judgement{
		{"all passed", []reports.Result{ok}, "", reports.Terms{}, reports.VerdictConformant, ""},
		{"a warning is allowed", []reports.Result{ok, example.Outcome("w", reports.Recommended, reports.Warned)}, "", reports.Terms{}, reports.VerdictConformant, ""},
		{"a warning under strict terms", []reports.Result{ok, example.Outcome("w", reports.Recommended, reports.Warned)}, "", reports.Terms{Strict: true}, reports.VerdictNonconformant, "1 recommended clause failed (--strict)"},
		{"optional never counts", []reports.Result{ok, example.Outcome("o", reports.Optional, reports.Warned), example.Outcome("p", reports.Optional, reports.Inconclusive), example.Outcome("q", reports.Optional, reports.Failed)}, "", reports.Terms{Strict: true}, reports.VerdictConformant, ""},
		{"a mandatory failure", []reports.Result{ok, example.Outcome("f", reports.Mandatory, reports.Failed)}, "", reports.Terms{}, reports.VerdictNonconformant, "1 mandatory clause failed"},
		{"both under strict terms", []reports.Result{ok, example.Outcome("f", reports.Mandatory, reports.Failed), example.Outcome("w", reports.Recommended, reports.Warned)}, "", reports.Terms{Strict: true}, reports.VerdictNonconformant, "1 mandatory clause and 1 recommended clause failed (--strict)"},
		{"a mandatory warning is a failure", []reports.Result{ok, example.Outcome("f", reports.Mandatory, reports.Warned)}, "", reports.Terms{}, reports.VerdictNonconformant, "1 mandatory clause failed"},
		{"a recommended failure is a warning", []reports.Result{ok, example.Outcome("w", reports.Recommended, reports.Failed)}, "", reports.Terms{}, reports.VerdictConformant, ""},
		{"a failure outweighs a missing result", []reports.Result{example.Outcome("f", reports.Mandatory, reports.Failed)}, "f gone", reports.Terms{}, reports.VerdictNonconformant, "1 mandatory clause failed"},
		{"inconclusive, one reason", []reports.Result{ok, example.Outcome("i", reports.Mandatory, reports.Inconclusive), example.Outcome("j", reports.Mandatory, reports.Inconclusive)}, "", reports.Terms{}, reports.VerdictInconclusive, "2 mandatory clauses could not be judged: timeout"},
		{"inconclusive, several reasons", []reports.Result{ok, example.Outcome("i", reports.Mandatory, reports.Inconclusive), {ID: "j", Level: reports.Mandatory, Status: reports.Inconclusive, Reason: "503"}}, "", reports.Terms{}, reports.VerdictInconclusive, "2 mandatory clauses could not be judged"},
		{"recommended inconclusive", []reports.Result{ok, example.Outcome("i", reports.Recommended, reports.Inconclusive)}, "", reports.Terms{}, reports.VerdictConformant, ""},
		{"recommended inconclusive, strict", []reports.Result{ok, example.Outcome("i", reports.Recommended, reports.Inconclusive)}, "", reports.Terms{Strict: true}, reports.VerdictInconclusive, "1 clause could not be judged: timeout"},
		{"failed and inconclusive", []reports.Result{example.Outcome("f", reports.Mandatory, reports.Failed), example.Outcome("i", reports.Mandatory, reports.Inconclusive)}, "", reports.Terms{}, reports.VerdictNonconformant, "1 mandatory clause failed"},
		{"nothing at all", nil, "", reports.Terms{}, reports.VerdictInconclusive, "nothing was judged"},
		{"all skipped", []reports.Result{example.Outcome("s", reports.Mandatory, reports.Skipped)}, "", reports.Terms{}, reports.VerdictInconclusive, "nothing was judged"},
		{"only recommended passed", []reports.Result{example.Outcome("r", reports.Recommended, reports.Passed)}, "", reports.Terms{}, reports.VerdictInconclusive, "nothing was judged"},
		{"mandatory ones that were not asked are named", []reports.Result{ok, skipped("s", reports.Mandatory, "--profile full"), example.Outcome("r", reports.Recommended, reports.Skipped)}, "", reports.Terms{}, reports.VerdictConformant, "1 mandatory clause was not asked: --profile full (1)"},
		{"interrupted", []reports.Result{ok}, "", reports.Terms{Interrupted: true}, reports.VerdictInconclusive, "the run was interrupted before everything was asked"},
		{"interrupted after a failure", []reports.Result{example.Outcome("f", reports.Mandatory, reports.Failed)}, "f gone", reports.Terms{Interrupted: true}, reports.VerdictInconclusive, "interrupted before everything was asked; by then 1 mandatory clause failed"},
	} {
		t.Run(c.name, c.check)
	}
}

// What speaks against the suite itself is never a pass.
func TestJudgeMiscounted(t *testing.T) {
	ok := example.Outcome("ok", reports.Mandatory, reports.Passed)
	for _, c := range []judgement{
		{"missing", []reports.Result{ok}, "ok gone", reports.Terms{}, reports.VerdictInconclusive, "clause gone has no result; this is a bug"},
		{"twice", []reports.Result{ok, ok}, "ok", reports.Terms{}, reports.VerdictInconclusive, "clause ok has 2 results"},
		{"twice in the catalogue", []reports.Result{ok}, "ok ok", reports.Terms{}, reports.VerdictInconclusive, "clause ok is twice in the catalogue"},
		{"not in the catalogue", []reports.Result{ok, example.Outcome("new", reports.Optional, reports.Passed)}, "ok", reports.Terms{}, reports.VerdictInconclusive, "clause new has a result, but is not"},
		{"unknown status", []reports.Result{ok, example.Outcome("x", reports.Mandatory, "pass")}, "", reports.Terms{}, reports.VerdictInconclusive, `clause x has the unknown status "pass"`},
		{"unknown level", []reports.Result{ok, example.Outcome("x", "MUST", reports.Failed)}, "", reports.Terms{}, reports.VerdictInconclusive, `clause x has the unknown level "MUST"`},
	} {
		t.Run(c.name, c.check)
	}
}

func TestExitCode(t *testing.T) {
	for v, want := range map[reports.Verdict]int{reports.VerdictConformant: 0, reports.VerdictNonconformant: 1, reports.VerdictInconclusive: 3, "": 3, "conform": 3} {
		if got := reports.ExitCode(reports.Report{Verdict: v}, false); got != want {
			t.Errorf("ExitCode(%q) = %d, want %d", v, got, want)
		}
	}
}

func TestJudgeWithBaseline(t *testing.T) {
	ok := example.Outcome("ok", reports.Mandatory, reports.Passed)
	gravest := example.Outcome("listed", reports.Mandatory, reports.Failed)
	gravest.Critical = true
	failed, warned := example.Outcome("listed", reports.Mandatory, reports.Failed), example.Outcome("listed", reports.Recommended, reports.Warned)
	for _, c := range []judgement{
		{"a known failure", []reports.Result{ok, failed}, "", reports.Terms{}, reports.VerdictConformant, "conformant except for 1 known deviation"},
		{"a known warning", []reports.Result{ok, warned}, "", reports.Terms{}, reports.VerdictConformant, "conformant except for 1 known deviation"},
		{"a known warning under strict terms", []reports.Result{ok, warned}, "", reports.Terms{Strict: true}, reports.VerdictConformant, "conformant except for 1 known deviation"},
		{"two of them", []reports.Result{ok, failed, example.Outcome("listed.too", reports.Mandatory, reports.Failed)}, "", reports.Terms{}, reports.VerdictConformant, "conformant except for 2 known deviations"},
		{"beside an unknown one", []reports.Result{ok, failed, example.Outcome("f", reports.Mandatory, reports.Failed)}, "", reports.Terms{}, reports.VerdictNonconformant, "1 mandatory clause failed"},
		{"beside an unknown warning", []reports.Result{ok, failed, example.Outcome("w", reports.Recommended, reports.Warned)}, "", reports.Terms{Strict: true}, reports.VerdictNonconformant, "1 recommended clause failed (--strict)"},
		{"beside a skipped one", []reports.Result{ok, failed, skipped("s", reports.Mandatory, "--profile full")}, "", reports.Terms{}, reports.VerdictConformant, "conformant except for 1 known deviation; 1 mandatory clause was not asked: --profile full (1)"},
		{"beside an undecided one", []reports.Result{ok, failed, example.Outcome("i", reports.Mandatory, reports.Inconclusive)}, "", reports.Terms{}, reports.VerdictInconclusive, "1 mandatory clause could not be judged"},
		{"listed and undecided", []reports.Result{ok, example.Outcome("listed", reports.Mandatory, reports.Inconclusive)}, "", reports.Terms{}, reports.VerdictInconclusive, "1 mandatory clause could not be judged"},
		{"alone", []reports.Result{failed}, "", reports.Terms{}, reports.VerdictConformant, "conformant except for 1 known deviation"},
		{"alone, and not mandatory", []reports.Result{warned}, "", reports.Terms{}, reports.VerdictInconclusive, "nothing was judged"},
		{"listed and passed", []reports.Result{ok, example.Outcome("listed", reports.Mandatory, reports.Passed)}, "", reports.Terms{}, reports.VerdictConformant, "1 clause is listed as known to fail, but passed"},
		{"gravest", []reports.Result{ok, gravest}, "", reports.Terms{}, reports.VerdictNonconformant, "1 mandatory clause failed, and the baseline excuses no token for the unauthenticated (ruling 11)"},
		{"interrupted", []reports.Result{ok, failed}, "", reports.Terms{Interrupted: true}, reports.VerdictInconclusive, "the run was interrupted before everything was asked"},
		{"a missing result", []reports.Result{ok, failed}, "ok listed gone", reports.Terms{}, reports.VerdictInconclusive, "clause gone has no result"},
	} {
		c.results = example.Listing("listed", "listed.too").Apply(c.results)
		t.Run(c.name, c.check)
	}
}

// However the mark came to stand there, a token for the unauthenticated counts.
func TestGravestIsNeverExcused(t *testing.T) {
	r := reports.Result{ID: "g", Level: reports.Mandatory, Status: reports.Failed, Critical: true, Known: &clause.KnownDeviation{Reason: "x", Owner: "y", Expires: "2025-12-31"}}
	if !r.CountsAgainst(false) {
		t.Error("it does not count")
	}
	if s := reports.Summarise([]reports.Result{r}); s.Known != 0 || s.Failed != 1 {
		t.Errorf("counted as %+v", s.Counts)
	}
}
