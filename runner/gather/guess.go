package gather

import (
	"context"
	"fmt"
	"time"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/probe"
)

// guessSpan is the time in which two wrong secrets are the most (R5). The embedded target's client is nobody's.
func guessSpan(run Run) time.Duration {
	if run.Target.Embedded || run.Nobodys {
		return time.Millisecond
	}
	return guessedSpan
}

// limitsOf are the provider's. The embedded target has none.
func limitsOf(run Run) []openapi.Limit {
	if run.Target.Embedded || run.Nobodys {
		return nil
	}
	return run.Contract.Facts.Limits
}

// askLate asks the spellings that only the full profile asks, when all else is over: they may make a run wait, for the
// provider's limit on errors and for that on wrong secrets (R5), and a target may lock its client out for those.
func (a *asker) askLate(ctx context.Context) error {
	guesses := 0
	for _, p := range a.late {
		if p.Guess {
			guesses++
		}
		wait := time.Duration((guesses+1)/maxGuesses) * a.account.span
		switch {
		case ctx.Err() != nil:
			a.leave(evidence.Unasked{Probe: string(p.Name), Reason: interrupted})
			continue
		case p.Guess && !a.target.Embedded && wait > a.target.MaxWait:
			a.leave(evidence.Unasked{
				Probe: string(p.Name), Flag: "--max-wait",
				Reason: fmt.Sprintf("it takes %s to wait for it, as two wrong secrets a minute are the most", wait),
			})
			continue
		}
		if err := a.ask(ctx, p); err != nil {
			return err
		}
	}
	return a.reconsider(ctx, probe.ValidControl, ofEndpoint)
}
