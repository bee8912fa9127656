package openapi

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/authconform/authconform/openapi/wire"
	"github.com/google/go-cmp/cmp"
)

// Every constraint is told in words of ours: its limit, and of the value its type and size alone.
func TestDetailsOfConstraints(t *testing.T) {
	for name, test := range map[string]struct{ schema, value, rule, want string }{
		"at least so long":  {"{type: string, minLength: 3}", `"ab"`, "min-length", "wanted at least 3 characters, found a string of 2 characters"},
		"at most so long":   {"{type: string, maxLength: 3}", `"äöüß"`, "max-length", "wanted at most 3 characters, found a string of 4 characters"},
		"one character":     {"{type: string, minLength: 3}", `"é"`, "min-length", "wanted at least 3 characters, found a string of 1 character"},
		"pattern":           {"{type: string, pattern: '^a+$'}", `"b"`, "pattern", "wanted a string that matches ^a+$, found a string of 1 character"},
		"format":            {"{type: string, format: date-time}", `"soon"`, "format", "wanted the form date-time, found a string of 4 characters"},
		"minimum":           {"{type: number, minimum: 2.5}", `2`, "minimum", "wanted a number of at least 2.5, found a number"},
		"maximum":           {"{type: number, maximum: 2}", `2.5`, "maximum", "wanted a number of at most 2, found a number with a fraction or an exponent"},
		"at least so many":  {"{type: array, items: {}, minItems: 2}", `[1]`, "min-items", "wanted at least 2 items, found a list of 1 item"},
		"at most so many":   {"{type: array, items: {}, maxItems: 2}", `[1,2,3]`, "max-items", "wanted at most 2 items, found a list of 3 items"},
		"each once":         {"{type: array, items: {}, uniqueItems: true}", `[1,1]`, "unique-items", "wanted every item once, found a list of 2 items"},
		"a list of numbers": {"{enum: [1, two, null]}", `3`, "enum", "wanted one of 1, two, null, found a number"},
		"integer or null":   {"{type: integer, nullable: true}", `true`, "type", "wanted an integer or null, found a boolean"},
		"null":              {"{type: object}", `null`, "type", "wanted an object, found null"},
		"object":            {"{type: boolean}", `{"a":1}`, "type", "wanted a boolean, found an object of 1 member"},
	} {
		t.Run(name, func(t *testing.T) {
			c := refusing(t, "{type: object, properties: {a: "+test.schema+"}}")
			want := []wire.Violation{{Pointer: "/a", Rule: test.rule, Detail: test.want}}
			if diff := cmp.Diff(want, c.CheckAnswer(jsonAnswer(400, `{"a":`+test.value+`}`))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// A type is told in words that can be read aloud, and a list that contains itself comes to an end.
func TestTypesInWords(t *testing.T) {
	for name, test := range map[string]struct{ schema, want string }{
		"list":                 {"{type: array, items: {}}", "list"},
		"list of strings":      {"{type: array, items: {type: string}}", "list of strings"},
		"list of lists":        {"{type: array, items: {type: array, items: {type: string}}}", "list of lists of strings"},
		"list of lists of all": {"{type: array, items: {type: array, items: {}}}", "list of lists"},
		"three levels": {
			"{type: array, items: {type: array, items: {type: array, items: {type: string}}}}", "list of lists of lists of strings",
		},
		"more levels": {
			"{type: array, items: {type: array, items: {type: array, items: {type: array, items: {type: string}}}}}", "list of lists of lists of lists",
		},
		"list of itself": {"{$ref: '#/components/schemas/Turtles'}", "list of lists of lists of lists"},
		"or null":        {"{type: array, nullable: true, items: {type: integer}}", "list of integers or null"},
		"null":           {"{nullable: true, maxLength: 1}", "value or null that has at most 1 character"},
	} {
		t.Run(name, func(t *testing.T) {
			document := mutate(t, ourDocument(t), "    OAuthErrorModel:\n", "    Turtles: {type: array, items: {$ref: '#/components/schemas/Turtles'}}\n    OAuthErrorModel:\n")
			c := parse(t, mutate(t, document, `$ref: "#/components/schemas/OAuthErrorModel"`, "{type: object, properties: {a: "+test.schema+"}}"))
			if got := find(t, c, TypeKind, "response-400", "a", "").Value; got != test.want {
				t.Errorf("got %q; want %q", got, test.want)
			}
		})
	}
}

// Of an answer so large that a list of all that is wrong with it would be larger still, the first fault is told.
func TestLargeAnswersTellTheFirstFault(t *testing.T) {
	c := refusing(t, "{type: object, properties: {a: {type: array, items: {type: string}}}}")
	const wrong = `{"a":[1,2,3]`
	for size, want := range map[int]int{64 << 10: 3, 64<<10 + 1: 1} {
		body := wrong + strings.Repeat(" ", size-len(wrong)-1) + "}"
		if got := c.CheckAnswer(jsonAnswer(400, body)); len(got) != want {
			t.Errorf("%d bytes: %v; want %d", size, got, want)
		}
	}
}

// What a schema says of members that it does not name is held against them however many there are.
func TestMembersOfAnyNameAreReadWhole(t *testing.T) {
	const of = `{type: object, required: [x], properties: {x: {type: integer}}}`
	for name, schema := range map[string]string{
		"additionalProperties":          "{type: object, additionalProperties: " + of + "}",
		"patternProperties":             "{type: object, patternProperties: {'^m': " + of + "}}",
		"unevaluatedProperties, within": "{allOf: [{type: object, unevaluatedProperties: " + of + "}]}",
	} {
		document := mutate(t, ourDocument(t), `$ref: "#/components/schemas/OAuthErrorModel"`, schema)
		c := parse(t, mutate(t, document, "openapi: 3.0.0", "openapi: 3.1.0"))
		for more, want := range map[string]int{`{"x":1}`: 0, `{}`: 1} {
			var body strings.Builder
			for i := range 90 {
				fmt.Fprintf(&body, `"m%d":{"x":1,"n":"%s"},`, i, strings.Repeat("n", wire.MaxUnnamed))
			}
			if got := c.CheckAnswer(jsonAnswer(400, "{"+body.String()+`"m":`+more+"}")); len(got) != want {
				t.Errorf("%s, %s: %v; want %d", name, more, got, want)
			}
		}
	}
}

// A header may be documented by its content instead of a schema: then any value will do, and it may have to be there.
func TestHeaderWithoutSchema(t *testing.T) {
	const documented = "            WWW-Authenticate:\n              description: The authentication schemes that the endpoint takes.\n              schema:\n                type: string\n"
	document := mutate(t, ourDocument(t), documented, "            X-Note: {required: true, content: {text/plain: {schema: {type: string}}}}\n")
	c := parse(t, document)
	s := find(t, c, HeaderKind, "response-401", "X-Note", "")
	if s.Value != "value" || !s.Any || !s.Required {
		t.Errorf("stated %+v", s)
	}
	answer := jsonAnswer(401, `{"error":"invalid_client"}`)
	if diff := cmp.Diff([]string{"X-Note required"}, brief(c.Check(s, answer))); diff != "" {
		t.Error(diff)
	}
	answer.Header = http.Header{"X-Note": {"anything"}}
	if got := c.Check(s, answer); len(got) > 0 {
		t.Errorf("got %v", got)
	}
}
