package match_test

import (
	"testing"

	. "github.com/onsi/gomega"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/match"
)

func TestHeader(t *testing.T) {
	allow, store, retry, strict := match.Allow("POST"), match.NoStore(), match.RetryAfter(), match.StrictTransport()
	const field, cache = "Allow header-missing", "Cache-Control header"
	check(t, []row{
		{"there", allow, answered(405, "", "Allow: POST"), nil},
		{"there in lower case", allow, answered(405, "", "allow: POST"), nil},
		{"missing", allow, answered(405, "", "Content-Type: text/plain"), breaks(field)},
		{"empty", allow, answered(405, "", "Allow: "), breaks(field)},
		{"blank", allow, answered(405, "", "Allow:  \t"), breaks(field)},

		{"no-store", store, answered(200, "", "Cache-Control: no-store"), nil},
		{"in another case, among others", store, answered(200, "", "Cache-Control: private , No-Store,max-age=0"), nil},
		{"in the second field", store, answered(200, "", "Cache-Control: private", "Cache-Control: no-store"), nil},
		{"no field", store, answered(200, ""), breaks(cache)},
		{"another directive", store, answered(200, "", "Cache-Control: no-cache"), breaks(cache)},
		{"a directive that only begins so", store, answered(200, "", "Cache-Control: no-stored"), breaks(cache)},
		{"in another field", store, answered(200, "", "Pragma: no-store"), breaks(cache)},
		{"in a quoted string", store, answered(200, "", `Cache-Control: private="a, no-store, b"`), breaks(cache)},
		{"after a quoted string", store, answered(200, "", `Cache-Control: private="set-cookie, x", no-store`), nil},
		{"with an argument", store, answered(200, "", `Cache-Control: no-store=false`), breaks(cache)},
		{"no list of directives", store, answered(200, "", "Cache-Control: no-cache no-store"), breaks(cache)},
		{"separated by semicolons", store, answered(200, "", "Cache-Control: no-cache; no-store"), breaks(cache)},

		{"methods without the operation's", allow, answered(405, "", "Allow: OPTIONS, HEAD"), breaks("Allow allow.method")},
		{"a star", allow, answered(405, "", "Allow: *"), breaks("Allow allow.method")},
		{"the refused method too", allow, refusing("PUT", answered(405, "", "Allow: GET, PUT,", "Allow: POST")), breaks("Allow allow.refused")},
		{"no methods", allow, answered(405, "", "Allow: POST OPTIONS"), breaks("Allow header")},
		{"methods in two fields", allow, answered(405, "", "Allow: OPTIONS", "Allow: POST"), nil},
		{"seconds", retry, answered(429, "", "Retry-After: 60"), nil},
		{"a date", retry, answered(429, "", "Retry-After: Fri, 31 Dec 1999 23:59:59 GMT"), nil},
		{"a unit", retry, answered(429, "", "Retry-After: 60s"), breaks("Retry-After header")},
		{"twice", retry, answered(429, "", "Retry-After: 60", "Retry-After: 60"), breaks("Retry-After header")},
		{"no Retry-After", retry, answered(429, ""), breaks("Retry-After header-missing")},

		{"HSTS", strict, answered(200, "", "Strict-Transport-Security: max-age=31536000"), nil},
		{"HSTS, quoted and more", strict, answered(200, "", `Strict-Transport-Security: includeSubDomains ; Max-Age="600"; preload`), nil},
		{"HSTS without an age", strict, answered(200, "", "Strict-Transport-Security: includeSubDomains"), breaks("Strict-Transport-Security header")},
		{"HSTS with commas", strict, answered(200, "", "Strict-Transport-Security: max-age=1, includeSubDomains"), breaks("Strict-Transport-Security header")},
		{"HSTS with two ages", strict, answered(200, "", "Strict-Transport-Security: max-age=1; max-age=2"), breaks("Strict-Transport-Security header")},
		{"HSTS twice", strict, answered(200, "", "Strict-Transport-Security: max-age=1", "Strict-Transport-Security: max-age=1"), breaks("Strict-Transport-Security header")},
		{"HSTS with a word for an age", strict, answered(200, "", "Strict-Transport-Security: max-age=forever"), breaks("Strict-Transport-Security header")},
		{"HSTS taken back", strict, answered(200, "", "Strict-Transport-Security: max-age=0"), breaks("Strict-Transport-Security header")},
		{"no HSTS", strict, answered(200, ""), breaks("Strict-Transport-Security header-missing")},
	})
}

func refusing(method string, x evidence.Exchange) evidence.Exchange {
	x.Request.Method = method
	return x
}

func TestNoBody(t *testing.T) {
	check(t, []row{
		{"405", match.NoBody(), answered(405, ""), nil},
		{"405 with a body", match.NoBody(), answered(405, canary), breaks(" body")},
		{"200", match.NoBody(), answered(200, ""), breaks("status status")},
	}, canary)
}

