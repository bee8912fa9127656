package client

import (
	"net/http"
	"slices"
	"strings"

	"github.com/authconform/authconform/openapi"
	. "github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/scenario"
)

// open are the clauses of what the contract leaves open (R38): one for each scenario that is open, the level as the rulings
// have it.
func open(c *openapi.Contract) []Clause {
	var clauses []Clause
	for _, s := range scenario.For(c) {
		if !s.Open {
			continue
		}
		level := Mandatory
		if slices.Contains(advised(), s.Name) {
			level = Recommended
		}
		name := strings.TrimPrefix(string(s.Name), "open-")
		k := New("client.open."+name, level, openSource(c, name), 38,
			"gets to the resource when the target "+s.Does, by(s.Name, scenario.Steady), wants("a call that is served"))
		clauses = append(clauses, row{k, arrives(s.Name)}.watching(c))
	}
	return clauses
}

// advised are what a client is recommended to take.
func advised() []scenario.Name {
	return []scenario.Name{"open-body-chunked", "open-body-gzip", "open-http2", "open-token-type-other"}
}

// openSource is where it is said, or left open.
func openSource(c *openapi.Contract, name string) Source {
	rfcs := map[string]Source{
		"members-reordered": "RFC 8259, section 4", "white-space": "RFC 8259, section 2", "charset": "RFC 9110, section 8.3.1",
		"scope-present": "RFC 6749, section 5.1", "scope-absent": "RFC 6749, section 5.1",
		"body-chunked": "RFC 9112, section 7.1", "body-gzip": "RFC 9110, section 8.4.1", "unknown-headers": "RFC 9110, section 5.1",
		"http1": "RFC 9112", "http2": "RFC 9113", "further-members": "RFC 6749, section 5.1",
		"refresh-token-unchanged": "RFC 6749, section 6", "token-type-lower-case": "RFC 6749, section 7.1", "token-type-upper-case": "RFC 6749, section 7.1",
	}
	if source, ok := rfcs[name]; ok {
		return source
	}
	for s := range c.EachRequirement() {
		if s.Kind == openapi.StatusKind && s.Statuses[0]/100 == 2 {
			return document(c, openapi.StatusKind, s.Subject)
		}
	}
	return document(c, openapi.StatusKind, "")
}

// arrives wants a call to be served in the scenario, of a client for which one is served with the plain answer.
func arrives(name scenario.Name) rule {
	return func(v view) finding {
		var f finding
		s := v.of(name)
		if held := v.idle(s); held != nil {
			f.held = held
			return f
		}
		if name == otherType && v.plainly(name) {
			f.typedOtherwise(v, s)
			if len(f.broken) > 0 {
				return f
			}
		}
		shows := s.showing(v.contract)
		got := s.gotThere(v.contract)
		switch {
		case shows != "":
			f.held = &Held{Status: Skipped, Reason: shows}
		case name == otherType && v.mayDecline(s):
			f.held = &Held{Status: Skipped, Reason: "the client calls with no token of a type that the contract does not know, and need not (RFC 6749, section 7.1)"}
		case len(got) > 0:
			f.saw(s.tokens[0].by)
			f.saw(got...)
		case len(s.asks) == 0 && v.plainly(name) && s.endedByItself():
			f.violates(s.heard[len(s.heard)-1], violation("", "open.stuck", "wanted a call that is served, found not even a request: %s", s.end()))
		case len(s.tokens) == 0:
			f.held = v.unmet(s, "the client got no token")
			if f.held.Status == Skipped { // it asked, and nothing was wrong with how
				f.held = inconclusive("the client got no token in the scenario %s: %s", s.Name, s.end())
			}
		case s.flooded():
			f.held = inconclusive("the client did not end by itself in the scenario %s: %s", s.Name, s.end())
		case !v.plainly(name):
			f.held = inconclusive("the client gets to the resource in no other scenario either, or none was played (steady is one)")
		default:
			f.violates(s.tokens[len(s.tokens)-1].by, violation("", "open.stuck", "wanted a call that is served, found none: %s", s.end()))
		}
		return f
	}
}

// otherType is the scenario whose tokens have another type than Bearer.
const otherType = scenario.Name("open-token-type-other")

// mayDecline says that the contract knows one token type alone, and that the client did not use a token of another one.
func (v view) mayDecline(s scene) bool {
	return v.contract.Facts.Tokens.Scheme != "" && len(s.tokens) > 0 && len(s.calls) == 0
}

// typedOtherwise wants the token type of the answer for the scheme, where the contract does not say which it is.
func (f *finding) typedOtherwise(v view, s scene) {
	if v.contract.Facts.Tokens.Scheme != "" || len(schemeCheck(v.contract).rule(v).broken) > 0 { // one cause
		return
	}
	for _, x := range s.calls {
		for _, t := range tokensOf(x) {
			if wanted := s.scheme(v.contract, t.Token); t.Where == evidence.InAuthorization && t.Token > 0 && !strings.EqualFold(t.Scheme, wanted) {
				f.violates(x, violation("Authorization", "token.scheme", "wanted the scheme %s, as the response has it, found %s", wanted, quoted(t.Scheme)))
			}
		}
	}
}

func (s scene) flooded() bool {
	return slices.ContainsFunc(s.lives, func(x evidence.Exchange) bool { return x.Life.Ending == evidence.Flooded })
}

// plainly says that the client gets there with the plain answer: in the steady scenario or, where that was not played, in
// another one.
func (v view) plainly(but scenario.Name) bool {
	if s := v.of(scenario.Steady); s.played != nil {
		return s.arrived()
	}
	return slices.ContainsFunc(v.scenes, func(s scene) bool { return s.Name != but && s.arrived() })
}

// showing says why the scenario did not show the client what it is for; "" where it did.
func (s scene) showing(c *openapi.Contract) string {
	if len(s.tokens) == 0 {
		return ""
	}
	first := s.tokens[0].by
	switch s.Name {
	case "open-body-gzip":
		if first.Response == nil || !slices.ContainsFunc(first.Response.Header, func(f evidence.Field) bool { return http.CanonicalHeaderKey(f.Name) == "Content-Encoding" }) {
			return "the client does not ask for compressed bodies"
		}
	case "open-http2":
		if first.Request.Proto != "HTTP/2.0" {
			return "the client does not speak HTTP/2"
		}
	case unchanged:
		if !slices.ContainsFunc(s.tokens, func(t token) bool { return s.grant(c, t.by) == c.Facts.Refresh.Grant }) {
			return "the client does not refresh"
		}
	default: // shows itself
	}
	return ""
}

const unchanged = scenario.Name("open-refresh-token-unchanged")

// gotThere are the calls that were served; where a refresh is what it is about, those after the first.
func (s scene) gotThere(c *openapi.Contract) []evidence.Exchange {
	refreshed := slices.IndexFunc(s.tokens, func(t token) bool { return s.grant(c, t.by) == c.Facts.Refresh.Grant })
	return slices.DeleteFunc(slices.Clone(s.calls), func(x evidence.Exchange) bool {
		return !served(x) || s.Name == unchanged && (refreshed < 0 || x.Started.Before(s.tokens[refreshed].issued))
	})
}
