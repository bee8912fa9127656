// Package suites is the whole tree of specs: every clause of a contract, judged over recorded evidence. It is
// pure: no network, no clock, no secrets.
package suites

import (
	"fmt"
	"io"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/extensions/globals"
	"github.com/onsi/ginkgo/v2/formatter"
	"github.com/onsi/ginkgo/v2/types"
	. "github.com/onsi/gomega"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/runner/evidence"
	"github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/errors"
	"github.com/authconform/authconform/suites/headers"
	"github.com/authconform/authconform/suites/lifecycle"
	"github.com/authconform/authconform/suites/resource"
	"github.com/authconform/authconform/suites/token"
	"github.com/authconform/authconform/suites/transport"
)

// Catalogue lists every clause of a contract, area by area. An ID that is there twice is an error: a document
// can be written so, and its verdict would be ambiguous.
func Catalogue(c *openapi.Contract) ([]clause.Clause, error) {
	book := &clause.Book{Contract: c}
	for _, register := range []func(*clause.Book){
		token.Register, errors.Register, headers.Register, transport.Register, resource.Register, lifecycle.Register,
	} {
		register(book)
	}
	seen := map[string]clause.Clause{}
	for _, k := range book.Clauses() {
		if first, twice := seen[k.ID]; twice {
			return nil, fmt.Errorf("clause %s is stated twice, at %s:%d and at %s:%d: name the schemas apart",
				k.ID, first.File, first.Line, k.File, k.Line)
		}
		seen[k.ID] = k
	}
	return book.Clauses(), nil
}

// outcomeEntry is the report entry in which a spec leaves its outcome as a value.
const outcomeEntry = "outcome"

// Register builds the tree: one container for each area, one spec for each clause. A clause that cannot be
// judged fails its spec, because a suite that is green must have judged everything; one that is only
// recommended passes and says so.
func Register(clauses []clause.Clause, rec evidence.Record) {
	register(clauses, rec, func(reason string) { Skip(reason) })
}

func register(clauses []clause.Clause, rec evidence.Record, skip func(reason string)) {
	for _, area := range areas(clauses) {
		Describe(area, Label(area), func() {
			for _, c := range clauses {
				if c.Area() == area {
					spec(c, rec, skip)
				}
			}
		})
	}
}

func spec(c clause.Clause, rec evidence.Record, skip func(reason string)) {
	at := types.CodeLocation{FileName: c.File, LineNumber: c.Line}
	It("The target "+c.Sentence, Label(c.ID, string(c.Level)), at, func() {
		outcome := c.Judge(rec)
		AddReportEntry(outcomeEntry, outcome, ReportEntryVisibilityNever)
		switch outcome.Status {
		case clause.Skipped:
			skip(outcome.Reason)
		case clause.Inconclusive:
			Fail("inconclusive: " + outcome.Reason)
		case clause.Warned:
			AddReportEntry("warning", c.Hold.FailureMessage(outcome.Exchanges[0]))
		case clause.Passed: // every exchange was held against the clause already
		case clause.Failed:
			for _, x := range outcome.Exchanges {
				Expect(x).To(c.Hold)
			}
		}
	})
}

func areas(clauses []clause.Clause) []string {
	var names []string
	for _, c := range clauses {
		if !slices.Contains(names, c.Area()) {
			names = append(names, c.Area())
		}
	}
	return names
}

// Judge runs the tree within the process and gives one outcome for each clause, sorted by ID. It takes over
// Ginkgo's global state while it runs, so that only one judgement may run at a time.
func Judge(clauses []clause.Clause, rec evidence.Record) []clause.Outcome {
	globals.Reset()
	defer globals.Reset()
	out := formatter.ColorableStdOut
	formatter.ColorableStdOut = io.Discard
	defer func() { formatter.ColorableStdOut = out }()

	fails := &failures{}
	RegisterFailHandler(Fail)
	register(clauses, rec, func(string) {}) // the outcome says it, and Skip takes a stack trace each time
	known, byID := map[string]clause.Clause{}, map[string]clause.Outcome{}
	for _, c := range clauses {
		known[c.ID] = c
	}
	ReportAfterEach(func(report SpecReport) {
		for _, label := range report.Labels() {
			if c, ok := known[label]; ok {
				byID[c.ID] = outcomeOf(c, report)
			}
		}
	})
	suite, reporter := GinkgoConfiguration()
	suite.RandomSeed, suite.FailOnEmpty, suite.Timeout = 1, true, 0
	reporter.NoColor, reporter.Succinct = true, true
	RunSpecs(fails, "authconform", suite, reporter)

	outcomes := make([]clause.Outcome, 0, len(byID))
	for _, o := range byID {
		outcomes = append(outcomes, o)
	}
	slices.SortFunc(outcomes, func(a, b clause.Outcome) int { return strings.Compare(a.Clause.ID, b.Clause.ID) })
	return outcomes
}

// outcomeOf takes the outcome that a spec left. A spec that left none, or was not judged as its outcome says,
// is a fault of ours, and never the target's.
func outcomeOf(c clause.Clause, report SpecReport) clause.Outcome {
	for _, entry := range report.ReportEntries {
		if outcome, ok := entry.GetRawValue().(clause.Outcome); ok && agrees(outcome.Status, report.State) {
			return outcome
		}
	}
	return clause.Outcome{
		Clause: c, Status: clause.Inconclusive,
		Reason: "authconform failed to judge this clause (" + report.State.String() + "): please report it",
	}
}

func agrees(status clause.Status, state types.SpecState) bool {
	switch status {
	case clause.Passed, clause.Warned, clause.Skipped:
		return state == types.SpecStatePassed
	case clause.Failed, clause.Inconclusive:
		return state == types.SpecStateFailed
	}
	return false
}

// failures is a GinkgoTestingT: the verdict is not Ginkgo's, so that nothing has to be kept.
type failures struct{}

func (*failures) Fail() {}
