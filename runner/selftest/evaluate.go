package selftest

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/matrix"
	"github.com/authconform/authconform/runner/gather"
	"github.com/authconform/authconform/suites/clause"
)

// evaluate says what came of a trial, by how the clauses were judged on what its run gathered, or by the run's error.
func (b *runner) evaluate(t Target, outcomes []clause.Outcome, err error) matrix.Trial {
	tried := t.Trial
	tried.Made = b.set.Made
	var stopped *gather.Stopped
	switch {
	case errors.As(err, &stopped) && t.Kind == matrix.TrialNull:
		tried.Result = matrix.TrialRefused
		return tried
	case err != nil:
		tried.Result, tried.Detail = matrix.TrialError, strings.ReplaceAll(err.Error(), "\n", "; ")
		return tried
	}
	if t.Kind == matrix.TrialNull {
		tried.Result, tried.Detail = refusal(b.clauses, outcomes)
		return tried
	}
	tried.Found, tried.Stated = notKept(outcomes), b.seen(tried, outcomes)
	tried = tried.Evaluate()
	if harmless := t.Kind == matrix.TrialSound || t.Kind == matrix.TrialVariant; harmless {
		if detail := blame(outcomes); detail != "" {
			tried.Result, tried.Detail = matrix.TrialBlamed, detail
		}
	}
	return tried
}

// seen leaves out of what has to be found what follows from a fault, and cannot be judged over the one version of HTTP that
// the targets speak.
func (b *runner) seen(t matrix.Trial, outcomes []clause.Outcome) []string {
	if b.manner.Protocol == "" {
		return t.Stated
	}
	return slices.DeleteFunc(slices.Clone(t.Stated), func(id string) bool {
		return id != t.Clause && slices.ContainsFunc(outcomes, func(o clause.Outcome) bool {
			return o.ID == id && (o.Status == clause.Skipped || o.Status == clause.Inconclusive)
		})
	})
}

// notKept gives the IDs of the clauses that failed or warned, in alphabetical order.
func notKept(outcomes []clause.Outcome) []string {
	var found []string
	for _, o := range outcomes {
		if o.Status == clause.Failed || o.Status == clause.Warned {
			found = append(found, o.ID)
		}
	}
	slices.Sort(found)
	return found
}

// blame says what of a sound target failed or could not be judged: where nothing is broken, nothing may be hidden
// either.
func blame(outcomes []clause.Outcome) string {
	var told []string
	for _, o := range outcomes {
		switch o.Status {
		case clause.Failed:
			told = append(told, o.ID+" failed")
		case clause.Inconclusive:
			told = append(told, o.ID+" is inconclusive: "+o.Reason)
		case clause.Passed, clause.Warned, clause.Skipped: // what warns has to be stated
		}
	}
	return strings.Join(told, "; ")
}

// refusal says whether a null target was refused, and if not, what speaks for it: a conformant verdict, or clauses that
// passed on nothing.
func refusal(clauses []clause.Clause, outcomes []clause.Outcome) (matrix.TrialResult, string) {
	ids := make([]string, len(clauses))
	resting := map[string]bool{}
	granting := false // in one of the token operations, whose token may come again in another
	of := map[string]string{}
	for i, c := range clauses {
		ids[i], resting[c.ID], of[c.ID] = c.ID, restsOnToken(c), c.Operation
	}
	for _, o := range outcomes {
		if op := of[o.ID]; o.Status == clause.Passed && strings.TrimSuffix(o.ID, "."+op) == clause.Accepted {
			granting = true
		}
	}
	results := make([]reports.Result, len(outcomes))
	var vacuous []string
	for i, o := range outcomes {
		results[i] = reports.Result(o)
		if o.Status == clause.Passed && resting[o.ID] && !granting {
			vacuous = append(vacuous, o.ID)
		}
	}
	verdict, _ := reports.Judge(results, ids, reports.Terms{})
	switch {
	case verdict == reports.VerdictConformant:
		return matrix.TrialAccepted, "the verdict is conformant"
	case len(vacuous) > 0:
		return matrix.TrialAccepted, fmt.Sprintf("no valid request was granted a token, and yet passed %s", strings.Join(vacuous, ", "))
	}
	return matrix.TrialRefused, ""
}

// restsOnToken says that a clause cannot be kept by a target that never grants a valid request a token (R26). Those about
// the connection can, and so can those about the form of whatever answer came (R8).
func restsOnToken(c clause.Clause) bool {
	ofAnyAnswer := len(c.Subject.Probes()) == 0
	return c.Area() == "token" || c.Area() != "transport" && !ofAnyAnswer
}
