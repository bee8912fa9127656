package gather

import (
	"cmp"
	"context"
	"net/http"
	"slices"

	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/probe"
)

// hasSessions says that the target need not keep two tokens alive, or that some questions are about the tokens of one
// login, and of no other.
func (a *asker) hasSessions() bool {
	return !a.Contract.Facts.Tokens.SideBySide ||
		slices.ContainsFunc(a.probes, func(p probe.Probe) bool { return p.Enters || p.Phase == probe.Chain })
}

// inOneSession asks a target that need not keep two sessions of a user alive: all that logs in comes first, and the
// last of these logins is the session that the resource and the refresh grant are asked with. Nobody logs in
// beside it.
func (a *asker) inOneSession(ctx context.Context) error {
	if err := a.endpoint(ctx); err != nil {
		return err
	}
	if err := a.together(a.each(ctx, a.choose(ctx, probe.Last))); err != nil {
		return err
	}
	a.enterSession(probe.ValidLast)
	a.outlook(a.otherwiseSpelt, a.outOfScope, a.unauthenticated, a.inAnotherForm, a.exposing, func(p probe.Probe) *reason {
		if p.Phase == probe.Chain && a.snapshot().Refresh != "" {
			return nil // each has what it needs when its turn comes
		}
		return a.unprepared(p)
	})
	return inTurn(
		func() error { return a.together([]task{a.inOrder(ctx, probe.ResourceFirst)}) },
		func() error { return a.together([]task{a.inOrder(ctx, probe.ResourceOrder)}) },
		func() error { return a.free(ctx) },
		func() error { return a.reconsider(ctx, probe.ResourceControl, ofResource) },
		func() error { return a.together([]task{a.inOrder(ctx, probe.ResourceEnd)}) },
		func() error { return a.together([]task{a.inOrder(ctx, probe.Chain)}) },
		func() error { return a.reconsider(ctx, probe.SessionLast, ofSession) },
		func() error { return a.revoke(ctx, a.newest()) },
		func() error { return a.together([]task{a.revocation(ctx)}) },
		func() error { return a.askAgain(ctx) },
		func() error { return a.askLate(ctx) },
		func() error { return a.askRevokedLast(ctx) },
		func() error { return a.askLifecycle(ctx) },
	)
}

// enters says that what is waited for after a question is about the tokens that it brings. Where a login may end the
// token before, whatever is issued in the meantime is that login; and the token before may have been revoked.
func (a *asker) enters(p probe.Probe) bool {
	return p.Enters || p.Phase == probe.Waiting && p.Expect == probe.Token && !p.Renews && a.hasSessions()
}

// newest is the session's newest access token: a refresh may have ended the one before.
func (a *asker) newest() probe.AccessToken {
	values := a.snapshot()
	return cmp.Or(values.Refreshed, values.First)
}

// enterSession makes the login of that name the session whose tokens are shown from now on; none when it brought none.
// The token beside it is the last that was issued before, if that is another.
func (a *asker) enterSession(login probe.Name) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.shown = issued{}
	a.lost.Store(false)
	for _, t := range a.tokens {
		if t.to == login {
			a.shown = t // the last, where it was asked again
		}
	}
	a.values.First, a.values.Refreshed, a.values.Other = a.shown.token, probe.AccessToken{}, probe.AccessToken{}
	for _, t := range a.tokens {
		if t.to != login && t.token.Value != a.shown.token.Value {
			a.values.Other = t.token
		}
	}
	a.values.Refresh, a.values.Used = a.shown.refresh, a.shown.refresh
}

// lose forgets the session's refresh token when it may have been spent for an answer that never came, or that was an outage
// before: shown again, it might rightly be refused.
func (a *asker) lose(p probe.Probe, x evidence.Exchange, unsure bool) {
	if !p.Renews || x.Granted() || !mayHaveTakenEffect(x) && (!unsure || x.Outage()) {
		return
	}
	a.lost.Store(true)
	a.mu.Lock()
	defer a.mu.Unlock()
	a.values.Refresh = ""
}

// renew refreshes the session. Where the refresh token was lost on the way, it logs in once more and refreshes that
// session as often.
func (a *asker) renew(ctx context.Context, p probe.Probe) error {
	if err := a.ask(ctx, p); err != nil || ctx.Err() != nil || !a.lost.Load() {
		return err
	}
	login, found := a.named(probe.ValidControl)
	if !found || !a.retries.take() {
		return nil
	}
	if err := a.askUncounted(ctx, login); err != nil {
		return err
	}
	a.enterSession(login.Name)
	for _, q := range a.probes {
		if q.Phase != probe.Chain || !q.Renews {
			continue
		}
		if a.withheldNow(ctx, q) != nil {
			return nil // told by what was asked before
		}
		if err := a.askUncounted(ctx, q); err != nil || q.Name == p.Name {
			return err
		}
	}
	return nil
}

// mayHaveTakenEffect says that a target may have done what it was asked, though its answer does not say so: the connection ended
// after the request was sent, or somebody on the way gave up waiting.
func mayHaveTakenEffect(x evidence.Exchange) bool {
	if x.Failure != nil {
		return !slices.Contains([]evidence.FailureKind{
			evidence.ResolveFailed, evidence.ConnectRefused, evidence.ConnectFailed, evidence.Proxy,
		}, x.Failure.Kind)
	}
	return slices.Contains([]int{http.StatusInternalServerError, http.StatusBadGateway, http.StatusGatewayTimeout}, status(x))
}

// showsFirst says that a question shows the token whose age matters.
func showsFirst(p probe.Probe) bool {
	return p.Resource && p.Phase != probe.Waiting && p.Phase != probe.Chain
}
