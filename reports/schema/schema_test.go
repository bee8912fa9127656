package schema_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/authconform/authconform/reports/schema"
)

// Every schema compiles under the $id that it states, which ends in its own name.
func TestCompile(t *testing.T) {
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	compiled := 0
	for _, entry := range entries {
		if !strings.HasSuffix(entry.Name(), ".json") {
			continue
		}
		var head struct {
			ID string `json:"$id"`
		}
		if err := json.Unmarshal(schema.Text(entry.Name()), &head); err != nil || !strings.HasSuffix(head.ID, "/reports/schema/"+entry.Name()) {
			t.Errorf("%s: $id %q, %v", entry.Name(), head.ID, err)
		}
		if _, err := schema.Compile(head.ID); err != nil {
			t.Error(err)
		}
		compiled++
	}
	if compiled == 0 {
		t.Error("there is no schema")
	}
	if _, err := schema.Compile("https://example.org/none-1.json"); err == nil {
		t.Error("a schema that is not there compiles")
	}
}

func TestTextIsACopy(t *testing.T) {
	schema.Text("report-1.json")[0] = 'x'
	if text := schema.Text("report-1.json"); text[0] != '{' {
		t.Errorf("it begins with %q", text[0])
	}
}
