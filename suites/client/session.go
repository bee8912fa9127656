package client

import (
	"net/http"
	"slices"
	"time"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/openapi/facts"
	"github.com/authconform/authconform/openapi/wire"
	. "github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/scenario"
)

const (
	onlyTime   Source = "page, Getting an access token (the only time that the password is needed)"
	refreshing Source = "page, Refreshing the access token"
	// rule that only warns (R37)
	afterOutage = "password.after-outage"
)

// session is how a client of a contract with users keeps a session (R37).
func session(c *openapi.Contract) []Clause {
	return Need(watched(c,
		row{New("client.password.once", Mandatory, onlyTime, 37,
			"sends the user's password once in a life", by(scenario.Expiry), wants("no password after one that was answered with a token")).Mild(afterOutage), passwordOnce(c)},
		row{New("client.refresh.used", Mandatory, refreshing, 37,
			"refreshes when the access token has expired", by(scenario.Expiry), wants("a refresh for the next access token")), refreshUsed(c)},
		row{New("client.refresh.latest", Mandatory, refreshing, 37,
			"refreshes with the refresh token of the last response", by(scenario.Expiry), wants("the refresh token that was issued last, as it was issued")), refreshLatest(c)},
		row{New("client.restart.refreshes", Recommended, onlyTime, 37,
			"gets on with the stored refresh token when it is started again", by(scenario.Restart), wants("a refresh at the second start, and no password")), restartRefreshes(c)},
	), facts.PasswordGrant, facts.RefreshGrant)
}

// logins are the requests that show a password, or mean to.
func (s scene) logins(c *openapi.Contract) []evidence.Exchange {
	return slices.DeleteFunc(slices.Clone(s.asks), func(x evidence.Exchange) bool {
		return s.grant(c, x) != c.Facts.Grant && !shows(x, evidence.Password)
	})
}

// refreshes are the requests of the refresh grant, and those that show a refresh token and call the grant by another name.
func (s scene) refreshes(c *openapi.Contract) []evidence.Exchange {
	return slices.DeleteFunc(slices.Clone(s.asks), func(x evidence.Exchange) bool {
		grant := s.grant(c, x)
		return grant != c.Facts.Refresh.Grant && (grant == c.Facts.Grant || !shows(x, evidence.RefreshToken))
	})
}

func shows(x evidence.Exchange, what evidence.Credential) bool {
	return slices.ContainsFunc(x.Heard.Shown, func(s evidence.Shown) bool { return s.What == what })
}

// again are the logins of a life after one that was answered with a token, but for those of its opening, which are a
// stampede (R31), and those after a refresh that was refused for good.
func (s scene) again(c *openapi.Contract, number int) []evidence.Exchange {
	var again []evidence.Exchange
	var known *evidence.Exchange // the login that the life knows to be answered
	for _, x := range life(s.logins(c), number) {
		knows := known != nil && x.Started.After(ended(*known).Add(-handover))
		if knows && !s.withoutPassword(c, x) && !s.opens(c, x) && !s.refusedForGood(c, *known, x) {
			again = append(again, x)
		}
		if granted(x) && (known == nil || knows) {
			known = &x
		}
	}
	return again
}

// opens says that a login is one of those with which a life begins side by side: no more than it has requests under way at
// once, in its first second (R31).
func (s scene) opens(c *openapi.Contract, x evidence.Exchange) bool {
	logins := life(s.logins(c), x.Heard.Life)
	at := slices.IndexFunc(logins, func(y evidence.Exchange) bool { return y.ID == x.ID })
	return at >= 0 && at < s.abreast(x.Heard.Life) && x.Started.Before(logins[0].Started.Add(opening+s.lag()))
}

func has(list []evidence.Exchange, x evidence.Exchange) bool {
	return slices.ContainsFunc(list, func(y evidence.Exchange) bool { return y.ID == x.ID })
}

// refusedForGood says that a refresh after one request, and before another, was refused with 400 or 401.
func (s scene) refusedForGood(c *openapi.Contract, from, to evidence.Exchange) bool {
	return s.refreshedWith(c, from, to, http.StatusBadRequest, http.StatusUnauthorized)
}

func (s scene) refreshedWith(c *openapi.Contract, from, to evidence.Exchange, statuses ...int) bool {
	return slices.ContainsFunc(s.refreshes(c), func(r evidence.Exchange) bool {
		return r.Heard.Life == to.Heard.Life && slices.Contains(statuses, status(r)) && r.Started.After(from.Started) && !ended(r).After(to.Started.Add(s.lag()))
	})
}

func passwordOnce(c *openapi.Contract) rule {
	return func(v view) finding {
		var f finding
		for _, s := range v.scenes {
			if s.Open && !s.arrived() {
				continue
			}
			for _, number := range s.numbers() {
				for _, x := range s.again(c, number) {
					rule, how := "password.again", "found it again in the same life"
					if last := s.lastAsk(x); last != nil && s.refreshedWith(c, *last, x, http.StatusTooManyRequests, http.StatusServiceUnavailable) {
						rule, how = afterOutage, "found it instead of another refresh, which the service had no time for"
					}
					f.violates(x, violation("/"+c.Facts.User.PasswordParameter, rule, "wanted the password once, %s", how))
				}
			}
		}
		return v.renewing(f)
	}
}

// lastAsk is the last request before another that was answered with a token.
func (s scene) lastAsk(x evidence.Exchange) *evidence.Exchange {
	var last *evidence.Exchange
	for _, y := range life(s.asks, x.Heard.Life) {
		if granted(y) && y.Started.Before(x.Started) {
			last = &y
		}
	}
	return last
}

