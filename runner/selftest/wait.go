package selftest

import (
	"context"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/probe"
)

const (
	// briefLife is how long tokens live whose end is waited for: half of it is over before they are shown shortly before that.
	briefLife = 4 * time.Second
	// longLife is how long they live in the last of the runs that are made because the machine did not keep up with the
	// one before.
	longLife = 32 * briefLife
)

// wait is a run that waits for a token to expire.
type wait struct {
	index int // of its trial
	life  time.Duration
	done  chan struct{}
	rec   evidence.Record
	err   error
}

// begin begins the runs of the trials, some at once, each when one before only waits: they wait together, and none is late
// because of another.
func (l *laboratory) begin(ctx context.Context, indexes []int, life time.Duration) []*wait {
	waits := make([]*wait, len(indexes))
	group := errgroup.Group{}
	group.SetLimit(l.busy)
	for i, index := range indexes {
		w := &wait{index: index, life: life, done: make(chan struct{})}
		waits[i] = w
		group.Go(func() error {
			told := &idle{reached: make(chan struct{})}
			go func() {
				defer close(w.done)
				w.rec, w.err = l.ask(ctx, index, life, told)
			}()
			select {
			case <-told.reached:
			case <-w.done:
			}
			return nil
		})
	}
	_ = group.Wait() // what went wrong is the trial's result
	return waits
}

// end concludes the trials whose runs were in time, and gives the others.
func (l *laboratory) end(ctx context.Context, waits []*wait) []int {
	var late []int
	for _, w := range waits {
		<-w.done
		if w.err == nil && !inTime(w.rec, w.life) {
			late = append(late, w.index)
			continue
		}
		l.conclude(ctx, w.index, w.rec, w.err)
	}
	return late
}

// inTime says that each question came while its answer could only be due to the target. A run that did not wait for a
// token to expire is in time: what kept it from that is the target's. Of several token operations each has tokens of its own.
func inTime(rec evidence.Record, life time.Duration) bool {
	for _, operation := range rec.Run.Operations {
		if !oneInTime(rec.OfOperation(operation.Name), life) {
			return false
		}
	}
	return len(rec.Run.Operations) > 0 || oneInTime(rec, life)
}

func oneInTime(rec evidence.Record, life time.Duration) bool {
	const margin = 500 * time.Millisecond // what variants take of the grace
	expired, waited := firstOf(rec, probe.ExpiryAfter)
	if !waited {
		return true
	}
	alive, early := rec.Of(string(probe.ExpiryBefore))
	since := func(x, login evidence.Exchange) time.Duration { return x.Started.Add(x.Duration).Sub(login.Started) }
	if _, renewed := rec.Of(string(probe.ExpiryRefreshed)); renewed {
		if _, shown := rec.Of(string(probe.RefreshedBefore)); !shown {
			return false
		}
	}
	if slices.ContainsFunc(rec.Skipped, func(s evidence.Skipped) bool { return s.Outage && hasMoment(probe.Name(s.Probe)) }) {
		return false // a fault of one node shows in some of them alone
	}
	shown, awaited := logins(rec)
	if again, first := reissue(rec); since(again, first) >= life/2 {
		return false
	}
	// A login that was answered late leaves open how old its token is: one that ends at half its life may not be there yet.
	return early && awaited.Duration < margin && since(alive, awaited) < life-margin && since(lastShown(rec), shown) < life/2 && since(expired, alive) < life
}

// hasMoment says that a question is put shortly before a token's end.
func hasMoment(name probe.Name) bool {
	of := probe.Repeated(name)
	return of == probe.ExpiryBefore || of == probe.RefreshedBefore
}

// firstOf gives the first attempt at a question: one that was answered with 500 is asked again, much later.
func firstOf(rec evidence.Record, name probe.Name) (evidence.Exchange, bool) {
	i := slices.IndexFunc(rec.Exchanges, func(x evidence.Exchange) bool { return x.Probe == string(name) })
	if i < 0 {
		return evidence.Exchange{}, false
	}
	return rec.Exchanges[i], true
}

// reissue gives the request that may bring a token again, and the first of the run: each between them may have brought
// the token of that one.
func reissue(rec evidence.Record) (again, first evidence.Exchange) {
	first, _ = rec.Of(string(probe.Valid))
	if anew, ok := rec.Of(string(probe.SessionAnew)); ok {
		return anew, first
	}
	again, _ = rec.Of(string(probe.Reissued))
	return again, first
}

// logins gives the requests that brought the token which is shown to the resource, and the one that is waited for.
func logins(rec evidence.Record) (shown, awaited evidence.Exchange) {
	shown, _ = rec.Of(string(probe.Valid))
	if anew, ok := rec.Of(string(probe.SessionAnew)); ok {
		shown, _ = rec.Of(string(probe.ValidLast))
		return shown, anew
	}
	return shown, shown
}

// lastShown is the last request to the resource that nobody had to wait for, and whose answer hangs on the token's age.
func lastShown(rec evidence.Record) (last evidence.Exchange) {
	waits := []probe.Name{probe.ExpiryBefore, probe.ExpiryAfter, probe.ExpiryRefreshed, probe.RefreshedBefore, probe.RefreshedAfter, probe.Revoked}
	for _, x := range rec.Exchanges {
		name := probe.Name(x.Probe)
		again := name != probe.Repeated(name) && probe.Repeated(name) != probe.Revocable // of what is refused at any age
		if probe.IsResource(name) && !again && !slices.Contains(waits, probe.Repeated(name)) && x.Started.After(last.Started) {
			last = x
		}
	}
	return last
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

func (*idle) Held(time.Duration, string) {}
