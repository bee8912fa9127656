package main

import (
	"slices"

	"github.com/authconform/authconform/suites/clause"
)

// headerRulings are what the suite has to find of the library as server.NewDefaultServer makes it: it reads forms alone,
// and takes the client's credentials from the header (server.ClientBasicHandler).
func headerRulings() []ruling {
	return slices.Concat(
		headerBroken(), headerClients(), headerKept(), headerUnjudged(),
		commonBroken(), commonAdvised(), commonKept(), commonUnjudged(), commonUnasked(),
	)
}

// headerBroken is what else the library breaks.
func headerBroken() []ruling {
	return []ruling{
		{
			clause.Failed, "401 unsupported_grant_type",
			"R26: server.ValidationTokenRequest takes grant_type from " +
				"r.FormValue, which never looks into JSON, so that the documented request has none. The same request " +
				"form-encoded gets a token: this is the failure, and the others are asked of forms.",
			[]string{"token.valid.accepted"},
		},
		{
			clause.Failed, "401 unsupported_grant_type",
			"R9 wants 400 invalid_request: ValidationTokenRequest takes a " +
				"missing grant type for an unsupported one, and errors.StatusCodes has 401 for that. In a form an empty body " +
				"and a missing grant type are the same bytes.",
			[]string{"errors.grant-missing.refused", "errors.body-empty.refused"},
		},
		{
			clause.Failed, "400 invalid_request",
			"R9 wants 405: ValidationTokenRequest takes another method for an invalid request.",
			[]string{"errors.method-get.refused"},
		},
		{
			clause.Warned, "400",
			"R9 recommends 405: HEAD is another method too, and net/http leaves the body out.",
			[]string{"errors.method-head.refused"},
		},
		{
			clause.Warned, "401 invalid_client",
			"R9 recommends that credentials in the body are taken too. Asked in a form, " +
				"where the library would look for them if it did: ClientBasicHandler looks at the header alone.",
			[]string{"token.credentials-in-body"},
		},
		{
			clause.Warned, "200, 400, 400 invalid_request, 401 invalid_client, 401 unsupported_grant_type, 500 server_error",
			"R19, optional: the library sends no Strict-Transport-Security with any answer.",
			[]string{"transport.hsts"},
		},
	}
}

// headerClients is how the library breaks what the contract says of client authentication.
func headerClients() []ruling {
	return []ruling{
		{
			clause.Failed, "500 server_error",
			"R9 wants 401 invalid_client: an empty id is as unknown to store.ClientStore.GetByID as another.",
			[]string{"errors.no-credentials.refused"},
		},
		{
			clause.Failed, "401 invalid_client",
			"R9: whoever fails to authenticate by header is told the scheme. " +
				"Server.GetErrorData sets no header but those of an errors.Response, and the library puts none there.",
			[]string{
				"errors.wrong-secret.challenge", "errors.basic-not-base64.challenge", "errors.basic-no-colon.challenge",
				"errors.scheme-bearer.challenge", "errors.scheme-digest.challenge",
			},
		},
		{
			clause.Failed, "200",
			"R9 wants 400 invalid_request: ClientBasicHandler looks at the header alone, and the second credentials go unread.",
			[]string{"errors.credentials-twice.refused"},
		},
	}
}

// headerKept is what it keeps, for the right reason.
func headerKept() []ruling {
	return []ruling{
		{
			clause.Passed, "401 invalid_client",
			"R9: manage.Manager.GenerateAccessToken compares the secret, and says so.",
			[]string{"errors.wrong-secret.refused"},
		},
		{
			clause.Passed, "401 invalid_client",
			"R9: http.Request.BasicAuth finds no credentials, and ClientBasicHandler says so.",
			[]string{
				"errors.basic-not-base64.refused", "errors.basic-no-colon.refused",
				"errors.scheme-bearer.refused", "errors.scheme-digest.refused",
			},
		},
		{
			clause.Passed, "401 invalid_client",
			"R9: ClientBasicHandler does not look into the query.",
			[]string{"errors.credentials-in-query.refused"},
		},
		{
			clause.Passed, "401 invalid_client",
			"R9: credentials in the body are refused as client authentication fails, which is what the page asks of a refusal.",
			[]string{"errors.credentials-in-body.answer"},
		},
	}
}

// headerUnjudged is what cannot be judged of it.
func headerUnjudged() []ruling {
	return []ruling{
		{
			clause.Skipped, "",
			"The unknown client gets a 500, which is a failure of its own: no challenge can be expected of it.",
			[]string{"errors.unknown-client.challenge"},
		},
		{
			clause.Skipped, "",
			"R11 asks what a wrong secret in the body gets: ClientBasicHandler sees none there, right or wrong, and a refusal " +
				"of it tells nothing.",
			[]string{"errors.wrong-secret-in-body.refused"},
		},
		{
			clause.Skipped, "",
			"R9 speaks of the scheme of a challenge, and the library sends none.",
			[]string{"errors.scheme-bearer.challenge-basic", "errors.scheme-digest.challenge-basic"},
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
	}
}
