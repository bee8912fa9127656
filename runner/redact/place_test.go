package redact

import (
	"strings"
	"testing"

	"github.com/authconform/authconform/suites/evidence"
)

// Where a contract's answers have a token under a name of its own, it is hidden there, and from then on everywhere; what has the
// same name elsewhere and is no token is left as it is, for it may be judged.
func TestTokensAtPlaces(t *testing.T) {
	for name, test := range map[string]struct {
		body string
		gone []string
		kept []string
	}{
		"at its place":            {`{"data":{"value":"abcDEF123-x"},"value":"word"}`, []string{"abcDEF123"}, []string{`"value":"word"`}},
		"a word at its place":     {`{"data":{"value":"sesame"}}`, []string{"sesame"}, nil},
		"a number":                {`{"data":{"value":1234567890}}`, []string{"1234567890"}, nil},
		"an object":               {`{"data":{"value":{"inner":"abcDEF123-x"}}}`, []string{"abcDEF123"}, nil},
		"an escaped name":         {`{"d\u0061ta":{"value":"abcDEF123-x"}}`, []string{"abcDEF123"}, nil},
		"elsewhere, like a token": {`{"error":{"value":"abcDEF123ghi456JKL"}}`, []string{"abcDEF123ghi"}, nil},
		"elsewhere, a word":       {`{"error":{"value":"invalid"},"code":"value"}`, nil, []string{"invalid", `"code":"value"`}},
		"any of a list":           {`{"list":[{"t":"first-Token-1"},{"t":"second-Token-2"}]}`, []string{"first-Token", "second-Token"}, nil},
		"JSON cut short":          {`{"data":{"value":"abcDEF123-x","oth`, []string{"abcDEF123"}, nil},
		"no JSON":                 {`value=abcDEF123ghi456JKL&x=1`, []string{"abcDEF123"}, []string{"x=1"}},
		"twice in a row":          {`{"data":{"value":"abcDEF123-x"}}{"data":{"value":"xyzDEF123-x"}}`, []string{"abcDEF123", "xyzDEF123"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			r := redactor(t)
			r.TokensAt([]string{"data", "value"}, []string{"list", "0", "t"})
			got := redactedBody(r, test.body)
			for _, text := range test.gone {
				if strings.Contains(got, text) {
					t.Errorf("%q shows in %s", text, got)
				}
			}
			for _, text := range test.kept {
				if !strings.Contains(got, text) {
					t.Errorf("%q is gone from %s", text, got)
				}
			}
		})
	}
	r := redactor(t)
	r.TokensAt([]string{"data", "value"})
	redactedBody(r, `{"data":{"value":"abcDEF123-ghi"}}`)
	x := r.Exchange(evidence.Exchange{Request: evidence.Request{Header: []evidence.Field{{Name: "Authorization", Value: "Odd abcDEF123-ghi"}}}})
	if value := x.Request.Header[0].Value; strings.Contains(value, "abcDEF123") {
		t.Errorf("shown to the resource: %s", value)
	}
}
