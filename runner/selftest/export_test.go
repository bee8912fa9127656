package selftest

import (
	"context"
	"slices"

	"github.com/authconform/authconform/reports/explain"
	"github.com/authconform/authconform/reports/matrix"
	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/reference/fault"
	"github.com/authconform/authconform/runner/reference/targets"
	"github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/evidence"
)

// Try is Test over trials that a test has doctored.
func Try(ctx context.Context, run Run, trials ...Target) (matrix.Matrix, error) {
	every := run
	every.Patterns = nil
	benches, _, err := every.trials()
	if err != nil {
		return matrix.Matrix{}, err
	}
	return run.test(ctx, benches, trials)
}

// Chosen gives the trials of a run.
func Chosen(run Run) ([]Target, error) {
	_, trials, err := run.trials()
	return trials, err
}

// On gives the trial of another target.
func (t Target) On(apply func(reference.Config) reference.Config) Target {
	t.apply = apply
	return t
}

// InTime says that a run kept up with the tokens that end.
var InTime = inTime

// Refusal is how a null target's outcomes are weighed.
var Refusal = refusal

// Exhibition makes the examples that Examples makes, but of the runs of one selftest.
type Exhibition struct {
	clauses map[string]clause.Clause // by contract and ID, as all are
	telling map[string]Target        // what shows a clause best
	runs    map[string]run           // what a trial that shows something came to, once it is over
}

// run is what one trial came to.
type run struct {
	rec      evidence.Record
	outcomes []clause.Outcome
}

// NewExhibition makes one for the clauses of all contracts.
func NewExhibition() (Exhibition, error) {
	e := Exhibition{map[string]clause.Clause{}, map[string]Target{}, map[string]run{}}
	for _, name := range targets.Contracts() {
		b, err := newRunner(name, "")
		if err != nil {
			return e, err
		}
		for _, c := range b.clauses {
			e.clauses[name+"/"+c.ID] = c
		}
		for id, best := range telling(Trials(name)) {
			e.telling[name+"/"+id] = best
			e.runs[name+"/"+best.Name] = run{}
		}
		for _, sound := range sound(name) {
			e.runs[name+"/"+sound.Name] = run{}
		}
	}
	return e, nil
}

// Keep keeps a run that shows something. It is to be Judged of a Run.
func (e *Exhibition) Keep(t Target, rec evidence.Record, outcomes []clause.Outcome) {
	if _, shows := e.runs[t.Contract+"/"+t.Name]; shows {
		e.runs[t.Contract+"/"+t.Name] = run{rec, outcomes}
	}
}

// Examples gives what Examples of the package gives.
func (e *Exhibition) Examples(contract, id string) (passing, failing explain.Example) {
	trial, ok := e.telling[contract+"/"+id]
	if !ok {
		return passing, failing
	}
	kept := e.judged(contract, "sound-"+string(trial.Effort), id)
	if len(kept.outcome.Exchanges) == 0 && trial.Effort == fault.Core {
		kept = e.judged(contract, "sound-"+string(fault.Burst), id)
	}
	return exhibit(trial, e.judged(contract, trial.Name, id), kept)
}

func (e *Exhibition) judged(contract, trial, id string) judged {
	r := e.runs[contract+"/"+trial]
	j := judged{rec: r.rec, clause: e.clauses[contract+"/"+id]}
	if i := slices.IndexFunc(r.outcomes, func(o clause.Outcome) bool { return o.ID == id }); i >= 0 {
		j.outcome = r.outcomes[i]
	}
	return j
}
