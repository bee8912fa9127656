package baseline

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/authconform/authconform/openapi/misspelt"
	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/text"
	"github.com/authconform/authconform/suites/clause"
)

// Baseline is what a target is known to fail, as a file says it. The zero value lists nothing.
type Baseline struct {
	Name  string // the file, as the user knows it
	Known []Known
}

// Known is one clause that the target is known to fail.
type Known struct {
	Clause  string
	Reason  string // why the target fails it
	Owner   string // who answers for it
	Expires time.Time
	Line    int // in the file
}

// expired says whether the entry's last day is over. That day is one in UTC, so that the same file holds as long
// on every machine.
func (k Known) expired(now time.Time) bool { return !now.Before(k.Expires.AddDate(0, 0, 1)) }

// Day is how a baseline writes a day.
const Day = time.DateOnly

// Check says what is wrong with the baseline before anything is asked: entries for clauses that do not exist, and
// expired ones. The catalogue holds the ids of all clauses of the contract, chosen for this run or not.
func (b Baseline) Check(catalogue []string, now time.Time) error {
	exists := make(map[string]bool, len(catalogue))
	for _, id := range catalogue {
		exists[id] = true
	}
	var slips []slip
	for _, k := range b.Known {
		if !exists[k.Clause] {
			text := "there is no such clause: see authconform list clauses"
			if len(slips) < MaxSlips { // the rest is not told, and not worth the search
				if meant := misspelt.Nearest(k.Clause, catalogue); meant != "" {
					text = "there is no such clause; did you mean " + meant + "?"
				}
			}
			slips = append(slips, slip{k.Line, k.Clause, text})
		}
		if k.expired(now) {
			slips = append(slips, slip{k.Line, k.Clause, fmt.Sprintf("the entry expired, its last day was %s: ask its owner (%s), then renew it or take it out",
				k.Expires.Format(Day), k.Owner)})
		}
	}
	return joinSlips(b.Name, slips)
}

// What a result says of the baseline's entry for its clause when that entry is wrong.
const (
	EntryStale   = "lists this clause as known to fail, and it passes: take it out of the baseline"
	EntryGravest = "lists this clause, but a token for the unauthenticated counts whatever the baseline says (ruling 11)"
)

// Apply gives a copy of the results in which those that the baseline lists say so. It does not touch their status: a
// deviation that is listed stays one, and no longer counts. The gravest ones (R11) are never excused. What was skipped or
// could not be judged stays what it is, for nobody has seen whether the entry still holds.
func (b Baseline) Apply(results []reports.Result) []reports.Result {
	listed := b.byClause()
	results = slices.Clone(results)
	for i := range results {
		r := &results[i]
		r.Known, r.BaselineError = nil, ""
		k, ok := listed[r.ID]
		switch {
		case !ok:
		case r.Status == reports.Passed:
			r.BaselineError = EntryStale
		case r.Deviates() && r.Critical:
			r.BaselineError = EntryGravest
		case r.Deviates():
			r.Known = &clause.KnownDeviation{Reason: k.Reason, Owner: k.Owner, Expires: k.Expires.Format(Day)}
		}
	}
	return results
}

// Stale says which listed clauses passed: an error of whoever keeps the baseline, for as long as the entry stands
// the clause could break again unseen.
func (b Baseline) Stale(results []reports.Result) error {
	passed := map[string]bool{}
	for _, r := range results {
		passed[r.ID] = passed[r.ID] || r.Status == reports.Passed
	}
	var slips []slip
	for _, k := range b.Known {
		if passed[k.Clause] {
			slips = append(slips, slip{k.Line, "", "clause " + k.Clause + " is listed as known to fail, and passes: take it out of the baseline"})
		}
	}
	return joinSlips(b.Name, slips)
}

func (b Baseline) byClause() map[string]Known {
	listed := make(map[string]Known, len(b.Known))
	for _, k := range b.Known {
		listed[k.Clause] = k
	}
	return listed
}

// slip is one mistake in a baseline file.
type slip struct {
	line      int // 0 where it is about the file as a whole
	key, text string
}

// MaxSlips bounds what is told about one file: whoever has more of them has given the wrong file.
const MaxSlips = 20

// joinSlips makes one error of all mistakes, a line each, in the file's order.
func joinSlips(name string, slips []slip) error {
	slips = slices.Clone(slips)
	slices.SortStableFunc(slips, func(a, b slip) int { return cmp.Compare(a.line, b.line) })
	var lines []error
	for i, s := range slips {
		if i == MaxSlips {
			lines = append(lines, fmt.Errorf("%s: holds %d more mistakes", text.Printable(name), len(slips)-i))
			break
		}
		where := name
		if s.line > 0 {
			where += fmt.Sprintf(":%d", s.line)
		}
		if s.key != "" {
			where += ": " + s.key
		}
		lines = append(lines, errors.New(text.Printable(where+": "+s.text)))
	}
	return errors.Join(lines...)
}
