package gather

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/probe"
)

func readAgain(body []byte) io.ReadCloser { return io.NopCloser(bytes.NewReader(body)) }

// failing answers the first requests of a probe with a status and a Retry-After, where there is one.
func failing(name probe.Name, times, status int, retryAfter func() string) func(http.Handler) http.Handler {
	var mu sync.Mutex
	return func(sound http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			mu.Lock()
			fails := probeOf(r) == name && times > 0
			if fails {
				times--
			}
			mu.Unlock()
			if !fails {
				sound.ServeHTTP(w, r)
				return
			}
			if retryAfter != nil {
				w.Header().Set("Retry-After", retryAfter())
			}
			w.WriteHeader(status)
		})
	}
}

func constant(value string) func() string { return func() string { return value } }

// What an outage says of its end is believed, up to a minute; without a word the wait is short and grows.
func TestAnOutageIsRetriedWhenItIsOver(t *testing.T) {
	inFive := func() string { return time.Now().Add(5 * time.Second).UTC().Format(http.TimeFormat) }
	for name, c := range map[string]struct {
		status     int
		retryAfter func() string
		fails      int
		attempts   int
		least      time.Duration // between the attempts
		most       time.Duration
	}{
		"seconds":             {503, constant("7"), 2, 3, 7 * time.Second, 7 * time.Second},
		"a whole minute":      {429, constant("60"), 2, 3, time.Minute, time.Minute},
		"at once":             {503, constant("0"), 2, 3, 0, 0},
		"a date":              {502, inFive, 1, 2, 5 * time.Second, 5 * time.Second},
		"a date in the past":  {504, constant("Sat, 01 Jan 2000 00:00:00 GMT"), 1, 2, 0, 0},
		"more than a minute":  {503, constant("61"), 9, 1, 0, 0},
		"for ever":            {503, constant("4294967295"), 9, 1, 0, 0},
		"not a number":        {503, constant("soon"), 2, 3, firstBackOff / 2, 3 * firstBackOff},
		"less than nothing":   {503, constant("-5"), 2, 3, firstBackOff / 2, 3 * firstBackOff},
		"nothing":             {503, nil, 2, 3, firstBackOff / 2, 3 * firstBackOff},
		"never well":          {503, nil, 9, 3, firstBackOff / 2, 3 * firstBackOff},
		"never, after a time": {503, constant("2"), 9, 3, 2 * time.Second, 2 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				seen := &arrivals{}
				fails := failing(probe.ValidScope, c.fails, c.status, c.retryAfter)
				a := inBubble(t, func(sound http.Handler) http.Handler { return seen.note(fails(sound)) }, probe.ValidScope)
				rec, err := gatherBy(t.Context(), a)
				if err != nil {
					t.Fatal(err)
				}
				list := seen.of(probe.ValidScope)
				if len(list) != c.attempts {
					t.Fatalf("%d attempts, wanted %d", len(list), c.attempts)
				}
				for i := 1; i < len(list); i++ {
					if waited := list[i].at.Sub(list[i-1].at); waited < c.least || waited > c.most {
						t.Errorf("attempt %d came after %s, wanted %s to %s", i+1, waited, c.least, c.most)
					}
				}
				if x := exchange(t, rec, probe.ValidScope); x.Granted() != (c.fails < c.attempts) || x.Attempt != c.attempts {
					t.Errorf("the last attempt is %s, which ended in %s", x.ID, told(x))
				}
			})
		})
	}
}

// Every attempt is evidence, and the last one is judged.
func TestEveryAttemptIsRecorded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := inBubble(t, failing(probe.Valid, 2, 503, constant("1")), probe.ValidScope)
		rec, err := gatherBy(t.Context(), a)
		if err != nil {
			t.Fatal(err)
		}
		var ids []string
		for _, x := range rec.Exchanges {
			if x.Probe == string(probe.Valid) {
				ids = append(ids, x.ID+" "+told(x))
			}
		}
		if want := []string{"valid Service Unavailable", "valid~2 Service Unavailable", "valid~3 OK"}; !slices.Equal(ids, want) {
			t.Errorf("recorded %q, wanted %q", ids, want)
		}
	})
}

// R4: a 500 is an outage in answer to a valid request, and a deviation in answer to any other when it comes twice, with
// valid requests before, between and after.
func TestAFiveHundredIsAskedForAgain(t *testing.T) {
	for name, controlled := range map[probe.Name]bool{
		probe.ValidScope: false, probe.SchemeLowerCase: false, probe.BodyCredentials: false,
		probe.GrantMissing: true, probe.WrongSecret: true, probe.UnknownScope: true, probe.FormEncoded: true, probe.AcceptXML: true,
	} {
		t.Run(string(name), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				seen := &arrivals{}
				fails := failing(name, 1, 500, nil)
				a := inBubble(t, func(sound http.Handler) http.Handler { return seen.note(fails(sound)) }, name)
				if _, err := gatherBy(t.Context(), a); err != nil {
					t.Fatal(err)
				}
				tries, controls := seen.of(name), seen.of(probe.ValidControl)
				if len(tries) != 2 || len(controls) > 0 != controlled {
					t.Fatalf("%d attempts and %d controls", len(tries), len(controls))
				}
				if controlled && (len(controls) != 2 || controls[0].at.After(tries[1].at) || controls[1].at.Before(tries[1].at)) {
					t.Errorf("the controls are not around the second try: %v, %v", tries, controls)
				}
			})
		})
	}
}

