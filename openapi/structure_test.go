package openapi

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"
)

// The published document's structure is kept as a fixture; our document differs from it in words alone.
func TestStructureIsAsPublished(t *testing.T) {
	published := readFixture(t)
	ours := readOurs(t)
	if diff := cmp.Diff(published, ours); diff != "" {
		t.Errorf("structure differs from what is published (-published +ours):\n%s", diff)
	}
}

func TestStructureTestNoticesChanges(t *testing.T) {
	published := readFixture(t)
	for name, change := range map[string]func(doc map[string]any){
		"enum value gone": func(doc map[string]any) {
			codes := objectAt(t, doc, "components/schemas/OAuthErrorCodes")
			codes["enum"] = codes["enum"].([]any)[1:]
		},
		"type changed": func(doc map[string]any) {
			objectAt(t, doc, "components/schemas/ClientCredentialsGrantResponse/properties/expires_in")["type"] = "number"
		},
		"member opened": func(doc map[string]any) {
			delete(objectAt(t, doc, "components/schemas/ClientCredentialsGrantResponse"), "additionalProperties")
		},
		"a member called error_description gone": func(doc map[string]any) {
			delete(objectAt(t, doc, "components/schemas/OAuthErrorModel/properties"), "error_description")
		},
		"a member called description added": func(doc map[string]any) {
			objectAt(t, doc, "components/schemas/OAuthErrorModel/properties")["description"] = map[string]any{"type": "string"}
		},
		"server gone": func(doc map[string]any) { delete(doc, "servers") },
	} {
		t.Run(name, func(t *testing.T) {
			ours := readOurs(t)
			change(ours)
			if cmp.Diff(published, ours) == "" {
				t.Error("the change went unnoticed")
			}
		})
	}
}

// What the document says is in our own words, and said where OpenAPI demands it.
func TestDescriptionsStayPresent(t *testing.T) {
	for _, name := range Names() {
		described(t, embeddedContract(t, name))
	}
}

func described(t *testing.T, c *Contract) {
	t.Helper()
	for _, r := range c.operation.responses() {
		if r.ref.Value.Description == nil || strings.TrimSpace(*r.ref.Value.Description) == "" {
			t.Errorf("%s: response %s has no description", c.Name, r.key)
		}
	}
}

func readFixture(t *testing.T) map[string]any {
	t.Helper()
	data, err := os.ReadFile("testdata/distributor-3.8.structure.json")
	if err != nil {
		t.Fatal(err)
	}
	var doc map[string]any
	if err := json.Unmarshal(data, &doc); err != nil {
		t.Fatal(err)
	}
	return doc
}

func readOurs(t *testing.T) map[string]any {
	t.Helper()
	var doc map[string]any
	if err := yaml.Unmarshal(ourDocument(t), &doc); err != nil {
		t.Fatal(err)
	}
	return normalised(doc, false).(map[string]any)
}

func ourDocument(t testing.TB) []byte {
	t.Helper()
	data, err := os.ReadFile("prioticket/distributor-3.8.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// normalised drops the keywords description, summary and title. The keys of some objects are names and no
// keywords: these stay, whatever they are.
func normalised(v any, names bool) any {
	named := map[string]bool{
		"properties": true, "schemas": true, "responses": true, "securitySchemes": true, "variables": true,
		"headers": true, "paths": true, "content": true, "parameters": true,
	}
	switch v := v.(type) {
	case map[string]any:
		kept := map[string]any{}
		for key, value := range v {
			if !names && (key == "description" || key == "summary" || key == "title") {
				continue
			}
			_, isObject := value.(map[string]any)
			kept[key] = normalised(value, !names && named[key] && isObject)
		}
		return kept
	case []any:
		kept := make([]any, len(v))
		for i := range v {
			kept[i] = normalised(v[i], false)
		}
		return kept
	default:
		return v
	}
}

func objectAt(t *testing.T, doc map[string]any, path string) map[string]any {
	t.Helper()
	for key := range strings.SplitSeq(path, "/") {
		inner, ok := doc[key].(map[string]any)
		if !ok {
			t.Fatalf("no %s on the way to %s", key, path)
		}
		doc = inner
	}
	return doc
}

func prioticket(t testing.TB) *Contract { return embeddedContract(t, "prioticket") }

func embeddedContract(t testing.TB, name string) *Contract {
	t.Helper()
	c, err := Load(name)
	if err != nil {
		t.Fatal(err)
	}
	return c
}
