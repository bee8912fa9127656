package gather

import (
	"net/http"
	"testing"
	"testing/synctest"

	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/probe"
)

// A burst shows no secret that may be wrong (R5): the client's own, when a target has taken it, and else it is not sent.
func TestABurstIsNoGuess(t *testing.T) {
	for name, taken := range map[string]bool{"the target took the secret": true, "nobody knows whether the secret is right": false} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				seen := &arrivals{}
				a := inBubble(t, func(sound http.Handler) http.Handler { return seen.note(sound) }, probe.Burst)
				a.target.Burst = 5
				if _, err := a.first(t.Context()); err != nil {
					t.Fatal(err)
				}
				a.account.taken = taken
				if err := a.askBurst(t.Context()); err != nil {
					t.Fatal(err)
				}
				sent, want := seen.of(probe.Burst), 0
				if taken {
					want = 5
				}
				if len(sent) != want {
					t.Errorf("%d requests of the burst were sent, wanted %d", len(sent), want)
				}
				for _, got := range sent {
					request := evidence.Request{URL: got.url, Body: []byte(got.body)}
					for field, values := range got.header {
						for _, value := range values {
							request.Header = append(request.Header, evidence.Field{Name: field, Value: value})
						}
					}
					if g := a.account.guessed(request); g != (guess{}) || len(a.account.shown(request)) == 0 {
						t.Errorf("a request of the burst is the guess %+v at what it shows", g)
					}
				}
				if _, left := a.record.WhySkipped(string(probe.Burst)); left == taken {
					t.Errorf("left out: %t, wanted %t", left, !taken)
				}
			})
		})
	}
}
