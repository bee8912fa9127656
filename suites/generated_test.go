package suites_test

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/suites/clause"
)

var update = flag.Bool("update", false, "write anew which clauses find the generated deviations")

const findings = "../runner/reference/prioticket.generated.yaml"

// TestGenerated keeps what finds the generated deviations and variants from being a list that nobody looked at: what
// breaks a statement of the document is found by that statement's clause first, no statement about an answer that can be
// provoked goes without, and no variant breaks what is mandatory. That the clauses are exactly those, the tests of all
// deviations and variants hold.
func TestGenerated(t *testing.T) {
	b := newBite(t)
	if *update {
		b.find(t)
		return
	}
	broken := map[string]bool{}
	for _, d := range reference.Deviations(reference.Prioticket) {
		if !d.Generated {
			continue
		}
		stated := b.stated(t, d.Name)
		switch {
		case len(d.Clauses) == 0:
			t.Errorf("%s: no clause finds it: run with -update, and if it stays so, a clause is missing", d.Name)
		case stated != "" && d.Clause != stated:
			t.Errorf("%s: %s has to find it first, found %s", d.Name, stated, d.Clause)
		}
		broken[stated] = true
	}
	for s := range b.contract.Stated() {
		id := clause.StatedID(b.contract, s)
		if breakable(s) && !broken[id] {
			t.Errorf("%s: no generated deviation breaks it", id)
		}
	}
	b.keepsMandatory(t)
}

// breakable tells which statements the deviations are generated from: those about a member of an answer.
func breakable(s openapi.Statement) bool {
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

func (b *bite) keepsMandatory(t *testing.T) {
	t.Helper()
	level := map[string]clause.Level{}
	for _, c := range b.clauses {
		level[c.ID] = c.Level
	}
	for _, v := range reference.Variants(reference.Prioticket) {
		for _, id := range v.Warns {
			if v.Generated && level[id] == clause.Mandatory {
				t.Errorf("%s: the document allows it, and %s fails", v.Name, id)
			}
		}
	}
}

// stated is the ID of the clause of the statement that a generated deviation breaks, by its name:
// STATUS-MEMBER-CHANGE, STATUS-extra, STATUS-error-CODE-CHANGE; "" where the document itself does not forbid it.
func (b *bite) stated(t *testing.T, name string) string {
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
		for s := range b.contract.Stated() {
			if s.Kind == broken.kind && s.Subject == broken.subject && slices.Contains(s.Statuses, status) {
				return clause.StatedID(b.contract, s)
			}
		}
	}
	return ""
}

// find runs all that is generated, and writes down what finds it. Which clause has to find what the document itself does
// not forbid is somebody's choice, and stays.
func (b *bite) find(t *testing.T) {
	t.Helper()
	deviations, variants := map[string][]string{}, map[string][]string{}
	for _, d := range reference.Deviations(reference.Prioticket) {
		if !d.Generated {
			continue
		}
		ids := b.found(t, d.Apply(configured(d.Effort)), d.Effort)
		for _, first := range []string{d.Clause, b.stated(t, d.Name)} {
			if at := slices.Index(ids, first); at >= 0 {
				ids = slices.Insert(slices.Delete(ids, at, at+1), 0, first)
			}
		}
		deviations[d.Name] = ids
	}
	for _, v := range reference.Variants(reference.Prioticket) {
		if v.Generated {
			variants[v.Name] = b.found(t, v.Apply(configured(v.Effort)), v.Effort)
		}
	}
	var text strings.Builder
	text.WriteString("# Which clauses find what is generated from the document, the one first that has to; written by\n" +
		"# go test ./suites -run TestGenerated -update, which leaves a first clause that somebody chose.\n")
	section(&text, "deviations", deviations)
	section(&text, "variants", variants)
	if err := os.WriteFile(findings, []byte(text.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

func (b *bite) found(t *testing.T, c reference.Config, effort reference.Effort) []string {
	t.Helper()
	var ids []string
	for _, o := range b.judged(t, c, effort, nil) {
		if o.Status == clause.Failed || o.Status == clause.Warned {
			ids = append(ids, o.Clause.ID)
		}
	}
	slices.Sort(ids)
	return ids
}

func section(text *strings.Builder, title string, rows map[string][]string) {
	fmt.Fprintf(text, "%s:\n", title)
	for _, name := range slices.Sorted(maps.Keys(rows)) {
		fmt.Fprintf(text, "  %s: [%s]\n", name, strings.Join(rows[name], ", "))
	}
}
