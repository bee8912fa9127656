package clause

import (
	"io"
	"slices"
	"strings"
	"sync"

	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/extensions/globals"
	"github.com/onsi/ginkgo/v2/formatter"
	"github.com/onsi/ginkgo/v2/types"
	"github.com/onsi/gomega"

	"github.com/authconform/authconform/suites/evidence"
)

// turn lets one tree run at a time: Ginkgo has one state for the whole process.
var turn sync.Mutex

// Run builds a tree of specs and runs it within the process, with Ginkgo's default configuration whatever the command
// line says, and gives one outcome for each clause that was judged, sorted by ID. Several may be called at once, and wait
// for each other. Nothing is left behind: no goroutine, no handler of signals, no output.
func Run(clauses []Clause, rec evidence.Record, tree func(*Suite)) []Outcome {
	turn.Lock()
	defer turn.Unlock()
	globals.Reset()
	defer globals.Reset()
	out := formatter.ColorableStdOut
	formatter.ColorableStdOut = io.Discard
	defer func() { formatter.ColorableStdOut = out }()

	s := NewSuite(clauses)
	s.Observe(rec)
	gomega.RegisterFailHandler(s.FailOrWarn)
	tree(s)
	stop := func() {}
	ginkgo.BeforeSuite(func(ctx ginkgo.SpecContext) { stop = stopping(ctx) })
	outcomes := make([]Outcome, 0, len(clauses))
	ginkgo.ReportAfterEach(func(report ginkgo.SpecReport) {
		if c, ok := s.find(report); ok {
			if o, ran := s.Outcome(c, report); ran {
				outcomes = append(outcomes, o)
			}
		}
	})
	suite, reporter := types.NewDefaultSuiteConfig(), types.NewDefaultReporterConfig()
	suite.RandomSeed = 1
	reporter.NoColor, reporter.Succinct = true, true
	ginkgo.RunSpecs(ignored{}, "authconform", suite, reporter)
	stop()
	slices.SortFunc(outcomes, func(a, b Outcome) int { return strings.Compare(a.ID, b.ID) })
	return outcomes
}

// ignored is a GinkgoTestingT: whether the whole passes is for whoever reads the outcomes.
type ignored struct{}

func (ignored) Fail() {}
