package openapi

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What a statement asks for beyond a type is said, and held against answers.
func TestConstraintsInWords(t *testing.T) {
	for name, test := range map[string]struct{ schema, words, bad, rule string }{
		"uuid":    {"{type: string, format: uuid}", "string that has the form uuid", `"x"`, "/a format"},
		"lengths": {"{type: string, minLength: 2, maxLength: 3}", "string that has 2 to 3 characters", `"x"`, "/a min-length"},
		"divisor": {"{type: integer, multipleOf: 7}", "integer that has 7 as a divisor", `8`, "/a multiple-of"},
		"members": {"{type: object, minProperties: 2}", "object that has at least 2 members", `{}`, "/a min-properties"},
		"one of":  {"{oneOf: [{type: string}, {type: integer}]}", "value that has exactly one of the forms string, integer", `true`, "/a one-of"},
		"not":     {"{not: {type: string}}", "value that has not the form that is excluded", `"x"`, "/a not"},
	} {
		c := refusing(t, "{type: object, properties: {a: "+test.schema+"}}")
		s := find(t, c, TypeKind, "response-400", "a", "")
		if s.Value != test.words {
			t.Errorf("%s: got %q; want %q", name, s.Value, test.words)
		}
		if diff := cmp.Diff([]string{test.rule}, brief(c.Check(s, jsonAnswer(400, `{"a":`+test.bad+`}`)))); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}
