package suites

import (
	"slices"
	"strings"
	"testing"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/openapi/facts"
	"github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/probe"
	"github.com/authconform/authconform/suites/scenario"
)

// Features are independent of each other: whatever a contract chooses, each clause is there once, with all that it is
// judged by, and every question is asked for one.
func TestContractsChooseTheirFeatures(t *testing.T) {
	choices := map[string][]string{
		"errors: rfc6749":        {"errors: strict"},
		"  response: rfc6749":    {"  response: strict", "  response: rfc6749\n  jwt: true"},
		"resource: rfc6750":      {"resource: strict", "resource: none"},
		"  # side-by-side: true": {"  side-by-side: true"},
		"# scope:":               {"scope:"},
		"  # also: [body]":       {"  also: [body]"},
	}
	for _, grant := range openapi.StarterGrants() {
		starter, err := openapi.NewStarter("mine", grant)
		if err != nil {
			t.Fatal(err)
		}
		all := []string{string(starter.Facts)}
		for from, others := range choices {
			if !strings.Contains(all[0], from) {
				t.Fatalf("the starter for %s has no %q", grant, from)
			}
			for _, facts := range slices.Clone(all) {
				for _, to := range others {
					all = append(all, strings.Replace(facts, from, to, 1))
				}
			}
		}
		for _, facts := range all {
			contract, err := openapi.Parse(starter.DocumentFile, starter.Document, []byte(facts))
			if err != nil {
				t.Fatal(err)
			}
			for _, catalogue := range []func(*openapi.Contract) ([]clause.Clause, error){Catalogue, ClientCatalogue} {
				clauses, err := catalogue(contract)
				if err != nil {
					t.Errorf("%v: %v", has(contract), err)
				}
				checkFeatures(t, contract, clauses)
			}
		}
	}
}

func checkFeatures(t *testing.T, contract *openapi.Contract, clauses []clause.Clause) {
	t.Helper()
	for _, c := range clauses {
		for _, f := range c.Features() {
			if !contract.Facts.Has(f) {
				t.Errorf("%v: %s needs %s", has(contract), c.ID, f)
			}
		}
		if c.Ruling == 0 || c.Source == "" || c.Sentence == "" || c.Hold.Wanted() == "" {
			t.Errorf("%v: %s says too little: %+v", has(contract), c.ID, c)
		}
	}
	for _, p := range probe.For(contract) {
		for _, f := range p.Features() {
			if !contract.Facts.Has(f) {
				t.Errorf("%v: %s needs %s", has(contract), p.Name, f)
			}
		}
	}
}

func has(c *openapi.Contract) (features []facts.Feature) {
	for _, f := range facts.Features() {
		if c.Facts.Has(f.Feature) {
			features = append(features, f.Feature)
		}
	}
	return features
}

// Every feature is needed by something, and every clause and probe that is written needs features that there are.
func TestEveryFeatureIsNeeded(t *testing.T) {
	needed := map[facts.Feature]bool{facts.ClientCredentialsGrant: true} // what every clause rests on without a user
	for _, name := range openapi.Names() {
		contract, err := openapi.Load(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range probe.For(contract) {
			for _, f := range p.Features() {
				needed[f] = true
			}
		}
		for _, s := range scenario.For(contract) {
			for _, f := range s.Needs {
				needed[f] = true
			}
		}
		for _, n := range Notes(contract) {
			for _, f := range n.Needs {
				needed[f] = true
			}
		}
	}
	for _, c := range builtIn(t) {
		for _, f := range c.Features() {
			needed[f] = true
		}
	}
	for _, name := range []string{"shop", "login", "kiosk", "contracts/tenant"} { // kinds that are not built in
		contract, err := openapi.Load("../openapi/testdata/" + name + ".yaml")
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range probe.For(contract) {
			for _, f := range p.Features() {
				needed[f] = true
			}
		}
		clauses, err := ClientCatalogue(contract)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range clauses {
			for _, f := range c.Features() {
				needed[f] = true
			}
		}
	}
	known := map[facts.Feature]bool{}
	for _, f := range facts.Features() {
		if known[f.Feature] = true; !needed[f.Feature] {
			t.Errorf("nothing needs %s", f.Feature)
		}
	}
	for f := range needed {
		if !known[f] {
			t.Errorf("%s is needed and is no feature", f)
		}
	}
}
