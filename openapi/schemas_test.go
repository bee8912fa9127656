package openapi

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// stated lists what a contract states of one kind, as "name subject pointer".
func stated(c *Contract, kind Kind) []string {
	var all []string
	for _, s := range c.Requirements() {
		if s.Kind == kind {
			all = append(all, strings.Join([]string{s.Name, s.Subject, s.Pointer}, " "))
		}
	}
	slices.Sort(all)
	return all
}

// A component that is nothing but a reference is what it refers to: it states the same, at the same place.
func TestComponentsThatAreReferences(t *testing.T) {
	plain := prioticket(t)
	for name, test := range map[string]struct{ from, to, section, alias string }{
		"schema": {
			`$ref: "#/components/schemas/OAuthErrorModel"`, `$ref: "#/components/schemas/Alias"`,
			"  schemas:\n", "    Alias: {$ref: '#/components/schemas/Again'}\n    Again: {$ref: '#/components/schemas/OAuthErrorModel'}\n",
		},
		"response": {
			`$ref: "#/components/responses/NotAcceptable"`, `$ref: "#/components/responses/Alias"`,
			"  responses:\n", "    Alias: {$ref: '#/components/responses/NotAcceptable'}\n",
		},
	} {
		t.Run(name, func(t *testing.T) {
			document := mutate(t, ourDocument(t), test.from, test.to)
			c := parse(t, mutate(t, document, "\n"+test.section, "\n"+test.section+test.alias))
			for _, kind := range []Kind{RequiredKind, TypeKind, ClosedKind, EnumKind, EnumValueKind, MediaTypeKind} {
				if diff := cmp.Diff(stated(plain, kind), stated(c, kind)); diff != "" {
					t.Errorf("%s: %s", kind, diff)
				}
			}
		})
	}
}

// A part of a composition is named after its own component, one without a component after what is around it.
func TestNamesOfParts(t *testing.T) {
	for name, test := range map[string]struct {
		schema string
		want   []string
	}{
		"a component":    {"{allOf: [{$ref: '#/components/schemas/ErrorModel'}]}", []string{"ErrorModel"}},
		"none":           {"{allOf: [{type: object, required: [error_reference]}]}", []string{"ErrorModel", "response-400"}},
		"in a nullable":  {"{nullable: true, allOf: [{$ref: '#/components/schemas/ErrorModel'}]}", []string{"ErrorModel", "response-400"}},
		"nothing at all": {"{type: object}", []string{"ErrorModel"}},
	} {
		var got []string
		for _, s := range refusing(t, test.schema).Requirements() {
			if s.Kind == RequiredKind && s.Subject == "error_reference" {
				got = append(got, s.Name)
			}
		}
		slices.Sort(got)
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// A member's statements are found under its path, whatever characters it is made of.
func TestPathsOfMembers(t *testing.T) {
	c := refusing(t, "{type: object, properties: {a/b: {type: object, required: ['~'], properties: {c: {type: string, enum: [x]}}}}}")
	for kind, want := range map[Kind]string{RequiredKind: "a~1b/~0", TypeKind: "a~1b/c", EnumKind: "a~1b/c", EnumValueKind: "a~1b/c"} {
		if !slices.ContainsFunc(c.Requirements(), func(s Requirement) bool { return s.Kind == kind && s.Subject == want }) {
			t.Errorf("no %s statement of %s", kind, want)
		}
	}
	if diff := cmp.Diff([]string{"/a~1b/~0 required", "/a~1b/c enum"}, brief(c.CheckAnswer(jsonAnswer(400, `{"a/b":{"c":"y"}}`)))); diff != "" {
		t.Error(diff)
	}
	for _, word := range []string{"a/b", "~", "c", "x"} {
		if !slices.Contains(c.Vocabulary(), word) {
			t.Errorf("%s is no word of the vocabulary", word)
		}
	}
}

// Objects within objects are looked at to the depth to which bodies are.
func TestDeepObjects(t *testing.T) {
	const depth = 60
	schema := strings.Repeat("{type: object, properties: {a: ", depth) + "{type: string}" + strings.Repeat("}}", depth)
	body := strings.Repeat(`{"a":`, depth) + "1" + strings.Repeat("}", depth)
	got := brief(refusing(t, schema).CheckAnswer(jsonAnswer(400, body)))
	if diff := cmp.Diff([]string{strings.Repeat("/a", depth) + " type"}, got); diff != "" {
		t.Error(diff)
	}
}

// A model that contains itself is stated once: from there on it is held against as a whole.
func TestModelsThatContainThemselves(t *testing.T) {
	document := mutate(t, ourDocument(t), "    OAuthErrorModel:\n",
		"    Node: {type: object, required: [v], properties: {v: {type: string}, next: {$ref: '#/components/schemas/Node'}}}\n    OAuthErrorModel:\n")
	c := parse(t, mutate(t, document, `$ref: "#/components/schemas/OAuthErrorModel"`, `$ref: "#/components/schemas/Node"`))
	var subjects []string
	for _, s := range c.Requirements() {
		if s.Name == "Node" && s.Kind == TypeKind {
			subjects = append(subjects, s.Subject)
		}
	}
	slices.Sort(subjects)
	if diff := cmp.Diff([]string{"", "next", "v"}, subjects); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"/next/next/v required"}, brief(c.CheckAnswer(jsonAnswer(400, `{"v":"a","next":{"v":"b","next":{}}}`)))); diff != "" {
		t.Error(diff)
	}
}

// A list of values binds values of the schema's type alone: of another one the type is broken, and that is told once.
func TestListedValues(t *testing.T) {
	for name, test := range map[string]struct {
		schema, value string
		want          []string
	}{
		"listed":               {"{type: string, enum: [x, y]}", `"y"`, nil},
		"not listed":           {"{type: string, enum: [x, y]}", `"z"`, []string{"/a enum"}},
		"of another type":      {"{type: string, enum: [x, y]}", `7`, []string{"/a type"}},
		"without a type":       {"{enum: [x, 7]}", `true`, []string{"/a enum"}},
		"a number":             {"{type: integer, enum: [7, 8]}", `8`, nil},
		"a number, not listed": {"{type: integer, enum: [7, 8]}", `9`, []string{"/a enum"}},
	} {
		c := refusing(t, "{type: object, properties: {a: "+test.schema+"}}")
		if diff := cmp.Diff(test.want, brief(c.CheckAnswer(jsonAnswer(400, `{"a":`+test.value+`}`)))); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}
