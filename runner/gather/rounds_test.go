package gather

import (
	"crypto/tls"
	"net/http"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/target"
	"github.com/authconform/authconform/suites/probe"
)

// A core run waits for no more answers, one after the other, than its order takes: 1.25 times as many as a client that sends
// the same requests as many at once, and waits for the first and before the last alone. Time in a bubble is nothing
// but waiting.
func TestTheRoundTripsOfARun(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const latency = 50 * time.Millisecond
		seen := &arrivals{}
		a := inBubble(t, func(sound http.Handler) http.Handler {
			return seen.note(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				time.Sleep(latency)
				sound.ServeHTTP(w, r)
			}))
		})
		a.Nobodys = true
		a.pace, a.account.span = newPace(limitsOf(a.Run), breath(a.Run)), guessSpan(a.Run)
		began := time.Now()
		if _, err := gatherBy(t.Context(), a); err != nil {
			t.Fatal(err)
		}
		rounds, between := int(time.Since(began)/latency), len(seen.all())-2
		bare := 1 + (between+target.DefaultConcurrency-1)/target.DefaultConcurrency + 1
		if 4*rounds > 5*bare || rounds < bare {
			t.Errorf("%d round trips of a run of %d requests, wanted at most 1.25 times the %d of a bare client", rounds, between+2, bare)
		}
	})
}

// Over HTTP/2 all questions that are asked beside each other travel on one connection: one handshake, and not one for each
// that began before it was there.
func TestOneHandshakeIsEnoughOverHTTP2(t *testing.T) {
	t.Parallel()
	var handshakes atomic.Int32
	_, asked := start(t, reference.Config{TLS: func(c *tls.Config) {
		c.GetConfigForClient = func(*tls.ClientHelloInfo) (*tls.Config, error) {
			handshakes.Add(1)
			return nil, nil //nolint:nilnil // the settings as they are
		}
	}})
	gathered(t, asked, probe.GrantMissing, probe.GrantUnknown, probe.GrantNumber, probe.GrantEmpty, probe.AcceptAny, probe.AcceptNone, probe.BodyEmpty)
	if got := handshakes.Load(); got != 2 {
		t.Errorf("%d handshakes, wanted two: for what is asked in order, and for what is asked beside each other", got)
	}
}
