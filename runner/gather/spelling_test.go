package gather

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/target"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/probe"
)

// asked gives the spellings of each family that a plan or a run has sent.
func spellings(t *testing.T, rec evidence.Record) map[probe.Family][]probe.Name {
	t.Helper()
	sent := map[probe.Family][]probe.Name{}
	for _, p := range probe.For(prioticketContract(t)) {
		if _, ok := rec.Of(string(p.Name)); ok && p.Family != "" {
			sent[p.Family] = append(sent[p.Family], p.Name)
		}
	}
	return sent
}

// A core run asks one spelling of each question, says of the others why not, and another run another one; clients that do not exist
// are asked in every form besides where there are requests to spare. The full profile asks all.
func TestARunChoosesItsSpellings(t *testing.T) {
	if testing.Short() {
		t.Skip("makes hundreds of runs")
	}
	_, asked := start(t, reference.Config{})
	asked.Resource = &target.Resource{Path: "/orders", Method: "GET"}
	asked.Clients.Other = &probe.Credentials{ID: "another", Secret: "another-secret"}
	const runs = 120 // of which each chooses one of up to 19
	seen := map[probe.Name]bool{}
	for i := range runs {
		run := asks(t, asked)
		run.Choice = fmt.Sprint(i)
		plan, err := Planned(t.Context(), run)
		if err != nil {
			t.Fatal(err)
		}
		for family, names := range spellings(t, plan.Record) {
			for _, name := range names {
				seen[name] = true
			}
			most := 1
			if family == probe.UnprovenClients { // three clients are not set up, each of which takes a request
				most += len(probe.UnknownElsewhere())
			}
			if len(names) != most {
				t.Errorf("%s: %v are planned, wanted %d", family, names, most)
			}
		}
	}
	for _, p := range probe.For(prioticketContract(t)) {
		if p.Family != "" && !p.Full && !seen[p.Name] {
			t.Errorf("none of %d runs has chosen %s", runs, p.Name)
		}
	}
	asked.Profile = target.FullProfile
	plan, err := Planned(t.Context(), asks(t, asked))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range probe.For(prioticketContract(t)) {
		if _, sent := plan.Record.Of(string(p.Name)); p.Family != "" && !sent {
			t.Errorf("%s is not planned in the full profile", p.Name)
		}
	}
}

// Where no resource is set up, each core run has requests enough to ask for a token without a secret in every form.
func TestClientsWithoutASecretAreAskedInEveryFormWithoutAResource(t *testing.T) {
	_, asked := start(t, reference.Config{})
	rec := gathered(t, asked)
	if len(rec.Exchanges) > 75 {
		t.Errorf("%d exchanges, wanted at most 75", len(rec.Exchanges))
	}
	for _, name := range slices.Concat(probe.NoSecrets(), probe.UnknownElsewhere()) {
		if _, ok := rec.Of(string(name)); !ok {
			t.Errorf("%s is not asked", name)
		}
	}
}

// What a run did not choose says which spelling it chose instead, and what asks all.
func TestWhatIsSpeltOtherwiseSaysSo(t *testing.T) {
	_, asked := start(t, reference.Config{})
	rec := gathered(t, asked)
	chosen := spellings(t, rec)[probe.OtherGrants]
	for _, name := range slices.Concat(probe.OwnSpellings(), []probe.Name{probe.GrantQuoted}) {
		if slices.Contains(chosen, name) {
			continue
		}
		why, ok := rec.WhySkipped(string(name))
		if !ok || why.Flag != "--profile full" || why.Instead != string(chosen[0]) || !strings.Contains(why.Reason, string(chosen[0])) {
			t.Errorf("%s is not asked because of %+v, wanted the chosen %v and --profile full", name, why, chosen)
		}
	}
}
