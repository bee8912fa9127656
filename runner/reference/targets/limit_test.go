package targets

import (
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/reference/prioticket"
)

// step is one request to a target with a limit, at a time after the start of the test.
type step struct {
	at     time.Duration
	bad    bool // what the target refuses by itself
	from   string
	status int
	retry  string // Retry-After
}

const (
	here  = "192.0.2.1:1000"
	there = "192.0.2.2:1000"
)

func TestLimitOfErrors(t *testing.T) {
	for name, steps := range map[string][]step{
		"good requests are not counted": {
			{0, false, here, 200, ""}, {0, false, here, 200, ""}, {0, false, here, 200, ""}, {0, false, here, 200, ""},
		},
		"as many as are allowed": {
			{0, true, here, 401, ""}, {0, true, here, 401, ""}, {0, true, here, 401, ""}, {0, false, here, 200, ""},
		},
		"one too many blocks for a minute": {
			{0, true, here, 401, ""},
			{10 * time.Second, true, here, 401, ""},
			{20 * time.Second, true, here, 401, ""},
			{30 * time.Second, true, here, 429, "60"},
			{30*time.Second + time.Millisecond, false, here, 429, "60"},
			{31 * time.Second, false, here, 429, "59"},
			{61 * time.Second, true, here, 429, "29"},
			{90*time.Second - time.Nanosecond, false, here, 429, "1"},
			{90 * time.Second, false, here, 200, ""},
		},
		"the count begins anew after a block": {
			{0, true, here, 401, ""},
			{0, true, here, 401, ""},
			{0, true, here, 401, ""},
			{0, true, here, 429, "60"},
			{time.Minute, true, here, 401, ""},
			{time.Minute, true, here, 401, ""},
			{time.Minute, true, here, 401, ""},
			{time.Minute, false, here, 200, ""},
			{time.Minute, true, here, 429, "60"},
		},
		"the minute slides": {
			{0, true, here, 401, ""},
			{30 * time.Second, true, here, 401, ""},
			{59 * time.Second, true, here, 401, ""},
			{60 * time.Second, true, here, 401, ""},
			{89 * time.Second, true, here, 429, "60"},
		},
		"each address for itself, whatever its port": {
			{0, true, here, 401, ""},
			{0, true, "192.0.2.1:2000", 401, ""},
			{0, true, there, 401, ""},
			{0, true, here, 401, ""},
			{0, true, "192.0.2.1:3000", 429, "60"},
			{0, false, there, 200, ""},
			{0, false, here, 429, "60"},
			{0, true, there, 401, ""},
		},
		"an address that is not of the network": {
			{0, true, "pipe", 401, ""}, {0, true, "pipe", 401, ""}, {0, true, "pipe", 401, ""}, {0, true, "pipe", 429, "60"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			c := &clock{startOfTime()}
			handler := New(reference.Config{ClientID: testID, ClientSecret: testSecret, MaxErrors: 3, Clock: c.read}).TLSHandler()
			for i, s := range steps {
				c.now = startOfTime().Add(s.at)
				if got := s.take(t, handler); got.status != s.status || got.header.Get("Retry-After") != s.retry {
					t.Errorf("step %d: status %d, Retry-After %q, want %d, %q", i, got.status, got.header.Get("Retry-After"), s.status, s.retry)
				}
			}
		})
	}
}

func (s step) take(t *testing.T, handler http.Handler) told {
	t.Helper()
	q := documented()
	if s.bad {
		authorization(basic(testID, "wrong"))(&q)
	}
	r := q.request()
	r.RemoteAddr = s.from
	return ask(t, handler, r)
}

func TestLimitCountsErrorsEverywhere(t *testing.T) {
	handler := New(reference.Config{ClientID: testID, ClientSecret: testSecret, MaxErrors: 3}).TLSHandler()
	token := obtain(t, handler)
	for path, want := range map[string]int{prioticket.BasePath + prioticket.TokenPath: 405, prioticket.BasePath + prioticket.OrdersPath: 400, "/nowhere": 404} {
		if got := ask(t, handler, httptest.NewRequest(http.MethodGet, path, nil)); got.status != want {
			t.Errorf("%s: status %d, want %d", path, got.status, want)
		}
	}
	if got := use(t, handler, "Bearer "+token); got.status != http.StatusOK {
		t.Errorf("the resource at the limit: status %d", got.status)
	}
	if got := use(t, handler, "Bearer garbage"); got.status != http.StatusTooManyRequests {
		t.Errorf("the resource beyond the limit: status %d", got.status)
	}
	if got := use(t, handler, "Bearer "+token); got.status != http.StatusTooManyRequests {
		t.Errorf("a good token beyond the limit: status %d", got.status)
	}
}

func TestNoLimitUnlessOneIsSet(t *testing.T) {
	handler := testTarget().TLSHandler()
	for range 200 {
		if got := ask(t, handler, httptest.NewRequest(http.MethodGet, "/nowhere", nil)); got.status != http.StatusNotFound {
			t.Fatalf("status %d", got.status)
		}
	}
}

func TestReviseSeesWhatTheLimitRefuses(t *testing.T) {
	handler := New(reference.Config{MaxErrors: 1, Revise: func(_ *http.Request, a reference.Answer) reference.Answer {
		if a.Status == http.StatusTooManyRequests {
			a.Header.Del("Retry-After")
		}
		return a
	}}).TLSHandler()
	for _, want := range []int{http.StatusNotFound, http.StatusTooManyRequests} {
		got := ask(t, handler, httptest.NewRequest(http.MethodGet, "/nowhere", nil))
		if got.status != want || got.header.Get("Retry-After") != "" {
			t.Errorf("status %d, want %d, with Retry-After %q", got.status, want, got.header.Get("Retry-After"))
		}
	}
}

func TestLimitHoldsWhenAllComeAtOnce(t *testing.T) {
	const most, sent = 10, 40
	c := &clock{startOfTime()}
	handler := New(reference.Config{MaxErrors: most, Clock: c.read}).TLSHandler()
	var mu sync.Mutex
	seen := map[int]int{}
	var asking sync.WaitGroup
	for range sent {
		asking.Go(func() {
			w := httptest.NewRecorder()
			handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/nowhere", nil))
			mu.Lock()
			defer mu.Unlock()
			seen[w.Code]++
		})
	}
	asking.Wait()
	if seen[http.StatusNotFound] != most || seen[http.StatusTooManyRequests] != sent-most {
		t.Errorf("answers by status: %v, want %d refusals of the target's own and the rest 429", seen, most)
	}
}

// A request may be let in before a block begins and be counted after: the block ends when it was told to.
func TestErrorsDuringABlockDoNotProlongIt(t *testing.T) {
	l := reference.NewLimiter(1)
	now := startOfTime()
	for _, row := range []struct{ at, left time.Duration }{
		{0, 0}, {10 * time.Second, time.Minute}, {30 * time.Second, 40 * time.Second}, {69 * time.Second, time.Second}, {70 * time.Second, 0},
	} {
		if left := l.Count("caller", now.Add(row.at)); left != row.left {
			t.Errorf("after %s: blocked for %s, want %s", row.at, left, row.left)
		}
	}
}
