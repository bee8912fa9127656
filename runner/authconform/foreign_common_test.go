package main

import "github.com/authconform/authconform/suites/clause"

// commonBroken is what the library breaks in either configuration.
func commonBroken() []ruling {
	return []ruling{
		{
			clause.Failed, "401 unsupported_grant_type",
			"R9 allows 400 with this code, and not 401: errors.StatusCodes has 401 for it.",
			[]string{"errors.grant-empty.refused"},
		},
		{
			clause.Failed, "401 unsupported_grant_type",
			"R9 wants 400 unsupported_grant_type, as RFC 6749 does: the code is right (oauth2.GrantType.String is empty " +
				"for what it does not know), the status of errors.StatusCodes is not.",
			[]string{"errors.grant-unknown.refused"},
		},
		{
			clause.Failed, "400 invalid_request",
			"R9 wants 405: ValidationTokenRequest takes another method for an invalid request.",
			[]string{"errors.method-put.refused", "errors.method-patch.refused", "errors.method-delete.refused"},
		},
		{
			clause.Failed, "200",
			"R7: without a ClientScopeHandler Server.GetAccessToken grants whatever scope is asked for, " +
				"and Server.GetTokenData repeats it.",
			[]string{"token.scope.unknown"},
		},
		{
			clause.Failed, "500 server_error",
			"R9 wants 401 invalid_client. store.ClientStore.GetByID answers with an error " +
				"that errors.Descriptions does not know, so that Server.GetErrorData makes a server_error of it. Valid requests " +
				"before and after it succeed: by R4 this 500 is a deviation and no outage.",
			[]string{"errors.unknown-client.refused"},
		},
		{
			clause.Failed, "500 server_error",
			"R8: a 500 carries the generic error model, whatever provoked it, and " +
				"Server.GetErrorData knows no error_reference.",
			[]string{"errors.error-model.error_reference.required"},
		},
	}
}

// commonAdvised is what it does otherwise than recommended in either.
func commonAdvised() []ruling {
	return []ruling{
		{
			clause.Warned, "200",
			"R7 recommends a scope in the answer to a request without one: Server.GetTokenData leaves it " +
				"out. Asked in the form that works (R26).",
			[]string{"token.scope.default"},
		},
		{
			clause.Warned, "200",
			"R9 recommends 400 invalid_request: r.FormValue takes the first of two. The client did " +
				"authenticate, so that nothing about it is grave (R11).",
			[]string{"errors.duplicate-parameter.refused"},
		},
		{
			clause.Warned, "401 invalid_client",
			"R9 recommends WWW-Authenticate with this 401, and the library never sends it.",
			[]string{"errors.no-credentials.challenge"},
		},
		{
			clause.Warned, "200",
			"R6 recommends a JWT: generates.AccessGenerate makes an opaque token of a UUID.",
			[]string{"token.access-token.jwt"},
		},
	}
}

// commonKept is what it keeps in either, for the right reason.
func commonKept() []ruling {
	return []ruling{
		{
			clause.Passed, "401 unsupported_grant_type",
			"R9 allows any 4xx: http.Request.ParseForm reads no body of another type.",
			[]string{"errors.content-type-text.refused"},
		},
		{
			clause.Passed, "200",
			"R9 allows JSON all the same: the library does not look at Accept.",
			[]string{"errors.accept-xml.answer"},
		},
		{
			clause.Passed, "no answer",
			"R18: nobody listens at the plain address.",
			[]string{"transport.plain-http.rejected", "transport.plain-http.redirect"},
		},
	}
}

// commonUnjudged is what cannot be judged of it in either.
func commonUnjudged() []ruling {
	return []ruling{
		{
			clause.Skipped, "",
			"The library sends no challenge that could be well or badly written.",
			[]string{
				"headers.www-authenticate.grammar", "headers.www-authenticate.realm",
			},
		},
		{
			clause.Skipped, "",
			"The library knows neither 405 nor 406 nor 422.",
			[]string{
				"errors.status.405", "errors.media-type.405", "headers.allow.on-405",
				"errors.status.406", "errors.media-type.406", "errors.status.422", "errors.media-type.422",
			},
		},
		{
			clause.Skipped, "",
			"R9: nothing of this was seen, and none of it can be provoked from outside.",
			[]string{
				"errors.status.429", "errors.media-type.429", "headers.retry-after.on-429",
				"errors.status.501", "errors.media-type.501", "errors.status.502", "errors.media-type.502",
				"errors.status.503", "errors.media-type.503", "errors.status.504", "errors.media-type.504",
				"errors.code.unauthorized_client",
			},
		},
		{
			clause.Skipped, "",
			"The one answer in the generic error model, to the unknown client, has none of these members.",
			[]string{
				"errors.error-model.error_message.type", "errors.error-model.error_reference.type",
				"errors.error-model.error_uri.type", "errors.error-model.errors.type",
			},
		},
		{
			clause.Skipped, "",
			"R8: so a grant is refused that the library knows and this contract does not, and the run has chosen another spelling.",
			[]string{"errors.code.invalid_grant"},
		},
		{
			clause.Skipped, "",
			"No scope is ever refused, no error has a URI, and an opaque token has no exp.",
			[]string{"errors.code.invalid_scope", "errors.oauth-error-model.error_uri.type", "token.access-token.exp"},
		},
	}
}
