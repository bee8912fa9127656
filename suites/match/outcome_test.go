package match_test

import (
	"strings"
	"testing"

	. "github.com/onsi/gomega"

	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/match"
)

const (
	aToken = `{"access_token":"` + canary + `","token_type":"Bearer","expires_in":60}`
	badID  = `{"error":"invalid_client"}`
	badAsk = `{"error":"invalid_request"}`
)

func TestRefused(t *testing.T) {
	client, request := match.Error(401, "invalid_client"), match.Error(400, "invalid_request")
	one, two, status := match.Refused(client), match.Refused(client, request), match.Refused(match.Status(405))
	check(t, []row{
		{"the right status and code", one, answered(401, badID), nil},
		{"the first of two", two, answered(401, badID), nil},
		{"the second of two", two, answered(400, badAsk), nil},
		{"a status alone, with a body", status, answered(405, `{"error":"no"}`), nil},
		{"a status alone, without a body", status, answered(405, ""), nil},
		{"the right code with another status", one, answered(400, badID), breaks("status status")},
		{"another code with the right status", one, answered(401, badAsk), breaks("/error error-code")},
		{"the one's status with the other's code", two, answered(401, badAsk), breaks("/error error-code")},
		{"no code", one, answered(401, `{}`), breaks("/error error-code")},
		{"a code that is no string", one, answered(401, `{"error":401}`), breaks("/error error-code")},
		{"a code in another case", one, answered(401, `{"error":"Invalid_Client"}`), breaks("/error error-code")},
		{"a code in a list", one, answered(401, `[`+badID+`]`), breaks("/error error-code")},
		{"a page", one, answered(401, "<html>"+canary), breaks("/error error-code")},
		{"success that says nothing", one, answered(200, `{}`), breaks("status status")},
		{"an error with status 200", one, answered(200, badID), breaks("status status")},
		{"a token", one, answered(200, aToken), breaks("status token-issued")},
		{"a token with another status", one, answered(201, aToken), breaks("status token-issued")},
		{"a token response without a token", one, answered(200, `{"access_token":"","expires_in":60}`), breaks("status status")},
		{"a token where a status alone would do", status, answered(200, aToken), breaks("status token-issued")},
		{"a code that repeats what was sent", one, answered(400, `{"error":"`+canary+`"}`), breaks("status status")},
	}, canary)
}

func TestGranted(t *testing.T) {
	check(t, []row{
		{"a token", match.Granted(), answered(200, aToken), nil},
		{"a token after a byte order mark", match.Granted(), answered(200, "\xef\xbb\xbf"+aToken), nil},
		{"a token with 201", match.Granted(), answered(201, aToken), breaks("status status")},
		{"no token", match.Granted(), answered(200, `{}`), breaks("status no-token")},
		{"tokens in a list", match.Granted(), answered(200, `[`+aToken+`]`), breaks("status no-token")},
		{"a refusal", match.Granted(), answered(400, badAsk), breaks("status no-token")},
		{"a token with 400", match.Granted(), answered(400, aToken), breaks("status no-token")},
	}, canary)
}

// A success that is no token response is told as what it is, and no value of it.
func TestGrantedTellsWhatIsThereInstead(t *testing.T) {
	for body, want := range map[string]string{
		"":                                     "an empty body",
		"\xff\xfe{\x00}\x00":                   "text in UTF-16 in place of UTF-8",
		"{\x00\"\x00a\x00":                     "text in UTF-16 in place of UTF-8",
		"<!DOCTYPE html><p>{}":                 "a page of markup in place of JSON",
		"<b>Notice</b>: x in y.php\n" + aToken: "other text in front of its JSON",
		"PHP Notice: x in y.php\n" + aToken:    "other text in front of its JSON",
		"[" + aToken + "]":                     "a list in place of an object",
		`"` + canary + `"`:                     "a text in place of an object",
		"access_token=" + canary + "&expires_in=60": "a form in place of JSON",
		canary:                                         "a body that is no JSON: a syntax error at offset 0",
		`{"expires_in":0600,` + aToken[1:]:             "a body that is no JSON: a syntax error at offset 15",
		`{"access_token":"` + canary:                   "a body that is no JSON: its end at offset 41",
		"{}":                                           "",
		`{"access_token":""}`:                          "an empty access_token",
		`{"access_token":null}`:                        "",
		`{"accessToken":"` + canary + `"}`:             "its token in /accessToken",
		`{"AccessToken":"` + canary + `"}`:             "its token in /AccessToken",
		`{"data":{"access_token":"` + canary + `"}}`:   "its token in /data/access_token",
		`{"a":{"b":{"c":{"access-token":"x"}}}}`:       "its token in /a/b/c/access-token",
		`{"a":{"b":{"c":{"d":{"access_token":"x"}}}}}`: "",
		`{"` + canary + ` ":{"access_token":"x"}}`:     "",
	} {
		violations := match.Granted().Violations(answered(200, body))
		if len(violations) != 1 {
			t.Fatalf("%q: %v", body, violations)
		}
		wanted := "found 200; wanted 200 with a token"
		if want != "" {
			wanted = "found 200 with " + want + "; wanted 200 with a token"
		}
		if got := violations[0].Detail; got != wanted {
			t.Errorf("%q: %q, want %q", body, got, wanted)
		}
	}
}

