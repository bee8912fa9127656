package client

import (
	"fmt"
	"slices"
	"time"

	"github.com/authconform/authconform/openapi"
	. "github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/scenario"
)

const expiresIn Source = "endpoint page, expires_in; concept page, expiration"

// expiries are how a client lives with tokens that expire (R32).
func expiries(c *openapi.Contract) []Clause {
	return watched(c,
		row{New("client.expiry.renewed", Mandatory, expiresIn, 32,
			"asks for a new token when one has expired, and goes on", by(scenario.Expiry), wants("calls with a new token after the first has expired")), renewed},
		row{New("client.expiry.not-used-after", Mandatory, expiresIn, 32,
			"calls no more than once with an expired token", by(scenario.Expiry), wants("one call with an expired token at the most")), notUsedAfter},
		row{New("client.expiry.foreseen", Recommended, expiresIn, 32,
			"knows by expires_in when a token expires", by(scenario.Expiry), wants("a new token before the resource refuses the old one")), foreseen},
	)
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.1f s", d.Seconds()) }

// expired says that a token was over when a call was made, as far as the target's moments are exact.
func (s scene) expired(t token, call evidence.Exchange) bool {
	return call.Started.After(t.expires.Add(s.lag()))
}

// late are the calls that show a token after its end: the resource says so, or the time does.
func (s scene) late(t token) []evidence.Exchange {
	return slices.DeleteFunc(s.with(t.number), func(x evidence.Exchange) bool { return !s.outlived(t, x) && !s.expired(t, x) })
}

// outlived says that a token was refused for its end: one that was refused before that was so for something else.
func (s scene) outlived(t token, call evidence.Exchange) bool {
	return turnedDown(call) && !ended(call).Before(t.expires)
}

// barelyLate says that a token was refused once, and that a machine as slow as this one accounts for it.
func (s scene) barelyLate(t token) bool {
	late := s.late(t)
	return len(late) == 1 && turnedDown(late[0]) && !s.expired(t, late[0])
}

// renewed wants a call to be served after the first token's end; by whichever other token.
func renewed(v view) finding {
	var f finding
	s := v.of(scenario.Expiry)
	if len(s.tokens) == 0 {
		f.held = v.unmet(s, "it got no token")
		return f
	}
	if !v.plainly(s.Name) && !s.arrived() {
		f.held = inconclusive("the client gets to the resource in no other scenario either")
		return f
	}
	first := s.tokens[0]
	for _, x := range s.calls {
		if s.expired(first, x) && shown(x) != first.number && served(x) {
			f.saw(first.by, x)
		}
	}
	if len(f.seen) > 0 {
		return f
	}
	stopped := s.stoppedAt(first)
	held := v.idle(s)
	refused := causeOf(v.contract, s, s.asks) // a request that was granted breaks nothing here
	switch {
	case held != nil:
		f.held = held
	case refused != "":
		f.held = &Held{Status: Inconclusive, BlockedBy: refused, Reason: "the client asked for another token, and got none"}
	case s.cutShort() && s.barelyLate(first):
		f.held = inconclusive("the client ended when a token was refused that had expired while its call was on its way (scenario %s)", s.Name)
	case len(s.late(first)) > 0 && !s.crashed():
		last := s.late(first)
		f.violates(last[len(last)-1], violation("", "expiry.not-renewed", "wanted a new token, and calls with it; found none after a call with the expired token"))
	case stopped != "" && s.cutShort():
		f.violates(first.by, violation("", "expiry.not-renewed", "wanted a new token, and calls with it, after %s; found none: %s", seconds(first.expires.Sub(first.issued)), stopped))
	default:
		f.held = v.unmet(s, "no call was made after the first token had expired")
	}
	return f
}

// stoppedAt tells how the client ended by itself after a token's end; "" where it ended before, or did not by itself.
func (s scene) stoppedAt(t token) string {
	for _, x := range s.lives {
		if x.Life.Number == t.by.Heard.Life && (x.Life.Ending == evidence.Exited || x.Life.Ending == evidence.TimedOut) && ended(x).After(t.expires.Add(s.lag())) {
			return s.end()
		}
	}
	return ""
}

// crashed says that the client was ended by something that nobody here knows of.
func (s scene) crashed() bool {
	return slices.ContainsFunc(s.lives, func(x evidence.Exchange) bool {
		return x.Life.Ending == evidence.Killed || x.Life.Ending == evidence.Flooded
	})
}

// notUsedAfter counts the calls of each token that were begun when another one with it had been answered.
func notUsedAfter(v view) finding {
	var f finding
	for _, s := range v.scenes {
		if !s.livesSeconds() {
			continue
		}
		for _, t := range s.tokens {
			late := s.late(t)
			if len(late) == 0 {
				continue
			}
			for _, x := range s.following(late, late[0]) {
				if !s.overdue(t, x) {
					continue
				}
				f.violates(x, violation("Authorization", "expiry.used-after", "wanted one call with an expired token at the most, found another one %s after its end", seconds(x.Started.Sub(t.expires))))
			}
		}
	}
	s := v.of(scenario.Expiry)
	for _, x := range s.calls {
		if len(s.tokens) > 0 && s.expired(s.tokens[0], x) {
			f.saw(x)
		}
	}
	if len(f.seen) == 0 {
		f.held = v.unmet(s, "no call was made after the first token had expired")
	}
	return f.until(v, s)
}

// overdue says that a call was made after a token's end, whoever counts its time: a client may do so from when it had the token,
// which was before its first call with it.
func (s scene) overdue(t token, call evidence.Exchange) bool {
	first := s.with(t.number)[0]
	return call.Started.After(t.expires.Add(max(0, first.Started.Sub(t.issued))))
}

// livesSeconds says that a token is refused for its end, and not for anything else. What a client makes at its second start of
// a token that has expired is R37's matter.
func (s scene) livesSeconds() bool {
	return s.played != nil && s.Lifetime < time.Minute && s.Name != scenario.Restart
}

// foreseen wants one token at least to be renewed without a refusal of the one before.
func foreseen(v view) finding {
	var f, learnt finding
	if len(notUsedAfter(v).broken) > 0 {
		f.held = &Held{Status: Inconclusive, BlockedBy: "client.expiry.not-used-after", Reason: "the client goes on with a token that is refused, whatever it knows"}
		return f
	}
	s := v.of(scenario.Expiry)
	for i, t := range s.tokens {
		if i+1 == len(s.tokens) {
			break
		}
		refused := slices.DeleteFunc(s.with(t.number), func(x evidence.Exchange) bool { return !s.outlived(t, x) || !s.overdue(t, x) })
		early := slices.ContainsFunc(s.with(t.number), func(x evidence.Exchange) bool { return turnedDown(x) && !s.outlived(t, x) })
		switch {
		case len(s.with(t.number)) == 0 || early: // nobody needed it, or it was given up for another reason than its end
			continue
		case len(refused) == 0:
			f.saw(s.tokens[i+1].by)
			continue
		}
		learnt.violates(refused[0], violation("Authorization", "expiry.refused", "wanted a new token before the old one is refused, found a refusal %s after it was issued", seconds(refused[0].Started.Sub(t.issued))))
	}
	switch {
	case len(f.seen) > 0:
		return f
	case len(learnt.seen) > 0:
		return learnt
	case len(renewed(v).broken) > 0:
		f.held = &Held{Status: Inconclusive, BlockedBy: "client.expiry.renewed", Reason: "the client did not renew a token"}
	default:
		f.held = v.unmet(s, "it renewed no token")
	}
	return f
}

// revocation is what a client makes of a token that is refused before its time (R33).
func revocation(c *openapi.Contract) []Clause {
	return watched(c,
		row{New("client.revoked.no-hammering", Recommended, "concept page, Token Revocation", 33,
			"gives a token up that is refused", by(scenario.Revoked), wants("two further calls at the most with a token that was refused")), noHammering},
	)
}

const mostFurther = 2

func noHammering(v view) finding {
	var f finding
	s := v.of(scenario.Revoked)
	for _, t := range s.tokens {
		with := s.with(t.number)
		first := slices.IndexFunc(with, turnedDown)
		if first < 0 {
			continue
		}
		f.saw(with[first])
		for i, x := range s.following(with, with[first]) {
			if i >= mostFurther {
				f.violates(x, violation("Authorization", "revoked.again", "wanted two further calls at the most with a refused token, found call number %d", i+1))
			}
		}
	}
	if len(f.seen) == 0 {
		f.held = v.unmet(s, "no token of its was refused")
	}
	return f.until(v, s)
}
