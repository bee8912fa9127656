package wire

import (
	"encoding/base64"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func jwtOf(header, claims, signature string) string {
	encode := base64.RawURLEncoding.EncodeToString
	return encode([]byte(header)) + "." + encode([]byte(claims)) + "." + signature
}

func TestParseJWT(t *testing.T) {
	seconds := func(s float64) *float64 { return &s }
	for name, test := range map[string]struct {
		token string
		want  JWT
		err   string
	}{
		"signed": {
			jwtOf(`{"alg":"HS256","typ":"JWT"}`, `{"exp":1700000000,"iat":1.5,"nbf":0,"sub":"x"}`, "c2ln"),
			JWT{Alg: "HS256", Expires: seconds(1700000000), IssuedAt: seconds(1.5), NotBefore: seconds(0)},
			"",
		},
		"unsigned":          {jwtOf(`{"alg":"none"}`, `{}`, ""), JWT{Alg: "none"}, ""},
		"no alg":            {jwtOf(`{}`, `{}`, "c2ln"), JWT{}, ""},
		"alg of a type":     {jwtOf(`{"alg":5}`, `{"exp":"soon"}`, "c2ln"), JWT{MisstatedExpiry: true}, ""},
		"exp null":          {jwtOf(`{"alg":"x"}`, `{"exp":null}`, "c2ln"), JWT{Alg: "x", MisstatedExpiry: true}, ""},
		"endless exp":       {jwtOf(`{"alg":"x"}`, `{"exp":1e999}`, "c2ln"), JWT{Alg: "x", Expires: seconds(math.Inf(1))}, ""},
		"opaque":            {"canary", JWT{}, "wanted a JWT of three parts, found 1"},
		"empty":             {"", JWT{}, "found 1"},
		"encrypted":         {"a.b.c.d.e", JWT{}, "found 5"},
		"header not base64": {"ca$nary.e30.c2ln", JWT{}, "wanted a JSON object as header of the JWT, found something that is not base64url"},
		"padded":            {"e30=.e30.c2ln", JWT{}, "not base64url"},
		"line break":        {"e3\n0.e30.c2ln", JWT{}, "not base64url"},
		"header no object":  {jwtOf(`"canary"`, `{}`, ""), JWT{}, "as header of the JWT, found something else"},
		"header with more":  {jwtOf(`{} canary`, `{}`, ""), JWT{}, "as header of the JWT, found something else"},
		"claims no object":  {jwtOf(`{}`, `[]`, ""), JWT{}, "as claims of the JWT, found something else"},
		"signature":         {jwtOf(`{}`, `{}`, "canary!"), JWT{}, "signature is base64url"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := ParseJWT(test.token)
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
			switch {
			case test.err == "" && err != nil, test.err != "" && (err == nil || !strings.Contains(err.Error(), test.err)):
				t.Errorf("got %v; want %q", err, test.err)
			case err != nil && strings.Contains(err.Error(), "canary"):
				t.Errorf("a part of the token was told: %v", err)
			}
		})
	}
}

func FuzzParseJWT(f *testing.F) {
	f.Add(jwtOf(`{"alg":"HS256"}`, `{"exp":1}`, "c2ln"))
	f.Add("..")
	f.Fuzz(func(t *testing.T, token string) {
		jwt, err := ParseJWT(token)
		if err == nil && strings.Count(token, ".") != 2 {
			t.Errorf("%q is no JWT", token)
		}
		if err != nil && jwt != (JWT{}) {
			t.Errorf("%q: an error with a value: %+v", token, jwt)
		}
	})
}
