package schemas

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What is not judged is told, wherever in a schema it stands.
func TestUnjudged(t *testing.T) {
	for schema, want := range map[string]string{
		`{"type":"string","format":"iban"}`:                                 "/format format iban: we do not know this format",
		`{"type":"string","format":"int64"}`:                                "/format format int64: it is a format of numbers, and the value is none",
		`{"type":"integer","format":"date-time"}`:                           "/format format date-time: it is a format of texts, and the value is none",
		`{"type":"string","format":"password"}`:                             "",
		`{"type":"number","format":"double"}`:                               "",
		`{"format":"uuid"}`:                                                 "",
		`{"pattern":"^(?=.*[a-z]).{8,}$"}`:                                  "/pattern pattern ^(?=.*[a-z]).{8,}$: it looks ahead, which we cannot match",
		`{"pattern":"(a)\\1"}`:                                              "/pattern pattern (a)\\1: it refers back to a group, which we cannot match",
		`{"pattern":"\\Aa\\z"}`:                                             "/pattern pattern \\Aa\\z: it has \\A, which ECMA-262 does not have",
		`{"pattern":"[a"}`:                                                  "/pattern pattern [a: it has brackets that are not closed",
		`{"patternProperties":{"(?i)x":{}}}`:                                "/patternProperties patternProperties (?i)x: it has a group that ECMA-262 does not have",
		`{"contentMediaType":"application/jwt"}`:                            "/contentMediaType contentMediaType application/jwt: nobody looks at what is within a text",
		`{"contentEncoding":"7bit"}`:                                        "/contentEncoding contentEncoding 7bit: we do not know this encoding",
		`{"enum":[12345678901234567890]}`:                                   "/enum enum item 1: numbers that large are compared to 15 digits",
		`{"maximum":12345678901234567890}`:                                  "/maximum maximum: numbers that large are compared to 15 digits",
		`{"type":"integer","format":"int64","maximum":9223372036854775807}`: "",
		`{"discriminator":{"propertyName":"kind"}}`:                         "/discriminator discriminator kind: it chooses among models that the schema does not list",
		`{"items":{"oneOf":[{"format":"iban"}]}}`:                           "/items/oneOf/0/format format iban: we do not know this format",
		`{"properties":{"a":{"format":"iban"}}}`:                            "/properties/a/format format iban: we do not know this format",
		`{"$id":"https://example.com/s"}`:                                   "/$id $id https://example.com/s: references are read from the document as a whole",
	} {
		var got []string
		for _, gap := range Unjudged(loaded(t, "3.1.0", schema), false, false) {
			got = append(got, gap.Pointer+" "+gap.Keyword+": "+gap.Why)
		}
		if diff := cmp.Diff(want, strings.Join(got, "; ")); diff != "" {
			t.Errorf("%s: %s", schema, diff)
		}
	}
}

// What has no meaning in 3.1, and what no value keeps, is told.
func TestFaults(t *testing.T) {
	for schema, want := range map[string]string{
		`{"type":"string","nullable":true}`:                     `wanted no nullable in a document of OpenAPI 3.1, which has it no more, found one; write type: [string, "null"]`,
		`{"$dynamicRef":"#x"}`:                                  "wanted $ref, found $dynamicRef",
		`{"$schema":"http://json-schema.org/draft-07/schema#"}`: "wanted the schema to be JSON Schema 2020-12, found another dialect",
		`{"minLength":3,"maxLength":2}`:                         "wanted a minLength that is not beyond maxLength, found 3 beyond 2",
		`{"exclusiveMinimum":3,"maximum":3}`:                    "wanted numbers between minimum and maximum, found 3 and 3 with none between them",
		`{"type":"integer","enum":["a"]}`:                       "wanted a value of the type integer among those that are listed, found none",
		`{"enum":[]}`:                                           "wanted values in the list, found none",
		`{"allOf":[{"title":"A","properties":{"a":{}},"additionalProperties":false},{"required":["b"]}]}`: "found the member b, which is required and which A does not allow",
		`{"type":["string","null"],"enum":["a",null]}`:                                                    "",
		`{"allOf":[{"properties":{"a":{}},"additionalProperties":false},{"required":["a"]}]}`:             "",
	} {
		s := loaded(t, "3.1.0", schema)
		var words []string
		for _, f := range slices.Concat(Lower(s), Impossible(s)) {
			words = append(words, f.Text)
		}
		got := strings.Join(words, "; ")
		if want == "" && got != "" || !strings.Contains(got, want) {
			t.Errorf("%s: got %q; want %q", schema, got, want)
		}
	}
}

// A pattern matches what ECMA-262 has it match, where RE2 has it otherwise.
func TestPatterns(t *testing.T) {
	for pattern, values := range map[string]map[string]bool{
		`^\s$`:           {"\u00a0": true, "\v": true, "a": false},
		`^[\s\S]$`:       {"a": true, "\n": true},
		`^.$`:            {"\u2028": false, "\r": false, "a": true},
		`^\u00e4$`:       {"ä": true},
		`^\uD83D\uDE00$`: {"😀": true},
		`^\u{1F600}$`:    {"😀": true},
		`^[^]$`:          {"\n": true, "": false},
		`^[]$`:           {"": false},
		`^[[]$`:          {"[": true},
		`^\/\-\_$`:       {"/-_": true},
		`^\cJ\0$`:        {"\n\x00": true},
		`^[\w-]+$`:       {"a-b_": true, "ä": false},
		`^\p{L}+$`:       {"äb": true, "1": false},
		`^(?<y>\d{4})$`:  {"2024": true},
		`^a$`:            {"a\n": false},
		`^[\b]$`:         {"\b": true},
		`^[a\-z]$`:       {"-": true, "b": false},
	} {
		re, why := translated(pattern)
		if re == nil {
			t.Errorf("%s: %s", pattern, why)
			continue
		}
		for value, want := range values {
			if re.MatchString(value) != want {
				t.Errorf("%s, %q: want %v; it became %s", pattern, value, want, re)
			}
		}
	}
}

// Numbers are held against what is written, to the last digit.
func TestNumbers(t *testing.T) {
	for schema, values := range map[string]map[string]bool{
		`{"multipleOf":0.01}`:                 {"19.99": true, "0.07": true, "1e2": true, "0.001": false, "1e-400": false},
		`{"type":"integer"}`:                  {"1.0": true, "1e3": true, "1.5": false, "1e400": false, "123456789012345678901234567890": true},
		`{"type":"integer","format":"int64"}`: {"9223372036854775807": true, "9223372036854775808": false},
		`{"maximum":9007199254740991}`:        {"9007199254740991": true, "9007199254740992": false},
		`{"enum":[0.1]}`:                      {"0.1": true, "0.10": true, "1e-1": true, "0.1000000000000000055511151231257827": false},
		`{"uniqueItems":true}`:                {"[1,1.0]": false, "[1,\"1\"]": true, "[{\"a\":1,\"b\":2},{\"b\":2,\"a\":1.0}]": false},
		`{"minimum":0}`:                       {"-0": true, "-1e-300": false, "1e999999999999": true},
	} {
		s := loaded(t, "3.1.0", schema)
		for value, want := range values {
			if got := NewJudge().Violations(s, decoded(t, value), Instance{}); (len(got) == 0) != want {
				t.Errorf("%s, %s: got %v", schema, value, got)
			}
		}
	}
}
