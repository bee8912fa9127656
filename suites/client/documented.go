package client

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/openapi/wire"
	. "github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/scenario"
)

// promise is what a document states of requests, as one clause: a composition may state it in several places.
type promise struct {
	id, sentence, wanted string
	statements           []openapi.Requirement
	rules                func(wire.Violation) bool // those of its violations that are the clause's matter
	needs                string                    // the member without which it does not speak of a request
}

// documentClauses are the clauses that the document states of the bodies of requests, each at its line (R28).
func documentClauses(c *openapi.Contract) []Clause {
	var clauses []Clause
	for _, p := range promises(c) {
		at := p.statements[0]
		k := New(p.id, Mandatory, Source("OpenAPI document, "+at.Pointer), 28, p.sentence, by(p.scenarios(c)...), wants(p.wanted)).At(at.File, at.Line)
		clauses = append(clauses, row{k, p.check(c).rule}.watching(c))
	}
	for _, s := range parameters(c) {
		k := New(parameterID(s), Mandatory, Source("OpenAPI document, "+s.Pointer), 28, "sends the "+s.Value+" parameter "+s.Subject+" with its requests for tokens",
			by(scenario.Steady), wants("the "+s.Value+" parameter "+s.Subject)).At(s.File, s.Line)
		clauses = append(clauses, row{k, parameterCheck(c, s).rule}.watching(c))
	}
	return clauses
}

// parameters are those that every request for a token has to have, but for those that have clauses of their own.
func parameters(c *openapi.Contract) []openapi.Requirement {
	var list []openapi.Requirement
	for s := range c.EachRequirement() {
		own := s.Value == "header" && slices.Contains([]string{"Accept", "Authorization", wire.ContentType}, http.CanonicalHeaderKey(s.Subject))
		known := slices.ContainsFunc(list, func(o openapi.Requirement) bool { return parameterID(o) == parameterID(s) })
		if s.Kind == openapi.ParameterKind && s.Required && (s.Value == "header" || s.Value == "query") && !own && !known {
			list = append(list, s)
		}
	}
	return list
}

func parameterID(s openapi.Requirement) string {
	return Dotted("client.request." + s.Value + "." + strings.ToLower(s.Subject) + ".required")
}

func parameterCheck(c *openapi.Contract, s openapi.Requirement) check {
	return check{
		id: parameterID(s), of: asks(c), none: noRequest,
		broken: func(_ scene, x evidence.Exchange) []wire.Violation {
			there := len(field(x, s.Subject)) > 0
			if s.Value == "query" {
				u, err := url.Parse(x.Request.URL)
				there = err == nil && u.Query().Has(s.Subject)
			}
			if there {
				return nil
			}
			return []wire.Violation{violation(s.Subject, "required", "wanted the %s parameter %s, found none", s.Value, s.Subject)}
		},
	}
}

// promises gives a promise for each ID, in the document's order.
func promises(c *openapi.Contract) []promise {
	var all []promise
	for _, s := range c.Requirements() {
		for _, p := range promised(c, s) {
			p.id = Dotted(p.id)
			if i := slices.IndexFunc(all, func(other promise) bool { return other.id == p.id }); i >= 0 {
				all[i].statements = append(all[i].statements, s)
				continue
			}
			p.statements = []openapi.Requirement{s}
			all = append(all, p)
		}
	}
	return all
}

func promised(c *openapi.Contract, s openapi.Requirement) []promise {
	place := "client.request." + model(c, s)
	member := wire.Child("", s.Subject)
	missing := func(v wire.Violation) bool { return v.Rule == "required" && v.Pointer == member }
	other := func(v wire.Violation) bool { return v.Rule == "enum" && v.Pointer == member }
	switch s.Kind {
	case openapi.RequestPropertyKind:
		var list []promise
		if s.Required {
			list = append(list, promise{
				id: place + "." + s.Subject + ".required", sentence: "sends the member " + s.Subject + of(c, s),
				wanted: "the member " + s.Subject, rules: missing,
			})
		}
		return append(list, promise{
			id: place + "." + s.Subject + ".type", sentence: "makes " + s.Subject + " " + article(s.Value) + of(c, s),
			wanted: s.Subject + " that is " + article(s.Value), needs: s.Subject,
			rules: func(v wire.Violation) bool { return !missing(v) && !other(v) },
		})
	case openapi.RequestValueKind:
		if s.Subject == "grant_type" { // client.request.grant-type says more
			return nil
		}
		return []promise{{
			id: place + "." + s.Subject + ".enum", sentence: "sends no other " + s.Subject + " than the documented ones" + of(c, s),
			wanted: "one of the documented values of " + s.Subject, rules: other, needs: s.Subject,
		}}
	case openapi.RequestClosedKind:
		return []promise{{
			id: place + ".closed", sentence: "adds no member that is not documented to a request for a token" + of(c, s),
			wanted: "no other members", rules: func(v wire.Violation) bool { return v.Rule == "closed" },
		}}
	default:
		return nil
	}
}

// model names the model of a request: "body", or of several the one that the statement is of.
func model(c *openapi.Contract, s openapi.Requirement) string {
	if !c.IsAlternative(s) {
		return "body"
	}
	return strings.TrimSuffix(Dotted(s.Name), "-request")
}

func of(c *openapi.Contract, s openapi.Requirement) string {
	if !c.IsAlternative(s) {
		return ""
	}
	return " (" + s.Name + ")"
}

// scenarios are where requests of the promise's kind are seen.
func (p promise) scenarios(c *openapi.Contract) []scenario.Name {
	if c.Facts.Refresh.Grant != "" && slices.ContainsFunc(p.statements, func(s openapi.Requirement) bool {
		for o := range c.EachRequirement() {
			if o.Kind == openapi.RequestValueKind && o.Name == s.Name && o.Subject == "grant_type" && o.Value == c.Facts.Refresh.Grant {
				return true
			}
		}
		return false
	}) {
		return []scenario.Name{scenario.Expiry}
	}
	return []scenario.Name{scenario.Steady}
}

func (p promise) check(c *openapi.Contract) check {
	return check{
		id: p.id, of: asks(c), none: noRequest,
		speaks: func(s scene, x evidence.Exchange) string {
			body, readable := requestBody(c, s.names, x)
			switch {
			case bodiless(s, x) != "":
				return bodiless(s, x)
			case !readable:
				return "no request had a body that can be read"
			case !slices.ContainsFunc(p.statements, func(r openapi.Requirement) bool { return c.Speaks(r, body) }):
				return "no request was of this kind"
			case s.withoutPassword(c, x):
				return "the client was not given the password (R37)"
			}
			if _, there := body.Member(p.needs); p.needs != "" && !there {
				return "no request had the member " + p.needs
			}
			return ""
		},
		broken: func(s scene, x evidence.Exchange) []wire.Violation {
			body, _ := requestBody(c, s.names, x)
			var found []wire.Violation
			for _, r := range p.statements {
				found = append(found, slices.DeleteFunc(c.CheckRequest(r, body), func(v wire.Violation) bool { return !p.rules(v) })...)
			}
			return found
		},
	}
}

func article(words string) string {
	if words != "" && strings.ContainsRune("aeiou", rune(words[0])) {
		return "an " + words
	}
	return "a " + words
}
