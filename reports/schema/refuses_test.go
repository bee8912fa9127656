package schema_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/authconform/authconform/reports/schema"
)

// form is a schema with every way in which a value holds others.
func form(t *testing.T) *jsonschema.Schema {
	t.Helper()
	form, err := schema.CompileText("form.json", []byte(`{
		"type": "object", "required": ["list"], "properties": {
			"list": {"type": "array", "maxItems": 300000, "items": {"$ref": "#/$defs/item"}},
			"map": {"type": "object", "propertyNames": {"maxLength": 3}, "additionalProperties": {"type": "integer"}}
		},
		"$defs": {"item": {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}, "list": {"items": {"type": "integer"}}}}}
	}`))
	if err != nil {
		t.Fatal(err)
	}
	return form
}

// What is refused is what the validator refuses, and the place is one that it names.
func TestRefuses(t *testing.T) {
	form := form(t)
	for text, want := range map[string]string{
		`{"list": []}`: "", `{"list": [{"id": "a", "list": [1, 2]}], "map": {"a": 1}, "other": {"list": [0]}}`: "",
		`[]`: "(all)", `{}`: "(all)", `{"list": 0}`: "list", `{"list": [{"id": "a"}, {}]}`: "list 1", `{"list": [0]}`: "list 0",
		`{"list": [{"id": 0}]}`: "list 0 id", `{"list": [{"id": "a", "list": [1, "2"]}]}`: "list 0 list 1",
		`{"list": [], "map": {"a": 1, "b": "2"}}`: "map b", `{"list": [], "map": {"long": 1}}`: "map long", `{"list": [], "map": []}`: "map",
	} {
		value, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		place, refused := schema.Refuses(form, value)
		got := strings.Join(place, " ")
		if refused && got == "" {
			got = "(all)"
		}
		if got != want || refused != (form.Validate(value) != nil) {
			t.Errorf("%s: refused is %t, at %q, wanted %q", text, refused, got, want)
		}
	}
}

// A file of many faults takes no more memory than one of few: the first one is enough.
func TestRefusesOnce(t *testing.T) {
	form := form(t)
	allocations := func(items int) float64 {
		value, err := jsonschema.UnmarshalJSON(bytes.NewReader(slices.Concat([]byte(`{"list": [`), bytes.Repeat([]byte("{},"), items), []byte("{}]}"))))
		if err != nil {
			t.Fatal(err)
		}
		return testing.AllocsPerRun(1, func() { schema.Refuses(form, value) })
	}
	if few, many := allocations(10), allocations(10_000); many > 2*few {
		t.Errorf("of 10 faults it allocates %.0f times, of 10,000 %.0f times", few, many)
	}
}
