package main

import "github.com/authconform/authconform/suites/clause"

// headerRulings are what has to be found wrong with the library as server.NewDefaultServer makes it: it reads forms
// alone, and takes the client's credentials from the header (server.ClientBasicHandler).
func headerRulings() []ruling {
	return append([]ruling{
		{clause.Failed, "401 unsupported_grant_type", "R26: server.ValidationTokenRequest takes grant_type from " +
			"r.FormValue, which never looks into JSON, so that the documented request has none. The same request " +
			"form-encoded gets a token: this is the failure, and the others are asked of forms.",
			[]string{"token.valid.accepted"}},
		{clause.Failed, "401 unsupported_grant_type", "R9 wants 400 invalid_request: ValidationTokenRequest takes a " +
			"missing grant type for an unsupported one, and errors.StatusCodes has 401 for that. In a form an empty body " +
			"and a missing grant type are the same bytes.",
			[]string{"errors.grant-missing.refused", "errors.body-empty.refused"}},
		{clause.Failed, "500 server_error", "R9 wants 401 invalid_client. store.ClientStore.GetByID answers with an error " +
			"that errors.Descriptions does not know, so that Server.GetErrorData makes a server_error of it. Valid requests " +
			"before and after it succeed: by R4 this 500 is a deviation and no outage.",
			[]string{"errors.unknown-client.refused"}},
		{clause.Failed, "500 server_error", "R8: a 500 carries the generic error model, whatever provoked it, and " +
			"Server.GetErrorData knows no error_reference.",
			[]string{"errors.error-model.error_reference.required"}},
		{clause.Failed, "401 invalid_client", "R9: whoever fails to authenticate by header is told the scheme. " +
			"Server.GetErrorData sets no header but those of an errors.Response, and the library puts none there.",
			[]string{
				"errors.wrong-secret.challenge", "errors.basic-not-base64.challenge", "errors.basic-no-colon.challenge",
				"errors.scheme-bearer.challenge", "errors.scheme-digest.challenge",
			}},
		{clause.Failed, "200", "R9 wants 400 invalid_request: ClientBasicHandler looks at the header alone. The client did " +
			"authenticate, so that this is not what R11 calls the gravest failure.",
			[]string{"errors.credentials-twice.refused"}},
		{clause.Failed, "400 invalid_request", "R9 wants 405: ValidationTokenRequest takes another method for an invalid request.",
			[]string{"errors.method-get.refused"}},
		{clause.Warned, "401 invalid_client", "R9 recommends that credentials in the body are taken too. Asked in a form, " +
			"where the library would look for them if it did: ClientBasicHandler looks at the header alone.",
			[]string{"token.credentials-in-body"}},
		{clause.Warned, "200, 400, 400 invalid_request, 401 invalid_client, 401 unsupported_grant_type, 500 server_error",
			"R19, optional: the library sends no Strict-Transport-Security with any answer.", []string{"transport.hsts"}},

		{clause.Passed, "401 invalid_client", "R9: manage.Manager.GenerateAccessToken compares the secret, and says so.",
			[]string{"errors.wrong-secret.refused", "errors.wrong-secret-case.refused"}},
		{clause.Passed, "401 invalid_client", "R9: http.Request.BasicAuth finds no credentials, and ClientBasicHandler says so.",
			[]string{
				"errors.basic-not-base64.refused", "errors.basic-no-colon.refused",
				"errors.scheme-bearer.refused", "errors.scheme-digest.refused",
			}},
		{clause.Passed, "401 invalid_client", "R9: ClientBasicHandler does not look into the query.",
			[]string{"errors.credentials-in-query.refused"}},

		{clause.Skipped, "", "The unknown client gets a 500, which is a failure of its own: no challenge can be expected of it.",
			[]string{"errors.unknown-client.challenge"}},
		{clause.Skipped, "", "R9 speaks of the scheme of a challenge, and the library sends none.",
			[]string{"errors.scheme-bearer.challenge-basic", "errors.scheme-digest.challenge-basic"}},
		{clause.Skipped, "", "The one answer in the generic error model, to the unknown client, has none of these members.",
			[]string{
				"errors.error-model.error_message.type", "errors.error-model.error_reference.type",
				"errors.error-model.error_uri.type", "errors.error-model.errors.type",
			}},
		{clause.Inconclusive, clause.Accepted, "R26: these speak of JSON, and every JSON is refused for being JSON.",
			[]string{
				"token.json.layout", "token.json.charset",
				"errors.body-empty-object.refused", "errors.body-truncated.refused", "errors.body-garbage.refused",
				"errors.grant-number.refused", "errors.grant-boolean.refused", "errors.grant-array.refused",
				"errors.grant-object.refused", "errors.grant-null.refused",
			}},
	}, commonRulings()...)
}

