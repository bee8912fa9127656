package client_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/suites"
	"github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/client"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/scenario"
)

func judge(t testing.TB, k *sketch) map[string]clause.Outcome {
	t.Helper()
	clauses, err := suites.ClientCatalogue(k.c)
	if err != nil {
		t.Fatal(err)
	}
	outcomes := map[string]clause.Outcome{}
	for _, o := range suites.JudgeClient(clauses, k.record()) {
		outcomes[o.ID] = o
	}
	if len(outcomes) != len(clauses) {
		t.Fatalf("%d of %d clauses were judged", len(outcomes), len(clauses))
	}
	return outcomes
}

// Whoever keeps everything keeps each clause, and is seen in every step.
func TestSoundClientKeepsEveryClause(t *testing.T) {
	for _, contract := range openapi.Names() {
		k := sound(t, contract)
		for id, o := range judge(t, k) {
			if o.Status != clause.Passed || len(o.Evidence) == 0 {
				t.Errorf("%s: %s is %s by %v: %s %v", contract, id, o.Status, o.Evidence, o.Reason, o.Violations)
			}
		}
		for _, s := range scenario.For(k.c) {
			for _, step := range client.Steps(k.c, k.record(), s.Name) {
				if !step.Met || len(step.Evidence) == 0 || step.Step == scenario.Ends && step.Detail == "" {
					t.Errorf("%s: %s: %q is not met: %+v", contract, s.Name, step.Step, step)
				}
			}
		}
	}
}

// Nothing that was not seen is kept: not without a run, not by a client that does nothing, whichever way it ends, and not by
// one that shakes hands alone.
func TestNothingIsKeptByWhoDoesNothing(t *testing.T) {
	endings := map[string]func(*strip){
		"exits":              func(s *strip) { s.ends(0.1, 0) },
		"fails":              func(s *strip) { s.ends(0.1, 1) },
		"is killed":          func(s *strip) { s.ends(0.1, 0, func(l *evidence.Life) { l.Ending = evidence.Killed }) },
		"hangs":              func(s *strip) { s.ends(60, 0, func(l *evidence.Life) { l.Ending = evidence.TimedOut }) },
		"is not seen to end": func(*strip) {},
	}
	for _, contract := range openapi.Names() {
		for name, end := range endings {
			k := &sketch{c: load(t, contract)}
			for _, of := range scenario.For(k.c) {
				end(k.anew(of.Name))
			}
			for id, o := range judge(t, k) {
				if o.Status != clause.Inconclusive || o.Reason == "" {
					t.Errorf("%s: by a client that %s, %s is %s: %s", contract, name, id, o.Status, o.Reason)
				}
			}
		}
		for id, o := range judge(t, &sketch{c: load(t, contract)}) {
			if o.Status != clause.Inconclusive {
				t.Errorf("%s: without a run %s is %s: %s", contract, id, o.Status, o.Reason)
			}
		}
	}
}

// A client that crashes at its second call has kept nothing that takes more, and stopped nothing by that.
func TestCrashIsNoRefusal(t *testing.T) {
	for _, contract := range openapi.Names() {
		k := &sketch{c: load(t, contract)}
		for _, of := range scenario.For(k.c) {
			s := k.anew(of.Name)
			s.ask(0.1)
			s.call(0.2, 1)
			s.ends(0.3, 2)
		}
		outcomes := judge(t, k)
		for _, id := range []string{
			"client.token.reused", "client.expiry.renewed", "client.expiry.not-used-after", "client.revoked.no-hammering", "client.refused.stops",
			"client.limited.waits", "client.outage.bounded", "client.no-token.not-made-up", "client.transport.https-only",
		} {
			if o := outcomes[id]; o.Status != clause.Inconclusive {
				t.Errorf("%s: %s is %s: %s %v", contract, id, o.Status, o.Reason, o.Violations)
			}
		}
	}
}

// A clause that waits for a scenario is skipped where that was not played, with the flag that plays it.
func TestWhatWasNotPlayedIsSkipped(t *testing.T) {
	for _, contract := range openapi.Names() {
		clauses, err := suites.ClientCatalogue(load(t, contract))
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range clauses {
			names := c.Subject.Scenarios()
			if len(names) == 0 {
				t.Errorf("%s: %s waits for no scenario", contract, c.ID)
			}
			if slices.Contains(names, scenario.Steady) && c.ID != "client.token.reused" || slices.Contains(names, "") {
				continue // another scenario shows it too
			}
			k := sound(t, contract)
			k.drop(names...)
			if o := suites.JudgeClient([]clause.Clause{c}, k.record())[0]; o.Status != clause.Skipped && o.Status != clause.Passed || o.Status == clause.Skipped && o.Flag != "--scenario" {
				t.Errorf("%s: without %v %s is %s: %s (%s)", contract, names, c.ID, o.Status, o.Reason, o.Flag)
			}
		}
	}
}

// Steps that were not met say how it ended instead, and a command that is content without reason is noted (R27).
func TestStepsThatWereNotMet(t *testing.T) {
	k := sound(t, prioticket)
	s := k.anew(scenario.Expiry)
	s.ask(0.1)
	s.call(0.2, 1, answers(500))
	s.ends(0.3, 0)
	steps := client.Steps(k.c, k.record(), scenario.Expiry)
	var met []bool
	for _, step := range steps {
		met = append(met, step.Met)
	}
	if want := []bool{true, false, false, true}; !slices.Equal(met, want) {
		t.Errorf("got %v, wanted %v: %+v", met, want, steps)
	}
	if !strings.Contains(steps[1].Detail, "it ended with code 0, and printed last: done") || !strings.Contains(steps[3].Detail, "although a call was not served") {
		t.Errorf("got the details %q and %q", steps[1].Detail, steps[3].Detail)
	}
	k.drop(scenario.Expiry)
	if got := client.Steps(k.c, k.record(), scenario.Expiry); got[0].Met || got[0].Detail != "the scenario was not played" {
		t.Errorf("got %+v", got[0])
	}
	if got := client.Steps(k.c, k.record(), "unheard-of"); got != nil {
		t.Errorf("got the steps %v of a scenario that is none", got)
	}
}
