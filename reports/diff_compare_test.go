package reports

import (
	"errors"
	"strings"
	"testing"

	"github.com/authconform/authconform/suites/clause"
)

// one gives a report of one clause.
func one(r Result) Report {
	report := base()
	if r.ID != "" {
		r.Title, r.Area, r.Source = "keeps it", "token", "endpoint page"
		report.Results = []Result{r}
	}
	control := passes("control")[0]
	report.Results = append(report.Results, control)
	return judged(report)
}

// Every way from one status to another, and whether it is a regression.
func TestCompareKinds(t *testing.T) {
	is := func(status Status, level Level) Report {
		return one(Result{ID: "x", Status: status, Level: level, Reason: "r"})
	}
	excused := one(Result{ID: "x", Status: Failed, Level: Mandatory, Known: &clause.KnownDeviation{Reason: "r", Owner: "o", Expires: "2099-01-01"}})
	noted := one(Result{ID: "x", Status: Passed, Level: Mandatory, Note: "another"})
	nothing := one(Result{})
	type row struct {
		old, latest Report
		kind        ChangeKind
		regression  bool
		strict      bool // what --strict makes of it
	}
	for name, c := range map[string]row{
		"kept":                       {is(Passed, Mandatory), is(Passed, Mandatory), "", false, false},
		"still failing":              {is(Failed, Mandatory), is(Failed, Mandatory), "", false, false},
		"broken":                     {is(Passed, Mandatory), is(Failed, Mandatory), NewlyFailed, true, true},
		"broken, never judged":       {is(Skipped, Mandatory), is(Failed, Mandatory), NewlyFailed, true, true},
		"the excuse ran out":         {excused, is(Failed, Mandatory), NewlyFailed, true, true},
		"excused":                    {is(Failed, Mandatory), excused, NewlyKnown, false, false},
		"broken, but excused":        {is(Passed, Mandatory), excused, NewlyKnown, false, false},
		"mended":                     {is(Failed, Mandatory), is(Passed, Mandatory), Fixed, false, false},
		"mended, was excused":        {excused, is(Passed, Mandatory), Fixed, false, false},
		"judged at last":             {is(Inconclusive, Mandatory), is(Passed, Mandatory), NewlyJudged, false, false},
		"another answer":             {is(Passed, Mandatory), noted, AnswerChanged, false, false},
		"inconclusive":               {is(Passed, Mandatory), is(Inconclusive, Mandatory), NewlyInconclusive, true, true},
		"inconclusive after failing": {is(Failed, Mandatory), is(Inconclusive, Mandatory), NewlyInconclusive, true, true},
		"skipped":                    {is(Passed, Mandatory), is(Skipped, Mandatory), NewlySkipped, true, true},
		"skipped as inconclusive":    {is(Inconclusive, Mandatory), is(Skipped, Mandatory), "", false, false},
		"gone":                       {is(Passed, Mandatory), nothing, ClauseRemoved, true, true},
		"gone, never judged":         {is(Skipped, Mandatory), nothing, ClauseRemoved, false, false},
		"new":                        {nothing, is(Passed, Mandatory), ClauseAdded, false, false},
		"new and broken":             {nothing, is(Failed, Mandatory), ClauseAdded, true, true},
		"warned":                     {is(Passed, Recommended), is(Warned, Recommended), NewlyWarned, false, true},
		"a warning not judged":       {is(Passed, Recommended), is(Inconclusive, Recommended), NewlyInconclusive, false, true},
		"a warning skipped":          {is(Passed, Recommended), is(Skipped, Recommended), NewlySkipped, false, true},
		"good practice":              {is(Passed, Optional), is(Warned, Optional), NewlyWarned, false, false},
	} {
		for _, strict := range []bool{false, true} {
			kind, want := c.kind, c.regression
			if strict {
				want = c.strict
				if kind == NewlyWarned && want {
					kind = NewlyFailed
				}
			}
			diff := compared(t, diffExample{c.old, c.latest, DiffTerms{Strict: strict}})
			var got ChangeKind
			for _, change := range diff.Changes {
				got = change.Kind
				if change.Regression != want {
					t.Errorf("%s (strict %t): a regression %t, want %t", name, strict, change.Regression, want)
				}
			}
			if got != kind || len(diff.Changes) > 1 {
				t.Errorf("%s (strict %t): %v, want %q", name, strict, diff.Changes, kind)
			}
			if diff.Regressed != want || diff.Regressed != (len(diff.Regressions) > 0) {
				t.Errorf("%s (strict %t): regressed %t by %q, want %t", name, strict, diff.Regressed, diff.Regressions, want)
			}
		}
	}
}

// What a clause's absence means depends on what else differs.
func TestCompareAbsence(t *testing.T) {
	old, latest := conformant(), conformant()
	latest.Results = latest.Results[1:]
	latest = judged(latest)
	if diff := compared(t, diffExample{old, latest, DiffTerms{}}); !diff.Regressed {
		t.Error("a clause vanished, and it is no regression")
	}
	latest.Suite.Version = "0.2.0"
	if diff := compared(t, diffExample{old, latest, DiffTerms{}}); diff.Regressed || len(diff.of(ClauseRemoved)) != 1 {
		t.Errorf("another suite has other clauses: %q", diff.Regressions)
	}
	latest.Partial, latest.Clauses = true, []string{"errors"}
	if diff := compared(t, diffExample{old, latest, DiffTerms{}}); diff.Regressed || len(diff.Changes) != 0 {
		t.Errorf("a partial report leaves clauses out: %q %v", diff.Regressions, diff.Changes)
	}
}

// Verdicts are compared where they speak of the same, and any that is worse is a regression by itself.
func TestCompareVerdicts(t *testing.T) {
	order := []Verdict{VerdictConformant, VerdictInconclusive, VerdictNonconformant}
	for i, was := range order {
		for j, is := range order {
			old, latest := base(), base()
			old.Verdict, latest.Verdict = was, is
			if diff := compared(t, diffExample{old, latest, DiffTerms{}}); diff.Regressed != (j > i) {
				t.Errorf("%s, then %s: regressed %t", was, is, diff.Regressed)
			}
			old.Strict = true
			if diff := compared(t, diffExample{old, latest, DiffTerms{}}); diff.Regressed {
				t.Errorf("%s under other terms, then %s: regressed", was, is)
			}
		}
	}
}

func TestCompareContracts(t *testing.T) {
	old, latest := conformant(), conformant()
	latest.Contract.Name = "other\x1b"
	_, err := Compare(old, latest, DiffTerms{})
	if !errors.Is(err, ErrOtherContract) || !strings.HasSuffix(err.Error(), `prioticket and other\x1b`) {
		t.Errorf("error %v", err)
	}
	if _, err := Compare(old, latest, DiffTerms{AnyContract: true}); err != nil {
		t.Error(err)
	}
	latest.Contract = Contract{} // a run that could not be set up knows none
	if _, err := Compare(old, latest, DiffTerms{}); err != nil {
		t.Error(err)
	}
}
