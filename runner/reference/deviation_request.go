package reference

import "net/http"

// requestDeviations are valid requests that are refused, or answered in another way than with 200 (R6, R9,
// R12, R26).
func requestDeviations() []Deviation {
	refuse := oauth(http.StatusBadRequest, codeInvalidRequest)
	return []Deviation{
		breaks("json-refused", "takes the request form-encoded only", to(typedAs("application/json"), refuse), "token.valid.accepted"),
		breaks("header-refused", "takes credentials in the body only", to(headerAlone, oauth(http.StatusUnauthorized, codeInvalidClient)), "token.valid.accepted"),
		breaks("only-a-form-with-credentials", "takes nothing but a form that has the credentials in it", to(func(q *inquiry) bool {
			return headerAlone(q) || contentAlone(q) && q.typed("application/json")
		}, oauth(http.StatusUnauthorized, codeInvalidClient)), "token.valid.accepted"),
		breaks("scope-needed", "grants nothing to a request that names no scope", to(scopeless, refuse), "token.valid.accepted"),
		breaks("form-and-scope-needed", "takes nothing but a form that names a scope", to(func(q *inquiry) bool {
			return q.typed("application/json") || scopeless(q)
		}, refuse), "token.valid.accepted"),
		breaks("created", "issues tokens with status 201", tokens(statusIs(http.StatusCreated)), "token.valid.accepted", everyOtherGrant()...),
		breaks("layout-refused", "refuses JSON that begins with white space", to(laidOut, refuse), "token.json.layout"),
		breaks("charset-refused", "refuses a media type with a charset", to(charset, generic(http.StatusUnsupportedMediaType)), "token.json.charset"),
		breaks("form-refused", "refuses the request form-encoded", to(typedAs("application/x-www-form-urlencoded"), refuse), "token.form-encoded"),
		breaks("credentials-in-body-unknown-status", "answers credentials in the body with 404", to(contentAlone, generic(http.StatusNotFound)),
			"errors.credentials-in-body.answer"),
		breaks("credentials-in-body-unauthorized", "says of a client whose credentials are in the body that it is not authorized for the grant",
			to(rightSecretInContent, oauth(http.StatusBadRequest, codeUnauthorizedClient)), "token.credentials-in-body"),
		breaks("extra-parameter-refused", "refuses a parameter that it does not know", to(unknownMember, refuse), "token.extra-parameter"),
		breaks("extra-parameter-unknown-status", "answers a parameter that it does not know with 409", to(unknownMember, generic(http.StatusConflict)),
			"errors.status.documented", "token.extra-parameter"),
		breaks("scheme-case-matters", `does not take "basic" for "Basic"`, to(authScheme("basic"), oauth(http.StatusUnauthorized, codeInvalidClient)),
			"headers.scheme.case"),
		breaks("header-names-case-matters", "does not see the Authorization of a request over HTTP/1.1, as a front that minds the case of names",
			takes(overHTTP1, unsigned), "headers.names.case").betweenVersions(),
	}
}

// everyOtherGrant are, beside token.valid.accepted, the clauses that want a token with status 200, and those that want documented statuses.
func everyOtherGrant() []string {
	return []string{
		"errors.credentials-in-body.answer", "errors.status.documented", "headers.names.case", "headers.scheme.case", "token.accept.any", "token.accept.application",
		"token.accept.none", "token.extra-parameter", "token.form-encoded",
		"token.json.charset", "token.json.layout", "token.scope.granted", "token.special-client", "token.valid.after-refusals",
	}
}

