package main

import "github.com/authconform/authconform/suites/clause"

// formRulings are what has to be found wrong with the library as its README configures it: it takes the client's
// credentials from the form (server.ClientFormHandler), and token requests by GET too.
func formRulings() []ruling {
	return append([]ruling{
		{clause.Failed, "401 unsupported_grant_type", "R26: neither JSON nor the header is read. Only the request that " +
			"differs in both, form-encoded with the credentials in the form, gets a token: this is the failure, and the " +
			"others are asked in that form.",
			[]string{"token.valid.accepted"}},
		{clause.Failed, "401 unsupported_grant_type", "R9 wants 400 invalid_request: server.ValidationTokenRequest takes a " +
			"missing grant type for an unsupported one, and errors.StatusCodes has 401 for that.",
			[]string{"errors.grant-missing.refused"}},
		{clause.Failed, "200" + gravest, "R9 and R11: ClientFormHandler reads r.Form, in which net/http puts the query as " +
			"well as the body, so that a token is issued for credentials in the URL.",
			[]string{"errors.credentials-in-query.refused"}},
		{clause.Failed, "200", "R9 wants 400 invalid_request: ClientFormHandler does not look at the header. The client " +
			"did authenticate, so that this is not what R11 calls the gravest failure.",
			[]string{"errors.credentials-twice.refused"}},
		{clause.Failed, "401 unsupported_grant_type", "R9 wants 405: with SetAllowGetAccessRequest a GET is read like a POST, " +
			"and this one has no grant type.",
			[]string{"errors.method-get.refused"}},
		{clause.Warned, "200, 400, 400 invalid_request, 401 invalid_client, 401 unsupported_grant_type",
			"R19, optional: the library sends no Strict-Transport-Security with any answer.", []string{"transport.hsts"}},

		{clause.Passed, "200", "R26: the library does take forms, and does take credentials in the body. That the first " +
			"attempts at either failed has one cause, which is told once: they differed in one thing only from a request " +
			"that is wrong in two.",
			[]string{"token.form-encoded", "token.credentials-in-body"}},

		{clause.Skipped, "", "R8: every error answer had 400 or 401; the unknown client, who would get a 500, cannot be asked.",
			[]string{
				"errors.status.500", "errors.media-type.500", "errors.error-model.type",
				"errors.error-model.error.required", "errors.error-model.error.type",
				"errors.error-model.error_reference.required", "errors.error-model.error_reference.type",
				"errors.error-model.error_description.type", "errors.error-model.error_message.type",
				"errors.error-model.error_uri.type", "errors.error-model.errors.type",
			}},
		{clause.Inconclusive, clause.Accepted, "R26: these speak of JSON, and every JSON is refused for being JSON.",
			[]string{
				"token.json.layout", "token.json.charset",
				"errors.body-empty-object.refused", "errors.body-truncated.refused", "errors.body-garbage.refused",
				"errors.grant-number.refused", "errors.grant-boolean.refused", "errors.grant-array.refused",
				"errors.grant-object.refused", "errors.grant-null.refused",
			}},
		{clause.Inconclusive, clause.Accepted, "R26: these speak of the Authorization header, and the right secret there is " +
			"refused as a wrong one is.",
			[]string{
				"errors.wrong-secret.refused", "errors.wrong-secret.challenge", "errors.wrong-secret-case.refused",
				"errors.unknown-client.refused", "errors.unknown-client.challenge",
				"errors.basic-not-base64.refused", "errors.basic-not-base64.challenge",
				"errors.basic-no-colon.refused", "errors.basic-no-colon.challenge",
				"errors.scheme-bearer.refused", "errors.scheme-bearer.challenge", "errors.scheme-bearer.challenge-basic",
				"errors.scheme-digest.refused", "errors.scheme-digest.challenge", "errors.scheme-digest.challenge-basic",
				"headers.scheme.case",
			}},
		{clause.Inconclusive, clause.Accepted, "R26: without a header an empty body would be empty of credentials too, and " +
			"refused for that.",
			[]string{"errors.body-empty.refused"}},
	}, commonRulings()...)
}
