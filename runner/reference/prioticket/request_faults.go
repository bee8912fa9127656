package prioticket

import (
	"net/http"

	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/reference/fault"
)

// requestDeviations are valid requests that are refused, or answered in another way than with 200 (R6, R9,
// R12, R26).
func requestDeviations() []fault.Deviation {
	refuse := fault.OAuth(http.StatusBadRequest, reference.CodeInvalidRequest)
	return []fault.Deviation{
		fault.New("json-refused", "takes the request form-encoded only", fault.ResponsesTo(fault.TypedAs("application/json"), refuse), "token.valid.accepted"),
		fault.New("header-refused", "takes credentials in the body only", fault.ResponsesTo(fault.HeaderAlone, fault.OAuth(http.StatusUnauthorized, reference.CodeInvalidClient)), "token.valid.accepted"),
		fault.New("only-a-form-with-credentials", "takes nothing but a form that has the credentials in it", fault.ResponsesTo(func(q *fault.Request) bool {
			return fault.HeaderAlone(q) || fault.ContentAlone(q) && q.Typed("application/json")
		}, fault.OAuth(http.StatusUnauthorized, reference.CodeInvalidClient)), "token.valid.accepted"),
		fault.New("scope-needed", "grants nothing to a request that names no scope", fault.ResponsesTo(scopeless, refuse), "token.valid.accepted"),
		fault.New("form-and-scope-needed", "takes nothing but a form that names a scope", fault.ResponsesTo(func(q *fault.Request) bool {
			return q.Typed("application/json") || scopeless(q)
		}, refuse), "token.valid.accepted"),
		fault.New("created", "issues tokens with status 201", fault.Tokens(fault.SetStatus(http.StatusCreated)), "token.valid.accepted", everyOtherGrant()...),
		fault.New("layout-refused", "refuses JSON that begins with white space", fault.ResponsesTo(laidOut, refuse), "token.json.layout").SeenBy(fault.Full),
		fault.New("charset-refused", "refuses a media type with a charset", fault.ResponsesTo(charset, fault.Generic(http.StatusUnsupportedMediaType)), "token.json.charset"),
		fault.New("form-refused", "refuses the request form-encoded", fault.ResponsesTo(fault.TypedAs("application/x-www-form-urlencoded"), refuse), "token.form-encoded"),
		fault.New("credentials-in-body-unknown-status", "answers credentials in the body with 404", fault.ResponsesTo(fault.ContentAlone, fault.Generic(http.StatusNotFound)),
			"errors.credentials-in-body.answer"),
		fault.New("credentials-in-body-unauthorized", "says of a client whose credentials are in the body that it is not authorized for the grant",
			fault.ResponsesTo(rightSecretInContent, fault.OAuth(http.StatusBadRequest, reference.CodeUnauthorizedClient)), "token.credentials-in-body"),
		fault.New("extra-parameter-refused", "refuses a parameter that it does not know", fault.ResponsesTo(unknownMember, refuse), "token.extra-parameter"),
		fault.New("extra-parameter-unknown-status", "answers a parameter that it does not know with 409", fault.ResponsesTo(unknownMember, fault.Generic(http.StatusConflict)),
			"errors.status.documented", "token.extra-parameter"),
		fault.New("scheme-case-matters", `does not take "basic" for "Basic"`, fault.ResponsesTo(fault.AuthScheme("basic"), fault.OAuth(http.StatusUnauthorized, reference.CodeInvalidClient)),
			"headers.scheme.case"),
		fault.New("header-names-case-matters", "does not see the Authorization of a request over HTTP/1.1, as a front that minds the case of names",
			fault.Admit(fault.OverHTTP1, unsigned), "headers.names.case").BetweenVersions(),
	}
}

// everyOtherGrant are, beside token.valid.accepted, the clauses that want a token with status 200, and those that want documented statuses.
func everyOtherGrant() []string {
	return []string{
		"errors.credentials-in-body.answer", "errors.status.documented", "headers.names.case", "headers.scheme.case", "token.accept.any", "token.accept.application",
		"token.accept.none", "token.extra-parameter", "token.form-encoded",
		"token.json.charset", "token.scope.granted", "token.special-client", "token.valid.after-refusals",
	}
}

