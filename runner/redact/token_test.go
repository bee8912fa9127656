package redact

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/authconform/authconform/suites/evidence"
	"github.com/google/go-cmp/cmp"
)

const jwtHeader = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9" // {"alg":"HS256","typ":"JWT"}

func jwtOf(claims, signature string) string {
	return jwtHeader + "." + base64.RawURLEncoding.EncodeToString([]byte(claims)) + "." + signature
}

// redactedBody gives an answer's body as it is recorded.
func redactedBody(r *Redactor, body string) string {
	return string(r.Exchange(evidence.Exchange{Response: &evidence.Response{Status: 200, Body: []byte(body)}}).Response.Body)
}

func TestTokensAreReplacedWhereTheyAreIssued(t *testing.T) {
	for _, c := range []struct{ name, body, want string }{
		{"JSON", `{"access_token":"abcDEF123-_x","token_type":"Bearer","expires_in":3600}`, `{"access_token":"aaaAAA000-_a","token_type":"Bearer","expires_in":3600}`},
		{"white space", "{ \"access_token\" :\n\"abcDEF123\" }", "{ \"access_token\" :\n\"aaaAAA000\" }"},
		{"nested", `{"data":[{"refresh_token":"abcDEF123"}]}`, `{"data":[{"refresh_token":"aaaAAA000"}]}`},
		{"in an array", `{"id_token":["abcDEF123",["xyz98765"]]}`, `{"id_token":["aaaAAA000",["aaa00000"]]}`},
		{"in an object", `{"access_token":{"value":"abcDEF123","expires_in":60}}`, `{"access_token":{"value":"aaaAAA000","expires_in":60}}`},
		{"a number", `{"access_token":12345678,"expires_in":12345678}`, `{"access_token":00000000,"expires_in":12345678}`},
		{"a boolean", `{"access_token":true,"x":null}`, `{"access_token":true,"x":null}`},
		{"empty", `{"access_token":""}`, `{"access_token":""}`},
		{"a word of the protocol", `{"access_token":"invalid_client","error":"invalid_client"}`, `{"access_token":"aaaaaaa_aaaaaa","error":"invalid_client"}`},
		{"escaped name", `{"acc\u0065ss_token":"abcDEF123"}`, `{"acc\u0065ss_token":"aaaAAA000"}`},
		{"other names", `{"client_secret":"abcDEF1","Password":"abcDEF2","x_token":"abcDEF3","token_endpoint":"abcDEF4"}`, `{"client_secret":"aaaAAA0","Password":"aaaAAA0","x_token":"aaaAAA0","token_endpoint":"abcDEF4"}`},
		{"beside a token", `{"access_token":"abcDEF123","user":{"session":"abcQDEF12345"},"scope":"abcRDEF12345"}`, `{"access_token":"aaaAAA000","user":{"session":"aaaAAAA00000"},"scope":"abcRDEF12345"}`},
		{"words beside a token", `{"access_token":"abcDEF123","user":{"name":"Erika Mustermann","at":"2026-01-02T03:04:05Z","role":"administrator"}}`, `{"access_token":"aaaAAA000","user":{"name":"Erika Mustermann","at":"2026-01-02T03:04:05Z","role":"administrator"}}`},
		{"no token beside it", `{"error":"invalid_client","trace":"q7Rt2LmPx9Zk"}`, `{"error":"invalid_client","trace":"q7Rt2LmPx9Zk"}`},
		{"a byte order mark", "\xef\xbb\xbf" + `{"access_token":"abcDEF123"}`, "\xef\xbb\xbf" + `{"access_token":"aaaAAA000"}`},
		{"trailing data", `{"access_token":"abcDEF123"}{"access_token":"abcDEF124"} end`, `{"access_token":"aaaAAA000"}{"access_token":"aaaAAA000"} end`},
		{"cut short", `{"access_token":"abcDEF123`, `{"access_token":"aaaAAA000`},
		{"cut short later", `{"access_token":"abcDEF123","token_type`, `{"access_token":"aaaAAA000","token_type`},
		{"garbage around", `)]}', {"access_token" : "abcDEF123",}`, `)]}', {"access_token" : "aaaAAA000",}`},
		{"single quotes", `{'access_token': 'abcDEF123'}`, `{'access_token': 'aaaAAA000'}`},
		{"no quotes", `{access_token: abcDEF123}`, `{access_token: aaaAAA000}`},
		{"PHP", `["access_token" => 'abcDEF123']`, `["access_token" => 'aaaAAA000']`},
		{"JSON in JSON", `{"body":"{\"access_token\":\"abcDEF123\",\"x\":1}"}`, `{"body":"{\"access_token\":\"aaaAAA000\",\"x\":1}"}`},
		{"dump", `Array ( [refresh_token] => abcDEF123 )`, `Array ( [refresh_token] => aaaAAA000 )`},
		{"XML", `<access_token>abcDEF123</access_token>`, `<access_token>aaaAAA000</access_token>`},
		{"form", `access_token=abcDEF123&token_type=Bearer&scope=a+b`, `access_token=aaaAAA000&token_type=Bearer&scope=a+b`},
		{"form, percent-encoded", `access_token=abc%2BDEF%31&x=1`, `access_token=aaa%2BAAA%30&x=1`},
		{"in a sentence", `{"message":"token=abcDEF123 is bad"}`, `{"message":"token=aaaAAA000 is bad"}`},
		{"Bearer in a sentence", `{"message":"got Bearer abcDEF123."}`, `{"message":"got Bearer aaaAAA000."}`},
		{"Bearer, percent-encoded", `{"message":"got Bearer%20abcDEF123"}`, `{"message":"got Bearer%20aaaAAA000"}`},
		{"words after basic", `{"message":"basic validation failed"}`, `{"message":"basic validation failed"}`},
		{"words after Bearer", `{"message":"Bearer authentication required, basic challenge"}`, `{"message":"Bearer authentication required, basic challenge"}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := redactedBody(redactor(t), c.body)
			if formOfNew(c.body, got) != c.want {
				t.Errorf("%s\nbecame %s\nwant   %s", c.body, got, c.want)
			}
		})
	}
}

// formOfNew writes the classes of those characters that a redaction changed; a few are equal by chance.
func formOfNew(before, after string) string {
	for _, secret := range regexp.MustCompile(`abcDEF123-_x|abc%2BDEF%31|abc\w*DEF\w*|xyz98765|12345678|invalid_client`).FindAllString(before, -1) {
		at := strings.Index(before, secret)
		if len(before) != len(after) || strings.Contains(after[at:at+len(secret)], secret) {
			before = strings.Replace(before, secret, strings.Repeat("\x00", len(secret)), 1)
			continue
		}
		shape := form(after[at : at+len(secret)])
		if strings.Contains(secret, "%") {
			shape = "aaa%2BAAA%30"
		}
		after = after[:at] + shape + after[at+len(secret):]
		before = strings.Replace(before, secret, strings.Repeat("\x00", len(secret)), 1)
	}
	return after
}

func TestTokensAreReplacedWhereTheyAreEchoed(t *testing.T) {
	r := redactor(t)
	early := r.Exchange(evidence.Exchange{ID: "early", Response: &evidence.Response{Body: []byte("hello tok-8Xy7Zw9Q!")}})
	issued := r.Exchange(evidence.Exchange{ID: "issued", Response: &evidence.Response{
		Header: []evidence.Field{{Name: "X-Echo", Value: "tok-8Xy7Zw9Q"}},
		Body:   []byte(`{"hint":"tok-8Xy7Zw9Q","access_token":"tok-8Xy7Zw9Q"}`),
	}})
	late := r.Exchange(evidence.Exchange{ID: "late", Request: evidence.Request{Header: []evidence.Field{{Name: "Authorization", Value: "Bearer tok-8Xy7Zw9Q"}}}})
	pseudonym := issued.Response.Header[0].Value
	rec := r.Record(evidence.Record{Exchanges: []evidence.Exchange{early, issued, late}})
	want := []evidence.Exchange{
		{ID: "early", Response: &evidence.Response{Body: []byte("hello " + pseudonym + "!")}},
		{ID: "issued", Response: &evidence.Response{
			Header: []evidence.Field{{Name: "X-Echo", Value: pseudonym}},
			Body:   []byte(`{"hint":"` + pseudonym + `","access_token":"` + pseudonym + `"}`),
		}},
		{ID: "late", Request: evidence.Request{Header: []evidence.Field{{Name: "Authorization", Value: "Bearer " + pseudonym}}}},
	}
	if diff := cmp.Diff(want, rec.Exchanges); diff != "" || pseudonym == "tok-8Xy7Zw9Q" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestJWTStaysOne(t *testing.T) {
	r := redactor(t, evidence.Secret{Value: "client-4711", Meaning: "client id"})
	for _, c := range []struct{ name, claims, signature, wantClaims string }{
		{"times stay", `{"iss":"x","exp":1700000000,"iat":1.7e9,"nbf":1699999999.5,"sub":"client-4711"}`, "abc_DEF-123", `{"exp":1700000000,"iat":1.7e9,"nbf":1699999999.5}`},
		{"nothing stays", `{"sub":"u"}`, "abcdef", `{}`},
		{"types stay", `{"exp":"soon","iat":null,"nbf":{"a":1}}`, "abcdef", `{"exp":"aaaa","iat":null,"nbf":{}}`},
		{"twice", `{"exp":1,"exp":2}`, "abcdef", `{"exp":1,"exp":2}`},
		{"no signature", `{"exp":1,"sub":"u"}`, "", `{"exp":1}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			token := jwtOf(c.claims, c.signature)
			body := redactedBody(r, `{"access_token":"`+token+`"}`)
			parts := strings.Split(strings.TrimSuffix(strings.TrimPrefix(body, `{"access_token":"`), `"}`), ".")
			if len(parts) != 3 || parts[0] != jwtHeader {
				t.Fatalf("got %s", body)
			}
			claims, err := base64.RawURLEncoding.DecodeString(parts[1])
			if err != nil {
				t.Fatal(err)
			}
			if shown := regexp.MustCompile(`"exp":"\w{4}"`).ReplaceAllString(string(claims), `"exp":"aaaa"`); shown != c.wantClaims {
				t.Errorf("claims %s, want %s", claims, c.wantClaims)
			}
			if form(parts[2]) != form(c.signature) || c.signature != "" && parts[2] == c.signature {
				t.Errorf("signature %q became %q", c.signature, parts[2])
			}
		})
	}
}

