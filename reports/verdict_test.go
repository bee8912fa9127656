package reports

import (
	"strings"
	"testing"
)

type judgement struct {
	name      string
	results   []Result
	catalogue string // "" is the results' own ids
	terms     Terms
	want      Verdict
	reason    string
}

func (c judgement) check(t *testing.T) {
	catalogue := strings.Fields(c.catalogue)
	if c.catalogue == "" {
		for _, r := range c.results {
			catalogue = append(catalogue, r.ID)
		}
	}
	got, reason := Judge(c.results, catalogue, c.terms)
	if got != c.want {
		t.Errorf("verdict %q, want %q (reason %q)", got, c.want, reason)
	}
	if c.reason == "" && reason != "" || !strings.Contains(reason, c.reason) {
		t.Errorf("reason %q, want %q", reason, c.reason)
	}
}

func outcome(id string, l Level, s Status) Result {
	return Result{ID: id, Level: l, Status: s, Reason: "timeout"}
}

func TestJudge(t *testing.T) {
	ok := outcome("ok", Mandatory, Passed)
	for _, c := range []judgement{
		{"all passed", []Result{ok}, "", Terms{}, VerdictConformant, ""},
		{"a warning is allowed", []Result{ok, outcome("w", Recommended, Warned)}, "", Terms{}, VerdictConformant, ""},
		{"a warning under strict terms", []Result{ok, outcome("w", Recommended, Warned)}, "", Terms{Strict: true}, VerdictNonconformant, "1 recommended clause failed (--strict)"},
		{"optional never counts", []Result{ok, outcome("o", Optional, Warned), outcome("p", Optional, Inconclusive), outcome("q", Optional, Failed)}, "", Terms{Strict: true}, VerdictConformant, ""},
		{"a mandatory failure", []Result{ok, outcome("f", Mandatory, Failed)}, "", Terms{}, VerdictNonconformant, "1 mandatory clause failed"},
		{"both under strict terms", []Result{ok, outcome("f", Mandatory, Failed), outcome("w", Recommended, Warned)}, "", Terms{Strict: true}, VerdictNonconformant, "1 mandatory clause and 1 recommended clause failed (--strict)"},
		{"a mandatory warning is a failure", []Result{ok, outcome("f", Mandatory, Warned)}, "", Terms{}, VerdictNonconformant, "1 mandatory clause failed"},
		{"a recommended failure is a warning", []Result{ok, outcome("w", Recommended, Failed)}, "", Terms{}, VerdictConformant, ""},
		{"a failure outweighs a missing result", []Result{outcome("f", Mandatory, Failed)}, "f gone", Terms{}, VerdictNonconformant, "1 mandatory clause failed"},
		{"inconclusive, one reason", []Result{ok, outcome("i", Mandatory, Inconclusive), outcome("j", Mandatory, Inconclusive)}, "", Terms{}, VerdictInconclusive, "2 mandatory clauses could not be judged: timeout"},
		{"inconclusive, several reasons", []Result{ok, outcome("i", Mandatory, Inconclusive), {ID: "j", Level: Mandatory, Status: Inconclusive, Reason: "503"}}, "", Terms{}, VerdictInconclusive, "2 mandatory clauses could not be judged"},
		{"recommended inconclusive", []Result{ok, outcome("i", Recommended, Inconclusive)}, "", Terms{}, VerdictConformant, ""},
		{"recommended inconclusive, strict", []Result{ok, outcome("i", Recommended, Inconclusive)}, "", Terms{Strict: true}, VerdictInconclusive, "1 clause could not be judged: timeout"},
		{"failed and inconclusive", []Result{outcome("f", Mandatory, Failed), outcome("i", Mandatory, Inconclusive)}, "", Terms{}, VerdictNonconformant, "1 mandatory clause failed"},
		{"nothing at all", nil, "", Terms{}, VerdictInconclusive, "nothing was judged"},
		{"all skipped", []Result{outcome("s", Mandatory, Skipped)}, "", Terms{}, VerdictInconclusive, "nothing was judged"},
		{"only recommended passed", []Result{outcome("r", Recommended, Passed)}, "", Terms{}, VerdictInconclusive, "nothing was judged"},
		{"skipped mandatory are named", []Result{ok, outcome("s", Mandatory, Skipped), outcome("r", Recommended, Skipped)}, "", Terms{}, VerdictConformant, "1 mandatory clause was skipped"},
		{"interrupted", []Result{ok}, "", Terms{Interrupted: true}, VerdictInconclusive, "the run was interrupted before everything was asked"},
		{"interrupted after a failure", []Result{outcome("f", Mandatory, Failed)}, "f gone", Terms{Interrupted: true}, VerdictInconclusive, "interrupted before everything was asked; by then 1 mandatory clause failed"},
	} {
		t.Run(c.name, c.check)
	}
}

// What speaks against the suite itself is never a pass.
func TestJudgeMiscounted(t *testing.T) {
	ok := outcome("ok", Mandatory, Passed)
	for _, c := range []judgement{
		{"missing", []Result{ok}, "ok gone", Terms{}, VerdictInconclusive, "clause gone has no result; this is a bug"},
		{"twice", []Result{ok, ok}, "ok", Terms{}, VerdictInconclusive, "clause ok has 2 results"},
		{"twice in the catalogue", []Result{ok}, "ok ok", Terms{}, VerdictInconclusive, "clause ok is twice in the catalogue"},
		{"not in the catalogue", []Result{ok, outcome("new", Optional, Passed)}, "ok", Terms{}, VerdictInconclusive, "clause new has a result, but is not"},
		{"unknown status", []Result{ok, outcome("x", Mandatory, "pass")}, "", Terms{}, VerdictInconclusive, `clause x has the unknown status "pass"`},
		{"unknown level", []Result{ok, outcome("x", "MUST", Failed)}, "", Terms{}, VerdictInconclusive, `clause x has the unknown level "MUST"`},
	} {
		t.Run(c.name, c.check)
	}
}

func TestExitCode(t *testing.T) {
	for v, want := range map[Verdict]int{VerdictConformant: 0, VerdictNonconformant: 1, VerdictInconclusive: 3, "": 3, "conform": 3} {
		if got := ExitCode(v); got != want {
			t.Errorf("ExitCode(%q) = %d, want %d", v, got, want)
		}
	}
}
