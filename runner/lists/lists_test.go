package lists_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/runner/lists"
)

// Every list of every contract has as many objects for programs as it has entries for people, each with a name.
func TestLists(t *testing.T) {
	for _, contract := range openapi.Names() {
		for i, list := range slices.Concat(lists.All(), lists.All()) {
			role := lists.OfService
			if i >= len(lists.All()) {
				role = lists.OfClient
			}
			listing, err := list.Of(role, contract)
			if err != nil {
				t.Fatalf("%s of %s: %v", list.Name, contract, err)
			}
			var told, written bytes.Buffer
			if err := listing.Write(&told); err != nil {
				t.Fatal(err)
			}
			if err := listing.WriteJSON(&written); err != nil {
				t.Fatal(err)
			}
			var rows []map[string]any
			if err := json.Unmarshal(written.Bytes(), &rows); err != nil {
				t.Fatalf("%s of %s: %v", list.Name, contract, err)
			}
			entries := strings.Count(told.String(), "\n")
			if list.Name == "contradictions" || list.Name == "scenarios" {
				entries = strings.Count(told.String(), "\n\n")
			}
			if len(rows) == 0 || len(rows) != entries {
				t.Errorf("%s of %s: %d objects for %d entries", list.Name, contract, len(rows), entries)
			}
		}
	}
}

func TestListOfNoContract(t *testing.T) {
	for _, list := range lists.All() {
		if list.Name == "rulings" || list.Name == "contracts" {
			continue
		}
		if _, err := list.Of(lists.OfService, "tiketpark"); err == nil || !strings.Contains(err.Error(), `"tiketpark"`) || !strings.HasSuffix(err.Error(), "did you mean ticketpark?") {
			t.Errorf("%s: %v", list.Name, err)
		}
	}
}
