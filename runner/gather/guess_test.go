package gather

import (
	"net/http"
	"slices"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/authconform/authconform/runner/target"
	"github.com/authconform/authconform/suites/probe"
)

// R5: however many spellings of a wrong secret the full profile asks, no minute has more than two, and what would take
// longer than a run may wait is left out with the flag for it.
func TestWrongSecretsWaitForEachOther(t *testing.T) {
	for wait, want := range map[time.Duration]int{0: 2, 90 * time.Second: 4, 15 * time.Minute: 15} {
		synctest.Test(t, func(t *testing.T) {
			seen := &arrivals{}
			a := inBubble(t, func(sound http.Handler) http.Handler { return seen.note(sound) })
			a.target.Profile, a.target.MaxWait = target.FullProfile, wait
			rec, err := gatherBy(t.Context(), a)
			if err != nil {
				t.Fatal(err)
			}
			var times []time.Time
			for _, arrived := range seen.all() {
				if slices.Contains(guessesOf(a), arrived.probe) {
					times = append(times, arrived.at)
				}
			}
			if len(times) != want {
				t.Errorf("%d wrong secrets in a run that may wait %s, wanted %d", len(times), wait, want)
			}
			for i := 2; i < len(times); i++ {
				if apart := times[i].Sub(times[i-2]); apart < time.Minute {
					t.Errorf("three wrong secrets within %s", apart)
				}
			}
			for _, name := range guessesOf(a) {
				why, left := rec.WhySkipped(string(name))
				if _, asked := rec.Of(string(name)); asked == left || left && why.Flag == "" {
					t.Errorf("%s: asked %t, left out because of %+v", name, asked, why)
				}
			}
		})
	}
}

// A near secret is shown where the target is known to take the right one: no guess comes before the last valid request is answered,
// however long that takes.
func TestGuessesComeAfterWhatTellsWhereASecretBelongs(t *testing.T) {
	const late = 5 * time.Second
	for of := range 8 {
		synctest.Test(t, func(t *testing.T) {
			seen := &arrivals{}
			a := inBubble(t, func(sound http.Handler) http.Handler {
				return seen.note(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					if probeOf(r) == probe.BodyCredentials {
						time.Sleep(late)
					}
					sound.ServeHTTP(w, r)
				}))
			})
			a.Choice = strconv.Itoa(of)
			if _, err := gatherBy(t.Context(), a); err != nil {
				t.Fatal(err)
			}
			right := seen.of(probe.BodyCredentials)
			if len(right) != 1 {
				t.Fatalf("%d requests show the right secret in the body, wanted one", len(right))
			}
			guesses := 0
			for _, arrived := range seen.all() {
				if !slices.Contains(guessesOf(a), arrived.probe) {
					continue
				}
				guesses++
				if after := arrived.at.Sub(right[0].at); after < late {
					t.Errorf("%s comes %s after the right secret in the body, which is answered after %s", arrived.probe, after, late)
				}
			}
			if guesses != 2 {
				t.Errorf("%d wrong secrets are shown, wanted 2", guesses)
			}
		})
	}
}

func guessesOf(a *asker) []probe.Name {
	var names []probe.Name
	for _, p := range a.probes {
		if p.Guess && !p.User {
			names = append(names, p.Name)
		}
	}
	return names
}
