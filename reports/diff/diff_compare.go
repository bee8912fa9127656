package diff

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/text"
)

// Terms are the circumstances under which two reports are compared.
type Terms struct {
	// Strict lets recommended clauses regress. A new report that was made under strict terms is compared so anyway.
	Strict bool
	// AnyContract compares reports of different contracts, too.
	AnyContract bool
}

// ErrOtherContract says that two reports speak of different contracts.
var ErrOtherContract = errors.New("the reports are of different contracts")

// Compare says what changed from an old report to a new one. It is a regression when
//
//   - the verdict is worse (conformant, inconclusive, nonconformant is the order), of reports of the same clauses and
//     terms;
//   - a mandatory clause fails that did not fail before;
//   - a mandatory clause was judged before, and is skipped, inconclusive or not in the report now;
//   - under strict terms, the same of a recommended clause.
//
// What the baseline excuses does not fail. Where one of the reports is partial, only the clauses of both are compared.
// A clause that is gone with another suite or document is no regression: it may have been taken out. A report
// without results judged nothing.
func Compare(old, latest reports.Report, terms Terms) (Diff, error) {
	old, latest = old.Complete(), latest.Complete()
	if a, b := old.Contract.Name, latest.Contract.Name; a != b && a != "" && b != "" && !terms.AnyContract {
		return Diff{}, fmt.Errorf("%w, %s and %s", ErrOtherContract, text.Printable(a), text.Printable(b))
	}
	c := comparison{old: old, latest: latest, strict: terms.Strict || latest.Strict}
	d := Diff{
		Schema: SchemaID, Strict: c.strict, Circumstances: c.circumstances(),
		Old: side(old), New: side(latest), Changes: c.changes(), Coverage: c.coverage(),
	}
	d.Regressions = c.regressions(d.Changes)
	d.Regressed = len(d.Regressions) > 0
	return d, nil
}

func side(r reports.Report) Side {
	return Side{
		Verdict: r.Verdict, Reason: r.Reason, Completeness: r.Completeness, Contract: r.Contract, Target: r.Target, Suite: r.Suite, Started: r.Started,
		Strict: r.Strict, Clauses: r.Clauses, Counts: r.Summary.Counts,
	}
}

// comparison is two completed reports under common terms.
type comparison struct {
	old, latest reports.Report
	strict      bool
}

// stand is what a result comes to under the common terms.
type stand int

const (
	standsAbsent stand = iota
	standsSkipped
	standsOpen
	standsKept
	standsExcused
	standsWarned
	standsBroken
)

func (c comparison) stand(r *reports.Result) stand {
	switch {
	case r == nil:
		return standsAbsent
	case r.Excused():
		return standsExcused
	case r.CountsAgainst(c.strict):
		return standsBroken
	case r.Deviates():
		return standsWarned
	case r.Status == reports.Passed:
		return standsKept
	case r.Status == reports.Skipped:
		return standsSkipped
	}
	return standsOpen
}

func (s stand) judged() bool { return s >= standsKept }

func (c comparison) changes() []Change {
	type pair struct{ old, latest *reports.Result }
	pairs := map[string]*pair{}
	of := func(id string) *pair {
		if pairs[id] == nil {
			pairs[id] = &pair{}
		}
		return pairs[id]
	}
	for i, r := range c.old.Results {
		of(r.ID).old = &c.old.Results[i]
	}
	for i, r := range c.latest.Results {
		of(r.ID).latest = &c.latest.Results[i]
	}
	changes := []Change{}
	for _, p := range pairs {
		if kind := c.kind(p.old, p.latest); kind != "" {
			changes = append(changes, c.change(kind, p.old, p.latest))
		}
	}
	order := ChangeKinds()
	slices.SortFunc(changes, func(a, b Change) int {
		return cmp.Or(slices.Index(order, a.Kind)-slices.Index(order, b.Kind), cmp.Compare(a.ID, b.ID))
	})
	return changes
}

