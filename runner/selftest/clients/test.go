package clients

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/matrix"
	"github.com/authconform/authconform/runner/client"
	"github.com/authconform/authconform/runner/reference/caller"
	"github.com/authconform/authconform/runner/selftest"
	"github.com/authconform/authconform/suites"
	"github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/evidence"
)

// Run is what to test.
type Run struct {
	// Contracts are those to test, by name; none is every one that has a reference client.
	Contracts []string
	// Patterns choose trials, as those of selftest.Run do.
	Patterns []string
	// Version is authconform's own.
	Version string
	// Whole leads every client through every scenario, not only through those that show what it does.
	Whole bool
	// Parallel is how many trials are under way at once; DefaultParallel, or fewer with Whole, when 0. They mostly wait.
	Parallel int
	// Attempts is how often a trial may be made that the machine had no time for; DefaultAttempts when 0.
	Attempts int
	// Start makes the client of a trial where it does not live in this process; nil for one that does.
	Start func(Trial) client.Starter
	// Observer is told of each trial that is over; nil for nobody.
	Observer selftest.Observer
	// Judged is given what a trial's run gathered and how each clause was judged on it, by one goroutine at a time; nil for
	// nobody.
	Judged func(t Trial, rec evidence.Record, outcomes []clause.Outcome)
}

// DefaultParallel is how many clients live at once: a life takes ten seconds, and some milliseconds of a processor.
const DefaultParallel = 96

// wholeParallel is the same for clients that are led through every scenario, which is forty lives at once for each.
const wholeParallel = 12

// Test makes the trials and gives what came of them, as selftest.Test does of those of services. Only one Test of either
// kind may run in a process at a time.
func Test(ctx context.Context, run Run) (matrix.Matrix, error) {
	trials, err := run.Trials()
	if err != nil {
		return matrix.Matrix{}, err
	}
	return run.Try(ctx, trials)
}

// Trials chooses what is to be tried.
func (r Run) Trials() ([]Trial, error) {
	contracts := r.Contracts
	if len(contracts) == 0 {
		contracts = caller.Contracts()
	}
	var all []Trial
	for _, name := range contracts {
		if !slices.Contains(caller.Contracts(), name) {
			return nil, fmt.Errorf("wanted a contract that has a reference client, found %q: choose among %s", name, strings.Join(caller.Contracts(), ", "))
		}
		all = append(all, Trials(name)...)
	}
	return selftest.Choose(all, r.Patterns, Trial.names)
}

// runner is what the trials of one contract are made with.
type runner struct {
	contract *openapi.Contract
	clauses  []clause.Clause
}

// laboratory is where the trials of one selftest are made.
type laboratory struct {
	Run
	trials  []Trial
	benches map[string]runner

	judging sync.Mutex // Ginkgo's state is global
	results []matrix.Trial
	late    []int // those that have to be made again
	done    int
}

// Try makes given trials.
func (r Run) Try(ctx context.Context, trials []Trial) (matrix.Matrix, error) {
	l := &laboratory{Run: r, trials: trials, benches: map[string]runner{}, results: make([]matrix.Trial, len(trials))}
	var contracts []string
	for _, t := range trials {
		if _, made := l.benches[t.Contract]; !made {
			b, err := newBench(t.Contract)
			if err != nil {
				return matrix.Matrix{}, err
			}
			l.benches[t.Contract] = b
			contracts = append(contracts, t.Contract)
		}
	}
	if err := l.try(ctx); err != nil {
		return matrix.Matrix{}, err
	}
	m := matrix.Matrix{Suite: reports.Suite{Name: "authconform", Version: r.Version}, Patterns: r.Patterns}
	for _, name := range contracts {
		m.Contracts = append(m.Contracts, l.matrix(name))
	}
	return matrix.Complete(m), nil
}

func newBench(name string) (runner, error) {
	contract, err := openapi.Load(name)
	if err != nil {
		return runner{}, err
	}
	clauses, err := suites.ClientCatalogue(contract)
	if err != nil {
		return runner{}, fmt.Errorf("clauses of %s: %w", name, err)
	}
	return runner{contract, clauses}, nil
}

