package selftest

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/matrix"
	"github.com/authconform/authconform/runner/gather"
	"github.com/authconform/authconform/runner/reference/fault"
	"github.com/authconform/authconform/runner/reference/targets"
	"github.com/authconform/authconform/suites"
	"github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/evidence"
)

// Observer is told how a selftest goes on.
type Observer interface {
	// Tried tells that done of total trials are over, the named one last. It is called by one goroutine at a time.
	Tried(done, total int, name string)
}

// Run is what to test.
type Run struct {
	// Contracts are those to test, by name or by the file of a document; none is every one that is built in.
	Contracts []string
	// Patterns choose trials: the name of one, of a contract, of a kind, or of the clause that has to find it, or
	// a glob of such a name. None is all.
	Patterns []string
	// Version is authconform's own.
	Version string
	// Manner is how the trials are made.
	Manner Manner
	// Observer is told of each trial that is over; nil for nobody.
	Observer Observer
	// Judged is given what a trial's run gathered and how each clause was judged on it, by one goroutine at a time; nil for
	// nobody. It is called for every run that ended without an error.
	Judged func(t Target, rec evidence.Record, outcomes []clause.Outcome)
}

// Test makes the trials and gives what came of them, as Complete makes it. Its verdict is sound when every clause bites,
// every deviation is found as it is stated, no variant is blamed and no null target is accepted. An unknown
// contract and a pattern that matches nothing are errors, before any run; so is a context that ends, when all that
// was under way has ended. Judging takes over state of the whole process: only one Test may run in it at a time.
func Test(ctx context.Context, run Run) (matrix.Matrix, error) {
	benches, trials, err := run.trials()
	if err != nil {
		return matrix.Matrix{}, err
	}
	return run.test(ctx, benches, trials)
}

// trials chooses what is to be tried, and on which benches.
func (r Run) trials() (map[string]*runner, []Target, error) {
	contracts := r.Contracts
	if len(contracts) == 0 {
		contracts = targets.Contracts()
	}
	benches := map[string]*runner{}
	var all []Target
	for _, ref := range contracts {
		b, err := newRunner(ref, r.Version)
		if err != nil {
			return nil, nil, err
		}
		b.manner = r.Manner
		benches[b.contract.Name] = b
		all = append(all, b.trials()...)
	}
	chosen, err := choose(all, r.Patterns)
	for i, t := range chosen {
		chosen[i] = r.Manner.applied(t)
	}
	if r.Manner.Protocol == "" || err != nil {
		return benches, chosen, err
	}
	return benches, slices.DeleteFunc(chosen, func(t Target) bool { return t.Versions }), nil
}

// part says which part of all trials is made; nothing where it is all of them.
func (r Run) part() []string {
	if r.Manner.Protocol == "" {
		return r.Patterns
	}
	return append(slices.Clone(r.Patterns), "--only "+r.Manner.Protocol)
}

// laboratory is where the trials of one selftest are made.
type laboratory struct {
	observer Observer
	judged   func(t Target, rec evidence.Record, outcomes []clause.Outcome)
	trials   []Target
	benches  map[string]*runner // by contract
	busy     int                // how many runs at once keep a processor busy

	judging sync.Mutex // Ginkgo's state is global
	results []matrix.Trial
	done    int
}

// waiting is laboratory.busy where targets take their time.
const waiting = 8

func (r Run) test(ctx context.Context, benches map[string]*runner, trials []Target) (matrix.Matrix, error) {
	l := &laboratory{observer: r.Observer, judged: r.Judged, trials: trials, benches: benches, results: make([]matrix.Trial, len(trials))}
	var contracts []string
	for _, t := range trials {
		if !slices.Contains(contracts, t.Contract) {
			contracts = append(contracts, t.Contract)
		}
	}
	l.busy = 1
	if r.Manner.Latency > 0 {
		l.busy = waiting
	}
	l.try(ctx)
	if err := ctx.Err(); err != nil {
		return matrix.Matrix{}, fmt.Errorf("the selftest was interrupted after %d of %d trials: %w", l.done, len(trials), err)
	}
	m := matrix.Matrix{Suite: reports.Suite{Name: "authconform", Version: r.Version}, Patterns: r.part()}
	for _, name := range contracts {
		m.Contracts = append(m.Contracts, l.matrix(name))
	}
	return matrix.Complete(m), nil
}

// try makes all trials. Those that wait for tokens to expire are begun before the others and wait beside them; a run
// that this made late is made again when all others are over, with tokens that live twice as long.
func (l *laboratory) try(ctx context.Context) {
	var patient, prompt []int
	for i, t := range l.trials {
		if t.Effort == fault.Patient {
			patient = append(patient, i)
		} else {
			prompt = append(prompt, i)
		}
	}
	waits := l.begin(ctx, patient, briefLife)
	group := errgroup.Group{}
	group.SetLimit(l.busy * runtime.GOMAXPROCS(0))
	for _, i := range prompt {
		group.Go(func() error {
			rec, err := l.ask(ctx, i, 0, nil)
			l.conclude(ctx, i, rec, err)
			return nil
		})
	}
	_ = group.Wait() // what went wrong is the trial's result
	late := l.end(ctx, waits)
	for life := 2 * briefLife; len(late) > 0 && life <= longLife; life *= 2 {
		late = l.end(ctx, l.begin(ctx, late, life))
	}
	for _, i := range late {
		l.conclude(ctx, i, evidence.Record{}, fmt.Errorf("this machine is too busy to tell when a token ends: one run takes longer than %s", longLife/2))
	}
}

// ask makes the run of a trial, unless the selftest has ended.
func (l *laboratory) ask(ctx context.Context, index int, life time.Duration, watch gather.Observer) (evidence.Record, error) {
	if err := ctx.Err(); err != nil {
		return evidence.Record{}, err
	}
	t := l.trials[index]
	return l.benches[t.Contract].ask(ctx, t, life, watch)
}

// conclude judges what a trial's run has gathered, unless the selftest has ended.
func (l *laboratory) conclude(ctx context.Context, index int, rec evidence.Record, err error) {
	l.judging.Lock()
	defer l.judging.Unlock()
	if ctx.Err() != nil {
		return
	}
	t, bench := l.trials[index], l.benches[l.trials[index].Contract]
	var outcomes []clause.Outcome
	if err == nil {
		outcomes = suites.Judge(bench.clauses, rec)
		if l.judged != nil {
			l.judged(t, rec, outcomes)
		}
	}
	l.results[index] = bench.evaluate(t, outcomes, err)
	l.done++
	if l.observer != nil {
		l.observer.Tried(l.done, len(l.trials), t.Name)
	}
}

// matrix gives the part of a contract.
func (l *laboratory) matrix(name string) matrix.ContractMatrix {
	b := l.benches[name]
	part := matrix.ContractMatrix{Made: b.set.Made, Contract: reports.Contract{
		Name: b.contract.Name, Title: b.contract.Title, Version: b.contract.Version, Document: b.contract.File, Digest: b.contract.Digest,
	}}
	for _, c := range b.clauses {
		part.Clauses = append(part.Clauses, matrix.ClauseKills{ID: c.ID, Title: c.Sentence, Area: c.Area(), Level: c.Level, Beyond: b.set.Beyond[c.ID]})
	}
	for i, t := range l.trials {
		if t.Contract == name {
			part.Trials = append(part.Trials, l.results[i])
		}
	}
	return part
}
