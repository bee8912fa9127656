package gather

import (
	"net/http"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/authconform/authconform/runner/reference"
)

// Targets of one provider keep its limits together: of three runs, one after the other, no minute has more than two wrong secrets
// (R5), nor more answers of class 4xx than the contract allows.
func TestTargetsOfOneProviderArePacedTogether(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const most = 60
		common, guesses, refused := &Provider{}, []time.Time{}, []time.Time{}
		var mu sync.Mutex
		one := reference.Config{ClientID: "one-client-of-several-targets", ClientSecret: "its-secret-0123456789"}
		for range 3 {
			seen := &arrivals{}
			a := inBubbleOf(t, one, func(sound http.Handler) http.Handler {
				return seen.note(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					counted := &statusOf{ResponseWriter: w}
					sound.ServeHTTP(counted, r)
					if counted.status/100 == 4 {
						mu.Lock()
						refused = append(refused, time.Now())
						mu.Unlock()
					}
				}))
			})
			common.lend(a)
			if err := common.rest(t.Context(), a); err != nil {
				t.Fatal(err)
			}
			rec, err := gatherBy(t.Context(), a)
			if err != nil {
				t.Fatal(err)
			}
			common.take(a)
			if len(rec.Exchanges) < 40 {
				t.Errorf("a run has %d exchanges", len(rec.Exchanges))
			}
			for _, arrived := range seen.all() {
				if slices.Contains(guessesOf(a), arrived.probe) {
					guesses = append(guesses, arrived.at)
				}
			}
		}
		if len(guesses) != 6 {
			t.Errorf("%d wrong secrets in three runs", len(guesses))
		}
		slices.SortFunc(refused, time.Time.Compare)
		for what, row := range map[string]struct {
			times []time.Time
			most  int
		}{"wrong secrets": {guesses, 2}, "answers of class 4xx": {refused, most}} {
			for i := row.most; i < len(row.times); i++ {
				if apart := row.times[i].Sub(row.times[i-row.most]); apart < time.Minute {
					t.Errorf("%d %s within %s", row.most+1, what, apart)
				}
			}
		}
	})
}
