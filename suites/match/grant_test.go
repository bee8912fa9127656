package match_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	. "github.com/onsi/gomega"

	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/match"
)

const signedHeader = `{"alg":"HS256","typ":"JWT"}`

func access(value string) evidence.Exchange { return token(`"access_token":"` + value + `"`) }

func TestAccessToken(t *testing.T) {
	usable, syntax, signed := match.Usable(), match.BearerSyntax(), match.SignedJWT()
	good := jwt(signedHeader, `{"sub":"a"}`)
	check(t, []row{
		{"opaque", usable, access(canary), nil},
		{"punctuation", usable, access(`!#$%&'()*,:;<=>?@[]^_{|}`), nil},
		{"empty", usable, access(""), breaks("/access_token characters")},
		{"space", usable, access(canary + " " + canary), breaks("/access_token characters")},
		{"space at the end", usable, access(canary + " "), breaks("/access_token characters")},
		{"line feed", usable, access(canary + `\n`), breaks("/access_token characters")},
		{"beyond ASCII", usable, access(canary + "é"), breaks("/access_token characters")},
		{"delete", usable, access(canary + `\u007f`), breaks("/access_token characters")},

		{"every character", syntax, access("aZ09-._~+/=="), nil},
		{"padding alone", syntax, access("=="), breaks("/access_token bearer-syntax")},
		{"padding within", syntax, access("a=" + canary), breaks("/access_token bearer-syntax")},
		{"another character", syntax, access(canary + "!"), breaks("/access_token bearer-syntax")},
		{"nothing", syntax, access(""), breaks("/access_token bearer-syntax")},

		{"signed", signed, access(good), nil},
		{"ECDSA", signed, access(jwt(`{"alg":"ES256"}`, `{}`)), nil},
		{"none", signed, access(jwt(`{"alg":"none"}`, `{}`)), breaks("/access_token jwt.alg")},
		{"None", signed, access(jwt(`{"alg":"None"}`, `{}`)), breaks("/access_token jwt.alg")},
		{"no algorithm", signed, access(jwt(`{"typ":"JWT"}`, `{}`)), breaks("/access_token jwt.alg")},
		{"an algorithm that is no string", signed, access(jwt(`{"alg":1}`, `{}`)), breaks("/access_token jwt.alg")},
		{"no signature", signed, access(strings.TrimSuffix(good, canary)), breaks("/access_token jwt.signature")},
		{"opaque is no JWT", signed, access(canary), breaks("/access_token jwt")},
		{"two parts", signed, access(canary + "." + canary), breaks("/access_token jwt")},
		{"four parts", signed, access(good + "." + canary), breaks("/access_token jwt")},
		{"a header that is no JSON", signed, access("abcd.e30." + canary), breaks("/access_token jwt")},
		{"claims that are no object", signed, access(jwt(signedHeader, `[]`)), breaks("/access_token jwt")},
		{"padded", signed, access(good + "="), breaks("/access_token jwt")},
	}, canary)
}

func TestLifetime(t *testing.T) {
	lasting := func(literal string) evidence.Exchange { return token(`"expires_in":` + literal) }
	positive, whole := match.PositiveLifetime(), match.WholeLifetime()
	check(t, []row{
		{"an hour", positive, lasting("3600"), nil},
		{"a second", positive, lasting("1"), nil},
		{"half a second", positive, lasting("0.5"), nil},
		{"nothing", positive, lasting("0"), breaks("/expires_in positive")},
		{"less than nothing", positive, lasting("-1"), breaks("/expires_in positive")},
		{"minus nothing", positive, lasting("-0"), breaks("/expires_in positive")},
		{"text is another clause's", positive, lasting(`"-1"`), nil},

		{"digits", whole, lasting("3600"), nil},
		{"a sign", whole, lasting("-3600"), nil},
		{"a fraction", whole, lasting("3600.5"), breaks("/expires_in integer-literal")},
		{"a fraction of zero", whole, lasting("3600.0"), breaks("/expires_in integer-literal")},
		{"an exponent", whole, lasting("36e2"), breaks("/expires_in integer-literal")},
		{"an exponent in upper case", whole, lasting("36E2"), breaks("/expires_in integer-literal")},
		{"text has no literal", whole, lasting(`"36e2"`), nil},
	})
}

