package mock

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

// schemaOf reads a schema as a document has it.
func schemaOf(t *testing.T, text string) *openapi3.SchemaRef {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromData([]byte(`{"openapi":"3.0.0","info":{"title":"a","version":"1"},"paths":{},"components":{"schemas":{"A":` + text + `}}}`))
	if err != nil {
		t.Fatal(err)
	}
	return doc.Components.Schemas["A"]
}

// Whatever a schema asks for is made, and held against the schema.
func TestValuesAreAllowed(t *testing.T) {
	r := &reading{doc: &openapi3.T{OpenAPI: "3.0.3"}}
	for _, text := range []string{
		`{"type":"string"}`, `{"type":"string","minLength":40}`, `{"type":"string","maxLength":3}`, `{"type":"string","enum":["a","b"]}`,
		`{"type":"string","format":"uuid"}`, `{"type":"string","format":"date-time"}`, `{"type":"string","format":"date"}`,
		`{"type":"string","format":"byte"}`, `{"type":"string","format":"email"}`, `{"type":"string","format":"of-our-own"}`,
		`{"type":"string","pattern":"^[A-Z]{3}-[0-9]{4,6}$"}`, `{"type":"string","pattern":"^(alpha|beta)_\\w+$","minLength":12}`,
		`{"type":"string","not":{"enum":["a text"]},"enum":["a text","another"]}`,
		`{"type":"integer","minimum":10}`, `{"type":"integer","maximum":-5}`, `{"type":"integer","multipleOf":60,"minimum":61}`,
		`{"type":"integer","minimum":5,"exclusiveMinimum":true}`, `{"type":"number","maximum":0.5,"minimum":0.25}`, `{"type":"boolean"}`,
		`{"type":"array","items":{"type":"string"},"minItems":3,"uniqueItems":true}`, `{"type":"array","items":{"type":"integer"},"maxItems":0}`,
		`{"type":"object","properties":{"a":{"type":"string"}},"required":["a","b"]}`,
		`{"type":"object","additionalProperties":{"type":"integer"},"minProperties":2}`,
		`{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"}},"maxProperties":1,"required":["b"]}`,
		`{"oneOf":[{"type":"object","properties":{"a":{"type":"string"}},"required":["a"],"additionalProperties":false},{"type":"object","properties":{"b":{"type":"string"}},"required":["b"],"additionalProperties":false}]}`,
		`{"oneOf":[{"type":"string"},{"type":"string","enum":["a text"]}]}`,
		`{"allOf":[{"type":"object","properties":{"a":{"type":"string","minLength":8}}},{"type":"object","required":["a"],"properties":{"a":{"type":"string","maxLength":9}}}]}`,
		`{"anyOf":[{"type":"integer"},{"type":"string"}]}`, `{"type":"string","nullable":true}`, `{}`,
		`{"type":"object","properties":{"a":{"type":"string","writeOnly":true},"next":{"$ref":"#/components/schemas/A"}}}`,
	} {
		ref := schemaOf(t, text)
		value, turns, ok := made(ref, nil, nil, nil, func(value any) bool { return r.allows(ref, value) })
		if !ok {
			t.Errorf("%s: nothing was made", text)
			continue
		}
		if one, two := asText(t, value), asText(t, again(ref, nil, nil, nil, turns)); one != two {
			t.Errorf("%s: %s, and by the same turns %s", text, one, two)
		}
	}
}

func asText(t *testing.T, value any) string {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// An example comes first, as long as it is allowed; a wish before it.
func TestExamplesAndWishes(t *testing.T) {
	r := &reading{doc: &openapi3.T{OpenAPI: "3.0.3"}}
	ref := schemaOf(t, `{"type":"object","properties":{"code":{"type":"string","enum":["denied","expired"]},"text":{"type":"string","example":"of the schema"}},"required":["code"]}`)
	fits := func(value any) bool { return r.allows(ref, value) }
	for want, row := range map[string]struct {
		shown  []any
		wanted wishes
	}{
		`{"code":"denied","text":"of the schema"}`:                      {nil, nil},
		`{"code":"expired","text":"shown"}`:                             {[]any{map[string]any{"code": "expired", "text": "shown"}}, nil},
		`{"code":"denied","text":"shown"}`:                              {[]any{map[string]any{"code": "unknown", "text": "shown"}}, nil},
		`{"code":"expired","text":"of the schema"}`:                     {nil, wishes{"code": r.exactly("expired")}},
		`{"code":"denied","data":{"token":"t"},"text":"of the schema"}`: {nil, wishes{"data/token": r.exactly("t"), "code": r.exactly("unlisted")}},
	} {
		value, _, ok := made(ref, row.shown, row.wanted, nil, fits)
		if got := asText(t, value); !ok || got != want {
			t.Errorf("%s, wanted %s", got, want)
		}
	}
}

// What nothing keeps is told, in the end.
func TestNothingIsMadeOfWhatNothingKeeps(t *testing.T) {
	r := &reading{doc: &openapi3.T{OpenAPI: "3.0.3"}}
	for _, text := range []string{`{"type":"string","not":{"type":"string"}}`, `{"type":"string","pattern":"^a$","minLength":5}`, `{"allOf":[{"type":"string"},{"type":"integer"}]}`} {
		ref := schemaOf(t, text)
		if value, _, ok := made(ref, nil, nil, nil, func(value any) bool { return r.allows(ref, value) }); ok {
			t.Errorf("%s: made %v", text, value)
		}
	}
}

func FuzzMatching(f *testing.F) {
	for _, pattern := range []string{"^a$", "[a-z]{3,}", "(?i)x|y+", `^\d{2}$`, `\bword\b`, "a(?=b)", "[^a-z]", `^[\w.-]{20,}$`, "(a*)*", "x{1000}"} {
		f.Add(pattern)
	}
	f.Fuzz(func(t *testing.T, pattern string) {
		text, ok := matching(pattern, anyOf{})
		if matched, err := regexp.MatchString(pattern, text); ok && (err != nil || !matched) {
			t.Errorf("%q is said to match %q", text, pattern)
		}
		if len(text) > 1<<20 {
			t.Errorf("%q makes %d characters", strings.ToValidUTF8(pattern, "?"), len(text))
		}
	})
}
