package gather

import (
	"context"
	"net/http"
	"slices"

	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/probe"
)

// isDoubtful says that an answer has to be asked for again when valid requests were seen to succeed: a 500 in answer to a
// request that is not valid, which is a deviation when it comes again (R4), and an outage in answer to a guess at a
// password, which is not repeated at once (R5).
func (a *asker) isDoubtful(p probe.Probe, x evidence.Exchange) bool {
	if p.Expect == probe.Connection || p.Phase == probe.Bulk || p.Phase == probe.Chain && p.Expect != probe.Refusal {
		return false
	}
	return status(x) == http.StatusInternalServerError && !p.IsDocumented() || p.Guess && p.User && x.Outage()
}

// reconsider asks what is in doubt among the chosen a second time, and what is no guess and failed then, too, a third time: a
// target that fails now and then does so twice at the same question by chance (R4).
func (a *asker) reconsider(ctx context.Context, control probe.Name, chosen func(probe.Probe) bool) error {
	if err := a.askDoubtful(ctx, control, a.inDoubt(chosen)); err != nil {
		return err
	}
	again := slices.DeleteFunc(a.inDoubt(chosen), func(p probe.Probe) bool { return p.Guess })
	if err := a.askDoubtful(ctx, control, again); err != nil {
		return err
	}
	a.inDoubt(chosen) // thrice is enough
	return nil
}

// askDoubtful asks again what is in doubt, with a control before and after. It is asked one after the other, so that nothing
// else is the cause of what it gets.
func (a *asker) askDoubtful(ctx context.Context, control probe.Name, asked []probe.Probe) error {
	if len(asked) == 0 || ctx.Err() != nil {
		return nil
	}
	between, found := a.named(control)
	if !found {
		return nil
	}
	for _, p := range slices.Concat([]probe.Probe{between}, asked, []probe.Probe{between}) {
		if err := a.anew(ctx, p); err != nil {
			return err
		}
	}
	return nil
}

// inDoubt takes the chosen from the list of what is in doubt.
func (a *asker) inDoubt(chosen func(probe.Probe) bool) []probe.Probe {
	a.mu.Lock()
	defer a.mu.Unlock()
	var taken []probe.Probe
	a.doubtful = slices.DeleteFunc(a.doubtful, func(p probe.Probe) bool {
		mine := chosen(p)
		if mine {
			taken = append(taken, p)
		}
		return mine
	})
	return taken
}

// What a control speaks for.
func ofEndpoint(p probe.Probe) bool {
	return !p.Resource && p.Phase != probe.Chain && p.Phase != probe.Waiting
}
func ofResource(p probe.Probe) bool { return p.Resource && p.Phase != probe.Waiting }
func ofSession(p probe.Probe) bool  { return p.Phase == probe.Chain && !p.Resource }
func ofWaiting(p probe.Probe) bool  { return p.Phase == probe.Waiting }

// anew asks a question once more: where it was asked with the tokens of a login of its own, with those of another.
func (a *asker) anew(ctx context.Context, p probe.Probe) error {
	for _, name := range p.Rests {
		if login, found := a.named(name); found && login.Enters && p.Phase == probe.Chain {
			if err := a.askUncounted(ctx, login); err != nil {
				return err
			}
			a.enterSession(name)
		}
	}
	return a.askUncounted(ctx, p)
}

func (a *asker) named(name probe.Name) (probe.Probe, bool) {
	i := slices.IndexFunc(a.probes, func(p probe.Probe) bool { return p.Name == name })
	if i < 0 {
		return probe.Probe{}, false
	}
	return a.probes[i], true
}