// grantDeviations are grant types that are taken, or refused in the wrong way (R9).
func grantDeviations() []Deviation {
	return []Deviation{
		breaks("grant-missing-taken", "takes a request without grant_type", takes(grantMissing, grantRight), "errors.grant-missing.refused"),
		breaks("grant-missing-code", "refuses a request without grant_type as unsupported_grant_type", to(grantMissing, oauth(http.StatusBadRequest, codeUnsupportedGrantType)),
			"errors.grant-missing.refused"),
		breaks("grant-missing-422", "refuses a request without grant_type with 422", to(grantMissing, generic(http.StatusUnprocessableEntity)), "errors.grant-missing.refused"),
		breaks("grant-unknown-taken", "takes any grant type", takes(grantIs(otherGrant), grantRight), "errors.grant-unknown.refused"),
		breaks("grant-unknown-code", "refuses an unknown grant type with invalid_request", to(grantIs(otherGrant), oauth(http.StatusBadRequest, codeInvalidRequest)),
			"errors.grant-unknown.refused"),
		breaks("grant-unknown-401", "refuses an unknown grant type with 401", to(grantIs(otherGrant), oauth(http.StatusUnauthorized, codeUnsupportedGrantType)),
			"errors.grant-unknown.refused"),
		breaks("grant-unknown-500", "fails on an unknown grant type", to(grantIs(otherGrant), generic(http.StatusInternalServerError)), "errors.grant-unknown.refused"),
		breaks("grant-empty-taken", "takes an empty grant type", takes(grantIs(emptyGrant), grantRight), "errors.grant-empty.refused"),
		breaks("grant-number-taken", "takes a number as grant type", takes(grantIs(ofType[float64]), grantRight), "errors.grant-number.refused"),
		breaks("grant-number-500", "fails on a number as grant type", to(grantIs(ofType[float64]), generic(http.StatusInternalServerError)), "errors.grant-number.refused"),
		breaks("grant-boolean-taken", "takes a boolean as grant type", takes(grantIs(ofType[bool]), grantRight), "errors.grant-boolean.refused"),
		breaks("grant-array-taken", "takes the grant type out of an array", takes(grantIs(ofType[[]any]), grantRight), "errors.grant-array.refused"),
		breaks("grant-object-taken", "takes an object as grant type", takes(grantIs(ofType[map[string]any]), grantRight), "errors.grant-object.refused"),
		breaks("grant-null-taken", "takes null as grant type", takes(grantIs(nullGrant), grantRight), "errors.grant-null.refused"),
		breaks("grant-null-code", "refuses null as grant type with invalid_grant", to(grantIs(nullGrant), oauth(http.StatusBadRequest, "invalid_grant")),
			"errors.grant-null.refused"),
	}
}

// bodyDeviations are bodies that are no request, and are taken or refused in the wrong way (R9).
func bodyDeviations() []Deviation {
	unreadable := func(q *inquiry) bool { return cutShort(q) || garbage(q) }
	return []Deviation{
		breaks("body-empty-taken", "takes an empty body for the documented one", takes(emptyContent, documentedContent), "errors.body-empty.refused"),
		breaks("body-empty-object-taken", "takes an empty object for the documented one", takes(emptyObject, documentedContent), "errors.body-empty-object.refused"),
		breaks("grant-assumed", "assumes the grant type wherever it is missing", together(takes(grantMissing, grantRight), takes(emptyObject, documentedContent)),
			"errors.grant-missing.refused", "errors.body-empty-object.refused"),
		breaks("body-truncated-taken", "takes JSON that is cut short", takes(cutShort, documentedContent), "errors.body-truncated.refused"),
		breaks("body-garbage-taken", "takes a body that is not JSON", takes(garbage, documentedContent), "errors.body-garbage.refused"),
		breaks("body-unread", "never looks at a body that it cannot read", takes(unreadable, documentedContent),
			"errors.body-garbage.refused", "errors.body-truncated.refused"),
		breaks("body-unreadable-500", "fails on a body that it cannot read", to(unreadable, generic(http.StatusInternalServerError)),
			"errors.body-garbage.refused", "errors.body-truncated.refused"),
		breaks("duplicate-taken", "takes the last of a repeated parameter", takes(grantTwice, documentedContent), "errors.duplicate-parameter.refused").seenBy(Full),
		breaks("duplicate-unknown-status", "answers a repeated parameter with 409", to(grantTwice, generic(http.StatusConflict)),
			"errors.status.documented", "errors.duplicate-parameter.refused").seenBy(Full),
	}
}