// renewing adds what shows that another token was needed, and asked for.
func (v view) renewing(f finding) finding {
	s := v.of(scenario.Expiry)
	if len(s.tokens) > 1 {
		f.saw(s.tokens[0].by, s.tokens[1].by)
	}
	if len(f.seen) == 0 {
		f.held = v.unmet(s, "the client renewed no token")
		if held := v.idle(s); held == nil && len(renewed(v).broken) > 0 {
			f.held = &Held{Status: Inconclusive, BlockedBy: "client.expiry.renewed", Reason: "the client renewed no token"}
		}
	}
	return f.until(v, s)
}

// grace is how exactly anybody knows when a token expires (R16).
func (s scene) grace() time.Duration {
	return min(max(s.played.Lifetime/10, time.Second), time.Minute)
}

// refreshUsed is broken by a password that is sent when the last token has expired.
func refreshUsed(c *openapi.Contract) rule {
	return func(v view) finding {
		var f finding
		for _, s := range v.scenes {
			if s.Open && !s.arrived() {
				continue
			}
			for _, number := range s.numbers() {
				for _, x := range s.again(c, number) {
					last := s.lastAsk(x)
					if last == nil || has(s.refreshes(c), x) || s.refreshedWith(c, *last, x, http.StatusTooManyRequests, http.StatusServiceUnavailable) {
						continue
					}
					if t, ok := s.token(last.Heard.Issued.Access); ok && x.Started.After(t.expires.Add(-s.grace())) {
						f.violates(x, violation("/grant_type", "refresh.none", "wanted a refresh when the access token has expired, found the password again"))
					}
				}
			}
		}
		if len(f.broken) > 0 {
			return f
		}
		s := v.of(scenario.Expiry)
		f.saw(s.refreshes(c)...)
		switch {
		case len(f.seen) > 0:
		case len(passwordOnce(c)(v).broken) > 0:
			f.held = &Held{Status: Inconclusive, BlockedBy: "client.password.once", Reason: "the client sends the password again before a token has expired"}
		default:
			return v.renewing(f)
		}
		return f
	}
}

// refreshLatest looks at each refresh of a life that is begun after another response: at the second, it shows.
func refreshLatest(c *openapi.Contract) rule {
	return func(v view) finding {
		var f finding
		for _, s := range v.scenes {
			if s.Open && !s.arrived() {
				continue
			}
			for _, x := range s.refreshes(c) {
				f.violates(x, s.outdated(c, x)...)
			}
		}
		if len(f.broken) > 0 {
			return f
		}
		s := v.of(scenario.Expiry)
		for _, x := range s.refreshes(c) {
			if s.latest(x) > 1 && refreshToken(x) != nil {
				f.saw(x)
			}
		}
		if len(f.seen) == 0 {
			switch {
			case len(s.refreshes(c)) > 0:
				f.held = v.unmet(s, "the client refreshed once at the most")
			case len(refreshUsed(c)(v).broken) > 0:
				f.held = &Held{Status: Inconclusive, BlockedBy: "client.refresh.used", Reason: "the client does not refresh"}
			default:
				return v.renewing(f)
			}
		}
		return f
	}
}

func refreshToken(x evidence.Exchange) *evidence.Shown {
	for _, s := range x.Heard.Shown {
		if s.What == evidence.RefreshToken && s.Where == evidence.InBody {
			return &s
		}
	}
	return nil
}

// latest is the number of the refresh token that the life was given last when it made a request; 0 for none.
func (s scene) latest(x evidence.Exchange) int {
	number := 0
	for _, y := range life(s.asks, x.Heard.Life) {
		if y.Heard.Issued != nil && y.Heard.Issued.Refresh > 0 && s.after(x, y) {
			number = y.Heard.Issued.Refresh
		}
	}
	return number
}

// superseded says that a life that makes a request was given another refresh token in the place of one: when it had refreshed
// with it, or had logged in again later. Those who log in side by side have a session each (R31).
func (s scene) superseded(c *openapi.Contract, x evidence.Exchange, number int) bool {
	var from time.Time // when it was given
	for _, y := range life(s.asks, x.Heard.Life) {
		if y.Heard.Issued != nil && y.Heard.Issued.Refresh == number && from.IsZero() {
			from = ended(y)
		}
	}
	return slices.ContainsFunc(life(s.asks, x.Heard.Life), func(y evidence.Exchange) bool {
		if y.Heard.Issued == nil || y.Heard.Issued.Refresh == 0 || y.Heard.Issued.Refresh == number || !s.after(x, y) {
			return false
		}
		with := refreshToken(y)
		return with != nil && with.Token == number || with == nil && !from.IsZero() && y.Started.After(from) && !s.opens(c, y)
	})
}

func (s scene) outdated(c *openapi.Contract, x evidence.Exchange) []wire.Violation {
	const pointer = "/refresh_token"
	shown := refreshToken(x)
	switch {
	case shown == nil && shows(x, evidence.AccessToken):
		return []wire.Violation{violation(pointer, "refresh.access", "wanted the refresh token, found the access token")}
	case shown == nil: // that it is missing is the document's matter
		return nil
	case shown.Flaw != "" || shown.Token == 0:
		return []wire.Violation{violation(pointer, "refresh.unknown", "wanted the refresh token as it was issued, found another text")}
	case s.superseded(c, x, shown.Token):
		return []wire.Violation{violation(pointer, "refresh.outdated", "wanted the refresh token of the last response, found an earlier one")}
	}
	return nil
}
