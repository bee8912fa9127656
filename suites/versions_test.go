package suites_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/suites"
	"github.com/authconform/authconform/suites/clause"
)

// A contract written as OpenAPI 3.1 has the clauses that it has as 3.0, under the same IDs and in the same words, and gives
// the same verdicts.
func TestVersionsOfADocument(t *testing.T) {
	for _, name := range openapi.Names() {
		t.Run(name, func(t *testing.T) {
			contract, err := openapi.Load(name)
			if err != nil {
				t.Fatal(err)
			}
			later := rewritten(t, name)
			inWords := func(all []clause.Clause) []string {
				var words []string
				for _, c := range all {
					words = append(words, fmt.Sprintln(c.ID, c.Level, c.Ruling, c.Sentence))
				}
				slices.Sort(words)
				return words
			}
			for _, list := range []func(*openapi.Contract) ([]clause.Clause, error){suites.Catalogue, suites.ClientCatalogue} {
				now, err := list(contract)
				if err != nil {
					t.Fatal(err)
				}
				then, err := list(later)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(inWords(now), inWords(then)); diff != "" {
					t.Error(diff)
				}
			}
		})
	}
}

// What one answer breaks, it breaks by either version of the document.
func TestVersionsJudgeAlike(t *testing.T) {
	contract, later := mutated(t), rewritten(t, "prioticket")
	for member, value := range map[string]any{"expires_in": "soon", "error": "unheard_of", "scope": nil} {
		rec, err := recorded(t, contract, sending(member, value, 200, 400, 401))
		if err != nil {
			t.Fatal(err)
		}
		inWords := func(c *openapi.Contract) []string {
			var words []string
			for _, o := range suites.Judge(wholeCatalogue(t, c), rec) {
				words = append(words, fmt.Sprintln(o.ID, o.Status, o.Violations))
			}
			slices.Sort(words)
			return words
		}
		now := inWords(contract)
		if !strings.Contains(strings.Join(now, ""), " failed ") {
			t.Errorf("%s: nothing is broken", member)
		}
		if diff := cmp.Diff(now, inWords(later)); diff != "" {
			t.Errorf("%s: %s", member, diff)
		}
	}
}

// rewritten is an embedded contract with its document as OpenAPI 3.1 has it.
func rewritten(t *testing.T, name string) *openapi.Contract {
	t.Helper()
	text, err := openapi.Document(name)
	if err != nil {
		t.Fatal(err)
	}
	beside, err := filepath.Glob("../openapi/" + name + "/*.authconform.yaml")
	if err != nil || len(beside) != 1 {
		t.Fatalf("facts of %s: %v, %v", name, beside, err)
	}
	facts, err := os.ReadFile(beside[0])
	if err != nil {
		t.Fatal(err)
	}
	var root yaml.Node
	if err := yaml.Unmarshal(bytes.Replace(text, []byte("openapi: 3.0.0"), []byte("openapi: 3.1.0"), 1), &root); err != nil {
		t.Fatal(err)
	}
	schemasOf31(&root)
	later, err := yaml.Marshal(&root)
	if err != nil {
		t.Fatal(err)
	}
	contract, err := openapi.Parse("openapi/"+name+"/later.yaml", later, facts) // told in the same words
	if err != nil {
		t.Fatal(err)
	}
	return contract
}

// schemasOf31 writes schemas as 3.1 has them: one listed value as const, and nullable among the types.
func schemasOf31(n *yaml.Node) {
	for i := 0; n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if key.Value == "enum" && value.Kind == yaml.SequenceNode && len(value.Content) == 1 && typed(n) {
			key.Value, n.Content[i+1] = "const", value.Content[0]
		}
		if key.Value == "type" && value.Kind == yaml.ScalarNode && slices.Contains([]string{"string", "integer", "object"}, value.Value) && !plainly(n) {
			list := &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq", Style: yaml.FlowStyle, Content: []*yaml.Node{value}}
			n.Content[i+1] = list
		}
	}
	for _, inner := range n.Content {
		schemasOf31(inner)
	}
}

// typed says that a mapping is a schema: a server's variable has values, too, and no type.
func typed(n *yaml.Node) bool {
	return slices.ContainsFunc(n.Content, func(k *yaml.Node) bool { return k.Value == "type" })
}

// plainly says that a mapping with a type is no schema, but a scheme of security.
func plainly(n *yaml.Node) bool {
	return slices.ContainsFunc(n.Content, func(k *yaml.Node) bool { return k.Value == "scheme" })
}
