package schemas

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

// group is a schema of the official suite with values that keep it, and that do not.
type group struct {
	Description string
	Schema      json.RawMessage
	Tests       []struct {
		Description string
		Data        json.RawMessage
		Valid       bool
	}
}

// lenient are the parts of the official suite in which we let more pass than it does: what a format leaves to a registry, or
// what nobody means by it. Nowhere do we let less pass.
func lenient() []string {
	return []string{
		"format/duration",                    // ISO 8601 has more of them than the appendix of RFC 3339
		"format/uri", "format/uri-reference", // brackets in a path
		"format/iri", "format/iri-reference",
		"format/email", "format/idn-email", // addresses that no server would take
		"format/hostname", // names in Punycode that stand for nothing
		"enum/empty enum", // it is refused where it is loaded
		"pattern/pattern with Unicode property escape requires unicode mode", "ecmascript-regex", // not judged, which Unjudged tells
	}
}

// The official suite of JSON Schema 2020-12, without references and without formats that we do not judge (from
// github.com/json-schema-org/JSON-Schema-Test-Suite at 44401e0c; its license is beside it).
func TestOfficialSuite(t *testing.T) {
	text, err := os.ReadFile("testdata/json-schema-2020-12.json")
	if err != nil {
		t.Fatal(err)
	}
	var suite map[string][]group
	if err := json.Unmarshal(text, &suite); err != nil {
		t.Fatal(err)
	}
	values := 0
	for file, groups := range suite {
		for _, g := range groups {
			s := loaded(t, "3.1.0", string(g.Schema))
			for _, one := range g.Tests {
				values++
				got := len(NewJudge().Violations(s, decoded(t, string(one.Data)), Instance{})) == 0
				part := file + "/" + g.Description
				allowed := !one.Valid && slices.ContainsFunc(lenient(), func(l string) bool { return strings.HasPrefix(part, l) })
				if got != one.Valid && !allowed {
					t.Errorf("%s, %s: got %v for %s by %s", part, one.Description, got, one.Data, g.Schema)
				}
			}
		}
	}
	if values < 1500 {
		t.Errorf("the suite has %d values alone", values)
	}
}

// loaded reads a schema as a document of that version has it.
func loaded(t testing.TB, version, schema string) *openapi3.Schema {
	t.Helper()
	document := fmt.Sprintf(`{"openapi":%q,"info":{"title":"x","version":"1"},"paths":{},"components":{"schemas":{"S":%s}}}`, version, schema)
	loader := openapi3.NewLoader()
	loader.IncludeOrigin = true
	doc, err := loader.LoadFromData([]byte(document + "\n#\n"))
	if err != nil {
		t.Fatalf("%s: %v", schema, err)
	}
	if version != "3.0.0" {
		_ = doc.WalkSchemas(func(_ string, ref *openapi3.SchemaRef) error { Lower(ref.Value); return nil })
	}
	return doc.Components.Schemas["S"].Value
}

func decoded(t testing.TB, value string) any {
	t.Helper()
	decoder := json.NewDecoder(bytes.NewReader([]byte(value)))
	decoder.UseNumber()
	var v any
	if err := decoder.Decode(&v); err != nil {
		t.Fatalf("%s: %v", value, err)
	}
	return v
}
