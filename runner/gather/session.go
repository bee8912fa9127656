package gather

import (
	"context"
	"slices"

	"github.com/authconform/authconform/runner/probe"
)

// inOneSession asks a target that need not keep two sessions of a user alive: all that logs in comes first, and the
// last of these logins is the session that the resource and the refresh grant are asked with. Nobody logs in
// beside it.
func (a *asker) inOneSession(ctx context.Context) error {
	if err := a.together(a.each(ctx, a.choose(ctx, probe.Between))); err != nil {
		return err
	}
	last := a.choose(ctx, probe.Last)
	isControl := func(p probe.Probe) bool { return p.Name == probe.ValidLast }
	login := slices.Collect(func(yield func(probe.Probe) bool) {
		for _, p := range last {
			if isControl(p) && !yield(p) {
				return
			}
		}
	})
	if err := a.together(a.each(ctx, slices.DeleteFunc(last, isControl))); err != nil {
		return err
	}
	if err := a.together(a.each(ctx, login)); err != nil {
		return err
	}
	a.enter(probe.ValidLast)
	a.outlook(a.outOfScope, a.unauthenticated, a.inAnotherForm, a.exposing, func(p probe.Probe) *reason {
		if p.Phase == probe.Chain && a.snapshot().Refresh != "" {
			return nil // each has what it needs when its turn comes
		}
		return a.unprepared(p)
	})
	if err := a.together([]task{a.inOrder(ctx, probe.ResourceFirst)}); err != nil {
		return err
	}
	if err := a.together(a.each(ctx, a.choose(ctx, probe.ResourceFree))); err != nil {
		return err
	}
	return a.together([]task{a.inOrder(ctx, probe.Chain)})
}

// enter makes the login of that name the session whose tokens are shown from now on; none when it brought none.
func (a *asker) enter(login probe.Name) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.shown = issued{}
	if i := slices.IndexFunc(a.tokens, func(t issued) bool { return t.to == login }); i >= 0 {
		a.shown = a.tokens[i]
	}
	a.values.First, a.values.Refreshed = a.shown.token, probe.AccessToken{}
	a.values.Refresh, a.values.Used = a.shown.refresh, a.shown.refresh
}
