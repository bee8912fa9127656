package redact

import (
	"encoding/base64"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/authconform/authconform/suites/evidence"
)

// A secret is seen in each of the encodings in which it would be hidden, and said to be in that.
func TestASecretIsSighted(t *testing.T) {
	const secret = "Kx7 pQ%2/vN+8wZr"
	escaped := ""
	for _, c := range secret {
		escaped += fmt.Sprintf(`\u%04x`, c)
	}
	for name, test := range map[string]struct{ text, as string }{
		"as it is":                     {"the secret is " + secret + ".", "as it is"},
		"another case":                 {"x=" + strings.ToUpper(secret), "as it is"},
		"base64":                       {base64.StdEncoding.EncodeToString([]byte(secret)), "base64"},
		"base64 of a pair":             {"Authorization: Basic " + base64.StdEncoding.EncodeToString([]byte("some-client:"+secret)), "base64"},
		"base64url":                    {base64.RawURLEncoding.EncodeToString([]byte(secret)), "base64"},
		"base64, offset 1":             {"a" + base64.StdEncoding.EncodeToString([]byte(secret)), "base64"},
		"base64, offset 2":             {base64.StdEncoding.EncodeToString([]byte("ab" + secret)), "base64"},
		"base64 of JSON":               {base64.StdEncoding.EncodeToString([]byte(`{"password":"` + secret + `"}`)), "base64"},
		"hexadecimal":                  {fmt.Sprintf("%x", secret), "hexadecimal digits"},
		"HEX":                          {strings.ToUpper(fmt.Sprintf("%x", secret)), "hexadecimal digits"},
		"hexadecimal behind a number":  {fmt.Sprintf("3B %x", secret), "hexadecimal digits"},
		"hexadecimal behind pairs":     {fmt.Sprintf("00:01:02:03:04:05:06:07:%x", secret), "hexadecimal digits"},
		"pairs behind hexadecimal":     {fmt.Sprintf("0001020304050607% x", secret), "hexadecimal digits"},
		"hexadecimal of a Basic value": {fmt.Sprintf("%x", base64.StdEncoding.EncodeToString([]byte("some-client:"+secret))), "base64"},
		"form-encoding":                {"client_secret=" + url.QueryEscape(secret), "percent-encoding"},
		"percent-encoding":             {"/" + url.PathEscape(secret), "percent-encoding"},
		"JSON escapes":                 {`"` + escaped + `"`, "JSON escapes"},
		"in JSON":                      {`{"client_secret": "` + secret + `"}`, "as it is"},
		"amid other bytes":             {"\x00\xff\xfe" + secret + "\xff", "as it is"},
		"directly in words":            {"abc" + secret + "def", "as it is"},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := NewRedactor(nil, evidence.Secret{Value: secret})
			if err != nil {
				t.Fatal(err)
			}
			seen := r.Sightings([]byte(test.text))
			if len(seen) != 1 || seen[0].Value != secret {
				t.Fatalf("seen: %v", seen)
			}
			if seen[0].As != test.as {
				t.Errorf("seen as %q, wanted %q", seen[0].As, test.as)
			}
		})
	}
}

// What is no secret is none, however it looks.
func TestNothingElseIsSighted(t *testing.T) {
	r, err := NewRedactor(nil, evidence.Secret{Value: "Kx7pQ2vN8wZr"}, evidence.Secret{Value: "abc"})
	if err != nil {
		t.Fatal(err)
	}
	text := "abc Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl password=hunter22 Kx7pQ2vN8wZ Basic YTpi " + strings.Repeat("yes\n", 1000)
	if seen := r.Sightings([]byte(text)); len(seen) > 0 {
		t.Errorf("seen: %v", seen)
	}
}

func BenchmarkSightings(b *testing.B) {
	r, err := NewRedactor(nil, evidence.Secret{Value: "Kx7pQ2vN8wZr"})
	if err != nil {
		b.Fatal(err)
	}
	text := []byte(strings.Repeat("2026-11-29T09:00:00Z INFO GET /v3.8/distributor/orders 200 in 12ms\n", 1000))
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		r.Sightings(text)
	}
}

// A text is looked through whenever it is asked about: two files may have the same in them.
func TestASecretIsSightedAgain(t *testing.T) {
	r, err := NewRedactor(nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Learn(evidence.Secret{Value: "Kx7pQ2vN8wZr"})
	for range 2 {
		if seen := r.Sightings([]byte("the secret is Kx7pQ2vN8wZr.")); len(seen) != 1 {
			t.Errorf("found %v", seen)
		}
	}
}
