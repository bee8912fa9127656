package suites_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/authconform/authconform/runner/evidence"
	"github.com/authconform/authconform/runner/probe"
	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/suites/clause"
)

const (
	// briefLife is how long tokens live whose end is waited for: grace and half life are then apart.
	briefLife = 3 * time.Second
	// mostLives is how often a run is made that a busy machine was too late for, each time with tokens that
	// live twice as long.
	mostLives = 4
)

// wait is a run that waits for tokens to expire.
type wait struct {
	bite  *bite
	apply func(reference.Config) reference.Config
	done  chan struct{}
	rec   evidence.Record
	err   error
}

// begin begins a run, and comes back when it only waits.
func (b *bite) begin(t *testing.T, apply func(reference.Config) reference.Config) *wait {
	t.Helper()
	w := &wait{bite: b, apply: apply, done: make(chan struct{})}
	told := &idle{reached: make(chan struct{})}
	go func() {
		defer close(w.done)
		w.rec, w.err = w.gathered(t.Context(), briefLife, told)
	}()
	select {
	case <-told.reached:
	case <-w.done:
	}
	return w
}

func (w *wait) gathered(ctx context.Context, life time.Duration, told *idle) (evidence.Record, error) {
	config := w.apply(reference.Config{Lifetime: life})
	return w.bite.asked(ctx, config, reference.Patient, nil, told)
}

// judged waits for the run, and makes it again where the machine did not keep up with its tokens.
func (w *wait) judged(t *testing.T) []clause.Outcome {
	t.Helper()
	<-w.done
	life := briefLife
	for range mostLives {
		if w.err != nil {
			t.Fatal(w.err)
		}
		if inTime(w.rec, life) {
			return w.bite.judge(w.rec)
		}
		life *= 2
		w.rec, w.err = w.gathered(t.Context(), life, &idle{reached: make(chan struct{})})
	}
	t.Fatalf("this machine is too busy to tell when a token ends: it takes longer than %s for one run", life/4)
	return nil
}

// inTime says that each question came while its answer could only be due to the target.
func inTime(rec evidence.Record, life time.Duration) bool {
	const margin = 500 * time.Millisecond // what variants take of the grace
	first, _ := rec.Of(string(probe.Valid))
	last, all := rec.Of(string(probe.ResourceLast))
	alive, early := rec.Of(string(probe.ExpiryBefore))
	expired, late := rec.Of(string(probe.ExpiryAfter))
	answered := func(x evidence.Exchange) time.Duration { return x.Started.Add(x.Duration).Sub(first.Started) }
	return all && early && late && answered(last) < life/2 && answered(alive) < life-margin &&
		expired.Started.Add(expired.Duration).Sub(alive.Started) < life
}

// idle tells when a run has asked all but what it waits for.
type idle struct {
	once    sync.Once
	reached chan struct{}
}

func (*idle) Step(evidence.Step) {}

func (i *idle) Asked(done, total int, _ string) {
	if done >= total {
		i.once.Do(func() { close(i.reached) })
	}
}

func (*idle) Waiting(_, _ time.Duration) {}
