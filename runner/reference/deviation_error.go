package reference

import (
	"fmt"
	"net/http"
	"strings"
)

// unknownGrants changes the answers to one kind of refused request, so that a fault in the code of an error
// touches no other.
func unknownGrants(changes ...change) func(*Config) { return to(grantIs(otherGrant), changes...) }

// oauthErrorDeviations are faults in the OAuth error model (R8).
func oauthErrorDeviations() []Deviation {
	const refused, model = "errors.grant-unknown.refused", "errors.oauth-error-model."
	errors := status(http.StatusBadRequest, http.StatusUnauthorized)
	described := func(text string) func(*Config) { return replies(errors, set("error_description", text)) }
	misspelt := func(chosen asked, spelling string) func(*Config) { return to(chosen, set("error", spelling)) }
	return []Deviation{
		breaks("error-list", "puts an OAuth error into a list", unknownGrants(before("["), after("]")), model+"type", refused),
		breaks("error-missing", "leaves the code of an OAuth error out", unknownGrants(drop("error")), model+"error.required", refused),
		breaks("error-number", "writes a number for the code of an OAuth error", unknownGrants(set("error", 400)), model+"error.type", refused),
		breaks("error-null", "writes null for the code of an OAuth error", unknownGrants(set("error", nil)), model+"error.type", refused),
		breaks("error-made-up", "makes up a code for an OAuth error", unknownGrants(set("error", "bad_grant_type")), model+"error.enum", refused),
		breaks("error-generic", "answers with the generic model where the OAuth error model is due",
			unknownGrants(generic(http.StatusBadRequest)), model+"error.enum", refused),
		breaks("error-description-list", "writes error_description as a list", replies(errors, set("error_description", []string{"Refused."})),
			model+"error_description.type"),
		breaks("error-description-null", "writes null for error_description", replies(errors, set("error_description", nil)), model+"error_description.type"),
		breaks("error-uri-object", "writes error_uri as an object", replies(errors, set("error_uri", map[string]any{"href": "/errors"})), model+"error_uri.type"),
		breaks("error-quotes", "quotes in the description of an error", described(`The "grant" is wrong.`), "errors.oauth.characters"),
		breaks("error-backslash", "puts a backslash into the description of an error", described(`see \\errors`), "errors.oauth.characters"),
		breaks("error-octal", "quotes the client's secret in the description of an error, in C's octal escapes", saidInOctal, "errors.oauth.characters"),
		breaks("error-not-ascii", "describes an error in letters beyond ASCII", described("Die Anfrage ist ungültig."), "errors.oauth.characters"),
		breaks("error-lines", "describes an error in two lines", described("Refused.\nTry again."), "errors.oauth.characters"),

		breaks("invalid-request-misspelt", "writes invalid-request for invalid_request", misspelt(grantMissing, "invalid-request"),
			"errors.code.invalid_request", "errors.grant-missing.refused", model+"error.enum"),
		breaks("invalid-client-misspelt", "writes INVALID_CLIENT for invalid_client", misspelt(unknownClient, "INVALID_CLIENT"),
			"errors.code.invalid_client", "errors.unknown-client.refused", model+"error.enum"),
		breaks("unsupported-grant-type-misspelt", "writes unsupportedGrantType for unsupported_grant_type", unknownGrants(set("error", "unsupportedGrantType")),
			"errors.code.unsupported_grant_type", refused, model+"error.enum"),
		breaks("invalid-scope-misspelt", "writes invalid scope for invalid_scope", misspelt(asksScope(unknownScope), "invalid scope"),
			"errors.code.invalid_scope", "token.scope.unknown", model+"error.enum"),
		breaks("invalid-grant-misspelt", "answers an unknown grant type with InvalidGrant", unknownGrants(set("error", "InvalidGrant")),
			"errors.code.invalid_grant", refused, model+"error.enum"),
		breaks("invalid-scope-elsewhere-misspelt", "answers an unknown grant type with Invalid-Scope", unknownGrants(set("error", "Invalid-Scope")),
			"errors.code.invalid_scope", refused, model+"error.enum"),
		breaks("unauthorized-client-misspelt", "answers an unknown grant type with UnauthorizedClient", unknownGrants(set("error", "UnauthorizedClient")),
			"errors.code.unauthorized_client", refused, model+"error.enum"),
	}
}

// saidInOctal has refusals say the secret of the target's client. Nothing but its escapes breaks the contract, and what is
// recorded of it is no secret any more.
func saidInOctal(c *Config) {
	around(c, func(q *inquiry, sound func(*inquiry) *reply) *reply {
		var said strings.Builder
		for _, char := range []byte(q.ownKey) {
			fmt.Fprintf(&said, `\%03o`, char)
		}
		return sound(q).changed(status(http.StatusBadRequest, http.StatusUnauthorized), []change{set("error_description", "This is not "+said.String()+".")})
	})
}