func TestChallenge(t *testing.T) {
	basic, some := match.Challenge("Basic"), match.AnyChallenge()
	const missing, scheme = "WWW-Authenticate header-missing", "WWW-Authenticate challenge.scheme"
	with := func(values ...string) []string {
		lines := make([]string, len(values))
		for i, value := range values {
			lines[i] = "Www-Authenticate: " + value
		}
		return lines
	}
	check(t, []row{
		{"Basic", basic, answered(401, "", with(`Basic realm="a"`)...), nil},
		{"basic", basic, answered(401, "", with(`basic realm=a`)...), nil},
		{"second in the field", basic, answered(401, "", with(`Bearer realm="a, b", Basic realm="c"`)...), nil},
		{"in the second field", basic, answered(401, "", with(`Bearer`, `Basic realm="c"`)...), nil},
		{"before a fault of grammar", basic, answered(401, "", with(`Basic realm=`)...), nil},
		{"with a fault of grammar, which is judged for itself", basic, answered(401, "", with(`Basic=realm`)...), nil},
		{"with a fault of grammar, any", some, answered(401, "", with(`Basic=realm`)...), nil},
		{"in a realm only", basic, answered(401, "", with(`Bearer realm="Basic"`)...), breaks(scheme)},
		{"another", basic, answered(401, "", with(`Bearer realm="`+canary+`"`)...), breaks(scheme)},
		{"none", basic, answered(401, ""), breaks(missing)},
		{"any", some, answered(401, "", with("Digest nonce=a")...), nil},
		{"not any", some, answered(401, ""), breaks(missing)},

		{"a list", match.ChallengeGrammar(), answered(401, "", with(`Bearer a="b", Basic realm="c"`, "Negotiate abc==")...), nil},
		{"no field has no grammar", match.ChallengeGrammar(), answered(401, ""), nil},
		{"no end of the string", match.ChallengeGrammar(), answered(401, "", with(`Basic realm="`+canary)...), breaks("WWW-Authenticate challenge")},
		{"nothing in it", match.ChallengeGrammar(), answered(401, "", with(",")...), breaks("WWW-Authenticate challenge")},
		{
			"a fault in each field", match.ChallengeGrammar(), answered(401, "", with("Basic =", "/")...),
			breaks("WWW-Authenticate challenge", "WWW-Authenticate challenge"),
		},

		{"a realm", match.Realm(), answered(401, "", with(`Basic REALM="a"`)...), nil},
		{"an empty realm", match.Realm(), answered(401, "", with(`Basic realm=""`)...), nil},
		{"no realm", match.Realm(), answered(401, "", with(`Basic charset="`+canary+`"`)...), breaks("WWW-Authenticate challenge.realm")},
		{"no realm in the second", match.Realm(), answered(401, "", with(`Basic realm="a", Basic charset="UTF-8"`)...), breaks("WWW-Authenticate challenge.realm")},
		{"another scheme, which has no realm", match.Realm(), answered(401, "", with(`Negotiate, Basic realm="a"`)...), nil},
		{"no challenge, no realm", match.Realm(), answered(401, ""), nil},
	}, canary)
}

func TestBody(t *testing.T) {
	large := answered(200, aToken)
	large.Response.Truncated = true
	text, unique, characters := match.OneJSONText(), match.UniqueMembers(), match.OAuthCharacters()
	described := func(escaped string) string {
		return `{"error":"invalid_request","error_description":"` + escaped + `"}`
	}
	check(t, []row{
		{"one text", text, answered(200, " "+aToken+"\n"), nil},
		{"nothing", text, answered(200, ""), breaks(" json.empty")},
		{"a byte order mark", text, answered(200, "\xef\xbb\xbf"+aToken), breaks(" json.bom")},
		{"two texts", text, answered(200, aToken+aToken), breaks(" json.trailing")},
		{"no UTF-8", text, answered(200, "{\"a\":\"\xff"+canary+"\"}"), breaks(" json.utf8")},
		{"no end", text, answered(200, `{"a":"`+canary), breaks(" json.syntax")},
		{"a page", text, answered(200, "<html>"+canary), breaks(" json.syntax")},
		{"two faults", text, answered(200, "\xef\xbb\xbf"+aToken+"}"), breaks(" json.bom", " json.trailing")},
		{"more than is read", text, large, breaks(" json.size")},

		{"once", unique, answered(200, `{"a":{"b":1},"b":2}`), nil},
		{"twice", unique, answered(200, `{"a":"`+canary+`","a":2}`), breaks("/a json.duplicate")},
		{"twice within", unique, answered(200, `{"a":[{"b":1,"\u0062":2}]}`), breaks("/a/0/b json.duplicate")},

		{"permitted", characters, answered(400, described("a !#[]^~")), nil},
		{"no values", characters, answered(400, `{}`), nil},
		{"a quote", characters, answered(400, described(canary+`\"`)), breaks("/error_description characters")},
		{"a backslash", characters, answered(400, described(canary+`\\`)), breaks("/error_description characters")},
		{"a tab", characters, answered(400, described(canary+`\t`)), breaks("/error_description characters")},
		{"beyond ASCII", characters, answered(400, described(canary+`é`)), breaks("/error_description characters")},
		{"in a member that is not documented", characters, answered(400, `{"error":"a","hints":[{"a/b":"é"}]}`), breaks("/hints/0/a~1b characters")},
		{
			"in every value", characters, answered(400, `{"error":"é","error_description":"é","error_uri":"é"}`),
			breaks("/error characters", "/error_description characters", "/error_uri characters"),
		},
	}, canary)
}

func TestStated(t *testing.T) {
	g, c := NewWithT(t), contract(t)
	for _, s := range c.Requirements() {
		if s.Kind != openapi.TypeKind || s.Subject != "expires_in" {
			continue
		}
		m := match.ConformsTo(c, s, "expires_in that is an integer")
		g.Expect(m.Wanted()).To(Equal("expires_in that is an integer"))
		check(t, []row{
			{"an integer", m, token(`"access_token":"a","expires_in":1`), nil},
			{"a string", m, token(`"access_token":"a","expires_in":"` + canary + `"`), breaks("/expires_in type")},
			{"another status", m, answered(400, `{"expires_in":"1"}`), nil},
		}, canary)
		return
	}
	t.Fatal("the contract states no type of expires_in")
}