func TestExpiryAgrees(t *testing.T) {
	issue := time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC)
	expiring := func(claims string, expiresIn int, lines ...string) evidence.Exchange {
		x := answered(200, fmt.Sprintf(`{"access_token":%q,"token_type":"Bearer","expires_in":%d}`, jwt(signedHeader, claims), expiresIn), lines...)
		x.Started, x.Duration = issue, 2*time.Second
		return x
	}
	at := func(seconds int) string { return fmt.Sprint(issue.Unix() + int64(seconds)) }
	issued := func(exp int) string { return `{"iat":` + at(0) + `,"exp":` + at(exp) + `}` }
	answeredLate := func(x evidence.Exchange, seconds int) evidence.Exchange {
		x.Started = issue.Add(time.Duration(seconds) * time.Second)
		return x
	}
	date := func(seconds int) string {
		return "Date: " + issue.Add(time.Duration(seconds)*time.Second).Format(http.TimeFormat)
	}
	agrees := match.ExpiryAgrees()
	check(t, []row{
		{"to the second", agrees, expiring(issued(3600), 3600, date(0)), nil},
		{"a minute late", agrees, expiring(issued(3660), 3600, date(0)), nil},
		{"a minute early", agrees, expiring(issued(3540), 3600, date(0)), nil},
		{"more than a minute late", agrees, expiring(issued(3663), 3600, date(0)), breaks("/access_token jwt.exp")},
		{"more than a minute early", agrees, expiring(issued(3539), 3600, date(0)), breaks("/access_token jwt.exp")},
		{"milliseconds", agrees, expiring(issued(3600), 3_600_000, date(0)), breaks("/access_token jwt.exp")},
		{"a fraction", agrees, expiring(`{"exp":`+at(3600)+`.25}`, 3600, date(0)), nil},
		{"an older token that is told with what is left of it", agrees, expiring(issued(3600), 600, date(3000)), nil},
		{"an older token that is told with all that it had", agrees, answeredLate(expiring(issued(3600), 3600, date(3000)), 3000), breaks("/access_token jwt.exp")},
		{"by the target's clock, which is not ours", agrees, expiring(`{"exp":`+at(4500)+`}`, 3600, date(900)), nil},
		{"by our clock, which is not that of a proxy's Date", agrees, expiring(`{"exp":`+at(3600)+`}`, 3600, date(900)), nil},
		{"by neither clock", agrees, expiring(`{"exp":`+at(4050)+`}`, 3600, date(900)), breaks("/access_token jwt.exp")},
		{"by our clock without a Date", agrees, expiring(`{"exp":`+at(3602)+`}`, 3600), nil},
		{"by our clock with a Date that is none", agrees, expiring(`{"exp":`+at(9000)+`}`, 3600, "Date: today"), breaks("/access_token jwt.exp")},
		{"no exp", agrees, expiring(`{"iat":`+at(0)+`}`, 3600), nil},
		{"an exp that is text", agrees, expiring(`{"exp":"`+at(3600)+`"}`, 3600), breaks("/access_token jwt.exp")},
		{"an exp that is null", agrees, expiring(`{"exp":null}`, 3600), breaks("/access_token jwt.exp")},
		{"an exp beyond all numbers", agrees, expiring(`{"exp":1e999}`, 3600), breaks("/access_token jwt.exp")},
		{"opaque", agrees, access(canary), nil},
	}, canary)
	g := NewWithT(t)
	g.Expect(match.HasExpiry(expiring(issued(1), 1))).To(BeEmpty())
	g.Expect(match.HasExpiry(expiring(`{"exp":"soon"}`, 1))).To(BeEmpty())
	g.Expect(match.HasExpiry(expiring(`{}`, 1))).To(Equal("the access token is no JWT with an exp"))
	g.Expect(match.HasExpiry(access(canary))).To(Equal("the access token is no JWT with an exp"))
	g.Expect(match.HasExpiry(access(jwt(signedHeader, issued(1))))).To(Equal("expires_in is no number"))
}

func TestTokenType(t *testing.T) {
	typed := func(name string) evidence.Exchange {
		return answered(200, `{"access_token":"a","token_type":"`+name+`"}`)
	}
	name, bearer := match.SchemeName(), match.Bearer()
	check(t, []row{
		{"Bearer", name, typed("Bearer"), nil},
		{"another scheme", name, typed("N_A"), nil},
		{"nothing", name, typed(""), breaks("/token_type scheme-name")},
		{"two words", name, typed("Bearer " + canary), breaks("/token_type scheme-name")},
		{"a separator", name, typed("Bearer:" + canary), breaks("/token_type scheme-name")},
		{"beyond ASCII", name, typed("Träger" + canary), breaks("/token_type scheme-name")},

		{"as it is", bearer, typed("Bearer"), nil},
		{"in lower case", bearer, typed("bearer"), nil},
		{"in upper case", bearer, typed("BEARER"), nil},
		{"MAC", bearer, typed("MAC" + canary), breaks("/token_type bearer")},
		{"bearer with a space", bearer, typed("Bearer "), breaks("/token_type bearer")},
	}, canary)
}

