package gather

import (
	"context"
	"net/http"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/authconform/authconform/runner/reference/prioticket"
	"github.com/authconform/authconform/runner/target"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/match"
	"github.com/authconform/authconform/suites/probe"
)

// A revoked token is shown every half second until it is refused, for five seconds at most; that it took longer than one
// is noted (R17).
func TestARevocationMayTakeFiveSeconds(t *testing.T) {
	for name, c := range map[string]struct {
		takes  time.Duration // until the revocation has come through
		shown  int
		served bool // the last time
		noted  string
	}{
		"at once":          {0, 1, false, ""},
		"within a second":  {800 * time.Millisecond, 3, false, ""},
		"a second":         {time.Second, 3, false, ""},
		"more than one":    {1200 * time.Millisecond, 4, false, "it took 1.5 seconds until it did"},
		"five seconds":     {5 * time.Second, 11, false, "it took 5.0 seconds until it did"},
		"more than five":   {5001 * time.Millisecond, 11, true, "it took 5.0 seconds until it did"},
		"for all eternity": {time.Hour, 11, true, "it took 5.0 seconds until it did"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var revoked atomic.Pointer[time.Time]
				a := inBubble(t, instead(probe.Revoked, func(w http.ResponseWriter, _ *http.Request) {
					if at := revoked.Load(); at == nil || time.Since(*at) < c.takes {
						w.WriteHeader(http.StatusOK)
						return
					}
					w.WriteHeader(http.StatusForbidden)
				}), probe.Revoked, probe.ResourceAccepted)
				a.target.Profile, a.target.Resource = target.FullProfile, &target.Resource{Path: prioticket.OrdersPath, Method: http.MethodGet}
				a.target.Revoke = func(context.Context, string) error {
					now := time.Now()
					revoked.Store(&now)
					return nil
				}
				shown, rec := revokedTokens(t, a)
				if len(shown) != c.shown || (told(shown[len(shown)-1]) == "OK") != c.served {
					t.Errorf("shown %d times, the last time %s; wanted %d times, served: %t", len(shown), told(shown[len(shown)-1]), c.shown, c.served)
				}
				if noted := match.Late(rec, string(probe.Revoked)); noted != c.noted {
					t.Errorf("noted %q, wanted %q", noted, c.noted)
				}
			})
		})
	}
}

// A token that the owner revoked beforehand is shown once.
func TestATokenThatWasRevokedBeforeIsShownOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := inBubble(t, instead(probe.Revoked, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) }), probe.Revoked, probe.ResourceAccepted)
		a.target.Profile, a.target.RevokedToken = target.FullProfile, "revoked-by-its-owner"
		a.target.Resource = &target.Resource{Path: prioticket.OrdersPath, Method: http.MethodGet}
		if shown, _ := revokedTokens(t, a); len(shown) != 1 {
			t.Errorf("shown %d times, wanted once", len(shown))
		}
	})
}

// revokedTokens are the exchanges in which the revoked token was shown.
func revokedTokens(t *testing.T, a *asker) ([]evidence.Exchange, evidence.Record) {
	t.Helper()
	rec, err := gatherBy(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	var shown []evidence.Exchange
	for _, x := range rec.Exchanges {
		if x.Probe == string(probe.Revoked) {
			shown = append(shown, x)
		}
	}
	if len(shown) == 0 {
		t.Fatalf("the revoked token was not shown: %+v", rec.Skipped)
	}
	return shown, rec
}

// A revoked token that is refused is shown on further connections. One node may be told later than another, and is asked again
// when the patience has ended; one that is never told is seen, and so is who takes it every second time (R17).
func TestARevocationHasToReachEveryNode(t *testing.T) {
	for name, c := range map[string]struct {
		takes  func(use int, since time.Duration) bool
		rounds int
		served bool // by any in the end
	}{
		"everywhere at once": {func(int, time.Duration) bool { return false }, 1, false},
		"later on a node":    {func(use int, since time.Duration) bool { return use%2 == 1 && since < 4*time.Second }, 2, false},
		"never on a node":    {func(use int, _ time.Duration) bool { return use%2 == 1 }, 2, true},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var began atomic.Pointer[time.Time]
				numbers := map[probe.Name]int{probe.Revoked: 0}
				for i, use := range probe.Repetitions(probe.Revoked) {
					numbers[use] = i + 1
				}
				a := inBubble(t, func(sound http.Handler) http.Handler {
					return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
						number, mine := numbers[probeOf(r)]
						if !mine {
							sound.ServeHTTP(w, r)
							return
						}
						now := time.Now()
						began.CompareAndSwap(nil, &now)
						if c.takes(number, now.Sub(*began.Load())) {
							return
						}
						w.WriteHeader(http.StatusForbidden)
					})
				}, append(probe.Repetitions(probe.Revoked), probe.Revoked, probe.ResourceAccepted)...)
				a.target.Profile, a.target.Resource = target.FullProfile, &target.Resource{Path: prioticket.OrdersPath, Method: http.MethodGet}
				a.target.Revoke = func(context.Context, string) error { return nil }
				_, rec := revokedTokens(t, a)
				shown, served := 0, false
				for _, x := range rec.Exchanges {
					if probe.Repeated(probe.Name(x.Probe)) == probe.Revoked && x.Probe != string(probe.Revoked) {
						shown++
						last, _ := rec.Of(x.Probe)
						served = served || last.Response.Status == http.StatusOK
					}
				}
				if shown != c.rounds*(probe.Uses-2)+1 || served != c.served {
					t.Errorf("shown %d times elsewhere, served in the end: %t; wanted %d rounds of %d and one at the end, %t", shown, served, c.rounds, probe.Uses-2, c.served)
				}
			})
		})
	}
}
