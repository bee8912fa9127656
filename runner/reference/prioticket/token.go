package prioticket

import (
	"net/http"
	"slices"
	"strings"

	"github.com/authconform/authconform/runner/reference"
)

// token decides what the token endpoint answers. The client is authenticated before anything is said of
// what it asks for; only what cannot be read at all is refused earlier, as credentials may stand in it.
func (p *Service) token(r *http.Request) reference.Answer {
	if r.Method != http.MethodPost {
		return methodNotAllowed(http.MethodPost)
	}
	if !reference.AcceptsJSON(r.Header.Values("Accept")) {
		return notAcceptable()
	}
	params, refusal := readParameters(r)
	if refusal != nil {
		return *refusal
	}
	client, refusal := authenticate(p.clients, r.Header.Values("Authorization"), params)
	if refusal != nil {
		return *refusal
	}
	switch params["grant_type"] {
	case "":
		return reference.InvalidRequest("The parameter grant_type is missing.")
	case reference.GrantClientCredentials:
	default:
		return unsupportedGrantType()
	}
	if client.Refusal != nil {
		return client.Refusal()
	}
	scope, known := GrantScope(params["scope"])
	if !known {
		return invalidScope()
	}
	return p.issue(client.ID, scope)
}

func (p *Service) issue(subject, scope string) reference.Answer {
	signed, err := p.issuer.sign(subject, scope, p.config.Clock())
	if err != nil {
		return reference.GenericError(http.StatusInternalServerError, "INTERNAL_SERVER_ERROR", "The token could not be signed.")
	}
	return reference.NewAnswer(http.StatusOK, map[string]any{
		"access_token": signed,
		"token_type":   "Bearer",
		"expires_in":   int64(p.config.Lifetime.Seconds()),
		"scope":        scope,
	})
}

// The scopes that the target's clients may ask for.
const (
	// BookingScope is what a request without a scope is granted.
	BookingScope = "https://www.prioticketapis.com/auth/distributor.booking"
	// ReadonlyScope is granted to those who ask for it.
	ReadonlyScope = "https://www.prioticketapis.com/auth/distributor.readonly"
)

// GrantScope gives the scope that a request for the given one is granted, and false when any of its tokens
// is not known or it is not a list of tokens with one space between them (RFC 6749, section 3.3).
func GrantScope(requested string) (string, bool) {
	if requested == "" {
		return BookingScope, true
	}
	var granted []string
	for token := range strings.SplitSeq(requested, " ") {
		if token != BookingScope && token != ReadonlyScope {
			return "", false
		}
		if !slices.Contains(granted, token) {
			granted = append(granted, token)
		}
	}
	return strings.Join(granted, " "), true
}