func TestScope(t *testing.T) {
	const unknown = "https://target.test/no-such-scope"
	scoped := func(scope string) evidence.Exchange { return token(`"access_token":"a","scope":` + scope) }
	names, refused := match.NamesScope(), match.ScopeRefused(unknown)
	check(t, []row{
		{"said", names, scoped(`"a"`), nil},
		{"said in the wrong type, which is another clause's", names, scoped(`["a"]`), nil},
		{"unsaid", names, access("a"), breaks("/scope required")},

		{"refused", refused, answered(400, `{"error":"invalid_scope"}`), nil},
		{"another one granted", refused, scoped(`"other"`), nil},
		{"none granted", refused, scoped(`""`), nil},
		{"one that only begins so granted", refused, scoped(`"` + unknown + `-2"`), nil},
		{"the unknown one granted", refused, scoped(`"` + unknown + `"`), breaks("/scope scope")},
		{"the unknown one granted among others", refused, scoped(`"a ` + unknown + ` b"`), breaks("/scope scope")},
		{"the unknown one behind a plus sign", refused, scoped(`"a+` + unknown + `"`), breaks("/scope scope")},
		{"the unknown one percent-encoded", refused, scoped(`"a%20` + url.QueryEscape(unknown) + `"`), breaks("/scope scope")},
		{"the unknown one behind a prefix", refused, scoped(`"urn:granted:` + strings.ToUpper(unknown) + `;a"`), breaks("/scope scope")},
		{"granted without a word", refused, access("a"), breaks("/scope scope")},
		{"granted with a list", refused, scoped(`["a"]`), breaks("/scope scope")},
		{"granted with 201", refused, answered(201, `{"access_token":"a","scope":"b"}`), breaks("status status")},
		{"refused with another code", refused, answered(400, badAsk), breaks("/error error-code")},
		{"refused with another status", refused, answered(403, `{"error":"invalid_scope"}`), breaks("status status")},
	})
}

// TestGrantedForScope tells the notes apart: a scope that is granted in another's place is no deviation (R7).
func TestGrantedForScope(t *testing.T) {
	g, m := NewWithT(t), match.GrantedForScope()
	asking := func(body, scope string) evidence.Exchange {
		x := token(`"access_token":"a"` + scope)
		x.Request.Body = []byte(body)
		return x
	}
	for _, body := range []string{`{"grant_type":"client_credentials","scope":"a b"}`, "grant_type=client_credentials&scope=a+b"} {
		g.Expect(m.Note(asking(body, ""))).To(Equal("the answer names no scope, so that the one asked for is granted"))
		g.Expect(m.Note(asking(body, `,"scope":"a b"`))).To(Equal("the answer names the scope that was asked for"))
		g.Expect(m.Note(asking(body, `,"scope":"`+canary+`"`))).To(Equal("the answer names another scope than the one asked for"))
		g.Expect(m.Violations(asking(body, `,"scope":"c"`))).To(BeEmpty())
	}
	g.Expect(m.Note(asking("%zz", `,"scope":"c"`))).To(Equal("the answer names another scope than the one asked for"))
	g.Expect(m.Violations(answered(400, badAsk))).To(HaveLen(1))
}

// TestTakenByLibrary: the library and the judge have to be of one mind.
func TestTakenByLibrary(t *testing.T) {
	taken := func(x evidence.Exchange) evidence.Exchange {
		x.Library = "a token of type Bearer"
		return x
	}
	lasting := func(seconds string) string { return strings.Replace(aToken, ":60", ":"+seconds, 1) }
	endless := answered(200, lasting("9223372036854775808"))
	m := match.TakenByLibrary()
	if m.Note(endless) == "" || m.Note(taken(answered(200, aToken))) != "" {
		t.Errorf("noted: %q", m.Note(endless))
	}
	check(t, []row{
		{"a token that it takes", m, taken(answered(200, aToken)), nil},
		{"a token that it does not take", m, answered(200, aToken), breaks(" library")},
		{"a lifetime for which it has no room", m, endless, nil},
		{"a lifetime for which it has room", m, answered(200, lasting("9223372036854775807")), breaks(" library")},
		{"a token in another form", m, taken(answered(200, "access_token="+canary)), breaks(" library")},
		{"a token with 201 that it takes", m, taken(answered(201, aToken)), breaks(" library")},
		{"a refusal", m, answered(401, badID), breaks("status no-token")},
	}, canary)
}

func TestIsTextAndIsNumber(t *testing.T) {
	g := NewWithT(t)
	x := token(`"expires_in":1,"scope":null`)
	g.Expect(match.IsText("token_type")(x)).To(BeEmpty())
	g.Expect(match.IsText("expires_in")(x)).To(Equal("no answer has a string expires_in"))
	g.Expect(match.IsText("access_token")(x)).To(Equal("no answer has a string access_token"))
	g.Expect(match.IsNumber("expires_in")(x)).To(BeEmpty())
	g.Expect(match.IsNumber("scope")(x)).To(Equal("no answer has a number scope"))
	g.Expect(match.IsNumber("expires_in")(unanswered(evidence.Timeout))).To(Equal("no answer has a number expires_in"))
}
