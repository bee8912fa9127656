//go:build !race

package selftest

import (
	"context"
	"os"
	"runtime"
	"slices"
	"sync"
	"testing"

	"golang.org/x/sync/errgroup"

	"github.com/authconform/authconform/reports/matrix"
	"github.com/authconform/authconform/runner/reference/fault"
	"github.com/authconform/authconform/runner/reference/targets"
	"github.com/authconform/authconform/suites"
	"github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/probe"
)

// wholeTests is set where TestTheSuiteBites asks all of each target.
const wholeTests = "WHOLE_TESTS"

// variantStride is how many variants are taken for one that is tried: they have to be asked everything.
const variantStride = 3

// TestEachDeviationIsCaught asks each deviation of the built-in contracts what the clauses need that have to find it, and some of
// the variants and every null target all there is: what TestTheSuiteBites does, but that what else a deviation breaks is not looked for.
func TestEachDeviationIsCaught(t *testing.T) { // not parallel: judging takes over state of the whole process
	if os.Getenv(wholeTests) != "" {
		t.Skip("TestTheSuiteBites asks all of each")
	}
	c := catching{t: t, again: map[string][]string{}}
	var patient, prompt []func()
	for _, name := range targets.Contracts() {
		b, err := newRunner(name, "")
		if err != nil {
			t.Fatal(err)
		}
		for i, tried := range b.trials() {
			switch waits := tried.Effort == fault.Patient; {
			case tried.Kind == matrix.TrialVariant && i%variantStride != 0:
			case testing.Short() && (waits || i%briefly != 0 || tried.Effort == fault.Full):
			case waits:
				patient = append(patient, func() { c.wait(b, tried) })
			default:
				prompt = append(prompt, func() { c.try(b, tried) })
			}
		}
	}
	atOnce(patient, 1)
	atOnce(prompt, 2) // one computes while another waits
	c.waiting.Wait()
	for name, again := range c.again {
		m, err := Test(t.Context(), Run{Contracts: []string{name}, Patterns: again})
		if err != nil {
			t.Fatal(err)
		}
		for _, tried := range m.Contracts[0].Trials {
			if !tried.Good() {
				t.Errorf("%s (%s): %s; found by %v, wanted %v: %s", tried.Name, tried.Sentence, tried.Result, tried.Found, tried.Stated, tried.Detail)
			}
		}
	}
}

// atOnce does all, some at once for each processor.
func atOnce(all []func(), each int) {
	group := errgroup.Group{}
	group.SetLimit(each * runtime.GOMAXPROCS(0))
	for _, do := range all {
		group.Go(func() error {
			do()
			return nil
		})
	}
	_ = group.Wait() // none fails
}

// catching is what has come of trials that are asked as little as may do. What that does not find is asked all there is: some faults show
// only after other questions, and some machines are too busy to wait for a token's end.
type catching struct {
	t       *testing.T
	waiting sync.WaitGroup
	judging sync.Mutex // Ginkgo's state is global
	again   map[string][]string
}

func (c *catching) try(b *runner, tried Target) {
	asked, judged := b.alone(tried)
	rec, err := asked.ask(c.t.Context(), tried, 0, nil)
	c.conclude(b, tried, judged, rec, err)
}

// wait comes back when the trial's run only waits.
func (c *catching) wait(b *runner, tried Target) {
	asked, judged := b.alone(tried)
	alone := laboratory{trials: []Target{tried}, benches: map[string]*runner{tried.Contract: asked}, busy: 1}
	w := alone.begin(c.t.Context(), []int{0}, briefLife)[0]
	c.waiting.Go(func() {
		<-w.done
		if w.err == nil && !inTime(w.rec, w.life) {
			w.err = context.DeadlineExceeded
		}
		c.conclude(b, tried, judged, w.rec, w.err)
	})
}

func (c *catching) conclude(b *runner, tried Target, judged []clause.Clause, rec evidence.Record, err error) {
	c.judging.Lock()
	defer c.judging.Unlock()
	var outcomes []clause.Outcome
	if err == nil {
		outcomes = suites.Judge(judged, rec)
	}
	if !b.evaluate(tried, outcomes, err).Good() {
		c.again[b.contract.Name] = append(c.again[b.contract.Name], tried.Name)
	}
}

// alone gives the clauses that have to find a deviation, and a runner that asks what they need; of any other target, all.
func (b *runner) alone(t Target) (*runner, []clause.Clause) {
	if t.Kind != matrix.TrialDeviation && t.Kind != matrix.TrialGenerated || t.Effort == fault.Burst {
		return b, b.clauses
	}
	var wanted []func(probe.Name) bool
	judged := slices.DeleteFunc(slices.Clone(b.clauses), func(c clause.Clause) bool { return !slices.Contains(t.Stated, c.ID) })
	for _, c := range judged {
		some := needs(c)
		if some == nil {
			return b, judged
		}
		wanted = append(wanted, some)
	}
	asked := *b
	asked.wanted = func(name probe.Name) bool {
		return slices.ContainsFunc(wanted, func(wants func(probe.Name) bool) bool { return wants(name) })
	}
	return &asked, judged
}
