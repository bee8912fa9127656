package clause_test

import (
	"testing"

	. "github.com/onsi/gomega"

	"github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/match"
	"github.com/authconform/authconform/suites/probe"
)

func named(ids ...string) []clause.Clause {
	var clauses []clause.Clause
	for _, id := range ids {
		clauses = append(clauses, clause.New(id, clause.Mandatory, "a page", 9, "keeps it", clause.From(probe.Valid), match.Granted()))
	}
	return clauses
}

func TestChoose(t *testing.T) {
	all := named("errors.wrong-secret.refused", "errors.wrong-secret-case.refused", "errors.grant-empty.refused", "token.scope.granted")
	for _, row := range []struct {
		name     string
		patterns []string
		wanted   []int
	}{
		{"no pattern takes all", nil, []int{0, 1, 2, 3}},
		{"an ID", []string{"token.scope.granted"}, []int{3}},
		{"a word that IDs begin with", []string{"errors"}, []int{0, 1, 2}},
		{"two words, not the beginning of one", []string{"errors.wrong-secret"}, []int{0}},
		{"a glob", []string{"errors.wrong-*"}, []int{0, 1}},
		{"a glob over dots", []string{"*.granted"}, []int{3}},
		{"several, in the catalogue's order, each once", []string{"token.*", "errors.grant-empty.refused", "errors.grant-?mpty.*"}, []int{2, 3}},
	} {
		t.Run(row.name, func(t *testing.T) {
			g := NewWithT(t)
			chosen, err := clause.Choose(all, row.patterns)
			g.Expect(err).NotTo(HaveOccurred())
			var wanted, found []string
			for _, i := range row.wanted {
				wanted = append(wanted, all[i].ID)
			}
			for _, c := range chosen {
				found = append(found, c.ID)
			}
			g.Expect(found).To(Equal(wanted))
			g.Expect(all).To(HaveLen(4), "the catalogue itself is left as it is")
		})
	}
}

func TestChooseRefusesWhatMatchesNothing(t *testing.T) {
	g := NewWithT(t)
	all := named("errors.wrong-secret.refused")
	for _, pattern := range []string{"tokens", "errors.wrong", "", "errors.", "ERRORS"} {
		_, err := clause.Choose(all, []string{"errors", pattern})
		g.Expect(err).To(MatchError(ContainSubstring("matches no clause")), pattern)
	}
	_, err := clause.Choose(all, []string{"errors.[a"})
	g.Expect(err).To(MatchError(ContainSubstring("is no pattern")))
}

func TestNeeds(t *testing.T) {
	g := NewWithT(t)
	needs := clause.Needs([]clause.Clause{
		granting(probe.ValidLayout).After(probe.ValidScope),
		clause.New("transport.a", clause.Mandatory, "a page", 18, "rejects", clause.Below(probe.PlainHTTP, probe.TLS10), match.NotAcceptedInClear()),
	})
	for _, name := range []probe.Name{probe.ValidLayout, probe.ValidScope, probe.PlainHTTP, probe.TLS10} {
		g.Expect(needs(name)).To(BeTrue(), string(name))
	}
	g.Expect(needs(probe.WrongSecret)).To(BeFalse())

	all := clause.Needs([]clause.Clause{clause.New("errors.a", clause.Mandatory, "a page", 8, "answers", answers(), match.OneJSONText())})
	g.Expect(all(probe.WrongSecret)).To(BeTrue(), "any answer may do, so that all have to be asked for")
	g.Expect(clause.Needs(nil)(probe.Valid)).To(BeFalse())
}
