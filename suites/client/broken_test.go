package client_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/suites"
	"github.com/authconform/authconform/suites/clause"
)

// fault is a client with one fault, and the clauses that find it: those, and no others.
type fault struct {
	contract string // "" for both
	finds    []string
	change   func(*sketch)
}

// faults are all of them, by what the client does.
func faults() map[string]fault {
	all := map[string]fault{}
	for _, part := range []map[string]fault{
		requestFaults(), authenticationFaults(), tokenFaults(), timeFaults(), transportFaults(), refusalFaults(), confidentialFaults(),
		sessionFaults(), openFaults(),
	} {
		for name, f := range part {
			if _, twice := all[name]; twice {
				panic(name + " is there twice")
			}
			all[name] = f
		}
	}
	return all
}

// Each fault is found by exactly the clauses that it breaks, and each clause has a fault that breaks it.
func TestFaultsAreFound(t *testing.T) {
	found, levels := map[string]map[string]bool{}, levels(t)
	for name, f := range faults() {
		for _, contract := range openapi.Names() {
			if f.contract != "" && f.contract != contract {
				continue
			}
			k := sound(t, contract)
			f.change(k)
			var got []string
			for id, o := range judge(t, k) {
				if o.Status != clause.Failed && o.Status != clause.Warned {
					continue
				}
				if levels[contract+id] == clause.Mandatory && o.Status == clause.Warned {
					id += " mildly"
				}
				got = append(got, id)
				if len(o.Violations) == 0 || len(o.Evidence) == 0 || o.Wanted == "" {
					t.Errorf("%s: %s: %s says too little: %+v", contract, name, id, o)
				}
			}
			slices.Sort(got)
			want := slices.Sorted(slices.Values(f.finds))
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s: a client that %s (-want +got):\n%s", contract, name, diff)
			}
			for _, id := range got {
				if found[contract] == nil {
					found[contract] = map[string]bool{}
				}
				found[contract][strings.TrimSuffix(id, " mildly")] = true
			}
		}
	}
	for _, contract := range openapi.Names() {
		clauses, err := suites.ClientCatalogue(load(t, contract))
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range clauses {
			if !found[contract][c.ID] {
				t.Errorf("%s: no fault breaks %s", contract, c.ID)
			}
		}
	}
}

// levels are those that clauses have of themselves: one that is broken mildly weighs less.
func levels(t *testing.T) map[string]clause.Level {
	t.Helper()
	all := map[string]clause.Level{}
	for _, contract := range openapi.Names() {
		clauses, err := suites.ClientCatalogue(load(t, contract))
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range clauses {
			all[contract+c.ID] = c.Level
		}
	}
	return all
}
