package facts

import (
	"slices"
	"sync"

	"github.com/authconform/authconform/openapi/wire"
)

// Feature is one thing that a contract has or promises, in the field's words. Clauses and probes name those that they
// need.
type Feature string

// The features. A contract's facts say which of them it has.
const (
	ClientCredentialsGrant  Feature = "client-credentials"
	PasswordGrant           Feature = "password"
	GrantTypes              Feature = "grant-types"
	Logins                  Feature = "logins"
	RefreshGrant            Feature = "refresh"
	JSONRequests            Feature = "json-requests"
	FormRequests            Feature = "form-requests"
	BasicAuthentication     Feature = "basic-authentication"
	BodyAuthentication      Feature = "body-authentication"
	BodyAloneAuthentication Feature = "body-alone-authentication"
	KeyAuthentication       Feature = "key-authentication"
	ClientIdentifiers       Feature = "client-identifiers"
	Authentication          Feature = "authentication"
	FormEncodedClients      Feature = "form-encoded-authentication"
	Scopes                  Feature = "scopes"
	StrictTokens            Feature = "strict-tokens"
	RFC6749Tokens           Feature = "rfc6749-tokens"
	DocumentedTokens        Feature = "documented-tokens"
	OAuthTokens             Feature = "oauth-tokens"
	ExpiryTimes             Feature = "expiry-times"
	JWTs                    Feature = "jwt"
	SideBySideTokens        Feature = "side-by-side-tokens"
	StrictErrors            Feature = "strict-errors"
	RFC6749Errors           Feature = "rfc6749-errors"
	DocumentedErrors        Feature = "documented-errors"
	OpenErrors              Feature = "open-errors"
	OAuthErrors             Feature = "oauth-errors"
	Resource                Feature = "resource"
	StrictResource          Feature = "strict-resource"
	RFC6750Resource         Feature = "rfc6750-resource"
)

// FeatureInfo tells people of a feature.
type FeatureInfo struct {
	Feature Feature
	Meaning string // completes "The contract …"
	Fact    string // what a facts file says to have it
	has     func(Facts) bool
}

// Features lists all of them.
func Features() []FeatureInfo { return slices.Clone(features()) }