// errorModelDeviations are faults in the generic error model (R8).
func errorModelDeviations() []Deviation {
	const model = "errors.error-model."
	errors := status(http.StatusMethodNotAllowed, http.StatusNotAcceptable)
	all := func(changes ...change) func(*Config) { return replies(errors, changes...) }
	return []Deviation{
		breaks("generic-list", "puts a generic error into a list", all(before("["), after("]")), model+"type"),
		breaks("generic-error-missing", "leaves error out of a generic error", all(drop("error")), model+"error.required"),
		breaks("generic-reference-missing", "leaves error_reference out", all(drop("error_reference")), model+"error_reference.required"),
		breaks("generic-error-number", "writes the status for error", all(set("error", 405)), model+"error.type"),
		breaks("generic-reference-number", "writes error_reference as a number", all(set("error_reference", 12345)), model+"error_reference.type"),
		breaks("generic-message-object", "writes error_message as an object", all(set("error_message", map[string]any{"en": "No."})), model+"error_message.type"),
		breaks("generic-message-null", "writes null for error_message", all(set("error_message", nil)), model+"error_message.type"),
		breaks("generic-description-number", "writes error_description as a number", all(set("error_description", 1)), model+"error_description.type"),
		breaks("generic-uri-boolean", "writes false for error_uri", all(set("error_uri", false)), model+"error_uri.type"),
		breaks("generic-errors-string", "writes errors as a string", all(set("errors", "No.")), model+"errors.type"),
		breaks("generic-errors-objects", "writes errors as a list of objects", all(set("errors", []any{map[string]any{"message": "No."}})), model+"errors.type"),
		breaks("generic-is-oauth", "answers with the OAuth error model where the generic one is due",
			replies(status(http.StatusMethodNotAllowed), text(func([]byte) []byte { return []byte(`{"error":"invalid_request"}`) })), model+"error_reference.required"),
	}
}

// envelopeDeviations are faults in the body around a model (R8), on one status each.
func envelopeDeviations() []Deviation {
	wrongType := to(grantIs(ofType[float64]), generic(http.StatusUnprocessableEntity)) // the way to see a 422
	list := []Deviation{
		breaks("token-bom", "puts a byte order mark before token responses", tokens(before("\xef\xbb\xbf")), "token.status.200"),
		breaks("token-trailing", "writes more after the JSON of a token response", tokens(after("\n<!-- cached -->")), "token.status.200"),
		breaks("token-not-utf8", "writes a token response that is not UTF-8", tokens(replaced(`"scope":"`, "\"scope\":\"\xe9 ")), "token.status.200"),
		breaks("token-media-type", "calls token responses text/plain", tokens(field("Content-Type", "text/plain")), "token.media-type.200"),
		breaks("token-media-type-xml", "calls token responses what the client accepts, whatever they are",
			together(takes(acceptsXML, acceptingAll), to(acceptsXML, field("Content-Type", "application/xml"))), "token.media-type.200"),
		breaks("token-no-media-type", "does not say of what type token responses are", tokens(field("Content-Type")), "token.media-type.200"),
		breaks("token-media-type-twice", "says twice of what type token responses are", tokens(field("Content-Type", "application/json", "application/json")),
			"token.media-type.200"),
		breaks("error-member-twice", "repeats a member of an error", replies(status(http.StatusBadRequest), replaced(`"error"`, `"error_uri":"/a","error_uri":"/a","error"`)),
			"errors.members.unique"),
		breaks("generic-member-twice", "repeats a member of a generic error", replies(status(http.StatusMethodNotAllowed), replaced(`"errors"`, `"errors":[],"errors"`)),
			"errors.members.unique"),
		breaks("405-empty", "answers 405 without a body", replies(status(http.StatusMethodNotAllowed), text(func([]byte) []byte { return nil })),
			"errors.status.405"),
		breaks("406-page", "answers 406 with a web page", replies(status(http.StatusNotAcceptable), content("text/html", "<!doctype html><p>406")),
			"errors.media-type.406", "errors.status.406"),
	}
	for _, code := range []int{400, 401, 405, 406, 422} {
		mutate := func(changes ...change) func(*Config) { return replies(status(code), changes...) }
		if code == http.StatusUnprocessableEntity {
			mutate = func(changes ...change) func(*Config) { return together(wrongType, replies(status(code), changes...)) }
		}
		list = append(list, envelopesOf(code, mutate)...)
	}
	return list
}

// envelopesOf breaks the body and the media type of the answers that the mutation chooses, all with one status.
func envelopesOf(code int, mutate func(...change) func(*Config)) []Deviation {
	return []Deviation{
		breaks(fmt.Sprintf("%d-trailing", code), fmt.Sprintf("writes more after the JSON of an answer with %d", code),
			mutate(after("}")), fmt.Sprintf("errors.status.%d", code)),
		breaks(fmt.Sprintf("%d-media-type", code), fmt.Sprintf("calls an answer with %d text/html", code),
			mutate(field("Content-Type", "text/html; charset=utf-8")), fmt.Sprintf("errors.media-type.%d", code)),
	}
}

// outageDeviations are faults in how the target says that it cannot answer (R4, R8): at the first request
// alone, so that the rest can be judged.
func outageDeviations() []Deviation {
	list := []Deviation{
		breaks("429-no-retry-after", "says that there were too many requests, and not when to try again",
			first(generic(http.StatusTooManyRequests)), "headers.retry-after.on-429"),
		breaks("503-model", "leaves error_reference out when it is unavailable", outage(http.StatusServiceUnavailable)(drop("error_reference")),
			"errors.error-model.error_reference.required"),
		breaks("501-undocumented-use", "says that an unknown grant type is not implemented", unknownGrants(generic(http.StatusNotImplemented)),
			"errors.grant-unknown.refused"),
	}
	for _, code := range []int{429, 500, 502, 503, 504} {
		list = append(list, envelopesOf(code, outage(code))...)
	}
	for _, d := range envelopesOf(http.StatusNotImplemented, func(changes ...change) func(*Config) {
		return unknownGrants(append([]change{generic(http.StatusNotImplemented)}, changes...)...)
	}) {
		list = append(list, breaks(d.Name, d.Breaks, d.mutate, d.Clause, "errors.grant-unknown.refused"))
	}
	return list
}
