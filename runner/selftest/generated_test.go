package selftest_test

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/reports/matrix"
	"github.com/authconform/authconform/runner/reference/targets"
	"github.com/authconform/authconform/runner/selftest"
	"github.com/authconform/authconform/suites"
	"github.com/authconform/authconform/suites/clause"
)

// findings is where it is written which clauses find the generated deviations of a contract.
func findings(contract string) string { return "../reference/" + contract + "/generated.yaml" }

// TestGenerated keeps what finds the generated deviations and variants from being a list that nobody looked at: what
// breaks a statement of the document is found by that statement's clause first, no statement about an answer that can be
// provoked goes without, and no variant breaks what is mandatory. That the clauses are exactly those, the selftest holds.
func TestGenerated(t *testing.T) {
	for _, name := range targets.Contracts() {
		t.Run(name, func(t *testing.T) {
			contract, err := openapi.Load(name)
			if err != nil {
				t.Fatal(err)
			}
			if *update {
				writeFindings(t, contract)
				return
			}
			broken := map[string]bool{}
			for _, d := range targets.Deviations(name) {
				if !d.Generated {
					continue
				}
				stated := statedBy(t, contract, d.Name)
				switch {
				case len(d.Clauses) == 0:
					t.Errorf("%s: no clause finds it: run with -update, and if it stays so, a clause is missing", d.Name)
				case stated != "" && d.Clause != stated:
					t.Errorf("%s: %s has to find it first, found %s", d.Name, stated, d.Clause)
				}
				broken[stated] = true
			}
			for s := range contract.EachRequirement() {
				if id := clause.RequirementID(contract, s); breakable(s) && !broken[id] {
					t.Errorf("%s: no generated deviation breaks it", id)
				}
			}
			variantsKeepMandatory(t, contract)
		})
	}
}

// breakable tells which statements the deviations are generated from: those about a member of an answer.
func breakable(s openapi.Requirement) bool {
	bound := slices.ContainsFunc(s.Statuses, func(status int) bool { return status < 500 })
	switch s.Kind {
	case openapi.RequiredKind, openapi.ClosedKind, openapi.EnumKind:
		return bound
	case openapi.TypeKind:
		return bound && s.Subject != ""
	default:
		return false
	}
}

func variantsKeepMandatory(t *testing.T, contract *openapi.Contract) {
	t.Helper()
	all, err := suites.Catalogue(contract)
	if err != nil {
		t.Fatal(err)
	}
	level := map[string]clause.Level{}
	for _, c := range all {
		level[c.ID] = c.Level
	}
	for _, v := range targets.Variants(contract.Name) {
		for _, id := range v.Warns {
			if v.Generated && level[id] == clause.Mandatory {
				t.Errorf("%s: the document allows it, and %s fails", v.Name, id)
			}
		}
	}
}

// statedBy is the ID of the clause of the statement that a generated deviation breaks, by its name:
// STATUS-MEMBER-CHANGE, STATUS-extra, STATUS-error-CODE-CHANGE; "" where the document itself does not forbid it.
func statedBy(t *testing.T, contract *openapi.Contract, name string) string {
	t.Helper()
	parts := strings.Split(name, "-")
	status, err := strconv.Atoi(parts[0])
	if err != nil || len(parts) < 2 {
		t.Fatalf("%s begins with no status", name)
	}
	member, change := parts[1], parts[len(parts)-1]
	for _, broken := range map[string][]struct {
		kind    openapi.Kind
		subject string
	}{
		"removed": {{openapi.RequiredKind, member}},
		"renamed": {{openapi.RequiredKind, member}, {openapi.ClosedKind, ""}},
		"retyped": {{openapi.TypeKind, member}},
		"null":    {{openapi.TypeKind, member}},
		"empty":   {{openapi.EnumKind, member}},
		"unknown": {{openapi.EnumKind, member}},
		"extra":   {{openapi.ClosedKind, ""}},
	}[change] {
		for s := range contract.EachRequirement() {
			if s.Kind == broken.kind && s.Subject == broken.subject && slices.Contains(s.Statuses, status) {
				return clause.RequirementID(contract, s)
			}
		}
	}
	return ""
}

// writeFindings runs all that is generated, and writes down what finds it. Which clause has to find what the document
// itself does not forbid is somebody's choice, and stays.
func writeFindings(t *testing.T, contract *openapi.Contract) {
	t.Helper()
	m, err := selftest.Test(t.Context(), selftest.Run{
		Contracts: []string{contract.Name}, Patterns: []string{string(matrix.TrialGenerated), string(matrix.TrialVariant)},
	})
	if err != nil {
		t.Fatal(err)
	}
	legal := map[string]bool{}
	for _, v := range targets.Variants(contract.Name) {
		legal[v.Name] = v.Generated
	}
	deviations, variants := map[string][]string{}, map[string][]string{}
	for _, trial := range m.Contracts[0].Trials {
		switch {
		case trial.Kind == matrix.TrialGenerated:
			ids := slices.Clone(trial.Found)
			for _, first := range []string{trial.Clause, statedBy(t, contract, trial.Name)} {
				if at := slices.Index(ids, first); at >= 0 {
					ids = slices.Insert(slices.Delete(ids, at, at+1), 0, first)
				}
			}
			deviations[trial.Name] = ids
		case legal[trial.Name]:
			variants[trial.Name] = trial.Found
		}
	}
	var text strings.Builder
	text.WriteString("# Which clauses find what is generated from the document, the one first that has to; written by\n" +
		"# go test ./runner/selftest -run TestGenerated -update, which leaves a first clause that somebody chose.\n")
	section(&text, "deviations", deviations)
	section(&text, "variants", variants)
	if err := os.WriteFile(findings(contract.Name), []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
}

func section(text *strings.Builder, title string, rows map[string][]string) {
	fmt.Fprintf(text, "%s:\n", title)
	for _, name := range slices.Sorted(maps.Keys(rows)) {
		fmt.Fprintf(text, "  %s: [%s]\n", name, strings.Join(rows[name], ", "))
	}
}