func TestJWTsDifferWhereverTheyDid(t *testing.T) {
	r := redactor(t)
	first := redactedBody(r, `{"access_token":"`+jwtOf(`{"exp":1,"jti":"a"}`, "sameSignature")+`"}`)
	second := redactedBody(r, `{"access_token":"`+jwtOf(`{"exp":1,"jti":"b"}`, "sameSignature")+`"}`)
	again := redactedBody(r, `{"access_token":"`+jwtOf(`{"exp":1,"jti":"a"}`, "sameSignature")+`"}`)
	if first == second || first != again {
		t.Errorf("%s\n%s\n%s", first, second, again)
	}
}

func TestJWTIsFoundAnywhere(t *testing.T) {
	token := jwtOf(`{"exp":1,"sub":"secret-subject"}`, "c2lnbmF0dXJlLWFiYw")
	r := redactor(t)
	want := string(r.redaction(false).pseudonym([]byte(token)))
	for _, text := range []string{"%s", "see %s.", "<a href='?t=%s'>", `{"x":"%s"}`, `{"x":"cut %s`, "a=b&c=%s", "jwt:%s,", "x.%s"} {
		if got := redactedBody(r, fmt.Sprintf(text, token)); got != fmt.Sprintf(text, want) {
			t.Errorf("%s became %s", fmt.Sprintf(text, token), got)
		}
	}
	cut := redactedBody(r, "see "+token[:len(token)-20])
	if strings.Contains(cut, token[len(jwtHeader):len(jwtHeader)+20]) || !strings.HasPrefix(cut, "see "+jwtHeader+".") {
		t.Errorf("cut short: %s", cut)
	}
}

