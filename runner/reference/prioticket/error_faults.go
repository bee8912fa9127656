package prioticket

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/reference/fault"
)

// unknownGrants changes the answers to one kind of refused request, so that a fault in the code of an error
// touches no other.
func unknownGrants(changes ...fault.Edit) func(*reference.Config) {
	return fault.ResponsesTo(grantIs(otherGrant), changes...)
}

// oauthErrorDeviations are faults in the OAuth error model (R8).
func oauthErrorDeviations() []fault.Deviation {
	const refused, model = "errors.grant-unknown.refused", "errors.oauth-error-model."
	errors := fault.WithStatus(http.StatusBadRequest, http.StatusUnauthorized)
	described := func(text string) func(*reference.Config) {
		return fault.Responses(errors, fault.SetMember("error_description", text))
	}
	misspelt := func(chosen fault.RequestMatch, spelling string) func(*reference.Config) {
		return fault.ResponsesTo(chosen, fault.SetMember("error", spelling))
	}
	return []fault.Deviation{
		fault.New("error-list", "puts an OAuth error into a list", unknownGrants(fault.Prepend("["), fault.Append("]")), model+"type", refused),
		fault.New("error-missing", "leaves the code of an OAuth error out", unknownGrants(fault.DropMember("error")), model+"error.required", refused),
		fault.New("error-number", "writes a number for the code of an OAuth error", unknownGrants(fault.SetMember("error", 400)), model+"error.type", refused),
		fault.New("error-null", "writes null for the code of an OAuth error", unknownGrants(fault.SetMember("error", nil)), model+"error.type", refused),
		fault.New("error-made-up", "makes up a code for an OAuth error", unknownGrants(fault.SetMember("error", "bad_grant_type")), model+"error.enum", refused),
		fault.New("error-generic", "answers with the generic model where the OAuth error model is due",
			unknownGrants(fault.Generic(http.StatusBadRequest)), model+"error.enum", refused),
		fault.New("error-description-list", "writes error_description as a list", fault.Responses(errors, fault.SetMember("error_description", []string{"Refused."})),
			model+"error_description.type"),
		fault.New("error-description-null", "writes null for error_description", fault.Responses(errors, fault.SetMember("error_description", nil)), model+"error_description.type"),
		fault.New("error-uri-object", "writes error_uri as an object", fault.Responses(errors, fault.SetMember("error_uri", map[string]any{"href": "/errors"})), model+"error_uri.type"),
		fault.New("error-quotes", "quotes in the description of an error", described(`The "grant" is wrong.`), "errors.oauth.characters"),
		fault.New("error-backslash", "puts a backslash into the description of an error", described(`see \\errors`), "errors.oauth.characters"),
		fault.New("error-octal", "quotes the client's secret in the description of an error, in C's octal escapes", saidInOctal, "errors.oauth.characters"),
		fault.New("error-not-ascii", "describes an error in letters beyond ASCII", described("Die Anfrage ist ungültig."), "errors.oauth.characters"),
		fault.New("error-lines", "describes an error in two lines", described("Refused.\nTry again."), "errors.oauth.characters"),

		fault.New("invalid-request-misspelt", "writes invalid-request for invalid_request", misspelt(grantMissing, "invalid-request"),
			"errors.code.invalid_request", "errors.grant-missing.refused", model+"error.enum"),
		fault.New("invalid-client-misspelt", "writes INVALID_CLIENT for invalid_client", misspelt(fault.UnknownClient, "INVALID_CLIENT"),
			"errors.code.invalid_client", "errors.unknown-client.refused", model+"error.enum"),
		fault.New("unsupported-grant-type-misspelt", "writes unsupportedGrantType for unsupported_grant_type", unknownGrants(fault.SetMember("error", "unsupportedGrantType")),
			"errors.code.unsupported_grant_type", refused, model+"error.enum"),
		fault.New("invalid-scope-misspelt", "writes invalid scope for invalid_scope", misspelt(asksScope(unknownScope), "invalid scope"),
			"errors.code.invalid_scope", "token.scope.unknown", model+"error.enum"),
		fault.New("invalid-grant-misspelt", "answers an unknown grant type with InvalidGrant", unknownGrants(fault.SetMember("error", "InvalidGrant")),
			"errors.code.invalid_grant", refused, model+"error.enum"),
		fault.New("invalid-scope-elsewhere-misspelt", "answers an unknown grant type with Invalid-Scope", unknownGrants(fault.SetMember("error", "Invalid-Scope")),
			"errors.code.invalid_scope", refused, model+"error.enum"),
		fault.New("unauthorized-client-misspelt", "answers an unknown grant type with UnauthorizedClient", unknownGrants(fault.SetMember("error", "UnauthorizedClient")),
			"errors.code.unauthorized_client", refused, model+"error.enum"),
	}
}

