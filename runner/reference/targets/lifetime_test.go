package targets

import (
	"net/http"
	"testing"
	"time"

	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/reference/prioticket"
)

func TestTokenWorksForItsLifetimeAndNotLonger(t *testing.T) {
	c := &clock{startOfTime()}
	handler := New(reference.Config{ClientID: testID, ClientSecret: testSecret, Lifetime: 10 * time.Second, Clock: c.read}).TLSHandler()
	token := obtain(t, handler)
	for _, row := range []struct {
		after  time.Duration
		status int
	}{{0, 200}, {10 * time.Second, 200}, {11 * time.Second, 403}, {time.Hour, 403}, {-2 * time.Second, 403}} {
		c.now = startOfTime().Add(row.after)
		if got := use(t, handler, "Bearer "+token); got.status != row.status {
			t.Errorf("after %s: status %d, want %d", row.after, got.status, row.status)
		}
	}
}

func TestTokenOfAWholeSecondEndsAtItsExpiry(t *testing.T) {
	c := &clock{startOfTime().Truncate(time.Second)}
	handler := New(reference.Config{ClientID: testID, ClientSecret: testSecret, Lifetime: time.Nanosecond, Clock: c.read}).TLSHandler()
	token := obtain(t, handler)
	for after, want := range map[time.Duration]int{time.Second - 1: 200, time.Second: 403} {
		c.now = startOfTime().Truncate(time.Second).Add(after)
		if got := use(t, handler, "Bearer "+token); got.status != want {
			t.Errorf("after %s: status %d, want %d", after, got.status, want)
		}
	}
}

func TestShortLifetimesEndOnTime(t *testing.T) {
	for lifetime, told := range map[time.Duration]float64{time.Second: 1, 2 * time.Second: 2, 3500 * time.Millisecond: 3} {
		for _, fraction := range []time.Duration{0, 1, time.Millisecond, 500 * time.Millisecond, time.Second - 1} {
			issued := startOfTime().Truncate(time.Second).Add(fraction)
			c := &clock{issued}
			handler := New(reference.Config{ClientID: testID, ClientSecret: testSecret, Lifetime: lifetime, Clock: c.read}).TLSHandler()
			got := ask(t, handler, documented().request())
			if got.body["expires_in"] != told {
				t.Errorf("lifetime %s: expires_in %v, want %v", lifetime, got.body["expires_in"], told)
			}
			end := issued.Add(time.Duration(told) * time.Second)
			for now, want := range map[time.Time]int{
				issued: 200, end.Add(-1): 200, end.Add(time.Second): 403, // R16 leaves a second's grace
			} {
				c.now = now
				if used := use(t, handler, "Bearer "+got.text("access_token")); used.status != want {
					t.Errorf("lifetime %s, issued %s into a second, used after %s: status %d, want %d", lifetime, fraction, now.Sub(issued), used.status, want)
				}
			}
		}
	}
}

func TestTokensDoNotDependOnEachOther(t *testing.T) {
	c := &clock{startOfTime()}
	target := New(reference.Config{ClientID: testID, ClientSecret: testSecret, Lifetime: 10 * time.Second, Clock: c.read})
	handler := target.TLSHandler()
	first := obtain(t, handler)
	c.now = startOfTime().Add(5 * time.Second)
	second, third := obtain(t, handler), obtain(t, handler)
	used := func(when string, wanted map[string]int) {
		t.Helper()
		for range 2 { // in both orders, as a map has none, and again
			for token, want := range wanted {
				if got := use(t, handler, "Bearer "+token); got.status != want {
					t.Errorf("%s: status %d, want %d", when, got.status, want)
				}
			}
		}
	}
	used("side by side", map[string]int{first: 200, second: 200, third: 200})
	if !target.Revoke(second) {
		t.Error("a good token cannot be revoked")
	}
	used("one revoked", map[string]int{first: 200, second: 403, third: 200})
	c.now = startOfTime().Add(12 * time.Second)
	used("the oldest expired", map[string]int{first: 403, second: 403, third: 200})
	if got := use(t, handler, "Bearer "+obtain(t, handler)); got.status != http.StatusOK {
		t.Errorf("a new token: status %d", got.status)
	}
}

func TestRevokedTokenIsRefused(t *testing.T) {
	c := &clock{startOfTime()}
	target := New(reference.Config{ClientID: testID, ClientSecret: testSecret, Clock: c.read})
	handler := target.TLSHandler()
	revoked, other := obtain(t, handler), obtain(t, handler)
	for range 2 {
		if !target.Revoke(revoked) {
			t.Error("a good token cannot be revoked")
		}
	}
	if got := use(t, handler, "Bearer "+revoked); got.status != http.StatusForbidden {
		t.Errorf("revoked: status %d, want 403", got.status)
	}
	if got := use(t, handler, "Bearer "+other); got.status != http.StatusOK {
		t.Errorf("the token beside it: status %d, want 200", got.status)
	}
	if target.Revoke("garbage") || target.Revoke(obtain(t, testTarget().TLSHandler())) {
		t.Error("a token that is not this target's can be revoked")
	}
	c.now = c.now.Add(2 * time.Hour)
	if target.Revoke(revoked) {
		t.Error("a token that has expired can be revoked")
	}
	remembered := target.Service.(*prioticket.Service)
	if !target.Revoke(obtain(t, handler)) || len(remembered.Revoked) != 1 {
		t.Errorf("%d tokens are remembered as revoked, want the one that has not expired", len(remembered.Revoked))
	}
}
