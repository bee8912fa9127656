package main

import (
	"fmt"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/openapi/facts"
	"github.com/authconform/authconform/suites"
	"github.com/authconform/authconform/suites/scenario"
)

// foreignNames are those of the contracts that are built in, and of their pages.
var foreignNames = regexp.MustCompile(`(?i)prioticket|ticketpark|distributor|endpoint page|concept page|\bpages?\b (say|list|doc|lead|know|send|allow|want|answer|type|ha[sv]e)|both pages|both contracts`)

// foreignCodes are those of errors that not every contract has.
var foreignCodes = regexp.MustCompile(`invalid_(request|client|grant|scope)|unauthorized_client|unsupported_grant_type|error_reference`)

// No contract is told in the words of another: what is explained of a clause names no contract that is built in and none of its
// pages, and no code that the contract's own files do not have.
func TestNoContractIsToldInTheWordsOfAnother(t *testing.T) {
	files, err := filepath.Glob("../../openapi/testdata/contracts/*.authconform.yaml")
	if err != nil || len(files) < 8 {
		t.Fatalf("%d contracts, %v", len(files), err)
	}
	for _, more := range []string{"club", "kiosk", "shop", "login"} {
		files = append(files, "../../openapi/testdata/"+more+".authconform.yaml")
	}
	for _, file := range files {
		contract, err := openapi.Load(strings.Replace(file, ".authconform", "", 1))
		if err != nil {
			t.Fatal(err)
		}
		all, err := everyClause(contract)
		if err != nil {
			t.Fatal(err)
		}
		wrong := map[string]string{}
		look := func(where, text string) {
			if found := foreignNames.FindString(text); found != "" {
				wrong[text] = where + " says " + found
			}
			if found := foreignCodes.FindString(text); found != "" && !strings.Contains(string(contract.Text()), found) && !contract.Facts.Has(facts.OAuthErrors) {
				wrong[text] = where + " says " + found
			}
		}
		for _, c := range all {
			told := explained(contract, c)
			look(c.ID, fmt.Sprintln(told.Title, told.Source, told.Wanted, told.Explanation.Ruling, told.Explanation.Advice))
			for _, p := range told.Explanation.Probes {
				look(c.ID+" by "+p.Name, p.Asks)
			}
			ruling, _ := suites.RulingFor(contract, c.Ruling)
			look(fmt.Sprint(c.ID, " by ", c.Ruling), fmt.Sprintln(ruling.Title, ruling.Short, ruling.Sources, ruling.Decided, ruling.Why))
		}
		for _, s := range scenario.ForEach(contract) {
			look("the scenario "+string(s.Name), s.Does)
		}
		for _, text := range slices.Sorted(maps.Keys(wrong)) {
			t.Errorf("%s: %s: %s", contract.Name, wrong[text], text)
		}
	}
}