// DefaultAttempts is enough for a machine that is busy now and then.
const DefaultAttempts = 4

// try makes all trials. Those whose clocks went wrong because the machine was busy are made again, fewer at a time.
func (l *laboratory) try(ctx context.Context) error {
	all := make([]int, len(l.trials))
	for i := range all {
		all[i] = i
	}
	parallel := l.Parallel
	switch {
	case parallel >= 1:
	case l.Whole:
		parallel = wholeParallel
	default:
		parallel = DefaultParallel
	}
	attempts := l.Attempts
	if attempts < 1 {
		attempts = DefaultAttempts
	}
	for attempt := 1; len(all) > 0; attempt++ {
		l.late = nil
		group := errgroup.Group{}
		group.SetLimit(parallel)
		for _, i := range all {
			group.Go(func() error {
				rec, err := l.gather(ctx, l.trials[i])
				l.conclude(ctx, i, rec, err, attempt == attempts)
				return nil
			})
		}
		_ = group.Wait() // what went wrong is the trial's result
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("the selftest was interrupted after %d of %d trials: %w", l.done, len(l.trials), err)
		}
		all, parallel = l.late, max(parallel/4, 1)
	}
	return nil
}

// gather leads a trial's client through its scenarios.
func (l *laboratory) gather(ctx context.Context, t Trial) (evidence.Record, error) {
	if err := ctx.Err(); err != nil {
		return evidence.Record{}, err
	}
	b := l.benches[t.Contract]
	if missing := unknown(b.contract, t); missing != "" {
		return evidence.Record{}, fmt.Errorf("the contract has no scenario %s", missing)
	}
	var start client.Starter = client.Func(t.caller.Live)
	if l.Start != nil {
		start = l.Start(t)
	}
	scenarios := t.played(b.contract, l.Whole)
	return client.Gather(ctx, client.Run{
		Contract: b.contract, Version: l.Version, Scenarios: scenarios, Start: start, Timeout: t.timeout, Concurrency: len(scenarios),
		Subject: evidence.Subject{Name: t.Name},
	})
}

// conclude judges what a trial's run has gathered, unless the selftest has ended.
func (l *laboratory) conclude(ctx context.Context, index int, rec evidence.Record, err error, final bool) {
	l.judging.Lock()
	defer l.judging.Unlock()
	if ctx.Err() != nil {
		return
	}
	t, b := l.trials[index], l.benches[l.trials[index].Contract]
	var outcomes []clause.Outcome
	if err == nil {
		outcomes = suites.JudgeClient(b.clauses, rec)
	}
	result := b.evaluate(t, rec, outcomes, err)
	if lag := lag(rec); lag > tolerable && !final && !result.Good() {
		l.late = append(l.late, index)
		return
	}
	if l.Judged != nil && err == nil {
		l.Judged(t, rec, outcomes)
	}
	l.results[index] = result
	l.done++
	if l.Observer != nil {
		l.Observer.Tried(l.done, len(l.trials), t.Name)
	}
}

// tolerable is a lag that changes nothing of what a client does.
const tolerable = 20 * time.Millisecond

// lag is the longest that the machine kept a scenario waiting.
func lag(rec evidence.Record) time.Duration {
	var longest time.Duration
	for _, p := range rec.Run.Scenarios {
		longest = max(longest, p.Lag)
	}
	return longest
}

// matrix gives the part of a contract.
func (l *laboratory) matrix(name string) matrix.ContractMatrix {
	b := l.benches[name]
	part := matrix.ContractMatrix{Role: matrix.OfClients, Contract: reports.Contract{
		Name: b.contract.Name, Title: b.contract.Title, Version: b.contract.Version, Document: b.contract.File, Digest: b.contract.Digest,
	}}
	for _, c := range b.clauses {
		part.Clauses = append(part.Clauses, matrix.ClauseKills{ID: c.ID, Title: c.Sentence, Area: c.Area(), Level: c.Level})
	}
	for i, t := range l.trials {
		if t.Contract == name {
			part.Trials = append(part.Trials, l.results[i])
		}
	}
	return part
}