var features = sync.OnceValue(func() []FeatureInfo { // asked for by every clause and probe
	return []FeatureInfo{
		{ClientCredentialsGrant, "issues tokens to clients (RFC 6749, section 4.4)", "grant: client_credentials", func(f Facts) bool { return f.Grant != passwordGrant && f.Grant != NoGrant }},
		{PasswordGrant, "issues tokens for a user's name and password (RFC 6749, section 4.3)", "grant: password", func(f Facts) bool { return f.Grant == passwordGrant }},
		{GrantTypes, "names its grant in requests (RFC 6749, section 4)", "grant: …, and not none", func(f Facts) bool { return f.Grant != NoGrant }},
		{Logins, "takes a user's name and password", "user: {name: username, password: password}", func(f Facts) bool { return f.User.NameParameter != "" }},
		{RefreshGrant, "refreshes sessions (RFC 6749, section 6)", "refresh: {grant: refresh_token, parameter: refresh_token}", func(f Facts) bool { return f.Refresh.Grant != "" }},
		{JSONRequests, "takes requests as JSON", "request: {media-type: application/json}", func(f Facts) bool { return f.Request.MediaType == "application/json" }},
		{FormRequests, "takes requests as forms", "request: {media-type: application/x-www-form-urlencoded}", func(f Facts) bool { return f.Request.MediaType == "application/x-www-form-urlencoded" }},
		{BasicAuthentication, "documents HTTP Basic for clients", "client-authentication: {documented: basic}", func(f Facts) bool { return f.ClientAuthentication.Documented == BasicMechanism }},
		{BodyAuthentication, "lets clients authenticate in the body", "client-authentication: {documented: body}, or {also: [body]}", func(f Facts) bool { return f.ClientAuthentication.Has(BodyMechanism) }},
		{BodyAloneAuthentication, "has clients authenticate in the body, and nowhere else", "client-authentication: {documented: body}", func(f Facts) bool {
			return f.ClientAuthentication.Documented == BodyMechanism && !f.ClientAuthentication.Has(BasicMechanism)
		}},
		{KeyAuthentication, "authenticates who asks by an API key, where its security scheme says", "client-authentication: {documented: api-key}", func(f Facts) bool { return f.ClientAuthentication.Documented == APIKeyMechanism }},
		{ClientIdentifiers, "knows its clients by identifier and secret", "client-authentication: {documented: basic}, or body", func(f Facts) bool {
			return f.ClientAuthentication.Documented != NoMechanism && f.ClientAuthentication.Documented != APIKeyMechanism
		}},
		{Authentication, "authenticates who asks, by client or key", "client-authentication: {documented: …}, and not none", func(f Facts) bool { return f.ClientAuthentication.Documented != NoMechanism }},
		{FormEncodedClients, "has identifier and secret form-encoded before HTTP Basic joins them (RFC 6749, section 2.3.1)", "client-authentication: {form-encoded: true}", func(f Facts) bool { return f.ClientAuthentication.FormEncoded }},
		{Scopes, "has scopes", "scope: {example: …}", func(f Facts) bool { return f.Scope.Promised }},
		{StrictTokens, "says in every particular what a token response is", "tokens: {response: strict}", func(f Facts) bool { return f.Tokens.Response == Strict }},
		{RFC6749Tokens, "lists members of a token response, and leaves the rest to RFC 6749", "tokens: {response: rfc6749}", func(f Facts) bool { return f.Tokens.Response == RFC6749 }},
		{DocumentedTokens, "says by its document alone what a token response is", "tokens: {response: documented}", func(f Facts) bool { return f.Tokens.Response == Documented }},
		{OAuthTokens, "issues tokens as OAuth 2.0 does: RFC 6749 holds where its documentation is silent", "tokens: {response: strict}, or rfc6749", func(f Facts) bool { return f.Tokens.Response != Documented }},
		{ExpiryTimes, "says at what time a token ends, and not how long it lasts", "tokens: {expires-at: /expires_at}", func(f Facts) bool { return f.Tokens.Places[wire.ExpiresAt] != "" }},
		{JWTs, "calls its tokens JWTs", "tokens: {jwt: true}", func(f Facts) bool { return f.Tokens.JWT }},
		{SideBySideTokens, "lets a client use several tokens at a time", "tokens: {side-by-side: true}", func(f Facts) bool { return f.Tokens.SideBySide }},
		{StrictErrors, "says which request gets which answer", "errors: strict", func(f Facts) bool { return f.Errors.Reading == Strict }},
		{RFC6749Errors, "leaves errors to RFC 6749: that a request is refused is promised, how is advice", "errors: rfc6749", func(f Facts) bool { return f.Errors.Reading == RFC6749 }},
		{DocumentedErrors, "refuses with the statuses and codes that its document lists, and no RFC adds to it", "errors: {reading: documented, code: /code}", func(f Facts) bool { return f.Errors.Reading == Documented }},
		{OpenErrors, "promises that bad requests are refused, and leaves how to RFC 6749 or to the lists of its document", "errors: {reading: rfc6749}, or documented", func(f Facts) bool { return f.Errors.Reading != Strict }},
		{OAuthErrors, "refuses as OAuth 2.0 does: RFC 6749 holds where its documentation is silent", "errors: strict, or rfc6749", func(f Facts) bool { return f.Errors.Reading != Documented }},
		{Resource, "promises that a protected resource takes its tokens", "resource: strict, or rfc6750", func(f Facts) bool { return f.Resource == Strict || f.Resource == RFC6750 }},
		{StrictResource, "says with which answers a resource refuses tokens", "resource: strict", func(f Facts) bool { return f.Resource == Strict }},
		{RFC6750Resource, "leaves a resource's refusals to RFC 6750: that a token is refused is promised, how is advice", "resource: rfc6750", func(f Facts) bool { return f.Resource == RFC6750 }},
	}
})

// Has says that the contract has the feature; false for a word that is none.
func (f Facts) Has(feature Feature) bool {
	for _, info := range features() {
		if info.Feature == feature {
			return info.has(f)
		}
	}
	return false
}

// Has says that the mechanism is documented, or mentioned as supported.
func (c ClientAuthentication) Has(mechanism Mechanism) bool {
	return c.Documented == mechanism || slices.Contains(c.Also, mechanism)
}

// Promise is how far a documentation goes where RFCs have more to say.
type Promise string

// The promises.
const (
	Strict    Promise = "strict"  // the documentation says what answers there are
	RFC6749   Promise = "rfc6749" // what it does not say is left to RFC 6749, which advises
	RFC6750   Promise = "rfc6750" // and to RFC 6750
	NoPromise Promise = "none"    // nothing is promised

	// Documented is what the document lists, and nothing beyond: no RFC adds to it.
	Documented Promise = "documented"
)
