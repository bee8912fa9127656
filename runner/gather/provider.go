package gather

import (
	"context"
	"slices"
	"time"
)

// Provider is what several targets have in common: a host, or a client. Their runs come one after the other, and what one of them
// has cost counts against the limits of the next: those of the contract, and on wrong secrets (R5). A Provider is of one
// contract's targets at a time, and may be used by one run at a time.
type Provider struct {
	answered map[string][][]time.Time // by the contract's name, of each of its limits: when answers came that count
	judged   map[string][]time.Time   // by the client's id: when a guess at its secret was judged
	until    time.Time                // nobody is to ask before
}

// lend lets a run begin where those before it have left off.
func (p *Provider) lend(a *asker) {
	if p == nil {
		return
	}
	for i, past := range p.answered[a.Contract.Name] {
		if i < len(a.pace.windows) {
			a.pace.windows[i].past = slices.Clone(past)
		}
	}
	a.pace.until, a.account.judged = p.until, slices.Clone(p.judged[a.values.Client.ID])
}

// rest waits until a run may show its client's secret, of which nobody knows yet that it is right: the wrong ones of the run before
// count against it for a minute (R5).
func (p *Provider) rest(ctx context.Context, a *asker) error {
	if p == nil || len(a.account.judged) < maxGuesses {
		return nil
	}
	oldest := a.account.judged[len(a.account.judged)-maxGuesses]
	return a.rests(ctx, time.Until(oldest.Add(a.account.span)), "two wrong secrets of the client were judged within a minute, of another target")
}

// take keeps what a run has cost.
func (p *Provider) take(a *asker) {
	if p == nil {
		return
	}
	if p.answered == nil {
		p.answered, p.judged = map[string][][]time.Time{}, map[string][]time.Time{}
	}
	var all [][]time.Time
	for _, w := range a.pace.windows {
		all = append(all, w.past)
	}
	p.answered[a.Contract.Name] = all
	p.judged[a.values.Client.ID], p.until = a.account.judged, a.pace.until
}
