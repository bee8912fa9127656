package redact

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/authconform/authconform/suites/evidence"
)

// A text that had no secret when it was seen first is searched again once more is known, however the secret is written in it.
func TestCleanTextsAreSearchedForWhatIsLearned(t *testing.T) {
	const late = "Late-Secret/4711 x"
	for name, text := range map[string]string{
		"as it is": late, "in other words": "a " + late + " b", "percent-encoded": "Late-Secret%2F4711+x", "with a plus sign": "Late-Secret/4711+x",
		"in base64": base64.StdEncoding.EncodeToString([]byte(late)), "in small letters": strings.ToLower(late), "JSON": `Late-Secret\/4711 x`,
	} {
		r := redactor(t, evidence.Secret{Value: "client-4711"})
		x := evidence.Exchange{Request: evidence.Request{Header: []evidence.Field{{Name: "X-Trace", Value: text}}}}
		for range 2 {
			if got := r.Exchange(x).Request.Header[0].Value; got != text {
				t.Fatalf("%s: %q became %q before its secret was known", name, text, got)
			}
		}
		r.Learn(evidence.Secret{Value: late})
		if got := r.Exchange(x).Request.Header[0].Value; got == text {
			t.Errorf("%s: %q is still taken for clean", name, text)
		}
	}
}

// So is the name of a field, in whichever case, and where a secret's small letters take less bytes than it does.
func TestCleanNamesOfFieldsAreSearchedForWhatIsLearned(t *testing.T) {
	for late, name := range map[string]string{
		"Late-Secret-4711":                 "LATE-sEcret-4711",
		"\u212aeeper-\u212aeys-4711\u212a": "keeper-keys-4711k", // the sign for Kelvin, of three bytes
	} {
		r := redactor(t, evidence.Secret{Value: "client-4711"})
		x := evidence.Exchange{Request: evidence.Request{Header: []evidence.Field{{Name: name, Value: "yes"}}}}
		for range 2 {
			if got := r.Exchange(x).Request.Header[0].Name; got != name {
				t.Fatalf("%q became %q before its secret was known", name, got)
			}
		}
		r.Learn(evidence.Secret{Value: late})
		if got := r.Exchange(x).Request.Header[0].Name; got == name || len(got) != len(name) {
			t.Errorf("%q became %q once its secret was known", name, got)
		}
	}
}
