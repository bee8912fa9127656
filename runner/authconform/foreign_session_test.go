package main

import (
	"slices"
	"testing"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/runner/gather"
	"github.com/authconform/authconform/runner/reference/ticketpark"
	"github.com/authconform/authconform/suites"
	"github.com/authconform/authconform/suites/clause"
)

// The user of the foreign server, and its second client. The user's name has letters, so that it can be written in the
// other case.
const (
	foreignUser     = "foreign.user@example.com"
	foreignPassword = "Foreign-Password-1"
	foreignOther    = "other-client"
	otherSecret     = "Other-Secret-1"
)

// TestForeignServerWithSessions holds the contract with users and sessions to the same library, which has both grants.
// What is wrong with it is written down by hand, as in TestForeignServer.
func TestForeignServerWithSessions(t *testing.T) {
	t.Parallel()
	contract, err := openapi.Load(ticketpark.Name)
	if err != nil {
		t.Fatal(err)
	}
	clauses, err := suites.Catalogue(contract)
	if err != nil {
		t.Fatal(err)
	}
	foreign := startForeign(t, "-basic", "-tokens", "/oauth/v2/token", "-resource", "/events", "-user", foreignUser+"="+foreignPassword,
		"-client", foreignClient+"="+foreignSecret, "-client", foreignOther+"="+otherSecret)
	described := foreign.target(t, contract, "", map[string]string{
		"AUTHCONFORM_CLIENT_ID": foreignClient, "AUTHCONFORM_CLIENT_SECRET": foreignSecret,
		"AUTHCONFORM_OTHER_CLIENT_ID": foreignOther, "AUTHCONFORM_OTHER_CLIENT_SECRET": otherSecret,
		"AUTHCONFORM_USERNAME": foreignUser, "AUTHCONFORM_PASSWORD": foreignPassword,
		"AUTHCONFORM_RESOURCE_PATH": "/events",
	})
	rec, err := gather.Gather(t.Context(), gather.Run{Contract: contract, Target: described, Version: "test", Choice: "foreign"})
	if err != nil {
		t.Fatal(err)
	}
	if rec.Run.Form != "documented" {
		t.Errorf("valid requests were taken in the form %q; wanted the documented one (R26)", rec.Run.Form)
	}
	compareRulings(t, clauses, suites.Judge(clauses, rec), sessionRulings())
}

// sessionRulings are what the suite has to find of it.
func sessionRulings() []ruling {
	return slices.Concat(sessionBroken(), sessionAdvised(), sessionKept(), sessionUnjudged())
}

// sessionBroken is what the library breaks.
func sessionBroken() []ruling {
	return []ruling{
		{
			clause.Failed, "200" + gravest,
			"R23: Manager.RefreshAccessToken takes the client out of the refresh token, and never looks at the one that asks, " +
				"nor at its secret.",
			[]string{"errors.refresh-other-client.refused", "errors.refresh-wrong-secret.refused"},
		},
		{
			clause.Failed, "500 server_error",
			"R23 wants any 4xx. store.ClientStore.GetByID answers with an error that errors.Descriptions does not know, be the id " +
				"unknown or empty. Valid requests before and after it succeed: by R4 this 500 is a deviation and no outage.",
			[]string{"errors.unknown-client.refused", "errors.no-credentials.refused"},
		},
	}
}

// sessionAdvised is what it does otherwise than the RFC.
func sessionAdvised() []ruling {
	return []ruling{
		{
			clause.Warned, "401 invalid_grant",
			"RFC 6749, section 5.2 has 400: the code is right, the status of errors.StatusCodes is not.",
			[]string{
				"errors.wrong-password.answer", "errors.wrong-password-case.answer", "errors.unknown-user.answer",
				"errors.refresh-garbage.answer", "errors.refresh-access-token.answer",
			},
		},
		{
			clause.Warned, "401 unsupported_grant_type",
			"RFC 6749, section 5.2 has 400 for it: errors.StatusCodes has 401.",
			[]string{"errors.grant-unknown.answer"},
		},
		{
			clause.Warned, "401 unsupported_grant_type",
			"RFC 6749, section 5.2 has 400 invalid_request: ValidationTokenRequest takes a missing grant type for an unsupported one.",
			[]string{"errors.grant-missing.answer"},
		},
		{
			clause.Warned, "401 invalid_client",
			"RFC 6749, section 5.2 has WWW-Authenticate with this 401, and the library never sends it.",
			[]string{"errors.wrong-secret.challenge"},
		},
		{
			clause.Warned, "400",
			"RFC 6750, section 3 has 401 with a Bearer challenge: the library's example answers 400, and sends none.",
			[]string{
				"resource.no-header.challenge", "resource.garbage.challenge", "resource.refresh-token.challenge",
				"resource.longer-token.challenge", "resource.tampered.challenge",
			},
		},
		{
			clause.Warned, "200, 400 invalid_request, 401 invalid_client, 401 invalid_grant, 401 unsupported_grant_type, 500 server_error",
			"R19, optional: the library sends no Strict-Transport-Security with any answer.",
			[]string{"transport.hsts"},
		},
	}
}

