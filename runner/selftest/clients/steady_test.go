package clients_test

import (
	"flag"
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/runner/client"
	"github.com/authconform/authconform/runner/reference/caller"
	"github.com/authconform/authconform/suites"
	"github.com/authconform/authconform/suites/clause"
)

var runs = flag.Int("runs", 0, "how many whole runs of each sound client are compared clause by clause, with each of three concurrencies")

// One run of a sound client is as another, clause by clause, however many scenarios are under way at once. By hand: make steady.
func TestRunsComeToTheSame(t *testing.T) {
	if *runs == 0 {
		t.Skip("takes twenty minutes: go test -run TestRunsComeToTheSame -args -runs 20")
	}
	var judging sync.Mutex // Ginkgo's state is global
	t.Run("all", func(t *testing.T) {
		for _, name := range caller.Contracts() {
			for _, concurrency := range []int{1, client.DefaultConcurrency, 8} {
				t.Run(fmt.Sprintf("%s, %d at once", name, concurrency), func(t *testing.T) {
					t.Parallel()
					contract, err := openapi.Load(name)
					if err != nil {
						t.Fatal(err)
					}
					clauses, err := suites.ClientCatalogue(contract)
					if err != nil {
						t.Fatal(err)
					}
					sound, _ := caller.Sound(name)
					var first map[string]clause.Status
					var longest time.Duration
					for n := range *runs {
						began := time.Now()
						rec, err := client.Gather(t.Context(), client.Run{Contract: contract, Version: "test", Start: client.Func(sound.Live), Concurrency: concurrency})
						if err != nil {
							t.Fatal(err)
						}
						longest = max(longest, time.Since(began))
						judging.Lock()
						outcomes := suites.JudgeClient(clauses, rec)
						judging.Unlock()
						found := map[string]clause.Status{}
						for _, o := range outcomes {
							found[o.ID] = o.Status
							if o.Status != clause.Passed {
								t.Errorf("run %d: %s is %s: %s %v", n+1, o.ID, o.Status, o.Reason, o.Violations)
							}
						}
						if first == nil {
							first = found
						}
						if !maps.Equal(first, found) {
							t.Errorf("run %d comes to something else than run 1", n+1)
						}
					}
					t.Logf("%d runs, %d clauses, %s at the longest", *runs, len(slices.Collect(maps.Keys(first))), longest.Round(100*time.Millisecond))
				})
			}
		}
	})
}
