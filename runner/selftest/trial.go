package selftest

import (
	"slices"

	"github.com/authconform/authconform/reports/matrix"
	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/reference/fault"
	"github.com/authconform/authconform/runner/reference/targets"
)

// Target is one to run the suite against, with what has to come of it: a trial whose results are still to be had.
type Target struct {
	matrix.Trial
	// Contract names the contract whose reference target is changed.
	Contract string
	// Effort is what it takes to see it.
	Effort fault.Effort
	// Versions says that it takes a target that speaks more than one version of HTTP.
	Versions bool

	inFull []string // what warns besides in the full profile
	apply  func(reference.Config) reference.Config
}

// maxErrors is more errors than a core run of the sound target meets, and less than one with a burst after it.
const maxErrors = 60

// Apply gives the configuration of the trial's target, with a limit on errors where a burst has to meet one. What a fault
// remembers of requests begins anew with each call.
func (t Target) Apply(c reference.Config) reference.Config {
	if t.Effort == fault.Burst && c.MaxErrors == 0 {
		c.MaxErrors = maxErrors
	}
	return t.apply(c)
}

// Trials lists every trial of a contract that is built in: the sound target at each effort, its deviations, its variants and
// the null targets. There is none of another one.
func Trials(contract string) []Target {
	if !slices.Contains(targets.Contracts(), contract) {
		return nil
	}
	return trialsOf(contract, targets.Set{Deviations: targets.Deviations(contract), Variants: targets.Variants(contract), Nulls: targets.Nulls(contract)})
}

// TrialsOf lists those of any contract, by its name or the file of its document.
func TrialsOf(ref string) ([]Target, error) {
	b, err := newRunner(ref, "")
	if err != nil {
		return nil, err
	}
	return b.trials(), nil
}

func (b *runner) trials() []Target { return trialsOf(b.contract.Name, b.set) }

func trialsOf(contract string, set targets.Set) []Target {
	return slices.Concat(sound(contract), deviations(contract, set.Deviations), variants(contract, set.Variants), nulls(contract, set.Nulls))
}

func sound(contract string) []Target {
	var trials []Target
	for _, effort := range []fault.Effort{fault.Core, fault.Full, fault.Patient, fault.Burst} {
		trials = append(trials, Target{
			Trial:    matrix.Trial{Name: "sound-" + string(effort), Sentence: "keeps its contract", Kind: matrix.TrialSound},
			Contract: contract,
			Effort:   effort, apply: func(c reference.Config) reference.Config { return c },
		})
	}
	return trials
}

func deviations(contract string, list []fault.Deviation) []Target {
	var trials []Target
	for _, d := range list {
		kind := matrix.TrialDeviation
		if d.Generated {
			kind = matrix.TrialGenerated
		}
		trials = append(trials, Target{
			Trial:    matrix.Trial{Name: d.Name, Sentence: d.Breaks, Kind: kind, Clause: d.Clause, Stated: d.Clauses},
			Contract: contract,
			Effort:   d.Effort, Versions: d.Versions, apply: d.Apply,
		})
	}
	return trials
}

func variants(contract string, list []fault.Variant) []Target {
	var trials []Target
	for _, v := range list {
		trials = append(trials, Target{
			Trial:    matrix.Trial{Name: v.Name, Sentence: v.Sentence, Kind: matrix.TrialVariant, Stated: v.Warns},
			Contract: contract,
			Effort:   v.Effort, inFull: v.WarnsInFull, apply: v.Apply,
		})
	}
	return trials
}

// applied gives the trial as the manner has it made: with Full, a variant that the core profile is enough to see is asked in
// the full one.
func (m Manner) applied(t Target) Target {
	if m.Full && t.Kind == matrix.TrialVariant && t.Effort == fault.Core {
		t.Effort = fault.Full
		t.Stated = slices.Sorted(slices.Values(slices.Concat(t.Stated, t.inFull)))
	}
	return t
}

func nulls(contract string, list []fault.Null) []Target {
	var trials []Target
	for _, n := range list {
		trials = append(trials, Target{
			Trial:    matrix.Trial{Name: n.Name, Sentence: n.Sentence, Kind: matrix.TrialNull},
			Contract: contract,
			Effort:   fault.Core, apply: n.Apply,
		})
	}
	return trials
}