// grantDeviations are grant types that are taken, or refused in the wrong way (R9).
func grantDeviations() []fault.Deviation {
	return []fault.Deviation{
		fault.New("grant-missing-taken", "takes a request without grant_type", fault.Admit(grantMissing, grantRight), "errors.grant-missing.refused"),
		fault.New("grant-missing-code", "refuses a request without grant_type as unsupported_grant_type", fault.ResponsesTo(grantMissing, fault.OAuth(http.StatusBadRequest, reference.CodeUnsupportedGrantType)),
			"errors.grant-missing.refused"),
		fault.New("grant-missing-422", "refuses a request without grant_type with 422", fault.ResponsesTo(grantMissing, fault.Generic(http.StatusUnprocessableEntity)), "errors.grant-missing.refused"),
		fault.New("grant-unknown-taken", "takes any grant type", fault.Admit(grantIs(otherGrant), grantRight), "errors.grant-unknown.refused"),
		fault.New("grant-unknown-code", "refuses an unknown grant type with invalid_request", fault.ResponsesTo(grantIs(otherGrant), fault.OAuth(http.StatusBadRequest, reference.CodeInvalidRequest)),
			"errors.grant-unknown.refused"),
		fault.New("grant-unknown-401", "refuses an unknown grant type with 401", fault.ResponsesTo(grantIs(otherGrant), fault.OAuth(http.StatusUnauthorized, reference.CodeUnsupportedGrantType)),
			"errors.grant-unknown.refused"),
		fault.New("grant-unknown-500", "fails on an unknown grant type", fault.ResponsesTo(grantIs(otherGrant), fault.Generic(http.StatusInternalServerError)), "errors.grant-unknown.refused"),
		fault.New("grant-empty-taken", "takes an empty grant type", fault.Admit(grantIs(emptyGrant), grantRight), "errors.grant-empty.refused"),
		fault.New("grant-number-taken", "takes a number as grant type", fault.Admit(grantIs(ofType[float64]), grantRight), "errors.grant-number.refused"),
		fault.New("grant-number-500", "fails on a number as grant type", fault.ResponsesTo(grantIs(ofType[float64]), fault.Generic(http.StatusInternalServerError)), "errors.grant-number.refused"),
		fault.New("grant-boolean-taken", "takes a boolean as grant type", fault.Admit(grantIs(ofType[bool]), grantRight), "errors.grant-boolean.refused"),
		fault.New("grant-array-taken", "takes the grant type out of an array", fault.Admit(grantIs(ofType[[]any]), grantRight), "errors.grant-array.refused"),
		fault.New("grant-object-taken", "takes an object as grant type", fault.Admit(grantIs(ofType[map[string]any]), grantRight), "errors.grant-object.refused"),
		fault.New("grant-null-taken", "takes null as grant type", fault.Admit(grantIs(nullGrant), grantRight), "errors.grant-null.refused"),
		fault.New("grant-null-code", "refuses null as grant type with invalid_grant", fault.ResponsesTo(grantIs(nullGrant), fault.OAuth(http.StatusBadRequest, "invalid_grant")),
			"errors.grant-null.refused"),
	}
}

// bodyDeviations are bodies that are no request, and are taken or refused in the wrong way (R9).
func bodyDeviations() []fault.Deviation {
	unreadable := func(q *fault.Request) bool { return cutShort(q) || garbage(q) }
	return []fault.Deviation{
		fault.New("body-empty-taken", "takes an empty body for the documented one", fault.Admit(emptyContent, documentedContent), "errors.body-empty.refused"),
		fault.New("body-empty-object-taken", "takes an empty object for the documented one", fault.Admit(emptyObject, documentedContent), "errors.body-empty-object.refused"),
		fault.New("grant-assumed", "assumes the grant type wherever it is missing", fault.Compose(fault.Admit(grantMissing, grantRight), fault.Admit(emptyObject, documentedContent)),
			"errors.grant-missing.refused", "errors.body-empty-object.refused"),
		fault.New("body-truncated-taken", "takes JSON that is cut short", fault.Admit(cutShort, documentedContent), "errors.body-truncated.refused"),
		fault.New("body-garbage-taken", "takes a body that is not JSON", fault.Admit(garbage, documentedContent), "errors.body-garbage.refused"),
		fault.New("body-unread", "never looks at a body that it cannot read", fault.Admit(unreadable, documentedContent),
			"errors.body-garbage.refused", "errors.body-truncated.refused"),
		fault.New("body-unreadable-500", "fails on a body that it cannot read", fault.ResponsesTo(unreadable, fault.Generic(http.StatusInternalServerError)),
			"errors.body-garbage.refused", "errors.body-truncated.refused"),
		fault.New("duplicate-taken", "takes the last of a repeated parameter", fault.Admit(grantTwice, documentedContent), "errors.duplicate-parameter.refused").SeenBy(fault.Full),
		fault.New("duplicate-unknown-status", "answers a repeated parameter with 409", fault.ResponsesTo(grantTwice, fault.Generic(http.StatusConflict)),
			"errors.status.documented", "errors.duplicate-parameter.refused").SeenBy(fault.Full),
	}
}
