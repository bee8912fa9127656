package selftest

import (
	"context"

	"github.com/authconform/authconform/reports/matrix"
	"github.com/authconform/authconform/runner/reference"
)

// Try is Test over trials that a test has doctored.
func Try(ctx context.Context, run Run, trials ...Target) (matrix.Matrix, error) {
	return run.test(ctx, trials)
}

// Chosen gives the trials of a run.
func Chosen(run Run) ([]Target, error) { return run.trials() }

// On gives the trial of another target.
func (t Target) On(apply func(reference.Config) reference.Config) Target {
	t.apply = apply
	return t
}

// Refusal is how a null target's outcomes are weighed.
var Refusal = refusal
