package gather

import (
	"context"

	"golang.org/x/sync/errgroup"

	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/probe"
)

// maxBurst bounds how many requests of a burst are under way at once.
const maxBurst = 32

// askBurst sends many requests at once, unpaced and without retries: the user has asked to see the limit. Not one of them
// may be a guess (R5): nobody counts them.
func (a *asker) askBurst(ctx context.Context) error {
	for _, p := range a.choose(ctx, probe.Bulk) {
		draft := a.draft(p)
		request, err := draft.Render(*a.address(draft))
		if err != nil {
			return err
		}
		if a.account.guessed(request) != (guess{}) {
			a.leave(evidence.Skipped{Probe: string(p.Name), Outage: true, Reason: errGuessed.Error()})
			continue
		}
		group := errgroup.Group{}
		group.SetLimit(maxBurst)
		for i := range a.target.Burst {
			group.Go(survived(func() error {
				if ctx.Err() != nil {
					return nil
				}
				x, err := a.send(ctx, p.Name, draft, false)
				if err == nil {
					a.keep(p, x, i+1)
				}
				return err
			}))
		}
		if err := group.Wait(); err != nil {
			return err
		}
		a.answered(p)
	}
	return nil
}
