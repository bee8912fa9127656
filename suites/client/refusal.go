package client

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/openapi/facts"
	. "github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/scenario"
)

// refusals are what a client makes of an answer that is no token response (R35).
func refusals(c *openapi.Contract) []Clause {
	return watched(c,
		row{New("client.refused.stops", Recommended, "RFC 6749, section 5.2", 35,
			"stops asking when its credentials are refused", by(scenario.RefusedClient), wants("two further requests for a token at the most")), stops},
		row{New("client.limited.waits", Recommended, "RFC 6585, section 4; RFC 9110, section 10.2.3", 35,
			"waits as long as Retry-After says before it asks again", by(scenario.LimitedRequests), wants("no request for a token before Retry-After is over")), waits},
		row{New("client.outage.bounded", Recommended, "RFC 9110, section 15.6.4", 35,
			"asks no more than now and then while the service is unavailable", by(scenario.OutageAtFirst), wants("five requests for a token in ten seconds at the most")), bounded},
		row{New("client.outage.recovers", Recommended, "RFC 9110, section 15.6.4", 35,
			"goes on when the service is back", by(scenario.OutageAtFirst), wants("a token and a call when the service is back")), recovers},
		row{New("client.no-token.not-made-up", Mandatory, tokenUse, 35,
			"calls the resource with no made-up token when it got none", by(noTokens()...), wants("no call with undefined, null or nothing for a token")), notMadeUp},
	)
}

func noTokens() []scenario.Name {
	return []scenario.Name{scenario.NoTokenError, scenario.NoTokenEmpty, scenario.NoTokenHTML}
}

func tokenless(name scenario.Name) bool { return slices.Contains(noTokens(), name) }

// answered are the requests for tokens that were answered with a status.
func (s scene) answered(with int) []evidence.Exchange {
	return slices.DeleteFunc(slices.Clone(s.asks), func(x evidence.Exchange) bool { return status(x) != with })
}

// stops counts from the first refusal of credentials on: a request without any is none.
func stops(v view) finding {
	var f finding
	s := v.of(scenario.RefusedClient)
	refused := slices.DeleteFunc(slices.Clone(s.asks), func(x evidence.Exchange) bool { return status(x)/100 != 4 || !v.proves(x) })
	if held := v.idle(s); held != nil || len(refused) == 0 {
		f.held = v.unmet(s, "no credentials of the client were refused")
		return f
	}
	f.saw(refused[0])
	proved := slices.DeleteFunc(slices.Clone(s.asks), s.wantsChallenge)
	for i, x := range s.following(proved, refused[0]) {
		if i >= mostFurther {
			f.violates(x, violation("", "refused.again", "wanted two further requests for a token at the most, found number %d", i+1))
		}
	}
	return f
}

// proves says that a request shows credentials: those of the client, or of the user where no client authenticates.
func (v view) proves(x evidence.Exchange) bool {
	return !credentialsOf(x).none() || !v.contract.Facts.Has(facts.Authentication) && shows(x, evidence.Password)
}

// waits looks at the first request for a token after a 429, with a tolerance of a tenth.
func waits(v view) finding {
	var f finding
	s := v.of(scenario.LimitedRequests)
	limited := s.answered(http.StatusTooManyRequests)
	if held := v.idle(s); held != nil || len(limited) == 0 {
		f.held = v.unmet(s, "no request for a token was answered with 429")
		return f
	}
	late := false
	for _, told := range limited {
		patience := retryAfter(told)
		until := ended(told).Add(patience * 9 / 10)
		next := s.following(s.asks, told)
		switch {
		case len(next) > 0 && next[0].Started.Before(until.Add(-s.lag())):
			f.violates(next[0], violation("", "limited.early", "wanted no request for a token within %s, found one after %s",
				seconds(patience), seconds(next[0].Started.Sub(ended(told)))))
		case len(next) > 0 && next[0].Started.Before(until):
			late = true
		case len(next) > 0 || slices.ContainsFunc(s.heard, func(x evidence.Exchange) bool { return x.Started.After(until) }):
			f.saw(told) // how long who asks for nothing any more takes to end tells nothing
		}
	}
	if late && len(f.broken) == 0 {
		f.held, f.seen = inconclusive("the machine was too slow to tell how long the client waits (scenario %s)", s.Name), nil
		return f
	}
	if len(f.seen) == 0 {
		f.held = &Held{Status: Skipped, Reason: "the client ended before it would have asked again: " + s.end()}
	}
	return f
}

