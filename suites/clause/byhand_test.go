package clause_test

import (
	"testing"

	"github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/authconform/authconform/openapi/wire"
	"github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/match"
	"github.com/authconform/authconform/suites/probe"
)

// An It that an area writes by hand comes to the same five results as a row, whichever of Ginkgo's and Gomega's words
// its body uses.
func TestWhatComesOfAnIt(t *testing.T) {
	const id = "token.test.order"
	rec := steady(answer(probe.GrantMissing, 400, refusal))
	first := func(s *clause.Suite, c clause.Clause) evidence.Exchange { return s.Evidence(c)[0] }
	for name, row := range map[string]struct {
		level      clause.Level
		probes     []probe.Name
		body       func(*clause.Suite, clause.Clause)
		status     clause.Status
		reason     string
		wanted     string
		violations []string // rules
	}{
		"kept": {body: func(s *clause.Suite, c clause.Clause) {
			clause.Expect(first(s, c)).To(And(match.Granted(), Not(match.ClientError())))
			clause.Expect(s.Evidence(c)).To(HaveLen(2))
		}, status: clause.Passed},
		"broken": {
			body:   func(s *clause.Suite, c clause.Clause) { clause.Expect(first(s, c)).To(match.NoBody(), "after a login") },
			status: clause.Failed, wanted: "405 without a body", violations: []string{"status"},
		},
		"broken, recommended": {
			level: clause.Recommended,
			body: func(s *clause.Suite, c clause.Clause) {
				clause.Expect(first(s, c)).Should(match.NoBody())
				panic("it went on")
			},
			status: clause.Warned, wanted: "405 without a body", violations: []string{"status"},
		},
		"broken twice": {
			body: func(s *clause.Suite, c clause.Clause) {
				clause.Expect(first(s, c)).To(And(match.NoBody(), match.Granted(), match.NoStore()))
			},
			status: clause.Failed, wanted: "405 without a body, and " + match.NoStore().Wanted(), violations: []string{"status", "header"},
		},
		"a matcher of Gomega's": {
			body:   func(s *clause.Suite, c clause.Clause) { clause.Expect(s.Evidence(c)).To(HaveLen(3)) },
			status: clause.Failed, violations: []string{"expectation"},
		},
		"Fail": {
			body:   func(s *clause.Suite, c clause.Clause) { s.Evidence(c); ginkgo.Fail("no good") },
			status: clause.Failed, violations: []string{"expectation"},
		},
		"Skip":         {body: func(*clause.Suite, clause.Clause) { ginkgo.Skip("no need") }, status: clause.Skipped, reason: "no need"},
		"inconclusive": {body: func(s *clause.Suite, _ clause.Clause) { s.Inconclusive("nobody knows") }, status: clause.Inconclusive, reason: "nobody knows"},
		"no evidence": {
			probes: []probe.Name{probe.GrantNull}, body: func(s *clause.Suite, c clause.Clause) { s.Evidence(c); panic("it went on") },
			status: clause.Inconclusive, reason: "the evidence has no exchange grant-null, and does not say why",
		},
		"a panic": {
			body:   func(*clause.Suite, clause.Clause) { panic("ours") },
			status: clause.Inconclusive, reason: "authconform failed to judge this clause (panicked): please report it",
		},
		"nothing judged": {
			body:   func(*clause.Suite, clause.Clause) {},
			status: clause.Inconclusive, reason: "authconform failed to judge this clause (passed): please report it",
		},
	} {
		t.Run(name, func(t *testing.T) {
			g := NewWithT(t)
			if row.level == "" {
				row.level = clause.Mandatory
			}
			if row.probes == nil {
				row.probes = []probe.Name{probe.Valid, probe.ValidLast}
			}
			c := clause.New(id, row.level, "a page", 9, "keeps an order", clause.From(row.probes...), match.Granted()).ByHand()
			outcomes := clause.Run([]clause.Clause{c}, rec, func(s *clause.Suite) {
				for range s.Tables("token") {
					t.Error("what is written by hand is in a table, too")
				}
				if c, chosen := s.ByHand(id); chosen {
					ginkgo.It(c.Text(), s.Decorators(c), func() { row.body(s, c) })
				}
			})
			g.Expect(outcomes).To(HaveLen(1))
			o := outcomes[0]
			g.Expect(o.Status).To(Equal(row.status), o.Reason)
			g.Expect(o.Reason).To(Equal(row.reason))
			g.Expect(o.Wanted).To(Equal(row.wanted))
			var rules []string
			for _, v := range o.Violations {
				rules = append(rules, v.Rule)
				g.Expect(v.Detail).NotTo(BeEmpty())
				g.Expect(o.Exchanges).NotTo(BeEmpty())
			}
			g.Expect(rules).To(Equal(row.violations))
		})
	}
}

// A panic within a spec is a fault of ours, and the specs after it are judged all the same.
func TestAPanicEndsOneSpec(t *testing.T) {
	g := NewWithT(t)
	faulty := refusing(clause.Mandatory, probe.GrantMissing)
	faulty.Hold = match.New("nothing", func(evidence.Exchange) []wire.Violation { panic("a matcher of ours") })
	sound := granting(probe.Valid)
	outcomes := clause.Run([]clause.Clause{faulty, sound}, steady(answer(probe.GrantMissing, 400, refusal)), func(s *clause.Suite) {
		for _, area := range []string{"errors", "token"} {
			for table, entries := range s.Tables(area) {
				ginkgo.DescribeTable(area+table, s.Judge, entries)
			}
		}
	})
	g.Expect(outcomes).To(HaveLen(2))
	g.Expect(outcomes[0].Reason).To(ContainSubstring("panicked"))
	g.Expect(outcomes[1].Status).To(Equal(clause.Passed))
}
