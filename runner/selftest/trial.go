package selftest

import (
	"slices"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/runner/reference"
)

// Trial is one target to run the suite against, and what has to come of it.
type Trial struct {
	// Contract names the contract whose reference target is changed.
	Contract string
	// Name is what the trial is called on a command line; it is unique within its contract.
	Name string
	// Sentence says what the target does; it completes "The target …".
	Sentence string
	// Kind says what has to come of it.
	Kind reports.TrialKind
	// Clause is the ID of the clause that has to find a deviation; "" for every other kind.
	Clause string
	// Stated are the IDs of all clauses that have to fail or warn, in alphabetical order.
	Stated []string
	// Effort is what it takes to see it.
	Effort reference.Effort

	apply func(reference.Config) reference.Config
}

// maxErrors is more errors than a core run of the sound target meets, and less than one with a burst after it.
const maxErrors = 60

// Apply gives the configuration of the trial's target, with a limit on errors where a burst has to meet one. What a fault
// remembers of requests begins anew with each call.
func (t Trial) Apply(c reference.Config) reference.Config {
	if t.Effort == reference.Burst && c.MaxErrors == 0 {
		c.MaxErrors = maxErrors
	}
	return t.apply(c)
}

// Trials lists every trial of a contract: the sound target at each effort, its deviations, its variants and the null
// targets. There is none of a contract without a reference target.
func Trials(contract string) []Trial {
	if !slices.Contains(reference.Contracts(), contract) {
		return nil
	}
	return slices.Concat(sound(contract), deviations(contract), variants(contract), nulls(contract))
}

func sound(contract string) []Trial {
	var trials []Trial
	for _, effort := range []reference.Effort{reference.Core, reference.Full, reference.Patient, reference.Burst} {
		trials = append(trials, Trial{
			Contract: contract, Name: "sound-" + string(effort), Sentence: "keeps its contract", Kind: reports.TrialSound,
			Effort: effort, apply: func(c reference.Config) reference.Config { return c },
		})
	}
	return trials
}

func deviations(contract string) []Trial {
	var trials []Trial
	for _, d := range reference.Deviations(contract) {
		kind := reports.TrialDeviation
		if d.Generated {
			kind = reports.TrialGenerated
		}
		trials = append(trials, Trial{
			Contract: contract, Name: d.Name, Sentence: d.Breaks, Kind: kind, Clause: d.Clause, Stated: d.Clauses,
			Effort: d.Effort, apply: d.Apply,
		})
	}
	return trials
}

func variants(contract string) []Trial {
	var trials []Trial
	for _, v := range reference.Variants(contract) {
		trials = append(trials, Trial{
			Contract: contract, Name: v.Name, Sentence: v.Sentence, Kind: reports.TrialVariant, Stated: v.Warns,
			Effort: v.Effort, apply: v.Apply,
		})
	}
	return trials
}

func nulls(contract string) []Trial {
	var trials []Trial
	for _, n := range reference.Nulls() {
		trials = append(trials, Trial{
			Contract: contract, Name: n.Name, Sentence: n.Sentence, Kind: reports.TrialNull,
			Effort: reference.Core, apply: n.Apply,
		})
	}
	return trials
}
