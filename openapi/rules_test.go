package openapi

import (
	"net/http"
	"strings"
	"testing"

	"github.com/authconform/authconform/openapi/wire"
	"github.com/google/go-cmp/cmp"
)

// A model of two media types makes one statement, which binds answers of either.
func TestModelOfSeveralMediaTypes(t *testing.T) {
	c := documenting(t, "{description: x, content: {application/json: {schema: {$ref: '#/components/schemas/ErrorModel'}}, application/a+json: {schema: {$ref: '#/components/schemas/ErrorModel'}}}}")
	s := find(t, c, RequiredKind, "ErrorModel", "error_reference", "")
	for _, mediaType := range []string{"application/json", "application/a+json"} {
		a := wire.Answer{Method: "POST", Status: 406, Header: http.Header{"Content-Type": {mediaType}}, Body: []byte(`{"error":"x"}`)}
		if diff := cmp.Diff([]string{"/error_reference required"}, brief(c.Check(s, a))); diff != "" {
			t.Errorf("%s: %s", mediaType, diff)
		}
	}
}

// What a composition states twice is one statement; a fault is told once, whichever part finds it, and up to a bound.
func TestStatedTwice(t *testing.T) {
	wrong := `{"a":[` + strings.TrimSuffix(strings.Repeat("1,", 60), ",") + `]}`
	for name, test := range map[string]struct {
		first, second, body string
		kind                Kind
		subject             string
		want                int
	}{
		"required by both":     {"required: [a]", "required: [a]", `{}`, RequiredKind, "a", 1},
		"typed by both":        {"properties: {a: {type: string}}", "properties: {a: {type: string}}", `{"a":1}`, TypeKind, "a", 1},
		"typed in two ways":    {"properties: {a: {type: string}}", "properties: {a: {type: boolean}}", `{"a":1}`, TypeKind, "a", 2},
		"kept by the first":    {"properties: {a: {type: integer}}", "properties: {a: {type: boolean}}", `{"a":1}`, TypeKind, "a", 1},
		"many faults":          {"properties: {a: {type: array, items: {type: string}}}", "required: [a]", wrong, TypeKind, "a", 50},
		"many faults for both": {"properties: {a: {type: array, items: {type: string}}}", "properties: {a: {type: array, items: {type: boolean}}}", wrong, TypeKind, "a", 50},
	} {
		t.Run(name, func(t *testing.T) {
			c := refusing(t, "{allOf: [{type: object, "+test.first+"}, {type: object, "+test.second+"}]}")
			s := find(t, c, test.kind, "response-400", test.subject, "")
			if got := c.Check(s, jsonAnswer(400, test.body)); len(got) != test.want {
				t.Errorf("got %d violations; want %d: %v", len(got), test.want, got)
			}
		})
	}
	closed := refusing(t, "{type: object, additionalProperties: false}")
	for members, want := range map[int]int{50: 50, 51: 50} {
		body := "{"
		for i := range members {
			body += `"` + strings.Repeat("a", i+1) + `":1,`
		}
		body = strings.TrimSuffix(body, ",") + "}"
		if got := closed.CheckAnswer(jsonAnswer(400, body)); len(got) != want {
			t.Errorf("%d members too many: %d violations; want %d", members, len(got), want)
		}
	}
}

// Whether null will do is said by the schema itself or by the composition that it is a part of.
func TestNullInCompositions(t *testing.T) {
	for name, test := range map[string]struct {
		member string
		null   []string
	}{
		"plain":                 {"{type: string}", []string{"/a type"}},
		"nullable":              {"{type: string, nullable: true}", nil},
		"part of a nullable":    {"{nullable: true, allOf: [{type: string}]}", nil},
		"nullable part":         {"{type: string, allOf: [{type: string, nullable: true}]}", []string{"/a type"}},
		"listed":                {"{type: string, enum: [x]}", []string{"/a type"}},
		"listed, nullable":      {"{type: string, nullable: true, enum: [x, null]}", nil},
		"list of a nullable":    {"{nullable: true, allOf: [{type: string, enum: [x, null]}]}", nil},
		"listed without a type": {"{nullable: true, enum: [x, null]}", nil},
		"members of a null":     {"{type: object, nullable: true, required: [b], properties: {b: {type: string}}}", nil},
		"of another member":     {"{type: object, nullable: true, properties: {b: {allOf: [{type: string}]}}}", nil},
		"of a list":             {"{type: array, items: {type: string}}", []string{"/a type"}},
		"written to, not read":  {"{type: string, nullable: true, writeOnly: true}", nil},
	} {
		t.Run(name, func(t *testing.T) {
			c := refusing(t, "{type: object, properties: {a: "+test.member+"}}")
			if diff := cmp.Diff(test.null, brief(c.CheckAnswer(jsonAnswer(400, `{"a":null}`)))); diff != "" {
				t.Error(diff)
			}
		})
	}
	inner := refusing(t, "{type: object, properties: {a: {type: object, nullable: true, properties: {b: {type: string}}}}}")
	if diff := cmp.Diff([]string{"/a/b type"}, brief(inner.CheckAnswer(jsonAnswer(400, `{"a":{"b":null}}`)))); diff != "" {
		t.Errorf("a member of a nullable object: %s", diff)
	}
}

// A required member that is for requests alone is not asked of an answer, wherever the composition says so.
func TestRequiredMembersForRequestsAlone(t *testing.T) {
	for name, test := range map[string]struct {
		schema string
		want   []string
	}{
		"read":               {"{type: object, required: [a], properties: {a: {type: string}}}", []string{"/a required"}},
		"written":            {"{type: object, required: [a], properties: {a: {type: string, writeOnly: true}}}", nil},
		"written by a part":  {"{type: object, required: [a], allOf: [{properties: {a: {type: string, writeOnly: true}}}]}", nil},
		"read beside it":     {"{type: object, required: [a, b], properties: {a: {type: string, writeOnly: true}}}", []string{"/b required"}},
		"of an inner object": {"{type: object, required: [a], properties: {a: {type: object}, b: {type: object, properties: {a: {type: string, writeOnly: true}}}}}", []string{"/a required"}},
	} {
		if diff := cmp.Diff(test.want, brief(refusing(t, test.schema).CheckAnswer(jsonAnswer(400, `{}`)))); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}