// A target that fails now and then fails at the same question again by chance: what it answers after that counts.
func TestWhatFailsAgainIsAskedAThirdTime(t *testing.T) {
	for name, tries := range map[probe.Name]int{probe.GrantMissing: 3, probe.UnknownScope: 3, probe.WrongSecret: 2} {
		t.Run(string(name), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				seen := &arrivals{}
				fails := failing(name, 2, 500, nil)
				a := inBubble(t, func(sound http.Handler) http.Handler { return seen.note(fails(sound)) }, name)
				rec, err := gatherBy(t.Context(), a)
				if err != nil {
					t.Fatal(err)
				}
				if got := len(seen.of(name)); got != tries {
					t.Fatalf("asked %d times, wanted %d", got, tries)
				}
				if x := exchange(t, rec, name); x.Response == nil || (x.Response.Status == 500) != (tries == 2) {
					t.Errorf("the last attempt ended in %s", told(x))
				}
			})
		})
	}
}

func TestADroppedConnectionIsRetried(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var drop sync.Once
		seen := &arrivals{}
		a := inBubble(t, func(sound http.Handler) http.Handler {
			return seen.note(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if probeOf(r) == probe.GrantMissing {
					drop.Do(func() { panic(http.ErrAbortHandler) })
				}
				sound.ServeHTTP(w, r)
			}))
		}, probe.GrantMissing)
		rec, err := gatherBy(t.Context(), a)
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range rec.Exchanges {
			if x.ID == string(probe.GrantMissing) && told(x) != string(evidence.ConnectionReset) {
				t.Errorf("the first attempt ended in %s", told(x))
			}
		}
		if x := exchange(t, rec, probe.GrantMissing); told(x) != "Bad Request" || len(seen.of(probe.GrantMissing)) != 2 {
			t.Errorf("the last attempt ended in %s, after %d", told(x), len(seen.of(probe.GrantMissing)))
		}
	})
}

// Who is down from the start is asked for a token three times, and nothing else.
func TestATargetThatIsDownIsLeftAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		seen := &arrivals{}
		a := inBubble(t, func(http.Handler) http.Handler {
			return seen.note(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) }))
		})
		_, err := gatherBy(t.Context(), a)
		var stopped *Stopped
		if !errors.As(err, &stopped) || stopped.Step.Act != actTarget || stopped.Step.Name != "http answer" {
			t.Errorf("the preflight ended with %v", err)
		}
		if got := len(seen.all()); got != maxTries {
			t.Errorf("%d requests, wanted %d", got, maxTries)
		}
	})
}

// Who falls ill in the middle of a run costs no more than the run's own budget of retries.
func TestRetriesOfAWholeRunAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		seen := &arrivals{}
		a := inBubble(t, func(sound http.Handler) http.Handler {
			return seen.note(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if probeOf(r) == probe.Valid {
					sound.ServeHTTP(w, r)
					return
				}
				w.WriteHeader(http.StatusServiceUnavailable)
			}))
		})
		rec, err := gatherBy(t.Context(), a)
		if err != nil {
			t.Fatal(err)
		}
		asked, again := map[probe.Name]bool{}, 0
		for _, at := range seen.all() {
			if asked[at.probe] {
				again++
			}
			asked[at.probe] = true
		}
		if again > maxRetries || again == 0 {
			t.Errorf("%d requests were repeated, wanted some, and no more than the budget of %d", again, maxRetries)
		}
		for _, x := range rec.Exchanges {
			if x.Attempt > maxTries {
				t.Errorf("%s: more than %d attempts", x.ID, maxTries)
			}
		}
		if !asked[probe.ValidLast] {
			t.Error("the last control was not asked")
		}
	})
}

// Who is asked to slow down slows down altogether, not for one question alone.
func TestRetryAfterHoldsEverythingBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		seen := &arrivals{}
		fails := failing(probe.GrantEmpty, 1, 429, constant("30"))
		a := inBubble(t, func(sound http.Handler) http.Handler { return seen.note(fails(sound)) })
		if _, err := gatherBy(t.Context(), a); err != nil {
			t.Fatal(err)
		}
		refused := seen.of(probe.GrantEmpty)[0].at
		after := 0
		for _, at := range seen.all() {
			since := at.at.Sub(refused)
			if since > 0 && since < 30*time.Second {
				t.Errorf("%s was sent %s after the target had asked for 30 seconds of quiet", at.probe, since)
			}
			if since >= 30*time.Second {
				after++
			}
		}
		if after < 2 { // the question itself and, at the least, the last control
			t.Errorf("%d requests after the quiet, wanted the rest of the run", after)
		}
	})
}
