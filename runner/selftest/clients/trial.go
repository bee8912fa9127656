package clients

import (
	"slices"
	"strings"
	"time"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/reports/matrix"
	"github.com/authconform/authconform/runner/reference/caller"
	"github.com/authconform/authconform/suites/scenario"
)

// Trial is one client to lead through scenarios, with what has to come of it.
type Trial struct {
	matrix.Trial
	// Contract names the contract that the client calls by.
	Contract string
	// Scenarios are those that are enough to see what it does; none is all.
	Scenarios []string
	// Flags start it as a command does: authconform act CONTRACT FLAGS.
	Flags []string

	caller  caller.Caller
	timeout time.Duration // of a life
}

// The timeouts of a life: of a null client, which may hang, and of any other.
const (
	nullPatience = 12 * time.Second
	patience     = time.Minute
)

// Trials lists every trial of a contract: the sound client, its deviations, its variants and the null clients. There is
// none of a contract without a reference client.
func Trials(contract string) []Trial {
	sound, known := caller.Sound(contract)
	if !known {
		return nil
	}
	list := []Trial{{Trial: matrix.Trial{Name: "sound", Sentence: "keeps its contract", Kind: matrix.TrialSound}, caller: sound}}
	for _, d := range caller.Deviations(contract) {
		list = append(list, Trial{
			Trial:     matrix.Trial{Name: d.Name, Sentence: d.Does, Kind: matrix.TrialDeviation, Clause: d.Clause, Stated: d.Clauses},
			Scenarios: withSteady(d.Scenarios), Flags: []string{"--deviate", d.Name}, caller: d.Caller(),
		})
	}
	for _, v := range caller.Variants(contract) {
		list = append(list, Trial{
			Trial:     matrix.Trial{Name: v.Name, Sentence: v.Does, Kind: matrix.TrialVariant},
			Scenarios: withSteady(v.Scenarios), Flags: []string{"--vary", v.Name}, caller: v.Caller(),
		})
	}
	for _, n := range caller.Nulls(contract) {
		list = append(list, Trial{
			Trial:     matrix.Trial{Name: n.Name, Sentence: n.Does, Kind: matrix.TrialNull},
			Scenarios: nullScenarios(), Flags: []string{"--null", n.Name}, caller: n.Caller(), timeout: nullPatience,
		})
	}
	for i := range list {
		list[i].Contract = contract
		if list[i].timeout == 0 {
			list[i].timeout = patience
		}
	}
	return list
}

func withSteady(scenarios []string) []string {
	return append([]string{string(scenario.Steady)}, scenarios...)
}

// nullScenarios are those in which a client that does nothing would look best: it does nothing wrong.
func nullScenarios() []string {
	return []string{string(scenario.Steady), string(scenario.Revoked), string(scenario.RefusedClient), string(scenario.NoTokenHTML), string(scenario.RedirectPlain), string(scenario.UntrustedCA)}
}

// played gives the scenarios of the trial: those that it names, or all where it names none or whole is so.
func (t Trial) played(c *openapi.Contract, whole bool) []scenario.Scenario {
	all := scenario.For(c)
	if whole || len(t.Scenarios) == 0 {
		return all
	}
	return slices.DeleteFunc(all, func(s scenario.Scenario) bool { return !slices.Contains(t.Scenarios, string(s.Name)) })
}

// names are those by which a pattern may mean the trial, its own first.
func (t Trial) names() []string {
	return []string{t.Name, t.Contract, string(t.Kind), t.Clause}
}

// unknown names the scenarios of trials that their contract does not have: a trial of them would be of less than it says.
func unknown(c *openapi.Contract, t Trial) string {
	var missing []string
	for _, name := range t.Scenarios {
		if _, found := scenario.Of(c, scenario.Name(name)); !found {
			missing = append(missing, name)
		}
	}
	return strings.Join(missing, ", ")
}