// kind says what became of a clause, "" when nothing did, or when only one of the reports was to judge it.
func (c comparison) kind(old, latest *reports.Result) ChangeKind {
	was, is := c.stand(old), c.stand(latest)
	switch {
	case was == standsAbsent && is == standsAbsent:
		return ""
	case was == standsAbsent:
		return unless(c.old.Partial, ClauseAdded)
	case is == standsAbsent && len(c.latest.Results) == 0: // nothing was judged, for a reason that the verdict tells
		return unless(c.latest.Partial || !was.judged(), NewlyInconclusive)
	case is == standsAbsent:
		return unless(c.latest.Partial, ClauseRemoved)
	case was == is:
		return unless(is != standsKept || old.Note == latest.Note, AnswerChanged)
	}
	switch is {
	case standsBroken:
		return NewlyFailed
	case standsWarned:
		return NewlyWarned
	case standsExcused:
		return NewlyKnown
	case standsOpen:
		return unless(!was.judged(), NewlyInconclusive)
	case standsSkipped:
		return unless(!was.judged(), NewlySkipped)
	case standsKept, standsAbsent: // the latter was told above
	}
	if was.judged() {
		return Fixed
	}
	return NewlyJudged
}

func unless(no bool, kind ChangeKind) ChangeKind {
	if no {
		return ""
	}
	return kind
}

func (c comparison) change(kind ChangeKind, old, latest *reports.Result) Change {
	told := cmp.Or(latest, old)
	change := Change{ID: told.ID, Title: told.Title, Area: told.Area, Level: told.Level, Kind: kind, Old: standingOf(old), New: standingOf(latest)}
	counts := told.Level == reports.Mandatory || c.strict && told.Level == reports.Recommended
	switch kind {
	case NewlyFailed:
		change.Regression = true
	case NewlyInconclusive, NewlySkipped:
		change.Regression = counts
	case ClauseRemoved:
		change.Regression = counts && c.stand(old).judged() && c.sameSuite()
	case ClauseAdded:
		change.Regression = c.stand(latest) == standsBroken
	case NewlyWarned, NewlyKnown, AnswerChanged, Fixed, NewlyJudged:
	}
	return change
}

func (c comparison) sameSuite() bool {
	return c.old.Suite.Version == c.latest.Suite.Version && c.old.Contract.Digest == c.latest.Contract.Digest
}

// standingOf puts a result into the few words that a change needs.
func standingOf(r *reports.Result) *Standing {
	if r == nil {
		return nil
	}
	s := r.Note
	switch {
	case r.Deviates():
		s = r.Message
		if len(r.Violations) > 0 {
			s = reports.ViolationText(r.Violations[0])
			if more := len(r.Violations) - 1; more > 0 {
				s += ", and " + text.Plural(more, "further violation", "further violations")
			}
		}
	case r.Status != reports.Passed:
		s = r.FullReason()
	}
	return &Standing{Status: r.Status, Known: r.Excused(), Text: s}
}

func (c comparison) coverage() []CoverageChange {
	type key struct{ pointer, statement string }
	states := map[key]*CoverageChange{}
	of := func(x reports.Coverage) *CoverageChange {
		k := key{x.Pointer, x.Statement}
		if states[k] == nil {
			states[k] = &CoverageChange{Pointer: x.Pointer, Statement: x.Statement}
		}
		return states[k]
	}
	for _, x := range c.old.Coverage {
		of(x).Old = stateOfCoverage(x)
	}
	for _, x := range c.latest.Coverage {
		of(x).New = stateOfCoverage(x)
	}
	changes := []CoverageChange{}
	for _, change := range states {
		if change.Old != change.New && len(c.latest.Coverage) > 0 && len(c.old.Coverage) > 0 {
			changes = append(changes, *change)
		}
	}
	slices.SortFunc(changes, func(a, b CoverageChange) int {
		return cmp.Or(cmp.Compare(a.Pointer, b.Pointer), cmp.Compare(a.Statement, b.Statement))
	})
	return changes
}

func stateOfCoverage(x reports.Coverage) string {
	switch {
	case x.State != "":
		return x.State
	case x.Judged:
		return "judged"
	}
	return "not-asked"
}

func sameScope(a, b reports.Report) bool {
	return a.Strict == b.Strict && strings.Join(a.Clauses, "\n") == strings.Join(b.Clauses, "\n")
}
