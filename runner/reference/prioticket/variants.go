package prioticket

import (
	"net/http"
	"strings"

	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/reference/fault"
)

// refusalVariants are the other answers that the contract allows to requests which it wants refused (R9).
func refusalVariants() []fault.Variant {
	unprocessable := fault.Generic(http.StatusUnprocessableEntity)
	return []fault.Variant{
		fault.NewVariant("grant-types-422", "answers grant types of the wrong type with 422", fault.ResponsesTo(grantIs(func(value any) bool {
			return !ofType[string](value)
		}), unprocessable)),
		fault.NewVariant("grant-empty-422", "answers an empty grant type with 422", fault.ResponsesTo(grantIs(emptyGrant), unprocessable)),
		fault.NewVariant("grant-empty-unsupported", "answers an empty grant type with unsupported_grant_type",
			fault.ResponsesTo(grantIs(emptyGrant), fault.OAuth(http.StatusBadRequest, reference.CodeUnsupportedGrantType))),
		fault.NewVariant("scope-unknown-other", "grants another scope than an unknown one, and says so",
			grantsUnknownScope(func(members map[string]any, _ string) { members["scope"] = ReadonlyScope })),
		fault.NewVariant("accept-xml-json", "sends JSON to a client that accepts XML alone", fault.Admit(acceptsXML, fault.AcceptingAll)),
		fault.NewVariant("text-plain-400", "answers text/plain with 400", fault.ResponsesTo(fault.TypedAs("text/plain"), fault.OAuth(http.StatusBadRequest, reference.CodeInvalidRequest))),
		fault.NewVariant("text-plain-422", "answers text/plain with 422", fault.ResponsesTo(fault.TypedAs("text/plain"), unprocessable)),
		fault.NewVariant("no-content-type-400", "answers a body without a content type with 400", fault.ResponsesTo(fault.TypedAs(""), fault.OAuth(http.StatusBadRequest, reference.CodeInvalidRequest))).SeenBy(fault.Full),
		fault.NewVariant("text-plain-read", "reads text/plain", fault.Admit(fault.TypedAs("text/plain"), fault.TypedJSON), "errors.content-type-text.refused"),
		fault.NewVariant("no-content-type-read", "reads a body without a content type", fault.Admit(fault.TypedAs(""), fault.TypedJSON), "errors.content-type-none.refused").SeenBy(fault.Full),
		fault.NewVariant("duplicate-read", "takes the last of a repeated parameter", fault.Admit(grantTwice, documentedContent), "errors.duplicate-parameter.refused"),
		fault.NewVariant("duplicate-422", "answers a repeated parameter with 422", fault.ResponsesTo(grantTwice, unprocessable), "errors.duplicate-parameter.refused").SeenBy(fault.Full),
		fault.NewVariant("two-clients-401", "answers credentials of two clients as it answers an unknown one",
			fault.ResponsesTo(ofTwoClients, fault.OAuth(http.StatusUnauthorized, reference.CodeInvalidClient), fault.SetField("WWW-Authenticate", `Basic realm="tokens"`))).SeenBy(fault.Full),
		fault.NewVariant("head-404", "answers HEAD with 404", fault.ResponsesTo(fault.ByMethod(http.MethodHead), fault.SetStatus(http.StatusNotFound)), "errors.method-head.refused"),
		fault.NewVariant("errors-bare", "describes no error", fault.Responses(fault.WithStatus(http.StatusBadRequest, http.StatusUnauthorized), fault.DropMember("error_description"))),
		fault.NewVariant("errors-full", "writes every member that an OAuth error may have, and one more",
			fault.Responses(fault.WithStatus(http.StatusBadRequest, http.StatusUnauthorized), fault.SetMember("error_uri", "https://docs.invalid/errors#1"), fault.SetMember("error_hint", "none"))),
		fault.NewVariant("generic-bare", "writes the required members of generic errors alone",
			fault.Responses(fault.WithStatus(http.StatusMethodNotAllowed, http.StatusNotAcceptable), fault.DropMember("errors"), fault.DropMember("error_message"))),
		fault.NewVariant("generic-full", "writes every member that a generic error may have",
			fault.Responses(fault.WithStatus(http.StatusMethodNotAllowed, http.StatusNotAcceptable), fault.SetMember("errors", []string{}), fault.SetMember("error_description", "No."), fault.SetMember("error_uri", "/errors"))),
		fault.NewVariant("allow-several", "lists its methods in two fields", fault.Responses(fault.WithStatus(http.StatusMethodNotAllowed), fault.SetField("Allow", "OPTIONS", "POST"))),
	}
}

