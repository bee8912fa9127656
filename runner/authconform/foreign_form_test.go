package main

import (
	"slices"

	"github.com/authconform/authconform/suites/clause"
)

// formRulings are what the suite has to find of the library as its README configures it: it takes the client's
// credentials from the form (server.ClientFormHandler), and token requests by GET too.
func formRulings() []ruling {
	return slices.Concat(
		formBroken(), formKept(), formUnjudged(),
		commonBroken(), commonAdvised(), commonKept(), commonUnjudged(), commonUnasked(),
	)
}

// formBroken is what the library breaks.
func formBroken() []ruling {
	return []ruling{
		{
			clause.Failed, "401 unsupported_grant_type",
			"R26: neither JSON nor the header is read. Only the request that " +
				"differs in both, form-encoded with the credentials in the form, gets a token: this is the failure, and the " +
				"others are asked in that form.",
			[]string{"token.valid.accepted"},
		},
		{
			clause.Failed, "401 unsupported_grant_type",
			"R9 wants 400 invalid_request: server.ValidationTokenRequest takes a " +
				"missing grant type for an unsupported one, and errors.StatusCodes has 401 for that.",
			[]string{"errors.grant-missing.refused"},
		},
		{
			clause.Failed, "200" + gravest,
			"R9 and R11: ClientFormHandler reads r.Form, in which net/http puts the query as " +
				"well as the body, so that a token is issued for credentials in the URL.",
			[]string{"errors.credentials-in-query.refused"},
		},
		{
			clause.Warned, "200, 400 invalid_request, 401 invalid_client, 401 unsupported_grant_type, 500 server_error",
			"R19, optional: the library sends no Strict-Transport-Security with any answer.",
			[]string{"transport.hsts"},
		},
	}
}

// formKept is what it keeps, for the right reason.
func formKept() []ruling {
	return []ruling{
		{
			clause.Passed, "401 invalid_client",
			"R9: the handler finds no credentials, and says so.",
			[]string{"errors.no-credentials.refused"},
		},
		{
			clause.Passed, "200",
			"R26: credentials in the body are asked for in the form that works, too, and get a token there.",
			[]string{"token.credentials-in-body", "errors.credentials-in-body.answer"},
		},
		{
			clause.Passed, "401 invalid_client",
			"R11, and for the right reason: manage.Manager.GenerateAccessToken compares the secret. The right one gets a token.",
			[]string{"errors.wrong-secret.refused", "errors.wrong-secret-in-body.refused"},
		},
	}
}

// formUnjudged is what cannot be judged of it.
func formUnjudged() []ruling {
	return []ruling{
		{
			clause.Inconclusive, clause.Accepted,
			"R26: the first attempts at a form and at credentials in the body differ in one thing from a request that is " +
				"wrong in two. They were refused for the other one, which is told once.",
			[]string{"token.form-encoded"},
		},
		{
			clause.Inconclusive, clause.Accepted,
			"R26: these speak of the Authorization header, and nothing in it is ever looked at.",
			[]string{
				"errors.basic-not-base64.refused", "errors.basic-not-base64.challenge",
				"errors.basic-no-colon.refused", "errors.basic-no-colon.challenge",
				"errors.scheme-bearer.refused", "errors.scheme-bearer.challenge", "errors.scheme-bearer.challenge-basic",
				"errors.scheme-digest.refused", "errors.scheme-digest.challenge", "errors.scheme-digest.challenge-basic",
				"errors.credentials-twice.refused", "headers.scheme.case",
			},
		},
		{
			clause.Inconclusive, clause.Accepted,
			"R9 speaks of other methods with valid authentication: these have no body for it to be in.",
			[]string{"errors.method-get.refused", "errors.method-head.refused"},
		},
		{
			clause.Skipped, "",
			"R9 wants a challenge where credentials in the header are refused: these were in the form.",
			[]string{"errors.wrong-secret.challenge", "errors.unknown-client.challenge"},
		},
		{
			clause.Inconclusive, clause.Accepted,
			"R26: these speak of JSON, and every JSON is refused for being JSON.",
			[]string{
				"token.json.charset",
				"errors.body-empty-object.refused", "errors.body-truncated.refused", "errors.body-garbage.refused",
				"errors.grant-number.refused", "errors.grant-boolean.refused", "errors.grant-array.refused",
				"errors.grant-object.refused", "errors.grant-null.refused",
			},
		},
		{
			clause.Inconclusive, clause.Accepted,
			"R26: without a header an empty body would be empty of credentials too, and " +
				"refused for that.",
			[]string{"errors.body-empty.refused"},
		},
	}
}