func TestNotQuiteAJWTIsOpaque(t *testing.T) {
	r := redactor(t)
	for _, token := range []string{"eyJub3Q.json.here", "eyJhbGciOiJub25lIn0=.e30.x1", jwtHeader, "ey.ey.ey", jwtHeader + ".a1.b2.c3.d4.e5"} {
		body := redactedBody(r, `{"access_token":"`+token+`"}`)
		if got := strings.TrimSuffix(strings.TrimPrefix(body, `{"access_token":"`), `"}`); form(got) != form(token) || got == token {
			t.Errorf("%s became %s", token, got)
		}
	}
}

func TestJWTHeaderHidesSecretsToo(t *testing.T) {
	r := redactor(t, evidence.Secret{Value: "client-4711"})
	header := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"HS256","kid":"client-4711"}`))
	body := redactedBody(r, `{"access_token":"`+header+`.e30.abc"}`)
	if leaks(body, "client-4711") != "" {
		t.Error(body)
	}
	decoded, err := base64.RawURLEncoding.DecodeString(strings.Split(strings.TrimPrefix(body, `{"access_token":"`), ".")[0])
	if err != nil || !bytes.HasPrefix(decoded, []byte(`{"alg":"HS256","kid":"`)) {
		t.Errorf("%s, %v", decoded, err)
	}
}

