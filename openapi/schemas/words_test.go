package schemas

import (
	"fmt"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

// What a schema asks for is said, and a value that does not keep it is told in our own words: by which rule, and its type
// and size.
func TestKeywords(t *testing.T) {
	for schema, test := range map[string]struct{ words, bad, want string }{
		`{"type":"string","minLength":36,"maxLength":36,"format":"uuid"}`: {"string that has 36 characters and the form uuid", `"x"`, "min-length wanted at least 36 characters, found a string of 1 character"},
		`{"type":"string","maxLength":1}`:                                 {"string that has at most 1 character", `"äö"`, "max-length wanted at most 1 character, found a string of 2 characters"},
		`{"type":"string","pattern":"^[A-Z]+$"}`:                          {"string that has the form of ^[A-Z]+$", `"a"`, "pattern wanted a string that matches ^[A-Z]+$, found a string of 1 character"},
		`{"type":"string","format":"date-time"}`:                          {"string that has the form date-time", `"soon"`, "format wanted the form date-time, found a string of 4 characters"},
		`{"type":"string","contentEncoding":"base64"}`:                    {"string that has the encoding base64", `"%"`, "content-encoding wanted the encoding base64, found a string of 1 character"},
		`{"type":"integer","exclusiveMinimum":0,"maximum":10}`:            {"integer that has a value greater than 0 and a value of at most 10", `0`, "exclusive-minimum wanted a number greater than 0, found a number"},
		`{"type":"integer","format":"int32"}`:                             {"integer that has the form int32", `2147483648`, "format wanted the form int32, found a number"},
		`{"type":"number","multipleOf":0.01}`:                             {"number that has 0.01 as a divisor", `0.001`, "multiple-of wanted a multiple of 0.01, found a number with a fraction or an exponent"},
		`{"type":["string","integer"]}`:                                   {"string or integer", `true`, "type wanted a string or integer, found a boolean"},
		`{"type":["string","null"]}`:                                      {"string or null", `1`, "type wanted a string or null, found a number"},
		`{"type":"null"}`:                                                 {"null", `1`, "type wanted a null, found a number"},
		`{"const":3}`:                                                     {"value", `4`, "enum wanted one of 3, found a number"},
		`{"const":null}`:                                                  {"value", `4`, "enum wanted one of null, found a number"},
		`{"not":{"type":"string"}}`:                                       {"value that has not the form that is excluded", `"x"`, "not wanted another form than the one that is excluded, found a string of 1 character"},
		`{"oneOf":[{"type":"string"},{"type":"integer"}]}`:                {"value that has exactly one of the forms string, integer", `true`, "one-of wanted exactly one of the documented forms, found a boolean"},
		`{"oneOf":[{"title":"A","required":["a"]},{"title":"B","required":["b"]}]}`: {
			"value that has exactly one of the forms A, B", `{"a":1,"b":2}`, "one-of wanted exactly one of the documented forms, found an object of 2 members that has several: A, B",
		},
		`{"anyOf":[{"title":"A","required":["a","c"]},{"title":"B","required":["b"]}]}`: {
			"value that has one of the forms A, B", `{}`, "any-of wanted one of the documented forms, found an object of 0 members; nearest is B, but for /b required",
		},
		`{"type":"array","items":{"type":"string","minLength":1},"minItems":1}`: {"list of strings that has at least 1 item and items of the documented form", `[""]`, "/0 min-length wanted at least 1 character, found a string of 0 characters"},
		`{"type":"array","contains":{"const":1},"maxContains":2}`:               {"list that has 1 to 2 items of the documented form", `[2]`, "contains wanted at least 1 item of the documented form, found 0 such items"},
		`{"prefixItems":[{"type":"string"}],"unevaluatedItems":false}`: {
			"value that has first items of the documented forms and no further items than the documented ones", `["a",1]`, "/1 unevaluated-items wanted the documented items alone, found another",
		},
		`{"type":"object","minProperties":1,"maxProperties":2}`:   {"object that has 1 to 2 members", `{}`, "min-properties wanted at least 1 member, found an object of 0 members"},
		`{"additionalProperties":{"type":"string"}}`:              {"value that has further members of the documented form alone", `{"a":1}`, "/a type wanted a string, found a number"},
		`{"patternProperties":{"^x-":{"type":"string"}}}`:         {"value that has members of the documented form where they are called like ^x-", `{"x-a":1}`, "/x-a type wanted a string, found a number"},
		`{"propertyNames":{"maxLength":1}}`:                       {"value that has members with names of the documented form", `{"ab":1}`, "/ab property-names wanted names of members of the documented form, found another name"},
		`{"dependentRequired":{"a":["b"]}}`:                       {"value that has b where it has a", `{"a":1}`, "/b required wanted this member, found none"},
		`{"dependentSchemas":{"a":{"required":["b"]}}}`:           {"value that has the documented form where it has a", `{"a":1}`, "/b required wanted this member, found none"},
		`{"if":{"required":["a"]},"then":{"required":["b"]}}`:     {"value that has the form that is documented for its case", `{"a":1}`, "/b required wanted this member, found none"},
		`{"properties":{"a":{}},"unevaluatedProperties":false}`:   {"value that has no further members than the documented ones", `{"b":1}`, "/b closed wanted the documented members alone, found another"},
		`{"properties":{"a":{"type":"string","writeOnly":true}}}`: {"value", `{"a":"x"}`, "/a write-only wanted no member that is for requests alone, found one"},
		`false`: {"value that is not there at all", `1`, "false wanted nothing at all here, found a number"},
	} {
		s := loaded(t, "3.1.0", schema)
		if got := Words(&openapi3.SchemaRef{Value: s}) + Constraints(s); got != test.words {
			t.Errorf("%s: got the words %q; want %q", schema, got, test.words)
		}
		var got []string
		for _, v := range NewJudge().Violations(s, decoded(t, test.bad), Instance{}) {
			got = append(got, strings.TrimSpace(v.Pointer+" "+v.Rule+" "+v.Detail))
		}
		if len(got) == 0 || got[0] != test.want {
			t.Errorf("%s: got %q; want %q", schema, got, test.want)
		}
		if gaps := Unjudged(s, false, false); len(gaps) > 0 {
			t.Errorf("%s: %v is not judged", schema, gaps)
		}
	}
}

// A discriminator chooses among forms that would fit several, and forbids none: not where its mapping is incomplete, nor where
// the member is missing.
func TestDiscriminator(t *testing.T) {
	const forms = `"oneOf":[{"$ref":"#/components/schemas/S/$defs/Cat"},{"$ref":"#/components/schemas/S/$defs/Dog"}],
		"$defs":{"Cat":{"type":"object","properties":{"claws":{"type":"integer"}}},"Dog":{"type":"object","properties":{"bark":{"type":"string"}}}}`
	for mapping, values := range map[string]map[string]bool{
		``: {`{"kind":"Cat"}`: true, `{"kind":"Cat","claws":"x"}`: true, `{"kind":"Dog","bark":1}`: true, `{"kind":"Mouse"}`: false, `{}`: false, `{"claws":"x"}`: true},
		`,"mapping":{"meow":"#/components/schemas/S/$defs/Cat"}`: {`{"kind":"meow"}`: true, `{"kind":"Dog"}`: true, `{"kind":7}`: false, `1`: false},
	} {
		s := loaded(t, "3.1.0", `{`+forms+`,"discriminator":{"propertyName":"kind"`+mapping+`}}`)
		for value, want := range values {
			if got := NewJudge().Violations(s, decoded(t, value), Instance{}); (len(got) == 0) != want {
				t.Errorf("%s, %s: got %v", mapping, value, got)
			}
		}
	}
}

// A value stands in nothing that is told of it, whatever is wrong.
func TestNoValueIsTold(t *testing.T) {
	const canary = "k4nary"
	for _, schema := range []string{
		`{"type":"integer"}`, `{"enum":["a"]}`, `{"const":7}`, `{"pattern":"^a$"}`, `{"format":"uuid"}`, `{"format":"ipv4"}`, `{"maxLength":1}`, `{"minLength":99}`,
		`{"not":{}}`, `{"oneOf":[{"type":"integer"},{"maxLength":1}]}`, `{"anyOf":[{"type":"integer"},{"maxLength":1}]}`, `{"contentEncoding":"base16"}`,
		`{"allOf":[{"type":"object"}]}`, `{"if":{},"then":false}`, `false`, `{"allOf":[{"$ref":"#/components/schemas/S/$defs/A"}],"$defs":{"A":{"type":"integer"}}}`,
	} {
		for _, shape := range []struct{ around, value string }{
			{`%s`, `"` + canary + `"`},
			{`{"type":"array","items":%s,"contains":%s,"uniqueItems":true,"maxItems":1}`, `["` + canary + `","` + canary + `"]`},
			{`{"properties":{"a":%s},"dependentSchemas":{"a":%s},"additionalProperties":false}`, `{"a":"` + canary + `"}`},
		} {
			if strings.Contains(schema, "$ref") && shape.around != `%s` {
				continue
			}
			s := loaded(t, "3.1.0", strings.ReplaceAll(shape.around, `%s`, schema))
			found := NewJudge().Violations(s, decoded(t, shape.value), Instance{})
			if len(found) == 0 {
				t.Errorf("%s: nothing is broken", schema)
			}
			for _, v := range found {
				if strings.Contains(v.Pointer+v.Rule+v.Detail, canary) {
					t.Errorf("%s: %v tells the value", schema, v)
				}
			}
		}
	}
}

// Schemas that refer to each other many times over come to an end, and a schema that is a part of itself asks for nothing by
// that.
func TestSchemasThatMultiply(t *testing.T) {
	var defs []string
	for i := range 60 {
		next := fmt.Sprint("#/components/schemas/S/$defs/N", (i+1)%60)
		defs = append(defs, fmt.Sprintf(`"N%d":{`, i)+`"oneOf":[{"$ref":"`+next+`"},{"allOf":[{"$ref":"`+next+`"}],"required":["n"]}],"properties":{"n":{"$ref":"`+next+`"}}}`)
	}
	s := loaded(t, "3.1.0", `{"allOf":[{"$ref":"#/components/schemas/S/$defs/N0"}],"$defs":{`+strings.Join(defs, ",")+`}}`)
	NewJudge().Violations(s, decoded(t, strings.Repeat(`{"n":`, 30)+"1"+strings.Repeat("}", 30)), Instance{})
	itself := loaded(t, "3.1.0", `{"allOf":[{"$ref":"#/components/schemas/S"}],"type":"object"}`)
	if got := NewJudge().Violations(itself, decoded(t, `{}`), Instance{}); len(got) > 0 {
		t.Errorf("a part of itself: %v", got)
	}
}
