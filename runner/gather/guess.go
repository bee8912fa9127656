package gather

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/authconform/authconform/openapi/facts"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/probe"
)

// lockPatience is for how long a target may refuse its client after a wrong secret, and be asked more.
const lockPatience = 5 * time.Second

// guessSpan is the time in which two wrong secrets are the most (R5). The embedded target's client is nobody's.
func guessSpan(run Run) time.Duration {
	if run.Target.Embedded || run.Nobodys {
		return time.Millisecond
	}
	return guessedSpan
}

// limitsOf are the provider's. The embedded target has none.
func limitsOf(run Run) []facts.Limit {
	if run.Target.Embedded || run.Nobodys {
		return nil
	}
	return run.Contract.Facts.Limits
}

// guessing makes one task of all guesses: those at a password, and then those at the client's secret. A valid request follows
// each of them before the next, and the last control the last one: a target that holds a guess against no more than the
// next request must not get another guess for that (R12). A guess at a password that told nothing is asked again in the
// place of the next.
func (a *asker) guessing(ctx context.Context, guesses []probe.Probe) task {
	slices.SortStableFunc(guesses, func(p, q probe.Probe) int { return kind(p) - kind(q) })
	valid := slices.DeleteFunc(a.choose(ctx, probe.Directly), func(p probe.Probe) bool { return p.Name == probe.ValidAfterTwo })
	return func() error {
		for i, p := range guesses {
			tasks := []task{func() error { return a.ask(ctx, p) }}
			if p.User {
				tasks = append(tasks, func() error {
					return a.reconsider(ctx, probe.ValidControl, func(q probe.Probe) bool { return q.Name == p.Name })
				})
			}
			next := slices.IndexFunc(valid, func(q probe.Probe) bool { return q.User == p.User })
			if next >= 0 && i < len(guesses)-1 {
				after := valid[next]
				valid = slices.Delete(valid, next, next+1)
				tasks = append(tasks, func() error { return a.ask(ctx, after) })
			}
			if err := inTurn(tasks...); err != nil {
				return err
			}
		}
		for _, p := range valid {
			a.leave(evidence.Skipped{Probe: string(p.Name), Reason: "the last control is the next request after what was wrong"})
		}
		return nil
	}
}

// kind sorts guesses at passwords before those at secrets.
func kind(p probe.Probe) int {
	if p.User {
		return 0
	}
	return 1
}

// askLate asks the spellings that only the full profile asks, when all else is over: they may make a run wait, for the
// provider's limit on errors and for that on wrong secrets (R5), and a target may lock its client out for those.
func (a *asker) askLate(ctx context.Context) error {
	slices.SortStableFunc(a.late, func(p, q probe.Probe) int { return guessed(p) - guessed(q) })
	if len(a.late) > 0 && !a.recovers(ctx) {
		for _, p := range a.late {
			a.leave(evidence.Skipped{Probe: string(p.Name), Reason: "the target grants no valid request any more, and would refuse this one for that alone", Missing: evidence.LacksLogin})
		}
		return nil
	}
	guesses := 0
	for _, p := range a.late {
		if p.Guess {
			guesses++
		}
		wait := time.Duration((guesses+1)/maxGuesses) * a.account.span
		switch {
		case ctx.Err() != nil:
			a.leave(evidence.Skipped{Probe: string(p.Name), Reason: interrupted})
			continue
		case p.Guess && !a.target.Embedded && wait > a.target.MaxWait:
			a.leave(evidence.Skipped{
				Probe: string(p.Name), Flag: "--max-wait",
				Reason: fmt.Sprintf("it takes %s to wait for it, as two wrong secrets a minute are the most", wait),
			})
			continue
		}
		if why := a.withheldLate(ctx, p); why != nil {
			a.leave(*why)
			continue
		}
		if err := a.ask(ctx, p); err != nil {
			return err
		}
		if p.Guess && guesses == maxGuesses {
			if err := a.askAfterTwo(ctx); err != nil {
				return err
			}
		}
	}
	return a.reconsider(ctx, probe.ValidControl, ofEndpoint)
}

// withheldLate says what keeps a question from being asked that was to be when it was put off; nil for nothing.
func (a *asker) withheldLate(ctx context.Context, p probe.Probe) *evidence.Skipped {
	switch {
	case p.Proof != "" && !a.came(p.Proof).granted:
		return &evidence.Skipped{Probe: string(p.Name), Reason: notInForm}
	case p.ShowsRefresh:
		return a.withheldNow(ctx, p)
	default:
		return nil
	}
}

// notInForm is why a question is not asked whose form nothing valid is taken in.
const notInForm = "the target does not take the valid request in this form"

// guessed sorts guesses behind all else: what a target holds against its client after them is no answer to another question.
func guessed(p probe.Probe) int {
	if p.Guess {
		return 1
	}
	return 0
}

// recovers waits for a target that refused the last control to grant valid requests again: what it is asked while it does not
// would be refused for that alone (R26). False when it does not for as long as a run is patient.
func (a *asker) recovers(ctx context.Context) bool {
	control, found := a.named(probe.ValidControl)
	if !found || a.came(probe.ValidLast).granted || a.came(probe.ValidLast).outage {
		return true
	}
	patience := cmp.Or(a.Revocation, lockPatience)
	for began := time.Now(); ctx.Err() == nil; {
		if err := a.askUncounted(ctx, control); err != nil || a.came(control.Name).granted {
			return err == nil
		}
		if time.Since(began) >= patience || !sleep(ctx, patience/10) {
			return false
		}
	}
	return false
}

// askAfterTwo sends the valid request directly after two wrong secrets in a row: a target that counts them until the next
// success holds none of those against its client that a success follows.
func (a *asker) askAfterTwo(ctx context.Context) error {
	p, found := a.named(probe.ValidAfterTwo)
	if _, asked := a.of(p.Name); !found || asked || !a.wanted(p) || a.withheldNow(ctx, p) != nil {
		return nil
	}
	return a.ask(ctx, p)
}