// A target that issues the very words it is going to be asked with must not have them rewritten where
// they are judged; where it issues them, they are a token all the same.
func TestTokensDoNotHideTheSuitesOwnWords(t *testing.T) {
	const scope = "https://authconform.invalid/no-such-scope-1"
	r := redactor(t)
	issued := r.Exchange(evidence.Exchange{ID: "1", Response: &evidence.Response{Body: []byte(`{"access_token":"` + scope + `"}`)}})
	asked := evidence.Exchange{
		ID:       "2",
		Request:  evidence.Request{URL: "https://host/" + scope, Body: []byte(`{"x":"` + scope + `","scope":"` + scope + `"}`)},
		Response: &evidence.Response{Status: 200, Body: []byte(`{"access_token":"` + scope + `","scope":"` + scope + `"}`)},
	}
	for _, x := range []evidence.Exchange{r.Exchange(asked), r.Record(evidence.Record{Exchanges: []evidence.Exchange{issued, r.Exchange(asked)}}).Exchanges[1]} {
		members := x.Members()
		if members["scope"] != scope || members["access_token"] == scope || !strings.HasSuffix(string(x.Request.Body), `"scope":"`+scope+`"}`) || strings.Contains(string(x.Request.Body[:10]), "https") {
			t.Errorf("%s\n%s", x.Request.Body, x.Response.Body)
		}
	}
	if run := r.Record(evidence.Record{Run: evidence.Run{Scope: scope}}).Run; run.Scope != scope {
		t.Error(run.Scope)
	}
}

// What stands behind a backslash is a token once, however its pseudonym begins: it makes no escape of the backslash, and of an escape
// that was there it is no bit.
func TestTokensBehindBackslashes(t *testing.T) {
	for body, kept := range map[string]string{
		`token:\q2345678 x`: `token:\`, `token:\zxabcdef x`: `token:\`, `token:\u006b2345678 x`: `token:\u00`, `token:\\u006b2345678 x`: `token:\\`, `token:\\\u006b2345678 x`: `token:\\\u00`,
		`token:\n2345678a x`: `token:\n`, `{"a":"token:\nabcdefgh"}`: `{"a":"token:\n`,
	} {
		for i := range 100 {
			r, err := redactorFor(evidence.Secret{Value: "s3cr3tValue9x"}, []byte{byte(i)})
			if err != nil {
				t.Fatal(err)
			}
			clean := r.Exchange(evidence.Exchange{Response: &evidence.Response{Status: 400, Body: []byte(body)}})
			first := string(clean.Response.Body)
			if !strings.HasPrefix(first, kept) || first == body {
				t.Fatalf("%s became %s", body, first)
			}
			if again := string(r.Record(evidence.Record{Exchanges: []evidence.Exchange{clean}}).Exchanges[0].Response.Body); again != first {
				t.Fatalf("%s became %s, and then %s", body, first, again)
			}
		}
	}
}
