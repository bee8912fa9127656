package match_test

import (
	"testing"

	"github.com/authconform/authconform/suites/match"
)

func TestNotEmpty(t *testing.T) {
	matcher := match.NotEmpty("refresh_token")
	check(t, []row{
		{"a refresh token", matcher, token(`"refresh_token":"` + canary + `"`), nil},
		{"an empty one", matcher, token(`"refresh_token":""`), breaks("/refresh_token empty")},
		{"none", matcher, token(`"expires_in":1`), breaks("/refresh_token empty")},
	}, canary)
}

func TestBearerIsNamed(t *testing.T) {
	check(t, []row{
		{"in any case", match.Bearer(), answered(200, `{"token_type":"bEARER"}`), nil},
		{"another", match.Bearer(), answered(200, `{"token_type":"mac"}`), breaks("/token_type bearer")},
		{"none", match.Bearer(), answered(200, `{}`), breaks("/token_type required")},
	})
}

func TestChallenged(t *testing.T) {
	matcher := match.Challenged("Bearer")
	check(t, []row{
		{"401 with the challenge", matcher, answered(401, "", `WWW-Authenticate: bearer error="invalid_token"`), nil},
		{"among others", matcher, answered(401, "", `WWW-Authenticate: Basic realm="x", Bearer`), nil},
		{"another scheme", matcher, answered(401, "", `WWW-Authenticate: Basic realm="x"`), breaks("WWW-Authenticate challenge.scheme")},
		{"no challenge", matcher, answered(401, ""), breaks("WWW-Authenticate header-missing")},
		{"another status", matcher, answered(403, "", "WWW-Authenticate: Bearer"), breaks("status status")},
	})
}

func TestOAuthError(t *testing.T) {
	const json = "Content-Type: application/json"
	matcher := match.OAuthError()
	check(t, []row{
		{"an OAuth error", matcher, answered(400, badAsk, json), nil},
		{"with more members", matcher, answered(401, `{"error":"invalid_client","hint":1}`, json), nil},
		{"called something else", matcher, answered(400, badAsk, "Content-Type: text/html"), breaks("Content-Type media-type")},
		{"a page", matcher, answered(400, "<html>"+canary, json), breaks(" json.syntax")},
		{"without a code", matcher, answered(400, `{"message":"no"}`, json), breaks("/error required")},
		{"with a number for it", matcher, answered(400, `{"error":400}`, json), breaks("/error required")},
	}, canary)
}
