package suites_test

import (
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/authconform/authconform/suites"
)

// Every place of the document that states something has a row. The places are found in its text, without the package
// that reads them for the suite.
func TestEveryPlaceHasARow(t *testing.T) {
	contract := mutated(t)
	rows := map[string]bool{}
	words := map[string]string{}
	for _, row := range suites.Coverage(contract, wholeCatalogue(t, contract)) {
		rows[row.Statement.Pointer] = true
		if other, twice := words[row.InWords()]; twice {
			t.Errorf("%s and %s are told in the same words: %s", other, row.Statement.Pointer, row.InWords())
		}
		words[row.InWords()] = row.Statement.Pointer
	}
	text, err := os.ReadFile("../openapi/prioticket/distributor-3.8.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var document map[string]any
	if err := yaml.Unmarshal(text, &document); err != nil {
		t.Fatal(err)
	}
	stated := places("", "", document)
	if len(stated) < 60 {
		t.Fatalf("found %d places alone: %v", len(stated), stated)
	}
	for _, pointer := range stated {
		if !rows[pointer] {
			t.Errorf("%s has no row", pointer)
		}
	}
}

// places walks a document for what stands in lists and under names that a document chooses.
func places(pointer, keyword string, value any) []string {
	var found []string
	switch v := value.(type) {
	case map[string]any:
		named := slices.Contains([]string{"responses", "headers", "content", "properties", "securitySchemes"}, keyword) &&
			pointer != "/components/responses"
		for name, inner := range v {
			at := pointer + "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
			if named || name == "post" || inner == false && name == "additionalProperties" {
				found = append(found, standing(keyword, at, inner))
			}
			next := name
			if named {
				next = ""
			}
			found = append(found, places(at, next, inner)...)
		}
	case []any:
		// That a member of a request is required is told by the member's own row.
		named := slices.Contains([]string{"servers", "parameters", "enum", "required"}, keyword) && !strings.Contains(pointer, "GrantRequest/required")
		for i, inner := range v {
			at := pointer + "/" + strconv.Itoa(i)
			if named {
				found = append(found, at)
			}
			found = append(found, places(at, "", inner)...)
		}
	}
	return found
}

// standing follows a member that is a reference to where its schema stands.
func standing(keyword, pointer string, value any) string {
	members, _ := value.(map[string]any)
	if ref, is := members["$ref"].(string); is && keyword == "properties" {
		return strings.TrimPrefix(ref, "#")
	}
	return pointer
}