// sessionKept is what it keeps, for the right reason.
func sessionKept() []ruling {
	return []ruling{
		{
			clause.Passed, "401 invalid_grant",
			"R23: no user has these credentials, and nobody was issued these refresh tokens: Manager.LoadRefreshToken finds an " +
				"access token, and sees that it is none.",
			[]string{
				"errors.wrong-password.refused", "errors.wrong-password-case.refused", "errors.unknown-user.refused",
				"errors.refresh-garbage.refused", "errors.refresh-access-token.refused",
			},
		},
		{
			clause.Passed, "400 invalid_request",
			"R23: ValidationTokenRequest and RefreshTokenFormResolveHandler miss the parameter, and say so as the RFC has it.",
			[]string{
				"errors.username-missing.refused", "errors.username-missing.answer", "errors.password-missing.refused",
				"errors.password-missing.answer", "errors.password-empty.refused", "errors.password-empty.answer",
				"errors.refresh-missing.refused", "errors.refresh-missing.answer",
			},
		},
		{
			clause.Passed, "401 invalid_client",
			"R23: Manager.GenerateAccessToken compares the secret, and ClientBasicHandler finds no credentials in the others, " +
				"a refresh among them.",
			[]string{
				"errors.wrong-secret.refused", "errors.wrong-secret.answer", "errors.no-credentials.answer",
				"errors.scheme-bearer.refused", "errors.scheme-bearer.answer", "errors.refresh-no-client.refused", "errors.refresh-no-client.answer",
			},
		},
		{
			clause.Passed, "200",
			"R22 and R24: a refresh brings both tokens anew, each works once, and the resource takes the access token.",
			[]string{
				"token.refresh.accepted", "token.refresh.chained", "resource.token.accepted", "resource.token.reused",
				"resource.refreshed.accepted",
			},
		},
		{
			clause.Passed, "no answer",
			"R18: nobody listens at the plain address.",
			[]string{"transport.plain-http.rejected", "transport.plain-http.redirect"},
		},
	}
}

// sessionUnjudged is what cannot be judged of it, or is not asked.
func sessionUnjudged() []ruling {
	return []ruling{
		{
			clause.Skipped, "",
			"It is not refused as it has to be, which is a failure of its own: how it would be refused is no question then.",
			[]string{"errors.refresh-other-client.answer", "errors.refresh-wrong-secret.answer", "errors.unknown-client.answer"},
		},
		{
			clause.Skipped, "",
			"The core profile waits for no token to expire.",
			[]string{
				"lifecycle.expiry.alive", "lifecycle.expiry.refused", "lifecycle.refresh.accepted", "lifecycle.refreshed.accepted",
				"lifecycle.refreshed.alive", "lifecycle.refreshed.refused", "lifecycle.reissued.lifetime",
			},
		},
		{
			clause.Skipped, "",
			"Its tokens are opaque: they have neither a signature nor an alg.",
			[]string{"resource.empty-signature.refused", "resource.alg-none.refused", "resource.alg-none-spelt.refused"},
		},
		{
			clause.Skipped, "",
			"The library sends no challenge at all, and its tokens have capitals and digits alone, which have no other case that is another token.",
			[]string{
				"headers.www-authenticate.grammar", "resource.www-authenticate.grammar",
				"resource.other-case.refused", "resource.other-case.challenge",
			},
		},
	}
}
