package client

import (
	"slices"

	"github.com/authconform/authconform/openapi"
	. "github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/scenario"
)

// restartRefreshes looks at the second start, after a first that was given a refresh token (R37).
func restartRefreshes(c *openapi.Contract) rule {
	return func(v view) finding {
		var f finding
		s := v.of(scenario.Restart)
		given := slices.ContainsFunc(life(s.asks, 1), func(x evidence.Exchange) bool { return x.Heard.Issued != nil && x.Heard.Issued.Refresh > 0 })
		second := slices.IndexFunc(s.lives, func(x evidence.Exchange) bool { return x.Life.Number == 2 })
		switch held := v.idle(s); {
		case held != nil:
			f.held = held
			return f
		case !given:
			f.held = v.unmet(s, "the client was given no refresh token at its first start")
			return f
		case second < 0:
			f.held = &Held{Status: Skipped, Reason: "the client was not started a second time"}
			return f
		}
		return s.secondStart(c, s.lives[second])
	}
}

func (s scene) secondStart(c *openapi.Contract, start evidence.Exchange) finding {
	var f finding
	for _, x := range life(s.refreshes(c), 2) {
		if len(s.outdated(c, x)) > 0 && !granted(x) {
			f.held = &Held{Status: Inconclusive, BlockedBy: "client.refresh.latest", Reason: "the client refreshes with another token"}
			return f
		}
	}
	if id := causeOf(c, s, life(s.heard, 2)); id != "" && len(life(s.asks, 2)) > 0 && len(s.refreshed(c, 2)) == 0 && len(life(s.logins(c), 2)) == 0 {
		f.held = &Held{Status: Inconclusive, BlockedBy: id, Reason: "the client got no token at the second start"}
		return f
	}
	for _, x := range life(s.logins(c), 2) {
		f.violates(x, violation("/grant_type", "restart.password", "wanted a refresh at the second start, found a request for the password grant"))
	}
	refreshed := s.refreshed(c, 2)
	calls := slices.DeleteFunc(life(s.calls, 2), func(x evidence.Exchange) bool { return !served(x) && !s.slow(x) })
	exit := start.Life
	switch {
	case len(f.broken) > 0:
	case len(refreshed) > 0 && len(calls) > 0:
		f.saw(refreshed...)
		f.saw(calls...)
	case len(refreshed) > 0 && !slices.ContainsFunc(life(s.calls, 1), served):
		f.held = inconclusive("the client does not get to the resource at its first start either (scenario %s)", s.Name)
	case slices.ContainsFunc(life(s.heard, 2), requested):
		f.violates(start, violation("", "restart.stuck", "wanted a refresh and a call at the second start, found none that was answered: %s", s.end()))
	case exit.Ending == evidence.Exited && exit.Code != 0:
		f.held = &Held{Status: Skipped, Reason: "the client does not start without the password: " + s.end()}
	case exit.Ending == evidence.Exited:
		f.violates(start, violation("", "restart.idle", "wanted a refresh and a call at the second start, found nothing: %s", s.end()))
	default:
		f.held = inconclusive("the client did nothing at the second start: %s", s.end())
	}
	return f
}

// slow says that a call was refused for nothing but that it took longer than the token of its life lived, which is no matter of
// how that was got.
func (s scene) slow(x evidence.Exchange) bool {
	t, known := s.token(shown(x))
	return known && t.by.Heard.Life == x.Heard.Life && turnedDown(x) && ended(x).After(t.expires)
}

// refreshed are the refreshes of a life that were answered with a token.
func (s scene) refreshed(c *openapi.Contract, number int) []evidence.Exchange {
	return slices.DeleteFunc(life(s.refreshes(c), number), func(x evidence.Exchange) bool { return !granted(x) })
}
