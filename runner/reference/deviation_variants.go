package reference

import (
	"net/http"
	"strings"
)

// refusalVariants are the other answers that the contract allows to requests which it wants refused (R9).
func refusalVariants() []Variant {
	unprocessable := generic(http.StatusUnprocessableEntity)
	return []Variant{
		leaves("grant-types-422", "answers grant types of the wrong type with 422", to(grantIs(func(value any) bool {
			return !ofType[string](value)
		}), unprocessable)),
		leaves("grant-empty-422", "answers an empty grant type with 422", to(grantIs(emptyGrant), unprocessable)),
		leaves("grant-empty-unsupported", "answers an empty grant type with unsupported_grant_type",
			to(grantIs(emptyGrant), oauth(http.StatusBadRequest, codeUnsupportedGrantType))),
		leaves("scope-unknown-other", "grants another scope than an unknown one, and says so",
			grantsUnknownScope(func(members map[string]any, _ string) { members["scope"] = ReadonlyScope })),
		leaves("accept-xml-json", "sends JSON to a client that accepts XML alone", takes(acceptsXML, acceptingAll)),
		leaves("text-plain-400", "answers text/plain with 400", to(typedAs("text/plain"), oauth(http.StatusBadRequest, codeInvalidRequest))),
		leaves("text-plain-422", "answers text/plain with 422", to(typedAs("text/plain"), unprocessable)),
		leaves("no-content-type-400", "answers a body without a content type with 400", to(typedAs(""), oauth(http.StatusBadRequest, codeInvalidRequest))).seenBy(Full),
		leaves("text-plain-read", "reads text/plain", takes(typedAs("text/plain"), typedJSON), "errors.content-type-text.refused"),
		leaves("no-content-type-read", "reads a body without a content type", takes(typedAs(""), typedJSON), "errors.content-type-none.refused").seenBy(Full),
		leaves("duplicate-read", "takes the last of a repeated parameter", takes(grantTwice, documentedContent), "errors.duplicate-parameter.refused"),
		leaves("duplicate-422", "answers a repeated parameter with 422", to(grantTwice, unprocessable), "errors.duplicate-parameter.refused").seenBy(Full),
		leaves("head-404", "answers HEAD with 404", to(byMethod(http.MethodHead), statusIs(http.StatusNotFound)), "errors.method-head.refused"),
		leaves("errors-bare", "describes no error", replies(status(http.StatusBadRequest, http.StatusUnauthorized), drop("error_description"))),
		leaves("errors-full", "writes every member that an OAuth error may have, and one more",
			replies(status(http.StatusBadRequest, http.StatusUnauthorized), set("error_uri", "https://docs.invalid/errors#1"), set("error_hint", "none"))),
		leaves("generic-bare", "writes the required members of generic errors alone",
			replies(status(http.StatusMethodNotAllowed, http.StatusNotAcceptable), drop("errors"), drop("error_message"))),
		leaves("generic-full", "writes every member that a generic error may have",
			replies(status(http.StatusMethodNotAllowed, http.StatusNotAcceptable), set("errors", []string{}), set("error_description", "No."), set("error_uri", "/errors"))),
		leaves("allow-several", "lists its methods in two fields", replies(status(http.StatusMethodNotAllowed), field("Allow", "OPTIONS", "POST"))),
	}
}

// grantVariants are the other answers to grant types that a target does not have (R9).
func grantVariants() []Variant {
	return []Variant{
		leaves("grant-foreign-unauthorized", "says of grants that the client may not use them, rather than that there are none of their name",
			to(foreignGrant, oauth(http.StatusBadRequest, codeUnauthorizedClient))).seenBy(Full),
		leaves("grant-foreign-invalid", "has the other grants of OAuth 2.0 too, and refuses what they were given",
			to(foreignGrant, oauth(http.StatusBadRequest, codeInvalidGrant))).seenBy(Full),
		leaves("grant-malformed-invalid", "says of a grant type that no name can have that the request is invalid",
			to(spelt(func(sent string) bool { return strings.Contains(sent, `"`) }), oauth(http.StatusBadRequest, codeInvalidRequest))).seenBy(Full),
	}
}

// foreignGrant chooses requests for grants of OAuth 2.0 that the contract does not have.
func foreignGrant(q *inquiry) bool {
	return forGrant("password")(q) || forGrant("refresh_token")(q) || forGrant("authorization_code")(q)
}

