package gather

import (
	"errors"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/probe"
)

// Retry-After as a date counts from the clock of who says it (RFC 9110, section 10.2.3).
func TestRetryAfterCountsFromTheAnswersDate(t *testing.T) {
	t.Parallel()
	const theirs, later = "Tue, 01 Jan 2030 00:00:00 GMT", "Tue, 01 Jan 2030 00:00:07 GMT"
	for name, c := range map[string]struct {
		header map[string]string
		want   time.Duration
		said   bool
	}{
		"seconds":                 {map[string]string{"Retry-After": "7"}, 7 * time.Second, true},
		"a date":                  {map[string]string{"Retry-After": later, "Date": theirs}, 7 * time.Second, true},
		"a date that is over":     {map[string]string{"Retry-After": theirs, "Date": later}, 0, true},
		"more seconds than count": {map[string]string{"Retry-After": "99999999999999999999999"}, 1 << 31 * time.Second, true},
		"a date in words":         {map[string]string{"Retry-After": "soon", "Date": theirs}, 0, false},
		"a negative number":       {map[string]string{"Retry-After": "-1"}, 0, false},
		"nothing":                 {nil, 0, false},
	} {
		x := evidence.Exchange{Response: &evidence.Response{Status: http.StatusServiceUnavailable}}
		for name, value := range c.header {
			x.Response.Header = append(x.Response.Header, evidence.Field{Name: name, Value: value})
		}
		if got, said := retryAfter(x); got != c.want || said != c.said {
			t.Errorf("%s: %s, %t; wanted %s, %t", name, got, said, c.want, c.said)
		}
	}
}

// crowd counts who is answered at once, after the target asked for a second of patience and everybody of before had an
// answer: whoever was on the way when it asked arrives long before the second is over.
type crowd struct {
	mu            sync.Mutex
	asked, calm   bool
	since         time.Time // when it asked
	under, widest int
	after         int
}

func (c *crowd) wrap(sound http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c.mu.Lock()
		if c.asked && c.under == 0 && time.Since(c.since) > time.Second/2 {
			c.calm = true
		}
		c.under++
		if c.calm {
			c.after++
			c.widest = max(c.widest, c.under)
		}
		refuses := probeOf(r) == probe.GrantMissing && !c.asked
		if refuses {
			c.asked, c.since = true, time.Now()
		}
		c.mu.Unlock()
		if refuses {
			w.Header().Set("Retry-After", "1")
			w.WriteHeader(http.StatusTooManyRequests)
		} else {
			time.Sleep(5 * time.Millisecond) // long enough for others to be asked beside it
			sound.ServeHTTP(w, r)
		}
		c.mu.Lock()
		c.under--
		c.mu.Unlock()
	})
}

// holds notes why nothing was asked for a time.
type holds struct {
	mu   sync.Mutex
	list []time.Duration
}

func (*holds) Step(evidence.Step)                   {}
func (*holds) Asked(int, int, string)               {}
func (*holds) Waiting(time.Duration, time.Duration) {}
func (h *holds) Held(wait time.Duration, _ string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.list = append(h.list, wait)
}

// Who asks for patience is asked one question at a time from then on, and whoever watches is told of the wait.
func TestAfter429OneIsAskedAtATime(t *testing.T) {
	t.Parallel()
	seen, told := &crowd{}, &holds{}
	_, asked := start(t, reference.Config{Wrap: seen.wrap})
	run := asks(t, asked)
	run.Observer = told
	if _, err := Gather(t.Context(), run); err != nil {
		t.Fatal(err)
	}
	if seen.after < 20 || seen.widest != 1 {
		t.Errorf("%d requests came after the wait, up to %d at once; wanted at least 20, one at a time", seen.after, seen.widest)
	}
	if len(told.list) != 1 || told.list[0] != time.Second {
		t.Errorf("told of %v, wanted of one second", told.list)
	}
}

// A target that speaks HTTP/2 alone is asked over HTTP/2 at once: no wait makes it speak HTTP/1.1. One that broke the
// connection may have been restarted.
func TestWhoSpeaksHTTP2AloneIsNotWaitedFor(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind  evidence.FailureKind
		other bool
		waits bool
	}{
		{evidence.TLSFailed, true, false},
		{evidence.ConnectionReset, true, false},
		{evidence.TLSFailed, false, false},
		{evidence.Malformed, false, false},
		{evidence.ConnectionReset, false, true},
	} {
		err := inAnotherWay(evidence.Exchange{Failure: &evidence.Failure{Kind: c.kind}}, c.other)
		if waits := errors.Is(err, errOutage); waits != c.waits || waits == isRetryAfter(err) {
			t.Errorf("%s, over another version: %t: %v", c.kind, c.other, err)
		}
	}
}
