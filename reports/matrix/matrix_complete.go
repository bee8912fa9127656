package matrix

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/authconform/authconform/reports/text"
)

// Evaluate gives the trial with its Result, Missing and Unexpected as they follow from what was stated and found: a
// deviation is killed by exactly the stated clauses, its own among them, and where it was made of the contract by its own
// at least; a sound target or variant is spared when
// exactly the stated ones warn. A null target keeps the result it has, for that comes of the verdict on it, and so does
// a trial whose run could not be made.
func (t Trial) Evaluate() Trial {
	t = t.compared()
	same := len(t.Missing)+len(t.Unexpected) == 0
	switch {
	case t.Result == TrialError:
	case t.Kind == TrialSound || t.Kind == TrialVariant:
		t.Result = TrialBlamed
		if same {
			t.Result = TrialSpared
		}
	case !t.deviates():
	case len(t.Found) == 0:
		t.Result = TrialSurvived
	case !slices.Contains(t.Found, t.Clause):
		t.Result = TrialCollateral
	case same:
		t.Result = TrialKilled
	default:
		t.Result = TrialDiffers
	}
	return t
}

// compared gives the trial with its lists as sorted sets, and the differences of the two. Where no clauses were
// compared, of null targets and errors, there are none.
func (t Trial) compared() Trial {
	t.Stated, t.Found = set(t.Stated), set(t.Found)
	t.Missing, t.Unexpected = []string{}, []string{}
	if t.Kind != TrialNull && t.Result != TrialError {
		t.Missing, t.Unexpected = without(t.Stated, t.Found), without(t.Found, t.Stated)
	}
	if t.Made && t.deviates() {
		t.Unexpected = []string{} // what follows is not stated
	}
	return t
}

// set copies, sorts, and leaves each member in once.
func set(ids []string) []string {
	ids = text.NonNil(ids)
	slices.Sort(ids)
	return slices.Compact(ids)
}

func without(ids, those []string) []string {
	return slices.DeleteFunc(text.NonNil(ids), func(id string) bool { return slices.Contains(those, id) })
}

// Complete gives the matrix as the writers write it: Schema, what each clause catches, Verdict and Reasons filled
// in, contracts and trials sorted, no list null, details of bounded length. A trial keeps its result, unless its kind
// cannot have it: then it is an error. The verdict is sound only when at least one trial of each contract ran, each has
// the one good result of its kind, and, unless Patterns chose a part, every clause has a killed deviation that only it
// or its area catches, or, where the deviations were made of the contract, one at all. It is idempotent and leaves the given matrix alone.
func Complete(m Matrix) Matrix {
	m.Schema, m.Suite.Run = SchemaID, ""
	m.Patterns = slices.Clone(m.Patterns)
	m.Contracts = text.NonNil(m.Contracts)
	for i, c := range m.Contracts {
		m.Contracts[i] = c.completed()
	}
	slices.SortStableFunc(m.Contracts, func(a, b ContractMatrix) int { return cmp.Compare(a.Contract.Name, b.Contract.Name) })
	m.Verdict, m.Reasons = Sound, nil
	for _, r := range m.reasons() {
		m.Verdict = Unsound
		m.Reasons = append(m.Reasons, r.text())
	}
	return m
}

func (c ContractMatrix) completed() ContractMatrix {
	c.Trials = text.NonNil(c.Trials)
	for i, t := range c.Trials {
		if t.Result != TrialError && t.fault() == TrialError {
			t.Result, t.Detail = TrialError, fmt.Sprintf("the result is %q, which a trial of this kind cannot have", t.Result)
		}
		t.Detail, t.Role = text.Bounded(t.Detail, text.MaxText), c.Role
		t.Made = c.Made
		c.Trials[i] = t.compared()
	}
	slices.SortStableFunc(c.Trials, func(a, b Trial) int {
		return cmp.Or(cmp.Compare(a.Kind.rank(), b.Kind.rank()), cmp.Compare(a.Name, b.Name))
	})
	areas := c.areas()
	c.Clauses = text.NonNil(c.Clauses)
	at := map[string]int{}
	for i := range c.Clauses {
		kills := &c.Clauses[i]
		kills.Alone, kills.InArea, kills.Elsewhere, kills.Role = []string{}, []string{}, []string{}, c.Role
		at[kills.ID] = i
	}
	for _, t := range c.Trials {
		if !t.deviates() || t.Result != TrialKilled {
			continue
		}
		for _, id := range t.Found {
			if i, known := at[id]; known {
				c.Clauses[i].add(t, areas)
			}
		}
	}
	return c
}

// add files a deviation that the clause catches by who else does.
func (c *ClauseKills) add(t Trial, areas map[string]string) {
	elsewhere := slices.ContainsFunc(t.Found, func(id string) bool {
		area, known := areas[id]
		return !known || area != c.Area
	})
	switch {
	case len(t.Found) == 1:
		c.Alone = append(c.Alone, t.Name)
	case elsewhere:
		c.Elsewhere = append(c.Elsewhere, t.Name)
	default:
		c.InArea = append(c.InArea, t.Name)
	}
}

// areas gives the area of each clause of the catalogue.
func (c ContractMatrix) areas() map[string]string {
	areas := map[string]string{}
	for _, kills := range c.Clauses {
		areas[kills.ID] = kills.Area
	}
	return areas
}

func (k TrialKind) rank() int {
	return slices.Index([]TrialKind{TrialSound, TrialDeviation, TrialGenerated, TrialVariant, TrialNull}, k)
}