func TestEither(t *testing.T) {
	either := match.Either(match.Status(406))
	check(t, []row{
		{"a token", either, answered(200, aToken), nil},
		{"the refusal", either, answered(406, ""), nil},
		{"a token with 202", either, answered(202, aToken), breaks("status status")},
		{"another refusal", either, answered(400, badAsk), breaks("status status")},
		{"success without a token", either, answered(200, "<token>"), breaks("status status")},
	}, canary)
}

func TestStatusInAndClientError(t *testing.T) {
	documented, client := match.StatusIn("a documented status", 200, 400), match.ClientError()
	check(t, []row{
		{"the first", documented, answered(200, ""), nil},
		{"the last", documented, answered(400, ""), nil},
		{"none", documented, answered(404, ""), breaks("status status")},
		{"400", client, answered(400, ""), nil},
		{"499", client, answered(499, "<html>"), nil},
		{"500", client, answered(500, ""), breaks("status status")},
		{"302", client, answered(302, ""), breaks("status status")},
		{"200 without a token", client, answered(200, badAsk), breaks("status status")},
		{"a token", client, answered(200, aToken), breaks("status token-issued")},
	}, canary)
}

func TestClientRefused(t *testing.T) {
	m := match.ClientRefused()
	header := func(x evidence.Exchange) evidence.Exchange {
		x.Request.Header = []evidence.Field{{Name: "authorization", Value: canary}}
		return x
	}
	check(t, []row{
		{"401 to the header", m, header(answered(401, badID)), nil},
		{"400 to the header", m, header(answered(400, badID)), breaks("status status")},
		{"401 to the body", m, answered(401, badID), nil},
		{"400 to the body", m, answered(400, badID), nil},
		{"400 to the body with another code", m, answered(400, badAsk), breaks("/error error-code")},
		{"a token", m, header(answered(200, aToken)), breaks("status token-issued")},
	}, canary)
}

// TestNotes keeps reports right: where several answers conform, they tell which was given (R2), in words of ours.
func TestNotes(t *testing.T) {
	g := NewWithT(t)
	client, request := match.Error(401, "invalid_client"), match.Error(400, "invalid_request")
	for _, m := range []match.Matcher{
		match.Refused(client, request), match.Either(client), match.ClientError(), match.ScopeRefused("x"), match.NotAcceptedInClear("invalid_client"),
	} {
		g.Expect(m.Note(answered(401, badID))).To(Equal("answered 401 invalid_client"), m.Wanted())
	}
	for _, m := range []match.Matcher{match.Refused(client), match.Granted(), match.Usable(), match.Realm(), match.NotRedirected()} {
		g.Expect(m.Note(answered(401, badID))).To(BeEmpty(), m.Wanted())
	}
	for body, wanted := range map[string]string{
		`{}`: "answered 401", `{"error":7}`: "answered 401", "no JSON": "answered 401", `{"error":"` + canary + `"}`: "answered 401",
		`{"error":"a_word_that_is_longer_than_any_code_there_is"}`: "answered 401",
	} {
		g.Expect(match.ClientError().Note(answered(401, body))).To(Equal(wanted))
	}
	for _, code := range []string{"unauthorized_client", strings.Repeat("a", 40)} {
		g.Expect(match.ClientError().Note(answered(400, `{"error":"`+code+`"}`))).To(Equal("answered 400 " + code))
	}
	g.Expect(match.ClientError().Note(answered(400, `{"error":"`+strings.Repeat("a", 41)+`"}`))).To(Equal("answered 400"))
	g.Expect(match.Either(client).Note(answered(200, badID))).To(Equal("answered 200"), "a code is an error's")
	g.Expect(match.NotAcceptedInClear().Note(unanswered(evidence.ConnectRefused))).To(Equal("no answer"))
}

func TestMatcherTakesExchangesOnly(t *testing.T) {
	g := NewWithT(t)
	_, err := match.Granted().Match("an answer")
	g.Expect(err).To(MatchError("hold: wanted an evidence.Exchange, several, or an *http.Response, found string"))
	pointer := answered(200, aToken)
	_, err = match.Granted().Match(&pointer)
	g.Expect(err).To(HaveOccurred())
}

func TestMatcherTellsAllViolations(t *testing.T) {
	g := NewWithT(t)
	characters := match.OAuthCharacters()
	x := answered(400, `{"error":"invalid_request","error_description":"caf\u00e9","hint":["\\"]}`)
	g.Expect(characters.FailureMessage(x)).To(Equal("exchange probe POST https://target.test/oauth2/token\n" +
		"got      400 invalid_request\n" +
		"wanted   values of characters %x20-21, %x23-5B, %x5D-7E\n" +
		"found    /error_description: characters: found a character outside the permitted set\n" +
		"found    /hint/0: characters: found a character outside the permitted set"))
	g.Expect(characters.NegatedFailureMessage(x)).To(Equal("exchange probe POST https://target.test/oauth2/token\n" +
		"got      400 invalid_request\nwanted   anything but " + characters.Wanted()))
	g.Expect(match.Line(match.NoBody().Violations(answered(405, "body"))[0])).To(Equal("body: found a body of 4 bytes; wanted none"))
	g.Expect(answered(200, aToken)).To(match.Granted())
	g.Expect(evidence.Exchange{Response: x.Response}).NotTo(match.Granted())
}
