package client

import (
	"net/http"
	"slices"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/openapi/facts"
)

// checks are what may keep a request from getting a token, the more telling ones first.
func checks(c *openapi.Contract) []check {
	list := []check{methodCheck(c), pathCheck(c), notInURLCheck()}
	if c.Facts.Has(facts.Authentication) {
		list = append(list, oneMechanismCheck())
	}
	if c.Facts.Has(facts.BasicAuthentication) {
		list = append(list, basicCheck())
	}
	if c.Facts.Has(facts.KeyAuthentication) {
		list = append(list, keyCheck(c))
	}
	if c.Facts.Has(facts.BodyAloneAuthentication) {
		list = append(list, inBodyCheck(c))
	}
	if c.Facts.Has(facts.BasicAuthentication) && c.Facts.Has(facts.FormEncodedClients) {
		list = append(list, formEncodedCheck())
	}
	if len(c.RequestMediaTypes()) > 0 {
		list = append(list, mediaCheck(c))
	}
	for _, p := range promises(c) {
		list = append(list, p.check(c))
	}
	for _, s := range parameters(c) {
		list = append(list, parameterCheck(c, s))
	}
	if c.Facts.Has(facts.GrantTypes) {
		list = append(list, grantCheck(c))
	}
	if c.Facts.Has(facts.BasicAuthentication) {
		list = append(list, inHeaderCheck())
	}
	return append(list, acceptCheck(c))
}

// Judging gives the clauses that hold clients to a statement of the contract's document; none for what does not bind them,
// or leaves them every choice.
func Judging(c *openapi.Contract, s openapi.Requirement) []string {
	basic := c.Facts.Has(facts.BasicAuthentication)
	switch s.Kind {
	case openapi.OperationKind:
		return []string{"client.request.method", "client.request.path"}
	case openapi.RequestMediaTypeKind:
		return []string{"client.request.media-type"}
	case openapi.SecurityKind:
		if basic && s.Value == string(facts.BasicMechanism) {
			return []string{"client.authentication.basic", "client.authentication.in-header"}
		}
		if s.Value == "apiKey" && c.Facts.Has(facts.KeyAuthentication) {
			return []string{"client.authentication.key"}
		}
	case openapi.ParameterKind:
		switch name := http.CanonicalHeaderKey(s.Subject); {
		case s.Value == "header" && name == "Accept":
			return []string{"client.request.accept"}
		case s.Value == "header" && name == "Content-Type":
			return []string{"client.request.media-type"}
		case s.Value == "header" && name == "Authorization" && basic:
			return []string{"client.authentication.basic"}
		case slices.ContainsFunc(parameters(c), func(o openapi.Requirement) bool { return o.Pointer == s.Pointer }):
			return []string{parameterID(s)}
		}
	case openapi.RequestValueKind, openapi.RequestPropertyKind, openapi.RequestClosedKind:
		if s.Kind == openapi.RequestValueKind && s.Subject == "grant_type" {
			return []string{"client.request.grant-type"}
		}
		var ids []string
		for _, p := range promises(c) {
			if slices.ContainsFunc(p.statements, func(o openapi.Requirement) bool { return o.Kind == s.Kind && o.Pointer == s.Pointer }) {
				ids = append(ids, p.id)
			}
		}
		return ids
	default:
	}
	return nil
}
