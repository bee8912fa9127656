package selftest

import (
	"context"
	"runtime"
	"slices"
	"sync"
	"testing"

	"golang.org/x/sync/errgroup"

	"github.com/authconform/authconform/reports/matrix"
	"github.com/authconform/authconform/runner/reference/fault"
	"github.com/authconform/authconform/suites"
	"github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/probe"
)

// wholeTests is set where TestTheSuiteBites asks all of each target.
const wholeTests = "WHOLE_TESTS"

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

// catching is what has come of a contract's trials that are asked as little as may do. A deviation that was not asked everything, and a
// target for which the machine was too busy to wait for a token's end, have a second chance: some faults show only after other questions.
type catching struct {
	*runner
	once    bool        // nothing has a second chance
	judging *sync.Mutex // Ginkgo's state is global
	waiting sync.WaitGroup
	again   []string // under judging
}

func (c *catching) try(t *testing.T, tried Target) {
	t.Helper()
	asked, judged := c.alone(tried)
	rec, err := asked.ask(t.Context(), tried, 0, nil)
	c.evaluated(t, tried, judged, rec, err, asked == c.runner)
}

// wait comes back when the trial's run only waits.
func (c *catching) wait(t *testing.T, tried Target) {
	t.Helper()
	asked, judged := c.alone(tried)
	alone := laboratory{trials: []Target{tried}, benches: map[string]*runner{tried.Contract: asked}, busy: 1}
	w := alone.begin(t.Context(), []int{0}, briefLife)[0]
	c.waiting.Go(func() {
		<-w.done
		if w.err == nil && !inTime(w.rec, w.life) {
			w.err = context.DeadlineExceeded
		}
		c.evaluated(t, tried, judged, w.rec, w.err, asked == c.runner && w.err == nil)
	})
}

// evaluated says what a trial came to, where that is final.
func (c *catching) evaluated(t *testing.T, tried Target, judged []clause.Clause, rec evidence.Record, err error, final bool) {
	t.Helper()
	c.judging.Lock()
	defer c.judging.Unlock()
	var outcomes []clause.Outcome
	if err == nil {
		outcomes = suites.Judge(judged, rec)
	}
	switch result := c.evaluate(tried, outcomes, err); {
	case result.Good():
	case final, c.once:
		failed(t, result)
	default:
		c.again = append(c.again, tried.Name)
	}
}

// conclude waits for what waits, and asks everything of what has a second chance.
func (c *catching) conclude(t *testing.T) {
	t.Helper()
	c.waiting.Wait()
	if len(c.again) == 0 {
		return
	}
	m, err := Test(t.Context(), Run{Contracts: []string{c.contract.Name}, Patterns: c.again})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range c.again {
		if !slices.ContainsFunc(m.Contracts[0].Trials, func(tried matrix.Trial) bool { return tried.Name == name }) {
			t.Errorf("%s was not asked again", name)
		}
	}
	for _, tried := range m.Contracts[0].Trials {
		if !tried.Good() {
			failed(t, tried)
		}
	}
}

func failed(t *testing.T, tried matrix.Trial) {
	t.Helper()
	t.Errorf("%s (%s): %s; found by %v, wanted %v: %s", tried.Name, tried.Sentence, tried.Result, tried.Found, tried.Stated, tried.Detail)
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
