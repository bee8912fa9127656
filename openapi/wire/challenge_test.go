package wire

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Where a field leaves the grammar is told by its place, never by its content.
func TestPlacesOfBrokenChallenges(t *testing.T) {
	const after = "; it is no challenge list (RFC 9110, section 11.6.1)"
	for field, want := range map[string]string{
		``:                                  "wanted a challenge at offset 0 of 0" + after,
		`, ,`:                               "wanted a challenge at offset 3 of 3" + after,
		`"`:                                 "wanted the name of a scheme or a parameter at offset 0 of 1" + after,
		`realm=a`:                           "wanted the name of a scheme before the first parameter at offset 0 of 7" + after,
		`Basic realm="a" charset="UTF"`:     "wanted a comma at offset 16 of 29" + after,
		`Basic realm=`:                      "", // a token68, padding and all
		`Basic realm="a", charset=`:         "wanted a value, a token or a quoted string at offset 25 of 25" + after,
		`Basic realm="a`:                    "wanted the closing quote of a quoted string at offset 14 of 14" + after,
		"Basic realm=\"a\x7f\"":             "wanted a character that a quoted string may hold at offset 14 of 16" + after,
		`Basic realm="a\`:                   "wanted a character that a quoted string may hold at offset 14 of 15" + after,
		"Basic realm=\"\\\x01\"":            "wanted a character that a quoted string may hold at offset 13 of 16" + after,
		`Negotiate abc, realm=x`:            "wanted a token68 or parameters, not both at offset 22 of 22" + after,
		`Basic /`:                           "",
		`Basic a b`:                         "wanted a parameter, name=value at offset 7 of 9" + after,
		`Basic realm="a", Realm="b"`:        "found a parameter twice in challenge 1; its name may occur once (RFC 9110, section 11.2)",
		`X, Basic realm="a", Realm="b"`:     "found a parameter twice in challenge 2; its name may occur once (RFC 9110, section 11.2)",
		"Basic \t , Bearer":                 "",
		`Basic, realm="x"`:                  "wanted a space between a scheme and its parameters at offset 7 of 16" + after,
		`Bearer realm="a", Basic,realm="x"`: "wanted a space between a scheme and its parameters at offset 24 of 33" + after,
		`Basic ,realm="x"`:                  "", // an empty element, which recipients have to take (section 5.6.1.2)
		`Basic, Bearer realm="x"`:           "",
		"Basic realm\t=\t\"a\\\tb\"":        "",
		`Basic realm="\\\"", charset=x`:     "",
		`Basic realm="` + "\x80\xff" + `"`:  "",
	} {
		_, violations := Challenges(http.Header{"Www-Authenticate": {field}})
		var got string
		if len(violations) > 0 {
			got = violations[0].Detail
		}
		if diff := cmp.Diff(want, got); diff != "" || len(violations) > 1 {
			t.Errorf("%q: %d violations %s", field, len(violations), diff)
		}
	}
}

// A field of 64 KiB holds thousands of parameters, and each may stand twice.
func TestChallengesOfAFlood(t *testing.T) {
	twice := http.Header{WwwAuthenticate: {"Basic " + strings.Repeat("a=b,", 16_000), strings.Repeat("Basic a=b, A=b,", 4000)}}
	challenges, violations := Challenges(twice)
	if len(challenges) != 4001 || len(violations) != MaxViolations {
		t.Errorf("found %d challenges and %d violations, wanted 4001 and %d", len(challenges), len(violations), MaxViolations)
	}
}
