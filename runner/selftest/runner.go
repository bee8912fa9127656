package selftest

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/pflag"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/runner/gather"
	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/reference/fault"
	"github.com/authconform/authconform/runner/reference/targets"
	"github.com/authconform/authconform/runner/target"
	"github.com/authconform/authconform/suites"
	"github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/probe"
)

// runner is what the trials of one contract are made with.
type runner struct {
	contract *openapi.Contract
	set      targets.Set
	clauses  []clause.Clause
	version  string
	manner   Manner
	wanted   func(probe.Name) bool // what is asked; nil for everything
}

// newRunner loads a contract, by its name or the file of its document. The provider's fair-use limits are passed in a moment: the targets are nobody's, and have
// no limits but their own.
func newRunner(name, version string) (*runner, error) {
	loaded, err := openapi.Load(name)
	if err != nil {
		return nil, err
	}
	limits := slices.Clone(loaded.Facts.Limits)
	for i := range limits {
		limits[i].Per, limits[i].Penalty = time.Millisecond, time.Millisecond
	}
	contract := loaded.WithLimits(limits)
	clauses, err := suites.Catalogue(contract)
	if err != nil {
		return nil, fmt.Errorf("clauses of %s: %w", name, err)
	}
	set, err := targets.Of(loaded, clause.RequirementID)
	if err != nil {
		return nil, err
	}
	if set.Made {
		set.Deviations = held(set.Deviations, clauses)
	}
	return &runner{contract: contract, set: set, clauses: clauses, version: version}, nil
}

// held are the deviations whose clause the contract has: what one leaves open, another promises. That clause alone is stated.
func held(deviations []fault.Deviation, clauses []clause.Clause) []fault.Deviation {
	for i := range deviations {
		deviations[i].Clauses = []string{deviations[i].Clause}
	}
	return slices.DeleteFunc(deviations, func(d fault.Deviation) bool {
		return !slices.ContainsFunc(clauses, func(c clause.Clause) bool { return c.ID == d.Clause })
	})
}

// Ask makes the run of a trial and gives what it gathered, to be judged by whoever asks. What the run of a patient
// trial waits for is not waited for.
func Ask(ctx context.Context, t Target) (evidence.Record, error) {
	b, err := newRunner(t.Contract, "")
	if err != nil {
		return evidence.Record{}, err
	}
	if t.Effort == fault.Patient {
		t.Effort = fault.Full
	}
	return b.ask(ctx, t, 0, nil)
}

const (
	// burst is how many requests a run sends at once to see the limit.
	burst = 30
	// revocation is for how long a revoked token may live on: less than R17 gives it, as no target here is far away.
	revocation = 300 * time.Millisecond
	// patience is for a machine that is too busy to answer itself: no target's verdict hangs on a timeout.
	patience = target.MaxTimeout
)

// ask starts the trial's target and gathers what it answers. Lifetime is that of its tokens, 0 for one that no run sees
// the end of.
func (b *runner) ask(ctx context.Context, t Target, lifetime time.Duration, watch gather.Observer) (evidence.Record, error) {
	server, err := targets.Start(context.WithoutCancel(ctx), b.manner.finish(t.Apply(b.manner.prepare(reference.Config{Contract: t.Contract, Policy: b.set.Policy, Lifetime: lifetime})))) // closed when all that asks it has come back
	if err != nil {
		return evidence.Record{}, fmt.Errorf("start the target: %w", err)
	}
	defer func() { _ = server.Close() }() // nobody is left to ask it
	described, err := target.Bind(pflag.NewFlagSet("selftest", pflag.ContinueOnError)).Embedded(Embedded(server))
	if err != nil {
		return evidence.Record{}, fmt.Errorf("describe the target: %w", err)
	}
	described.Timeout = patience
	b.manner.describe(described)
	switch t.Effort {
	case fault.Full:
		described.Profile, described.MaxWait = target.FullProfile, 0
	case fault.Patient:
		described.Profile = target.FullProfile
	case fault.Burst:
		described.Burst = burst
	case fault.Core:
	}
	return gather.Gather(ctx, gather.Run{
		Contract: b.contract, Target: described, Version: b.version, Observer: watch, Wanted: b.wanted,
		Choice:     t.Contract + "/" + t.Name, // the same spellings each time
		Nobodys:    true,
		Revocation: revocation,
	})
}
