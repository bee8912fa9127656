package suites

import (
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/suites/clause"
)

// builtIn gives the clauses of every contract that is built in, whomever they bind.
func builtIn(t *testing.T) (all []clause.Clause) {
	t.Helper()
	kinds := []string{"../openapi/testdata/shop.yaml", "../openapi/testdata/login.yaml", "../openapi/testdata/kiosk.yaml", "../openapi/testdata/contracts/tenant.yaml"} // that are not built in
	for _, name := range slices.Concat(openapi.Names(), kinds) {
		contract, err := openapi.Load(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, catalogue := range []func(*openapi.Contract) ([]clause.Clause, error){Catalogue, ClientCatalogue} {
			clauses, err := catalogue(contract)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, clauses...)
		}
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