func retryAfter(x evidence.Exchange) time.Duration {
	if x.Response == nil {
		return 0
	}
	for _, h := range x.Response.Header {
		if strings.EqualFold(h.Name, "Retry-After") {
			whole, _ := strconv.Atoi(strings.TrimSpace(h.Value)) // another form was not sent
			return time.Duration(whole) * time.Second
		}
	}
	return 0
}

// lived says that the client was there at a moment: it asked something afterwards, or ended later.
func (s scene) lived(at time.Time) bool {
	return slices.ContainsFunc(s.heard, func(x evidence.Exchange) bool { return x.Started.After(at) }) ||
		slices.ContainsFunc(s.lives, func(x evidence.Exchange) bool { return ended(x).After(at) })
}

const (
	mostInAnOutage = 5
	outageWindow   = 10 * time.Second
)

func bounded(v view) finding {
	var f finding
	s := v.of(scenario.OutageAtFirst)
	down := s.answered(http.StatusServiceUnavailable)
	if held := v.idle(s); held != nil || len(down) == 0 {
		f.held = v.unmet(s, "no request for a token was answered with 503")
		return f
	}
	f.saw(down[0])
	for i, x := range down {
		if i >= mostInAnOutage && x.Started.Sub(down[i-mostInAnOutage].Started) < outageWindow {
			f.violates(x, violation("", "outage.hammering", "wanted five requests for a token in ten seconds at the most, found number %d", i+1))
		}
	}
	return f
}

// recovers is content with a call that is served. Who was no longer there when the service was is not blamed.
func recovers(v view) finding {
	var f finding
	s := v.of(scenario.OutageAtFirst)
	down := s.answered(http.StatusServiceUnavailable)
	if held := v.idle(s); held != nil || len(down) == 0 {
		f.held = v.unmet(s, "no request for a token was answered with 503")
		return f
	}
	back := down[0].Started.Add(scenario.OutageLasts)
	asked := slices.DeleteFunc(slices.Clone(s.asks), func(x evidence.Exchange) bool { return status(x) == http.StatusServiceUnavailable })
	switch {
	case s.arrived():
		f.saw(down[0])
		f.saw(s.calls...)
	case len(s.tokens) > 0 && !v.plainly(s.Name):
		f.held = inconclusive("the client gets to the resource in no other scenario either")
	case len(s.tokens) > 0:
		f.violates(s.tokens[0].by, violation("", "outage.no-call", "wanted a call when the service was back, found a token and no call that was served"))
	case len(asked) > 0:
		f.held = v.unmet(s, "no request for a token was granted when the service was back")
	case s.lived(back.Add(patience + s.lag())):
		f.violates(down[len(down)-1], violation("", "outage.given-up", "wanted another request for a token when the service was back, found none: %s", s.end()))
	default:
		f.held = &Held{Status: Skipped, Reason: "the client ended before the service was back: " + s.end()}
	}
	return f
}

// patience is how long after the service's return a client that goes on has asked again.
const patience = 2 * time.Second

// notMadeUp wants an answer without a token in each of the scenarios that are for it.
func notMadeUp(v view) finding {
	var f finding
	for _, name := range noTokens() {
		s := v.of(name)
		for _, x := range s.calls {
			if madeUp(x) {
				f.violates(x, violation("Authorization", "token.made-up", "wanted no call without a token, found one with a made-up token"))
			}
		}
		without := slices.DeleteFunc(slices.Clone(s.asks), func(x evidence.Exchange) bool { return !served(x) || granted(x) })
		held := v.idle(s)
		if held == nil && len(without) == 0 {
			held = v.unmet(s, "no request for a token was answered without one")
		}
		if held != nil && f.held == nil {
			f.held = held
		}
		f.saw(without...)
	}
	return f
}
