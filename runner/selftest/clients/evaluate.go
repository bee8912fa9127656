package clients

import (
	"fmt"
	"slices"
	"strings"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/matrix"
	"github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/evidence"
)

// evaluate says what came of a trial, by how the clauses were judged on what its run gathered, or by the run's error.
func (b runner) evaluate(t Trial, rec evidence.Record, outcomes []clause.Outcome, err error) matrix.Trial {
	tried := t.Trial
	if err != nil {
		tried.Result, tried.Detail = matrix.TrialError, strings.ReplaceAll(err.Error(), "\n", "; ")
		return tried
	}
	if detail := broken(rec); detail != "" {
		tried.Result, tried.Detail = matrix.TrialError, detail
		return tried
	}
	if t.Kind == matrix.TrialNull {
		tried.Result, tried.Detail = b.refusal(rec, outcomes)
		return tried
	}
	for _, o := range outcomes {
		if o.Status == clause.Failed || o.Status == clause.Warned {
			tried.Found = append(tried.Found, o.ID)
		}
	}
	tried = tried.Evaluate()
	if harmless := t.Kind == matrix.TrialSound || t.Kind == matrix.TrialVariant; harmless {
		if detail := blame(t, outcomes); detail != "" {
			tried.Result, tried.Detail = matrix.TrialBlamed, detail
		}
	}
	return tried
}

// broken says why a scenario could not be played.
func broken(rec evidence.Record) string {
	for _, p := range rec.Run.Scenarios {
		if p.Broken != "" {
			return p.Name + ": " + p.Broken
		}
	}
	return ""
}

// blame says what of a client without a fault failed; and of the sound one what could not be judged: where nothing is broken,
// nothing may be hidden either.
func blame(t Trial, outcomes []clause.Outcome) string {
	var told []string
	for _, o := range outcomes {
		switch {
		case o.Status == clause.Failed:
			told = append(told, o.ID+" failed")
		case o.Status == clause.Inconclusive && t.Kind == matrix.TrialSound:
			told = append(told, o.ID+" is inconclusive: "+o.Reason)
		}
	}
	return strings.Join(told, "; ")
}

// refusal says whether a null client was refused, and if not, what speaks for it: a conformant verdict, or clauses that
// passed although it asked for nothing.
func (b runner) refusal(rec evidence.Record, outcomes []clause.Outcome) (matrix.TrialResult, string) {
	ids := make([]string, len(b.clauses))
	for i, c := range b.clauses {
		ids[i] = c.ID
	}
	results := make([]reports.Result, len(outcomes))
	var vacuous []string
	for i, o := range outcomes {
		results[i] = reports.Result(o)
		if o.Status == clause.Passed && !strings.HasPrefix(o.ID, "client.confidential.") {
			vacuous = append(vacuous, o.ID)
		}
	}
	verdict, _ := reports.Judge(results, ids, reports.Terms{})
	asked := slices.ContainsFunc(rec.Exchanges, func(x evidence.Exchange) bool { return x.Heard != nil })
	switch {
	case verdict == reports.VerdictConformant:
		return matrix.TrialAccepted, "the verdict is conformant"
	case !asked && len(vacuous) > 0:
		return matrix.TrialAccepted, fmt.Sprintf("it asked for nothing, and yet passed %s", strings.Join(vacuous, ", "))
	}
	return matrix.TrialRefused, ""
}
