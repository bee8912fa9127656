package gather

import (
	"context"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/probe"
)

// counter counts what a target is asked at once, and what it answers.
type counter struct {
	mu       sync.Mutex
	now, top int
	statuses map[int]int
}

func (c *counter) count(next http.Handler) http.Handler {
	c.statuses = map[int]int{}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c.mu.Lock()
		c.now++
		c.top = max(c.top, c.now)
		c.mu.Unlock()
		seen := &statusOf{ResponseWriter: w, status: http.StatusOK}
		next.ServeHTTP(seen, r)
		c.mu.Lock()
		c.now--
		c.statuses[seen.status]++
		c.mu.Unlock()
	})
}

type statusOf struct {
	http.ResponseWriter
	status int
}

func (w *statusOf) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// What a whole run costs its target, as promised: R5 and the limits that the README names.
func TestARunIsCheap(t *testing.T) {
	t.Parallel()
	seen, costs := &arrivals{}, &counter{}
	_, asked := start(t, reference.Config{Wrap: func(sound http.Handler) http.Handler { return seen.note(costs.count(sound)) }})
	rec := gathered(t, asked)
	refused, valid := 0, 0
	for status, n := range costs.statuses {
		if status/100 == 4 {
			refused += n
		}
	}
	for _, x := range rec.Exchanges {
		if probe.IsValid(probe.Name(x.Probe)) && told(x) == "OK" {
			valid++
		}
	}
	if tokens := costs.statuses[http.StatusOK]; refused > 41 || tokens > 14 || valid < 5 {
		t.Errorf("%d answers of class 4xx, %d tokens, %d valid requests; wanted at most 41, at most 14, at least 5", refused, tokens, valid)
	}
}

// The controls frame the refusals: the first answer is there before anything else is asked, and the last control
// is asked after everything that may be refused was answered (R4).
func TestControlsComeFirstAndLast(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		seen := &arrivals{}
		a := inBubble(t, func(sound http.Handler) http.Handler {
			return seen.note(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				time.Sleep(time.Second)
				sound.ServeHTTP(w, r)
			}))
		})
		if _, err := gatherBy(t.Context(), a); err != nil {
			t.Fatal(err)
		}
		list := seen.all()
		first := list[0]
		last := list[slices.IndexFunc(list, func(a arrival) bool { return a.probe == probe.ValidLast })]
		if first.probe != probe.Valid || list[1].at.Sub(first.at) < time.Second {
			t.Errorf("%s was sent first, and %s %s later", first.probe, list[1].probe, list[1].at.Sub(first.at))
		}
		for _, other := range list {
			if !probe.IsValid(other.probe) && last.at.Sub(other.at) < time.Second {
				t.Errorf("%s was sent %s before the last control", other.probe, last.at.Sub(other.at))
			}
		}
	})
}

// No more requests are under way than configured, and no fewer while there are any left.
func TestConcurrencyIsAsConfigured(t *testing.T) {
	for _, configured := range []int{1, 3, 8, 32} {
		synctest.Test(t, func(t *testing.T) {
			costs := &counter{}
			a := inBubble(t, func(sound http.Handler) http.Handler {
				return costs.count(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					time.Sleep(time.Second)
					sound.ServeHTTP(w, r)
				}))
			})
			a.target.Concurrency = configured
			if _, err := gatherBy(t.Context(), a); err != nil {
				t.Fatal(err)
			}
			if costs.top != configured {
				t.Errorf("%d requests at once, wanted %d", costs.top, configured)
			}
		})
	}
}

// The target's owner finds every request in the logs: by whom, in which run, for which question.
func TestEveryRequestIsSigned(t *testing.T) {
	t.Parallel()
	seen := &arrivals{}
	_, asked := start(t, reference.Config{Wrap: seen.note, WrapPlain: seen.note})
	rec := gathered(t, asked)
	recorded := 0
	for _, x := range rec.Exchanges {
		if x.Request.Method != "" {
			recorded++
		}
	}
	if got := len(seen.all()); got != recorded {
		t.Errorf("%d requests arrived, %d are recorded", got, recorded)
	}
	for _, a := range seen.all() {
		for name, want := range map[string]string{
			"User-Agent": "authconform/test", "App-Name": "authconform", "App-Version": "test", "App-Reference": rec.Run.ID + "/" + string(a.probe),
		} {
			if got := a.header.Values(name); !slices.Equal(got, []string{want}) {
				t.Errorf("%s: %s is %q, wanted %q", a.probe, name, got, want)
			}
		}
		exchange(t, rec, a.probe)
	}
}