// grantVariants are the other answers to grant types that a target does not have (R9).
func grantVariants() []fault.Variant {
	return []fault.Variant{
		fault.NewVariant("grant-foreign-unauthorized", "says of grants that the client may not use them, rather than that there are none of their name",
			fault.ResponsesTo(foreignGrant, fault.OAuth(http.StatusBadRequest, reference.CodeUnauthorizedClient))).SeenBy(fault.Full),
		fault.NewVariant("grant-foreign-invalid", "has the other grants of OAuth 2.0 too, and refuses what they were given",
			fault.ResponsesTo(foreignGrant, fault.OAuth(http.StatusBadRequest, reference.CodeInvalidGrant))).SeenBy(fault.Full),
		fault.NewVariant("grant-malformed-invalid", "says of a grant type that no name can have that the request is invalid",
			fault.ResponsesTo(spelt(func(sent string) bool { return strings.Contains(sent, `"`) }), fault.OAuth(http.StatusBadRequest, reference.CodeInvalidRequest))).SeenBy(fault.Full),
	}
}

// foreignGrant chooses requests for grants of OAuth 2.0 that the contract does not have.
func foreignGrant(q *fault.Request) bool {
	return forGrant("password")(q) || forGrant("refresh_token")(q) || forGrant("authorization_code")(q) ||
		spelt(func(sent string) bool { return strings.HasPrefix(sent, "urn:ietf:params:oauth:grant-type:") })(q)
}

// clientVariants are the other answers to clients that fail to authenticate (R9).
func clientVariants() []fault.Variant {
	return []fault.Variant{
		fault.NewVariant("basic-unreadable-400", "answers Basic credentials that it cannot read with 400", fault.ResponsesTo(fault.Unreadable, fault.OAuth(http.StatusBadRequest, reference.CodeInvalidRequest))),
		fault.NewVariant("anonymous-400-client", "answers who does not authenticate with 400 invalid_client", fault.ResponsesTo(anonymous, fault.OAuth(http.StatusBadRequest, reference.CodeInvalidClient))),
		fault.NewVariant("anonymous-400-request", "answers who does not authenticate with 400 invalid_request", fault.ResponsesTo(anonymous, fault.OAuth(http.StatusBadRequest, reference.CodeInvalidRequest))),
		fault.NewVariant("anonymous-401-request", "answers who does not authenticate with 401 invalid_request", fault.ResponsesTo(anonymous, fault.OAuth(http.StatusUnauthorized, reference.CodeInvalidRequest))),
		fault.NewVariant("anonymous-no-challenge", "sends no challenge to who does not authenticate", fault.ResponsesTo(anonymous, fault.SetField("WWW-Authenticate")), "errors.no-credentials.challenge"),
		fault.NewVariant("bearer-challenged", "answers the scheme Bearer with a challenge of its own",
			fault.ResponsesTo(fault.AuthScheme("Bearer"), fault.SetField("WWW-Authenticate", `Bearer realm="distributor"`)), "errors.scheme-bearer.challenge-basic"),
		fault.NewVariant("wrong-secret-in-body-400", "answers a wrong secret in the body with 400", fault.ResponsesTo(wrongSecretInContent(fault.AnySecret), fault.OAuth(http.StatusBadRequest, reference.CodeInvalidClient))).SeenBy(fault.Full),
		fault.NewVariant("query-400", "answers credentials in the query with 400", fault.ResponsesTo(inQuery, fault.OAuth(http.StatusBadRequest, reference.CodeInvalidRequest))),
		fault.NewVariant("query-422", "answers credentials in the query with 422", fault.ResponsesTo(inQuery, fault.Generic(http.StatusUnprocessableEntity))),
		fault.NewVariant("query-405", "answers credentials in the query with 405", fault.ResponsesTo(inQuery, fault.Generic(http.StatusMethodNotAllowed), fault.SetField("Allow", "POST"))),
	}
}

// acceptanceVariants are valid requests that a target need not take, though it is advised to.
func acceptanceVariants() []fault.Variant {
	refuse := fault.OAuth(http.StatusBadRequest, reference.CodeInvalidRequest)
	return []fault.Variant{
		fault.NewVariant("form-415", "takes no form", fault.ResponsesTo(fault.TypedAs("application/x-www-form-urlencoded"), fault.Generic(http.StatusUnsupportedMediaType)), "token.form-encoded").InFull("token.library.header", "token.library.params"),
		fault.NewVariant("body-credentials-401", "takes no credentials in the body", fault.ResponsesTo(rightSecretInContent, fault.OAuth(http.StatusUnauthorized, reference.CodeInvalidClient)), "token.credentials-in-body").InFull("token.library.params"),
		fault.NewVariant("body-credentials-400", "answers credentials in the body with 400", fault.ResponsesTo(rightSecretInContent, refuse), "token.credentials-in-body").InFull("token.library.params"),
		fault.NewVariant("extra-parameter-400", "refuses parameters that it does not know", fault.ResponsesTo(unknownMember, refuse), "token.extra-parameter"),
		fault.NewVariant("line-feed-400", "calls a request invalid that has a control character in a grant type or a secret", fault.Compose(
			fault.ResponsesTo(spelt(func(sent string) bool { return strings.ContainsAny(sent, "\n\t\x00") }), refuse), fault.ResponsesTo(fault.OwnSecret(fault.LineBehind), refuse))).SeenBy(fault.Full),
		fault.NewVariant("layout-400", "reads JSON without white space alone", fault.ResponsesTo(laidOut, refuse), "token.json.layout").SeenBy(fault.Full),
	}
}