// clientVariants are the other answers to clients that fail to authenticate (R9).
func clientVariants() []Variant {
	return []Variant{
		leaves("basic-unreadable-400", "answers Basic credentials that it cannot read with 400", to(unreadable, oauth(http.StatusBadRequest, codeInvalidRequest))),
		leaves("anonymous-400-client", "answers who does not authenticate with 400 invalid_client", to(anonymous, oauth(http.StatusBadRequest, codeInvalidClient))),
		leaves("anonymous-400-request", "answers who does not authenticate with 400 invalid_request", to(anonymous, oauth(http.StatusBadRequest, codeInvalidRequest))),
		leaves("anonymous-401-request", "answers who does not authenticate with 401 invalid_request", to(anonymous, oauth(http.StatusUnauthorized, codeInvalidRequest))),
		leaves("anonymous-no-challenge", "sends no challenge to who does not authenticate", to(anonymous, field("WWW-Authenticate")), "errors.no-credentials.challenge"),
		leaves("bearer-challenged", "answers the scheme Bearer with a challenge of its own",
			to(authScheme("Bearer"), field("WWW-Authenticate", `Bearer realm="distributor"`)), "errors.scheme-bearer.challenge-basic"),
		leaves("wrong-secret-in-body-400", "answers a wrong secret in the body with 400", to(wrongSecretInContent(anySecret), oauth(http.StatusBadRequest, codeInvalidClient))).seenBy(Full),
		leaves("query-400", "answers credentials in the query with 400", to(inQuery, oauth(http.StatusBadRequest, codeInvalidRequest))),
		leaves("query-422", "answers credentials in the query with 422", to(inQuery, generic(http.StatusUnprocessableEntity))),
		leaves("query-405", "answers credentials in the query with 405", to(inQuery, generic(http.StatusMethodNotAllowed), field("Allow", "POST"))),
	}
}

// acceptanceVariants are valid requests that a target need not take, though it is advised to.
func acceptanceVariants() []Variant {
	refuse := oauth(http.StatusBadRequest, codeInvalidRequest)
	return []Variant{
		leaves("form-415", "takes no form", to(typedAs("application/x-www-form-urlencoded"), generic(http.StatusUnsupportedMediaType)), "token.form-encoded"),
		leaves("body-credentials-401", "takes no credentials in the body", to(rightSecretInContent, oauth(http.StatusUnauthorized, codeInvalidClient)), "token.credentials-in-body"),
		leaves("body-credentials-400", "answers credentials in the body with 400", to(rightSecretInContent, refuse), "token.credentials-in-body"),
		leaves("extra-parameter-400", "refuses parameters that it does not know", to(unknownMember, refuse), "token.extra-parameter"),
		leaves("layout-400", "reads JSON without white space alone", to(laidOut, refuse), "token.json.layout"),
	}
}

// grantedVariants are other sound token responses (R6, R7).
func grantedVariants() []Variant {
	return []Variant{
		leaves("scope-absent", "never says which scope it grants", tokens(drop("scope")), "token.scope.default"),
		leaves("scope-absent-when-equal", "says which scope it grants only when none was asked for", to(asksScope(knownScope), drop("scope"))),
		leaves("scope-other", "grants another scope than the one that was asked for", to(asksScope(knownScope), set("scope", ReadonlyScope))),
		leaves("token-opaque", "issues opaque tokens", tokens(set("access_token", "2YotnFZFEjr1zCsicMWpAA")), "token.access-token.jwt"),
		leaves("token-opaque-padded", "issues opaque tokens with every character that a Bearer token may have", tokens(set("access_token", "a-Z._~+/9==")), "token.access-token.jwt"),
		leaves("token-long", "issues tokens of four kilobytes", tokens(longToken)),
		leaves("token-timeless", "issues JWTs without exp", tokens(jwtPart(1, func(claims string) string {
			return editedClaims(claims, func(members map[string]any) { delete(members, "exp") })
		}))),
		leaves("token-near-expiry", "issues JWTs that expire half a minute after expires_in is over", tokens(expiryClaim(3630))),
		leaves("token-short-lived", "issues tokens for a minute", tokens(expiresIn(60))),
		leaves("token-type-lower", "names the token type bearer", tokens(set("token_type", "bearer"))),
		leaves("token-type-upper", "names the token type BEARER", tokens(set("token_type", "BEARER"))),
		leaves("token-type-other", "names another token type", tokens(set("token_type", "DPoP")), "token.token-type.bearer"),
		leaves("token-cache-directives", "forbids caches more than to store tokens", tokens(field("Cache-Control", "no-cache, No-Store", "max-age=0"))),
		leaves("token-storable", "says nothing to caches", tokens(field("Cache-Control"), field("Pragma")), "headers.cache-control.no-store"),
	}
}

// challengeVariants are other sound challenges (R10).
func challengeVariants() []Variant {
	all := func(values ...string) func(*Config) {
		return replies(status(http.StatusUnauthorized), field("WWW-Authenticate", values...))
	}
	return []Variant{
		leaves("challenges-in-one-field", "sends several challenges in one field", all(`Bearer realm="a", error="invalid_token", Basic realm="distributor, \"all\" of it", charset="UTF-8"`)),
		leaves("challenges-in-two-fields", "sends two challenges in two fields", all(`Bearer realm="a"`, `Basic realm="distributor"`)),
		leaves("challenge-lower", "writes basic in lower case", all(`basic Realm=distributor`)),
		leaves("challenge-token68", "sends a challenge beside Basic that has no parameters, and so no realm", all(`Negotiate YII=, Basic realm="distributor"`)),
	}
}

// orderVariants are other orders of the members, which differ from contract to contract.
func orderVariants() []Variant {
	scope := `"scope":"` + BookingScope + `",`
	return []Variant{
		leaves("json-ordered", "writes the members in another order", tokens(replaced(`{"access_token"`, `{`+scope+`"access_token"`), replaced(`,`+scope+`"token_type"`, `,"token_type"`))),
	}
}

func longToken(r *reply) {
	longer := jwtPart(1, func(claims string) string {
		return editedClaims(claims, func(members map[string]any) { members["groups"] = make([]string, 1024) })
	})
	longer(r)
}
