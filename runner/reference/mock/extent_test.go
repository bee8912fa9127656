package mock

import (
	"fmt"
	"strings"
	"testing"

	"github.com/authconform/authconform/openapi"
)

// Schemas that refer to each other many times over are refused before anything is made of them; those that hold themselves, as
// trees do, are not.
func TestSchemasThatMultiplyAreRefused(t *testing.T) {
	t.Parallel()
	start, err := openapi.NewStarter("x", "client_credentials")
	if err != nil {
		t.Fatal(err)
	}
	chain := func(keyword string) string {
		var schemas strings.Builder
		for i := range 40 {
			next := fmt.Sprintf("{$ref: '#/components/schemas/N%d'}", i+1)
			fmt.Fprintf(&schemas, "    N%d: {%s: [%s, {allOf: [%s]}]}\n", i, keyword, next, next)
		}
		return schemas.String() + "    N40: {type: object}\n"
	}
	for name, row := range map[string]struct {
		schemas string
		refused bool
	}{
		"anyOf":  {chain("anyOf"), true},
		"oneOf":  {chain("oneOf"), true},
		"a list": {"    N0: {type: object, properties: {next: {$ref: '#/components/schemas/N0'}}}\n", false},
		"a tree": {"    N0: {type: object, properties: {left: {$ref: '#/components/schemas/N0'}, right: {$ref: '#/components/schemas/N0'}}}\n", false},
		"forms":  {"    N0: {oneOf: [{type: string}, {type: object, properties: {inner: {anyOf: [{type: string}, {$ref: '#/components/schemas/N0'}]}}}]}\n", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			document := strings.Replace(string(start.Document), "  schemas:\n", "  schemas:\n"+row.schemas, 1)
			document = strings.Replace(document, "        access_token:\n", "        further: {$ref: '#/components/schemas/N0'}\n        access_token:\n", 1)
			contract, err := openapi.Parse("x.yaml", []byte(document), start.Facts)
			if err != nil {
				t.Fatal(err)
			}
			_, err = Policy(contract)
			if row.refused != (err != nil && strings.Contains(err.Error(), "refer to each other more often")) || !row.refused && err != nil {
				t.Errorf("refused: %t, %v", row.refused, err)
			}
		})
	}
}