// saidInOctal has refusals say the secret of the target's client. Nothing but its escapes breaks the contract, and what is
// recorded of it is no secret any more.
func saidInOctal(c *reference.Config) {
	fault.Intercept(c, func(q *fault.Request, sound func(*fault.Request) *fault.Response) *fault.Response {
		var said strings.Builder
		for _, char := range []byte(q.OwnKey) {
			fmt.Fprintf(&said, `\%03o`, char)
		}
		return sound(q).Changed(fault.WithStatus(http.StatusBadRequest, http.StatusUnauthorized), []fault.Edit{fault.SetMember("error_description", "This is not "+said.String()+".")})
	})
}

// errorModelDeviations are faults in the generic error model (R8).
func errorModelDeviations() []fault.Deviation {
	const model = "errors.error-model."
	errors := fault.WithStatus(http.StatusMethodNotAllowed, http.StatusNotAcceptable)
	all := func(changes ...fault.Edit) func(*reference.Config) { return fault.Responses(errors, changes...) }
	return []fault.Deviation{
		fault.New("generic-list", "puts a generic error into a list", all(fault.Prepend("["), fault.Append("]")), model+"type"),
		fault.New("generic-error-missing", "leaves error out of a generic error", all(fault.DropMember("error")), model+"error.required"),
		fault.New("generic-reference-missing", "leaves error_reference out", all(fault.DropMember("error_reference")), model+"error_reference.required"),
		fault.New("generic-error-number", "writes the status for error", all(fault.SetMember("error", 405)), model+"error.type"),
		fault.New("generic-reference-number", "writes error_reference as a number", all(fault.SetMember("error_reference", 12345)), model+"error_reference.type"),
		fault.New("generic-message-object", "writes error_message as an object", all(fault.SetMember("error_message", map[string]any{"en": "No."})), model+"error_message.type"),
		fault.New("generic-message-null", "writes null for error_message", all(fault.SetMember("error_message", nil)), model+"error_message.type"),
		fault.New("generic-description-number", "writes error_description as a number", all(fault.SetMember("error_description", 1)), model+"error_description.type"),
		fault.New("generic-uri-boolean", "writes false for error_uri", all(fault.SetMember("error_uri", false)), model+"error_uri.type"),
		fault.New("generic-errors-string", "writes errors as a string", all(fault.SetMember("errors", "No.")), model+"errors.type"),
		fault.New("generic-errors-objects", "writes errors as a list of objects", all(fault.SetMember("errors", []any{map[string]any{"message": "No."}})), model+"errors.type"),
		fault.New("generic-is-oauth", "answers with the OAuth error model where the generic one is due",
			fault.Responses(fault.WithStatus(http.StatusMethodNotAllowed), fault.EditText(func([]byte) []byte { return []byte(`{"error":"invalid_request"}`) })), model+"error_reference.required"),
	}
}

