package suites

import (
	"path"
	"strings"
	"testing"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/runner/probe"
	"github.com/authconform/authconform/suites/clause"
)

// builtIn gives the clauses of every contract that is built in.
func builtIn(t *testing.T) (all []clause.Clause) {
	t.Helper()
	for _, name := range openapi.Names() {
		contract, err := openapi.Load(name)
		if err != nil {
			t.Fatal(err)
		}
		clauses, err := Catalogue(contract)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, clauses...)
	}
	return all
}

// Every clause has an advice, and every advice a clause that no row before it takes.
func TestEveryClauseHasAnAdvice(t *testing.T) {
	used := map[string]bool{}
	for _, c := range builtIn(t) {
		for _, m := range mends() {
			if ok, err := path.Match(m.pattern, c.ID); err != nil {
				t.Errorf("%q is no pattern: %v", m.pattern, err)
			} else if ok {
				used[m.pattern] = true
				break
			}
		}
		if Advice(c.ID) == "" {
			t.Errorf("nobody says how owners mend %s", c.ID)
		}
	}
	for _, m := range mends() {
		if !used[m.pattern] {
			t.Errorf("no clause takes the advice for %s", m.pattern)
		}
	}
	if advice := Advice("nothing.of.the.kind"); advice != "" {
		t.Errorf("an unknown clause is given the advice %q", advice)
	}
}

// An advice is one or two whole sentences without a line break: it stands in lists and tables.
func TestAdviceIsShort(t *testing.T) {
	const most = 260
	seen := map[string]string{}
	for _, m := range mends() {
		sentences := 1 + strings.Count(m.advice, ". ")
		if !strings.HasSuffix(m.advice, ".") || strings.ContainsAny(m.advice, "\n\t") || len(m.advice) > most || sentences > 2 {
			t.Errorf("%s: the advice has %d characters and %d sentences, or does not end as one: %q", m.pattern, len(m.advice), sentences, m.advice)
		}
		if other := seen[m.advice]; other != "" {
			t.Errorf("%s and %s have the same advice: one pattern would do", m.pattern, other)
		}
		seen[m.advice] = m.pattern
	}
}

// Every ruling that something rests on is told, and none besides.
func TestEveryRulingInUseIsTold(t *testing.T) {
	used := map[clause.Ruling]bool{}
	for _, c := range builtIn(t) {
		used[c.Ruling] = true
	}
	for _, n := range notes() {
		used[n.Ruling] = true
	}
	for _, name := range openapi.Names() {
		contract, err := openapi.Load(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, point := range contract.Facts.Contradictions {
			used[clause.Ruling(point.Ruling)] = true
		}
		for _, p := range probe.For(contract) {
			for _, r := range p.Rulings {
				used[clause.Ruling(r)] = true
			}
		}
	}
	const last = 40
	for r := clause.Ruling(1); r < last; r++ {
		if told := r.Text() != ""; told != used[r] {
			t.Errorf("%s: in use is %t, told is %t", r, used[r], told)
		}
	}
	if clause.Ruling(0).String()+clause.Ruling(0).Text() != "" || clause.Ruling(9).String() != "R9" {
		t.Error("a ruling is named by its number, and none by nothing")
	}
}
