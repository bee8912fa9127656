package client

import (
	"slices"
	"testing"
	"time"

	"github.com/authconform/authconform/runner/reference/caller"
	"github.com/authconform/authconform/suites"
	"github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/scenario"
)

// Scenarios are put side by side so that a whole run takes no longer than somebody waits for it.
func TestAWholeRunIsShort(t *testing.T) {
	const longest, around = 15 * time.Second, 500 * time.Millisecond // what a client needs besides its pauses
	for _, name := range []string{"prioticket", "ticketpark"} {
		queue := scenario.For(contract(t, name))
		longestFirst(queue)
		stages := make([]time.Duration, DefaultConcurrency)
		for _, s := range queue {
			slices.Sort(stages)
			stages[0] += lasts(s) + around
		}
		if took := slices.Max(stages); took > longest {
			t.Errorf("%s: it takes %v, wanted at most %v", name, took, longest)
		}
	}
}

// Nothing is found in a whole run of the sound reference client.
func TestAWholeRun(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes as long as tokens live")
	}
	for _, name := range []string{"prioticket", "ticketpark"} {
		t.Run(name, func(t *testing.T) {
			c := contract(t, name)
			sound, found := caller.Sound(name)
			if !found {
				t.Fatal("no reference client")
			}
			begun := time.Now()
			rec, err := Gather(t.Context(), Run{Contract: c, Version: "test", Start: Func(sound.Live)})
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("%d exchanges in %v", len(rec.Exchanges), time.Since(begun))
			clauses, err := suites.ClientCatalogue(c)
			if err != nil {
				t.Fatal(err)
			}
			counts := map[clause.Status]int{}
			for _, outcome := range suites.JudgeClient(clauses, rec) {
				counts[outcome.Status]++
				if !slices.Contains([]clause.Status{clause.Passed, clause.Skipped}, outcome.Status) {
					t.Errorf("%s: %s %+v", outcome.ID, outcome.Status, outcome)
				}
				if outcome.Status == clause.Skipped {
					t.Logf("%s: skipped: %s %s", outcome.ID, outcome.Message, outcome.Note)
				}
			}
			t.Log(counts)
		})
	}
}
