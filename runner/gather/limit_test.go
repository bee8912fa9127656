package gather

import (
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/target"
	"github.com/authconform/authconform/suites/probe"
)

// limiter answers so many requests within a span, whoever asks, and the others with 429.
type limiter struct {
	most       int
	span       time.Duration
	retryAfter string // "" for none

	mu      sync.Mutex
	past    []time.Time
	refused int
}

func (l *limiter) wrap(sound http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		l.mu.Lock()
		for len(l.past) > 0 && time.Since(l.past[0]) >= l.span {
			l.past = l.past[1:]
		}
		over := len(l.past) >= l.most
		if over {
			l.refused++
		} else {
			l.past = append(l.past, time.Now())
		}
		l.mu.Unlock()
		if !over {
			sound.ServeHTTP(w, r)
			return
		}
		if l.retryAfter != "" {
			w.Header().Set("Retry-After", l.retryAfter)
		}
		w.WriteHeader(http.StatusTooManyRequests)
	})
}

// A limit on requests is no reason to leave a question open: a target that says when to come again, that says 0 or nothing, is given
// time, and is asked more slowly where that is not enough. A wrong password, which is not shown again for a 429, is shown when
// none can be the answer.
func TestALimitOnRequestsLeavesNothingOpen(t *testing.T) {
	for name, l := range map[string]*limiter{
		"four a second":              {most: 4, span: time.Second, retryAfter: "1"},
		"twenty a second, and 0":     {most: 20, span: time.Second, retryAfter: "0"},
		"twelve a second, wordless":  {most: 12, span: time.Second},
		"six in two seconds":         {most: 6, span: 2 * time.Second, retryAfter: "2"},
		"ten in three, and too soon": {most: 10, span: 3 * time.Second, retryAfter: "1"},
	} {
		for _, concurrency := range []int{1, 8, 32} {
			synctest.Test(t, func(t *testing.T) {
				contract, err := openapi.Load("ticketpark")
				if err != nil {
					t.Fatal(err)
				}
				const user, password = "user@reference.invalid", "Correct-Horse-9"
				limit := &limiter{most: l.most, span: l.span, retryAfter: l.retryAfter}
				a := inBubbleBy(t, reference.Config{Contract: contract.Name, Username: user, Password: password}, limit.wrap, Run{
					Contract: contract, Version: "test",
					Target: &target.Target{User: &probe.Credentials{ID: user, Secret: password}},
				}, "")
				a.target.Concurrency = concurrency
				rec, err := gatherBy(t.Context(), a)
				if err != nil {
					t.Fatal(err)
				}
				if limit.refused == 0 {
					t.Errorf("%s: the limit was not met", name)
				}
				for _, p := range a.probes {
					if x, asked := rec.Of(string(p.Name)); asked && x.Outage() && p.Expect != probe.Connection {
						t.Errorf("%s, %d at once: %s ended in %s", name, concurrency, x.ID, told(x))
					}
				}
				for _, u := range rec.Skipped {
					if u.Outage {
						t.Errorf("%s, %d at once: %s: %s", name, concurrency, u.Probe, u.Reason)
					}
				}
			})
		}
	}
}

// A target that asks to be left alone for longer than a run waits is left alone at once.
func TestWhoIsLeftAloneIsNotWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		limit := &limiter{most: 20, span: time.Hour, retryAfter: "600"}
		a := inBubble(t, limit.wrap)
		began := time.Now()
		rec, err := gatherBy(t.Context(), a)
		if err != nil {
			t.Fatal(err)
		}
		if took := time.Since(began); took > time.Second {
			t.Errorf("it took %s", took)
		}
		if limit.refused > target.DefaultConcurrency {
			t.Errorf("it was asked %d times more", limit.refused)
		}
		if u, skipped := rec.WhySkipped(string(probe.ValidLast)); !skipped || !u.Outage {
			t.Errorf("the last control: %+v", u)
		}
	})
}

// A 429 on end is given twice the time of the one before, and one of those under way at once the same.
func TestA429OnEndIsGivenMoreTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPace(nil, time.Second)
		for i, want := range []time.Duration{time.Second, 2 * time.Second, 4 * time.Second} {
			wait, crowded := p.refused(0, time.Now())
			if wait != want || crowded != (i == 0) {
				t.Errorf("given %s (crowded: %t), wanted %s", wait, crowded, want)
			}
			p.oneByOne(wait)
			p.pauseUntil(time.Now().Add(wait))
			if again, crowded := p.refused(0, time.Now()); !crowded || again != want {
				t.Errorf("one that was under way is given %s (crowded: %t), wanted the same %s", again, crowded, want)
			}
			time.Sleep(wait)
		}
		enter(t, p)
		p.release(http.StatusOK)
		if wait, _ := p.refused(0, time.Now()); wait != time.Second {
			t.Errorf("given %s after an answer, wanted a second again", wait)
		}
		if wait, _ := p.refused(time.Minute, time.Now()); wait != time.Minute {
			t.Errorf("given %s, wanted the minute that was asked for", wait)
		}
	})
}
