package stage

import (
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/authconform/authconform/suites/evidence"
)

func b64(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }

// theKnown are a client's credentials with characters for which form-encoding makes a difference, and tokens.
func theKnown() known {
	return known{
		Given: Given{
			ClientID: "the id:of+it", ClientSecret: "sec%ret&of~the?client", Username: "someone", Password: "pass word 1234", FormEncoded: true,
			IDParameter: "client_id", SecretParameter: "client_secret", PasswordParameter: "password", RefreshParameter: "refresh_token",
		},
		access: []string{"AccessToken-One+/==", "AccessToken-Two"}, refresh: []string{"RefreshToken-One"},
	}
}

type found = []evidence.Shown

// An Authorization field is read for what it is, and what is wrong with it is told.
func TestAuthorizationIsRead(t *testing.T) {
	k := theKnown()
	client := func(flaw evidence.Flaw) found {
		return found{{What: evidence.ClientCredential, Where: evidence.InAuthorization, Scheme: "Basic", Flaw: flaw}}
	}
	as := func(scheme string, what evidence.Credential, flaw evidence.Flaw, number int) found {
		return found{{What: what, Where: evidence.InAuthorization, Scheme: scheme, Flaw: flaw, Token: number}}
	}
	right := url.QueryEscape(k.ClientID) + ":" + url.QueryEscape(k.ClientSecret)
	bare := k.ClientID + ":" + k.ClientSecret
	for name, test := range map[string]struct {
		value string
		want  found
	}{
		"right":               {"Basic " + b64(right), client("")},
		"blank as %20":        {"Basic " + b64(url.PathEscape("the id")+"%3aof%2bit:"+url.QueryEscape(k.ClientSecret)), client("")},
		"unencoded":           {"Basic " + b64(bare), client(evidence.FlawUnencoded)},
		"wrong":               {"Basic " + b64("the+id:wrong"), client(evidence.FlawWrong)},
		"the id alone":        {"Basic " + b64(url.QueryEscape(k.ClientID)+":"), client(evidence.FlawIncomplete)},
		"no colon":            {"Basic " + b64("abc"), client(evidence.FlawMalformed)},
		"no base64":           {"Basic " + right, client(evidence.FlawMalformed)},
		"no padding":          {"Basic " + base64.RawStdEncoding.EncodeToString([]byte("ab:b")), client(evidence.FlawMalformed)},
		"alphabet of URLs":    {"Basic " + base64.URLEncoding.EncodeToString([]byte("\xff\xfe:x")), client(evidence.FlawMalformed)},
		"nothing":             {"Basic", client(evidence.FlawMalformed)},
		"the user as Basic":   {"Basic " + b64("someone:pass word 1234"), as("Basic", evidence.Password, "", 0)},
		"basic in lower case": {"basic " + b64(right), as("basic", evidence.ClientCredential, "", 0)},
		"Basic under Bearer":  {"Bearer " + b64(right), as("Bearer", evidence.ClientCredential, evidence.FlawMalformed, 0)},
		"a token":             {"Bearer AccessToken-Two", as("Bearer", evidence.AccessToken, "", 2)},
		"several blanks":      {"Bearer   AccessToken-Two", as("Bearer", evidence.AccessToken, "", 2)},
		"another type":        {"DPoP AccessToken-Two", as("DPoP", evidence.AccessToken, "", 2)},
		"a colon":             {"Bearer: AccessToken-Two", as("Bearer:", evidence.AccessToken, "", 2)},
		"a token, and more":   {"AccessToken-Two AccessToken-Two", as("", evidence.AccessToken, evidence.FlawAltered, 2)},
		"no scheme":           {"AccessToken-Two", as("", evidence.AccessToken, "", 2)},
		"another case":        {"Bearer accesstoken-two", as("Bearer", evidence.AccessToken, evidence.FlawAltered, 2)},
		"without padding":     {"Bearer AccessToken-One+/", as("Bearer", evidence.AccessToken, evidence.FlawAltered, 1)},
		"form-encoded":        {"Bearer " + url.QueryEscape(k.access[0]), as("Bearer", evidence.AccessToken, evidence.FlawAltered, 1)},
		"in quotes":           {`Bearer "AccessToken-Two"`, as("Bearer", evidence.AccessToken, evidence.FlawAltered, 2)},
		"cut short":           {"Bearer AccessToken-Tw", as("Bearer", evidence.AccessToken, evidence.FlawAltered, 2)},
		"with more":           {"Bearer AccessToken-Two;x", as("Bearer", evidence.AccessToken, evidence.FlawAltered, 2)},
		"undefined":           {"Bearer undefined", as("Bearer", evidence.AccessToken, evidence.FlawMadeUp, 0)},
		"null":                {"Bearer null", as("Bearer", evidence.AccessToken, evidence.FlawMadeUp, 0)},
		"None":                {"Bearer None", as("Bearer", evidence.AccessToken, evidence.FlawMadeUp, 0)},
		"an object":           {"Bearer [object Object]", as("Bearer", evidence.AccessToken, evidence.FlawMadeUp, 0)},
		"empty":               {"Bearer ", as("Bearer", evidence.AccessToken, evidence.FlawMadeUp, 0)},
		"a scheme alone":      {"Bearer", as("Bearer", evidence.AccessToken, evidence.FlawMadeUp, 0)},
		"nobody's":            {"Bearer something-else", as("Bearer", evidence.AccessToken, evidence.FlawWrong, 0)},
		"a refresh token":     {"Bearer RefreshToken-One", as("Bearer", evidence.RefreshToken, "", 1)},
		"the secret":          {"Bearer " + k.ClientSecret, as("Bearer", evidence.ClientSecret, "", 0)},
	} {
		t.Run(name, func(t *testing.T) {
			got := k.shown(received{endpoint: evidence.ResourceEndpoint, header: http.Header{"Authorization": {test.value}}})
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Credentials are found wherever they stand.
func TestCredentialsAreFoundInEveryPlace(t *testing.T) {
	k := theKnown()
	in := func(where evidence.Place, what evidence.Credential, flaw evidence.Flaw, number int) evidence.Shown {
		return evidence.Shown{What: what, Where: where, Flaw: flaw, Token: number}
	}
	form := func(pairs ...string) []byte {
		values := url.Values{}
		for i := 0; i < len(pairs); i += 2 {
			values.Set(pairs[i], pairs[i+1])
		}
		return []byte(values.Encode())
	}
	for name, test := range map[string]struct {
		header http.Header
		target string
		body   []byte
		want   found
	}{
		"nothing":             {body: form("grant_type", "client_credentials"), want: nil},
		"the client, a form":  {body: form("client_id", k.ClientID, "client_secret", k.ClientSecret), want: found{in(evidence.InBody, evidence.ClientCredential, "", 0)}},
		"the client, JSON":    {body: []byte(`{"client_id":"the id:of+it","client_secret":"sec%ret\u0026of~the?client"}`), want: found{in(evidence.InBody, evidence.ClientCredential, "", 0)}},
		"the id alone":        {body: form("client_id", k.ClientID), want: found{in(evidence.InBody, evidence.ClientCredential, evidence.FlawIncomplete, 0)}},
		"a wrong client":      {body: form("client_id", k.ClientID, "client_secret", "x"), want: found{in(evidence.InBody, evidence.ClientCredential, evidence.FlawWrong, 0)}},
		"the password":        {body: form("username", "someone", "password", k.Password), want: found{in(evidence.InBody, evidence.Password, "", 0)}},
		"a wrong password":    {body: form("username", "someone", "password", "pass+word"), want: found{in(evidence.InBody, evidence.Password, evidence.FlawWrong, 0)}},
		"a refresh":           {body: form("refresh_token", "RefreshToken-One"), want: found{in(evidence.InBody, evidence.RefreshToken, "", 1)}},
		"no refresh":          {body: form("refresh_token", "undefined"), want: found{in(evidence.InBody, evidence.RefreshToken, evidence.FlawMadeUp, 0)}},
		"access for refresh":  {body: form("refresh_token", "AccessToken-Two"), want: found{in(evidence.InBody, evidence.AccessToken, "", 2)}},
		"another member":      {body: []byte(`{"a":{"b":["x sec%ret&of~the?client y"]}}`), want: found{in(evidence.InBody, evidence.ClientSecret, "", 0)}},
		"neither":             {body: []byte(`{"a": sec%ret&of~the?client`), want: found{in(evidence.InBody, evidence.ClientSecret, "", 0)}},
		"the client, a URL":   {target: "/x?client_id=the+id%3Aof%2Bit&client_secret=" + url.QueryEscape(k.ClientSecret), want: found{in(evidence.InQuery, evidence.ClientCredential, "", 0)}},
		"a token in the URL":  {target: "/x?access_token=AccessToken-Two", want: found{in(evidence.InQuery, evidence.AccessToken, "", 2)}},
		"a token in the path": {target: "/x/AccessToken-Two/y", want: found{in(evidence.InQuery, evidence.AccessToken, "", 2)}},
		"a URL's user":        {target: "https://it:" + url.QueryEscape(k.ClientSecret) + "@host/x", want: found{in(evidence.InQuery, evidence.ClientSecret, "", 0)}},
		"base64 in the URL":   {target: "/x?s=" + url.QueryEscape(b64("AccessToken-Two")), want: found{in(evidence.InQuery, evidence.AccessToken, "", 2)}},
		"base64 in a cookie":  {header: http.Header{"Cookie": {"s=" + b64(`{"t":"AccessToken-Two"}`)}}, want: found{in(evidence.InField, evidence.AccessToken, "", 2)}},
		"base64, shifted":     {header: http.Header{"Cookie": {"s=" + b64("ab "+k.ClientSecret+"!")}}, want: found{in(evidence.InField, evidence.ClientSecret, "", 0)}},
		"hex in a field":      {header: http.Header{"X-Session": {"41" + hex.EncodeToString([]byte(k.Password))}}, want: found{in(evidence.InField, evidence.Password, "", 0)}},
		"hex in capitals":     {body: []byte(`{"a":"` + strings.ToUpper(hex.EncodeToString([]byte("RefreshToken-One"))) + `"}`), want: found{in(evidence.InBody, evidence.RefreshToken, "", 1)}},
		"the password there":  {target: "/x?p=pass+word+1234", want: found{in(evidence.InQuery, evidence.Password, "", 0)}},
		"a cookie":            {header: http.Header{"Cookie": {"t=AccessToken-Two; u=1"}}, want: found{in(evidence.InField, evidence.AccessToken, "", 2)}},
		"Basic in a field":    {header: http.Header{"X-Auth": {b64(k.ClientID + ":" + k.ClientSecret)}}, want: found{in(evidence.InField, evidence.ClientSecret, "", 0)}},
	} {
		t.Run(name, func(t *testing.T) {
			q := received{endpoint: evidence.TokenEndpoint, header: test.header, body: test.body}
			if test.target != "" {
				target, err := url.Parse(test.target)
				if err != nil {
					t.Fatal(err)
				}
				q.target = target
			}
			if diff := cmp.Diff(test.want, k.shown(q)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Without form-encoding, what is as it was given is right, and nothing else.
func TestBasicAsItIs(t *testing.T) {
	k := known{Given: Given{ClientID: "id", ClientSecret: "a+b%20c"}}
	for pair, flaw := range map[string]evidence.Flaw{"id:a+b%20c": "", "id:a%2Bb%2520c": evidence.FlawWrong, "id:": evidence.FlawIncomplete} {
		if got := k.basic("Basic", b64(pair)); got.Flaw != flaw {
			t.Errorf("%s: %q, wanted %q", pair, got.Flaw, flaw)
		}
	}
}

// A token of one character is what it is, and is not found in words.
func TestAShortToken(t *testing.T) {
	k := known{Given: Given{ClientID: "id", ClientSecret: "secret-secret"}, access: []string{"a"}}
	header := func(value string) received {
		return received{endpoint: evidence.ResourceEndpoint, header: http.Header{"Authorization": {value}, "User-Agent": {"a client"}}}
	}
	for value, flaw := range map[string]evidence.Flaw{"Bearer a": "", "Bearer A": evidence.FlawAltered, "Bearer abc": evidence.FlawWrong} {
		got := k.shown(header(value))
		if len(got) != 1 || got[0].Flaw != flaw {
			t.Errorf("%s: %+v", value, got)
		}
	}
}

// FuzzShown reads requests of every kind: nothing that a client sends brings the reader down, and what it finds is one of
// what there is.
func FuzzShown(f *testing.F) {
	k := theKnown()
	f.Add("Basic "+b64("a:b"), "/token?x=%zz", []byte(`{"client_id":["x"]}`), "a=b")
	f.Add("Bearer ", "//%2f?&&=", []byte("a=%&=;"), "")
	f.Fuzz(func(t *testing.T, authorization, target string, body []byte, cookie string) {
		u, err := url.Parse(target)
		if err != nil {
			u = nil
		}
		q := received{endpoint: evidence.TokenEndpoint, header: http.Header{"Authorization": {authorization}, "Cookie": {cookie}}, target: u, body: body}
		list := k.shown(q)
		if len(list) == 0 || list[0].Where != evidence.InAuthorization {
			t.Errorf("the field was not read: %+v", list)
		}
		for _, s := range list {
			if s.Token < 0 || s.Token > 2 || s.Flaw == "" && s.Token == 0 && (s.What == evidence.AccessToken || s.What == evidence.RefreshToken) {
				t.Errorf("found %+v", s)
			}
		}
		if diff := cmp.Diff(list, k.shown(q)); diff != "" {
			t.Error("two looks differ:", diff)
		}
	})
}