// grantedVariants are other sound token responses (R6, R7).
func grantedVariants() []fault.Variant {
	return []fault.Variant{
		fault.NewVariant("scope-absent", "never says which scope it grants", fault.Tokens(fault.DropMember("scope")), "token.scope.default"),
		fault.NewVariant("scope-absent-when-equal", "says which scope it grants only when none was asked for", fault.ResponsesTo(asksScope(knownScope), fault.DropMember("scope"))),
		fault.NewVariant("scope-other", "grants another scope than the one that was asked for", fault.ResponsesTo(asksScope(knownScope), fault.SetMember("scope", ReadonlyScope))),
		fault.NewVariant("token-opaque", "issues opaque tokens", fault.Tokens(fault.SetMember("access_token", "2YotnFZFEjr1zCsicMWpAA")), "token.access-token.jwt"),
		fault.NewVariant("token-opaque-padded", "issues opaque tokens with every character that a Bearer token may have", fault.Tokens(fault.SetMember("access_token", "a-Z._~+/9==")), "token.access-token.jwt"),
		fault.NewVariant("token-names-no-alg", "issues JWTs that do not name their algorithm", fault.Tokens(jwtHeader(`{"typ":"JWT"}`)), "token.access-token.jwt").SeenBy(fault.Full),
		fault.NewVariant("token-long", "issues tokens of four kilobytes", fault.Tokens(longToken)),
		fault.NewVariant("token-timeless", "issues JWTs without exp", fault.Tokens(jwtPart(1, func(claims string) string {
			return editedClaims(claims, func(members map[string]any) { delete(members, "exp") })
		}))),
		fault.NewVariant("token-near-expiry", "issues JWTs that expire half a minute after expires_in is over", fault.Tokens(expiryClaim(3630))),
		fault.NewVariant("token-short-lived", "issues tokens for a minute", fault.Tokens(expiresIn(60))),
		fault.NewVariant("token-type-lower", "names the token type bearer", fault.Tokens(fault.SetMember("token_type", "bearer"))),
		fault.NewVariant("token-type-upper", "names the token type BEARER", fault.Tokens(fault.SetMember("token_type", "BEARER"))),
		fault.NewVariant("token-type-other", "names another token type", fault.Tokens(fault.SetMember("token_type", "DPoP")), "token.token-type.bearer"),
		fault.NewVariant("token-cache-directives", "forbids caches more than to store tokens", fault.Tokens(fault.SetField("Cache-Control", "no-cache, No-Store", "max-age=0"))),
		fault.NewVariant("token-storable", "says nothing to caches", fault.Tokens(fault.SetField("Cache-Control"), fault.SetField("Pragma")), "headers.cache-control.no-store"),
	}
}

// challengeVariants are other sound challenges (R10).
func challengeVariants() []fault.Variant {
	all := func(values ...string) func(*reference.Config) {
		return fault.Responses(fault.WithStatus(http.StatusUnauthorized), fault.SetField("WWW-Authenticate", values...))
	}
	return []fault.Variant{
		fault.NewVariant("challenges-in-one-field", "sends several challenges in one field", all(`Bearer realm="a", error="invalid_token", Basic realm="distributor, \"all\" of it", charset="UTF-8"`)),
		fault.NewVariant("challenges-in-two-fields", "sends two challenges in two fields", all(`Bearer realm="a"`, `Basic realm="distributor"`)),
		fault.NewVariant("challenge-lower", "writes basic in lower case", all(`basic Realm=distributor`)),
		fault.NewVariant("challenge-token68", "sends a challenge beside Basic that has no parameters, and so no realm", all(`Negotiate YII=, Basic realm="distributor"`)),
	}
}

// orderVariants are other orders of the members, which differ from contract to contract.
func orderVariants() []fault.Variant {
	scope := `"scope":"` + BookingScope + `",`
	return []fault.Variant{
		fault.NewVariant("json-ordered", "writes the members in another order", fault.Tokens(fault.Replace(`{"access_token"`, `{`+scope+`"access_token"`), fault.Replace(`,`+scope+`"token_type"`, `,"token_type"`))),
	}
}

func longToken(r *fault.Response) {
	longer := jwtPart(1, func(claims string) string {
		return editedClaims(claims, func(members map[string]any) { members["groups"] = make([]string, 1024) })
	})
	longer(r)
}