// envelopeDeviations are faults in the body around a model (R8), on one status each.
func envelopeDeviations() []fault.Deviation {
	wrongType := fault.ResponsesTo(grantIs(ofType[float64]), fault.Generic(http.StatusUnprocessableEntity)) // the way to see a 422
	list := []fault.Deviation{
		fault.New("token-bom", "puts a byte order mark before token responses", fault.Tokens(fault.Prepend("\xef\xbb\xbf")), "token.status.200"),
		fault.New("token-trailing", "writes more after the JSON of a token response", fault.Tokens(fault.Append("\n<!-- cached -->")), "token.status.200"),
		fault.New("token-not-utf8", "writes a token response that is not UTF-8", fault.Tokens(fault.Replace(`"scope":"`, "\"scope\":\"\xe9 ")), "token.status.200"),
		fault.New("token-media-type", "calls token responses text/plain", fault.Tokens(fault.SetField("Content-Type", "text/plain")), "token.media-type.200"),
		fault.New("token-media-type-xml", "calls token responses what the client accepts, whatever they are",
			fault.Compose(fault.Admit(acceptsXML, fault.AcceptingAll), fault.ResponsesTo(acceptsXML, fault.SetField("Content-Type", "application/xml"))), "token.media-type.200"),
		fault.New("token-no-media-type", "does not say of what type token responses are", fault.Tokens(fault.SetField("Content-Type")), "token.media-type.200"),
		fault.New("token-media-type-twice", "says twice of what type token responses are", fault.Tokens(fault.SetField("Content-Type", "application/json", "application/json")),
			"token.media-type.200"),
		fault.New("error-member-twice", "repeats a member of an error", fault.Responses(fault.WithStatus(http.StatusBadRequest), fault.Replace(`"error"`, `"error_uri":"/a","error_uri":"/a","error"`)),
			"errors.members.unique"),
		fault.New("generic-member-twice", "repeats a member of a generic error", fault.Responses(fault.WithStatus(http.StatusMethodNotAllowed), fault.Replace(`"errors"`, `"errors":[],"errors"`)),
			"errors.members.unique"),
		fault.New("405-empty", "answers 405 without a body", fault.Responses(fault.WithStatus(http.StatusMethodNotAllowed), fault.EditText(func([]byte) []byte { return nil })),
			"errors.status.405"),
		fault.New("406-page", "answers 406 with a web page", fault.Responses(fault.WithStatus(http.StatusNotAcceptable), fault.SetContent("text/html", "<!doctype html><p>406")),
			"errors.media-type.406", "errors.status.406"),
	}
	for _, code := range []int{400, 401, 405, 406, 422} {
		mutate := func(changes ...fault.Edit) func(*reference.Config) {
			return fault.Responses(fault.WithStatus(code), changes...)
		}
		if code == http.StatusUnprocessableEntity {
			mutate = func(changes ...fault.Edit) func(*reference.Config) {
				return fault.Compose(wrongType, fault.Responses(fault.WithStatus(code), changes...))
			}
		}
		list = append(list, envelopesOf(code, mutate)...)
	}
	return list
}

// envelopesOf breaks the body and the media type of the answers that the mutation chooses, all with one status.
func envelopesOf(code int, mutate func(...fault.Edit) func(*reference.Config)) []fault.Deviation {
	return []fault.Deviation{
		fault.New(fmt.Sprintf("%d-trailing", code), fmt.Sprintf("writes more after the JSON of an answer with %d", code),
			mutate(fault.Append("}")), fmt.Sprintf("errors.status.%d", code)),
		fault.New(fmt.Sprintf("%d-media-type", code), fmt.Sprintf("calls an answer with %d text/html", code),
			mutate(fault.SetField("Content-Type", "text/html; charset=utf-8")), fmt.Sprintf("errors.media-type.%d", code)),
	}
}

// outageDeviations are faults in how the target says that it cannot answer (R4, R8): at the first request
// alone, so that the rest can be judged.
func outageDeviations() []fault.Deviation {
	list := []fault.Deviation{
		fault.New("429-no-retry-after", "says that there were too many requests, and not when to try again",
			fault.First(fault.Generic(http.StatusTooManyRequests)), "headers.retry-after.on-429"),
		fault.New("503-model", "leaves error_reference out when it is unavailable", fault.Outage(http.StatusServiceUnavailable)(fault.DropMember("error_reference")),
			"errors.error-model.error_reference.required"),
		fault.New("501-undocumented-use", "says that an unknown grant type is not implemented", unknownGrants(fault.Generic(http.StatusNotImplemented)),
			"errors.grant-unknown.refused"),
	}
	for _, code := range []int{429, 500, 502, 503, 504} {
		list = append(list, envelopesOf(code, fault.Outage(code))...)
	}
	for _, d := range envelopesOf(http.StatusNotImplemented, func(changes ...fault.Edit) func(*reference.Config) {
		return unknownGrants(append([]fault.Edit{fault.Generic(http.StatusNotImplemented)}, changes...)...)
	}) {
		list = append(list, fault.New(d.Name, d.Breaks, d.Mutate, d.Clause, "errors.grant-unknown.refused"))
	}
	return list
}
