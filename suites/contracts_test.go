package suites_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/suites"
	"github.com/authconform/authconform/suites/clause"
)

// Each contract names pages of its own: a clause that several share is stated where this one's facts say.
func TestClausesAreStatedByTheirContract(t *testing.T) {
	for _, name := range openapi.Names() {
		contract, err := openapi.Load(name)
		if err != nil {
			t.Fatal(err)
		}
		all := slices.Concat(wholeCatalogue(t, contract), clientCatalogue(t, contract))
		for id := range contract.Facts.ClauseSources {
			if !slices.ContainsFunc(all, func(c clause.Clause) bool { return c.ID == id }) {
				t.Errorf("%s: a source is given for %s, which is no clause", name, id)
			}
		}
		for _, c := range all {
			page, _, _ := strings.Cut(string(c.Source), " page,")
			page, _, _ = strings.Cut(page, ",")
			known := contract.Facts.Sources[page] != "" || strings.HasPrefix(page, "RFC ") || strings.HasPrefix(page, "OpenAPI document")
			if !known {
				t.Errorf("%s: %s is stated by %q, which is none of the contract's sources", name, c.ID, c.Source)
			}
		}
	}
}

// What a contract leaves open is noted where one of its probes shows it.
func TestNotesAreAboutTheContract(t *testing.T) {
	for name, want := range map[string]int{"prioticket": 1, "ticketpark": 11} {
		contract, err := openapi.Load(name)
		if err != nil {
			t.Fatal(err)
		}
		if got := suites.Notes(contract); len(got) != want {
			t.Errorf("%s: %d notes, wanted %d: %v", name, len(got), want, got)
		}
	}
}
