package diff

import (
	"errors"
	"strings"
	"testing"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/reportstest/example"
	"github.com/authconform/authconform/suites/clause"
)

// one gives a report of one clause.
func one(r reports.Result) reports.Report {
	report := example.Base()
	if r.ID != "" {
		r.Title, r.Area, r.Source = "keeps it", "token", "endpoint page"
		report.Results = []reports.Result{r}
	}
	control := example.Passes("control")[0]
	report.Results = append(report.Results, control)
	return example.Judged(report)
}

// Every way from one status to another, and whether it is a regression.
func TestCompareKinds(t *testing.T) {
	is := func(status reports.Status, level reports.Level) reports.Report {
		return one(reports.Result{ID: "x", Status: status, Level: level, Reason: "r"})
	}
	excused := one(reports.Result{ID: "x", Status: reports.Failed, Level: reports.Mandatory, Known: &clause.KnownDeviation{Reason: "r", Owner: "o", Expires: "2099-01-01"}})
	noted := one(reports.Result{ID: "x", Status: reports.Passed, Level: reports.Mandatory, Note: "another"})
	nothing := one(reports.Result{})
	type row struct {
		old, latest reports.Report
		kind        ChangeKind
		regression  bool
		strict      bool // what --strict makes of it
	}
	for name, c := range map[string]row{
		"kept":                       {is(reports.Passed, reports.Mandatory), is(reports.Passed, reports.Mandatory), "", false, false},
		"still failing":              {is(reports.Failed, reports.Mandatory), is(reports.Failed, reports.Mandatory), "", false, false},
		"broken":                     {is(reports.Passed, reports.Mandatory), is(reports.Failed, reports.Mandatory), NewlyFailed, true, true},
		"broken, never judged":       {is(reports.Skipped, reports.Mandatory), is(reports.Failed, reports.Mandatory), NewlyFailed, true, true},
		"the excuse ran out":         {excused, is(reports.Failed, reports.Mandatory), NewlyFailed, true, true},
		"excused":                    {is(reports.Failed, reports.Mandatory), excused, NewlyKnown, false, false},
		"broken, but excused":        {is(reports.Passed, reports.Mandatory), excused, NewlyKnown, false, false},
		"mended":                     {is(reports.Failed, reports.Mandatory), is(reports.Passed, reports.Mandatory), Fixed, false, false},
		"mended, was excused":        {excused, is(reports.Passed, reports.Mandatory), Fixed, false, false},
		"judged at last":             {is(reports.Inconclusive, reports.Mandatory), is(reports.Passed, reports.Mandatory), NewlyJudged, false, false},
		"another answer":             {is(reports.Passed, reports.Mandatory), noted, AnswerChanged, false, false},
		"inconclusive":               {is(reports.Passed, reports.Mandatory), is(reports.Inconclusive, reports.Mandatory), NewlyInconclusive, true, true},
		"inconclusive after failing": {is(reports.Failed, reports.Mandatory), is(reports.Inconclusive, reports.Mandatory), NewlyInconclusive, true, true},
		"skipped":                    {is(reports.Passed, reports.Mandatory), is(reports.Skipped, reports.Mandatory), NewlySkipped, true, true},
		"skipped as inconclusive":    {is(reports.Inconclusive, reports.Mandatory), is(reports.Skipped, reports.Mandatory), "", false, false},
		"gone":                       {is(reports.Passed, reports.Mandatory), nothing, ClauseRemoved, true, true},
		"gone, never judged":         {is(reports.Skipped, reports.Mandatory), nothing, ClauseRemoved, false, false},
		"new":                        {nothing, is(reports.Passed, reports.Mandatory), ClauseAdded, false, false},
		"new and broken":             {nothing, is(reports.Failed, reports.Mandatory), ClauseAdded, true, true},
		"warned":                     {is(reports.Passed, reports.Recommended), is(reports.Warned, reports.Recommended), NewlyWarned, false, true},
		"a warning not judged":       {is(reports.Passed, reports.Recommended), is(reports.Inconclusive, reports.Recommended), NewlyInconclusive, false, true},
		"a warning skipped":          {is(reports.Passed, reports.Recommended), is(reports.Skipped, reports.Recommended), NewlySkipped, false, true},
		"good practice":              {is(reports.Passed, reports.Optional), is(reports.Warned, reports.Optional), NewlyWarned, false, false},
	} {
		for _, strict := range []bool{false, true} {
			kind, want := c.kind, c.regression
			if strict {
				want = c.strict
				if kind == NewlyWarned && want {
					kind = NewlyFailed
				}
			}
			diff := compared(t, diffExample{c.old, c.latest, Terms{Strict: strict}})
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
	old, latest := example.Conformant(), example.Conformant()
	latest.Results = latest.Results[1:]
	latest = example.Judged(latest)
	if diff := compared(t, diffExample{old, latest, Terms{}}); !diff.Regressed {
		t.Error("a clause vanished, and it is no regression")
	}
	latest.Suite.Version = "0.2.0"
	if diff := compared(t, diffExample{old, latest, Terms{}}); diff.Regressed || len(diff.of(ClauseRemoved)) != 1 {
		t.Errorf("another suite has other clauses: %q", diff.Regressions)
	}
	latest.Partial, latest.Clauses = true, []string{"errors"}
	if diff := compared(t, diffExample{old, latest, Terms{}}); diff.Regressed || len(diff.Changes) != 0 {
		t.Errorf("a partial report leaves clauses out: %q %v", diff.Regressions, diff.Changes)
	}
}

// Verdicts are compared where they speak of the same, and any that is worse is a regression by itself.
func TestCompareVerdicts(t *testing.T) {
	order := []reports.Verdict{reports.VerdictConformant, reports.VerdictInconclusive, reports.VerdictNonconformant}
	for i, was := range order {
		for j, is := range order {
			old, latest := example.Base(), example.Base()
			old.Verdict, latest.Verdict = was, is
			if diff := compared(t, diffExample{old, latest, Terms{}}); diff.Regressed != (j > i) {
				t.Errorf("%s, then %s: regressed %t", was, is, diff.Regressed)
			}
			old.Strict = true
			if diff := compared(t, diffExample{old, latest, Terms{}}); diff.Regressed {
				t.Errorf("%s under other terms, then %s: regressed", was, is)
			}
		}
	}
}

func TestCompareContracts(t *testing.T) {
	old, latest := example.Conformant(), example.Conformant()
	latest.Contract.Name = "other\x1b"
	_, err := Compare(old, latest, Terms{})
	if !errors.Is(err, ErrOtherContract) || !strings.HasSuffix(err.Error(), `prioticket and other\x1b`) {
		t.Errorf("error %v", err)
	}
	if _, err := Compare(old, latest, Terms{AnyContract: true}); err != nil {
		t.Error(err)
	}
	latest.Contract = reports.Contract{} // a run that could not be set up knows none
	if _, err := Compare(old, latest, Terms{}); err != nil {
		t.Error(err)
	}
}