// commonRulings are what has to be found wrong with the library in either configuration.
func commonRulings() []ruling {
	return []ruling{
		{clause.Failed, "401 unsupported_grant_type", "R9 allows 400 with this code, and not 401: errors.StatusCodes has 401 for it.",
			[]string{"errors.grant-empty.refused"}},
		{clause.Failed, "401 unsupported_grant_type", "R9 wants 400 unsupported_grant_type, as RFC 6749 does: the code is " +
			"right (oauth2.GrantType.String is empty for what it does not know), the status of errors.StatusCodes is not.",
			[]string{"errors.grant-unknown.refused"}},
		{clause.Failed, "400 invalid_request", "R9 wants 405: ValidationTokenRequest takes another method for an invalid request.",
			[]string{"errors.method-put.refused", "errors.method-patch.refused", "errors.method-delete.refused"}},
		{clause.Warned, "400", "R9 recommends 405: HEAD is another method too, and net/http leaves the body out.",
			[]string{"errors.method-head.refused"}},
		{clause.Failed, "200", "R7: without a ClientScopeHandler Server.GetAccessToken grants whatever scope is asked for, " +
			"and Server.GetTokenData repeats it.",
			[]string{"token.scope.unknown"}},
		{clause.Warned, "200", "R7 recommends a scope in the answer to a request without one: Server.GetTokenData leaves it " +
			"out. Asked in the form that works (R26).",
			[]string{"token.scope.default"}},
		{clause.Warned, "200", "R9 recommends 400 invalid_request: r.FormValue takes the first of two. The client did " +
			"authenticate, so that nothing about it is grave (R11).",
			[]string{"errors.duplicate-parameter.refused"}},
		{clause.Warned, "401 invalid_client", "R9 recommends WWW-Authenticate with this 401, and the library never sends it.",
			[]string{"errors.no-credentials.challenge"}},
		{clause.Warned, "200", "R6 recommends a JWT: generates.AccessGenerate makes an opaque token of a UUID.",
			[]string{"token.access-token.jwt"}},

		{clause.Passed, "401 invalid_client", "R9: the handler finds no credentials, and says so.",
			[]string{"errors.no-credentials.refused"}},
		{clause.Passed, "401 invalid_client", "R11: no token, and a 4xx.",
			[]string{"errors.wrong-secret-in-body.refused"}},
		{clause.Passed, "401 unsupported_grant_type", "R9 allows any 4xx: http.Request.ParseForm reads no body of another type.",
			[]string{"errors.content-type-text.refused", "errors.content-type-none.refused"}},
		{clause.Passed, "200", "R9 allows JSON all the same: the library does not look at Accept.",
			[]string{"errors.accept-xml.answer"}},
		{clause.Passed, "no answer", "R18: nobody listens at the plain address.",
			[]string{"transport.plain-http.rejected", "transport.plain-http.redirect"}},

		{clause.Skipped, "", "The library sends no challenge that could be well or badly written.",
			[]string{
				"headers.www-authenticate.grammar", "headers.www-authenticate.on-401", "headers.www-authenticate.realm",
			}},
		{clause.Skipped, "", "The library knows neither 405 nor 406 nor 422.",
			[]string{
				"errors.status.405", "errors.media-type.405", "headers.allow.on-405",
				"errors.status.406", "errors.media-type.406", "errors.status.422", "errors.media-type.422",
			}},
		{clause.Skipped, "", "R9: nothing of this was seen, and none of it can be provoked from outside.",
			[]string{
				"errors.status.429", "errors.media-type.429", "headers.retry-after.on-429",
				"errors.status.501", "errors.media-type.501", "errors.status.502", "errors.media-type.502",
				"errors.status.503", "errors.media-type.503", "errors.status.504", "errors.media-type.504",
				"errors.code.invalid_grant", "errors.code.unauthorized_client",
			}},
		{clause.Skipped, "", "No scope is ever refused.", []string{"errors.code.invalid_scope"}},
		{clause.Skipped, "", "The library's errors have no URI.", []string{"errors.oauth-error-model.error_uri.type"}},
		{clause.Skipped, "", "An opaque token has no exp.", []string{"token.access-token.exp"}},
	}
}