// An interrupt ends what is under way, and what was gathered is there: every probe was asked or says why not.
func TestAnInterruptedRunIsRecorded(t *testing.T) {
	before := runtime.NumGoroutine()
	for _, at := range []probe.Name{probe.Valid, probe.GrantMissing, probe.ValidLast} {
		interruptedAt(t, at)
	}
	settled := func() bool { return runtime.NumGoroutine() <= before }
	for deadline := time.Now().Add(patienceOfTests); !settled(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			stacks := make([]byte, 64<<10)
			t.Fatalf("%d goroutines, %d before:\n%s", runtime.NumGoroutine(), before, stacks[:runtime.Stack(stacks, true)])
		}
	}
}

func interruptedAt(t *testing.T, name probe.Name) {
	t.Helper()
	ctx, interrupt := context.WithCancel(t.Context())
	defer interrupt()
	server, asked := start(t, reference.Config{Wrap: instead(name, func(_ http.ResponseWriter, r *http.Request) {
		interrupt()
		<-r.Context().Done()
	})})
	rec, err := Gather(ctx, asks(t, asked))
	_ = server.Close()
	if err != nil || !rec.Run.Interrupted || rec.Run.Finished.IsZero() {
		t.Errorf("%s: interrupted %t, ended with %v", name, rec.Run.Interrupted, err)
	}
	if x := exchange(t, rec, name); told(x) != string(evidence.Interrupted) {
		t.Errorf("%s ended in %s", name, told(x))
	}
	if _, asked := rec.Of(string(probe.Valid)); !asked {
		t.Errorf("%s: what was answered before is lost", name)
	}
	for _, p := range probe.For(prioticketContract(t)) {
		_, asked := rec.Of(string(p.Name))
		why, unasked := rec.WhySkipped(string(p.Name))
		if asked == unasked && p.Phase != probe.Fallback && p.Phase != probe.Doubt || unasked && why.Reason == "" {
			t.Errorf("interrupted at %s, %s: asked %t, not asked because of %+v", name, p.Name, asked, why)
		}
	}
}

// While a target asks to wait, an interrupt does not.
func TestAnInterruptEndsTheWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := inBubble(t, failing(probe.GrantMissing, 9, 503, constant("60")))
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		began := time.Now()
		rec, err := gatherBy(ctx, a)
		if err != nil || !rec.Run.Interrupted {
			t.Errorf("interrupted %t, ended with %v", rec.Run.Interrupted, err)
		}
		if waited := time.Since(began); waited != 10*time.Second {
			t.Errorf("ended after %s, wanted it with the interrupt", waited)
		}
		if x := exchange(t, rec, probe.GrantMissing); told(x) != "Service Unavailable" {
			t.Errorf("what was answered until then is %s", told(x))
		}
	})
}

// The observer hears of every step and every probe, one at a time, and of the total at the end.
func TestTheObserverIsTold(t *testing.T) {
	t.Parallel()
	_, asked := start(t, reference.Config{})
	heard := &listener{}
	run := asks(t, asked)
	run.Observer = heard
	if _, err := Gather(t.Context(), run); err != nil {
		t.Fatal(err)
	}
	if heard.overlapped.Load() {
		t.Error("two calls at once")
	}
	if want := "name resolution, tcp, tls, http answer, credentials"; strings.Join(heard.steps, ", ") != want {
		t.Errorf("steps %q, wanted %s", heard.steps, want)
	}
	for i, done := range heard.done {
		if i > 0 && done != heard.done[i-1]+1 || heard.total[i] < done {
			t.Errorf("call %d told of %d of %d probes", i+1, done, heard.total[i])
		}
	}
	if last := len(heard.done) - 1; heard.done[last] != heard.total[last] {
		t.Errorf("the last call told of %d of %d probes", heard.done[last], heard.total[last])
	}
}

type listener struct {
	steps       []string
	done, total []int
	inside      atomic.Int32
	overlapped  atomic.Bool
}

func (l *listener) Step(s evidence.Step) { l.steps = append(l.steps, s.Name) }

func (l *listener) Asked(done, total int, _ string) {
	if l.inside.Add(1) > 1 {
		l.overlapped.Store(true)
	}
	defer l.inside.Add(-1)
	l.done, l.total = append(l.done, done), append(l.total, total)
}

func (*listener) Waiting(time.Duration, time.Duration) {}

func (*listener) Held(time.Duration, string) {}
