package gather

import (
	"context"

	"golang.org/x/sync/errgroup"

	"github.com/authconform/authconform/runner/probe"
)

// maxBurst bounds how many requests of a burst are under way at once.
const maxBurst = 32

// askBurst sends many requests at once, unpaced and without retries: the user has asked to see the limit.
func (a *asker) askBurst(ctx context.Context) error {
	for _, p := range a.choose(ctx, probe.Bulk) {
		draft := a.draft(p)
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
