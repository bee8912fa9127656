package lists

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/suites"
	"github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/probe"
)

// List is one that can be asked for.
type List struct {
	Name    string
	Short   string // what it lists
	Example string // "" for none
	// Of gives the list of one side of a contract: a name, or the file of a document. Some are the same for both.
	Of func(r Role, contract string) (Listing, error)
}

// All gives every list there is.
func All() []List {
	return slices.Concat([]List{
		{
			"clauses", "List every clause with its level and sentence",
			"  authconform list clauses\n  authconform list clauses --contract my-service.yaml\n  authconform list clauses --role client", ofContract(clauses),
		},
		{"probes", "List every probe, in the order in which they are asked", "", ofEither(probes)},
		{
			"scenarios", "List every scenario that clients are led through: what the target does, what each waits for, and which clauses need it",
			"  authconform list scenarios\n  authconform client --scenario 'open-*' -- ./my-client", ofEither(scenarios),
		},
		{"coverage", "List everything that the contract's document states, and the clauses that judge it", "", ofContract(coverage)},
		{"contradictions", "List where the contract's sources disagree or fall silent, and which ruling decides it", "", ofEither(contradictions)},
		{
			"features", "List what a contract may have or promise, whether this one does, and what its facts say for it",
			"  authconform list features --contract my-service.yaml", ofEither(features),
		},
		{"rulings", "List the rulings that clauses and contradictions cite, with what each decides", "", rulings},
	}, targetLists(), []List{{"contracts", "List the contracts that are built in", "", contracts}})
}

// ofContract loads the contract first.
func ofContract(list func(Role, *openapi.Contract) (Listing, error)) func(Role, string) (Listing, error) {
	return func(r Role, ref string) (Listing, error) {
		contract, err := openapi.Load(ref)
		if err != nil {
			return Listing{}, err
		}
		return list(r, contract)
	}
}

// ofEither is ofContract for what is the same for both sides.
func ofEither(list func(*openapi.Contract) (Listing, error)) func(Role, string) (Listing, error) {
	return ofContract(func(_ Role, contract *openapi.Contract) (Listing, error) { return list(contract) })
}

// Listing is a list as people read it, and as programs do.
type Listing struct {
	lines []string // cells are parted by tabs
	rows  []any    // what is written as JSON
}

// row adds one.
func (l *Listing) row(value any, cells ...string) {
	l.rows = append(l.rows, value)
	l.lines = append(l.lines, strings.Join(cells, "\t"))
}

// Write writes a line for each row, in columns.
func (l Listing) Write(w io.Writer) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, line := range l.lines {
		_, _ = fmt.Fprintln(table, line) // told by Flush
	}
	return table.Flush()
}

// WriteJSON writes an array of one object for each row.
func (l Listing) WriteJSON(w io.Writer) error {
	rows := l.rows
	if rows == nil {
		rows = []any{}
	}
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(rows)
}

// ClauseRow is a clause in a list.
type ClauseRow struct {
	ID       string       `json:"id"`
	Area     string       `json:"area"`
	Level    clause.Level `json:"level"`
	Sentence string       `json:"sentence"` // completes "The target …", or "The client …"
	Source   string       `json:"source"`
	Ruling   string       `json:"ruling,omitempty"`
}

// Clauses lists the clauses.
func Clauses(list []clause.Clause) Listing {
	var l Listing
	for _, c := range list {
		l.row(ClauseRow{c.ID, c.Area(), c.Level, c.Sentence, string(c.Source), c.Ruling.String()},
			c.ID, fmt.Sprint(c.Level), "The "+reports.Result{Area: c.Area()}.Party()+" "+c.Sentence+".")
	}
	return l
}

func clauses(r Role, contract *openapi.Contract) (Listing, error) {
	catalogue := suites.Catalogue
	if r == OfClient {
		catalogue = suites.ClientCatalogue
	}
	all, err := catalogue(contract)
	return Clauses(all), err
}

// ProbeRow is a probe in a list.
type ProbeRow struct {
	Name   probe.Name        `json:"name"`
	Expect probe.Expectation `json:"expect"`
	Asks   string            `json:"asks"`             // completes "The suite …"
	Family string            `json:"family,omitempty"` // a core run asks one of it
}

func probes(contract *openapi.Contract) (Listing, error) {
	var l Listing
	for _, operation := range contract.Operations() {
		before := ""
		if operation.Operation != "" {
			before = operation.Operation + "."
		}
		for _, p := range probe.For(operation) {
			one := ""
			if p.Family != "" {
				one = " (a core run asks one of " + string(p.Family) + ", chosen by its id)"
			}
			name := probe.Name(before + string(p.Name))
			l.row(ProbeRow{name, p.Expect, p.Asks, string(p.Family)}, string(name), fmt.Sprint(p.Expect), "The suite "+p.Asks+one+".")
		}
	}
	return l, nil
}

// CoverageRow is what a document states, and what judges it.
type CoverageRow struct {
	Location  string   `json:"location"`
	Pointer   string   `json:"pointer"`
	Statement string   `json:"statement"`
	Clauses   []string `json:"clauses"`
	Reason    string   `json:"reason,omitempty"` // why no clause judges it, or no request brings it about
}

func coverage(r Role, contract *openapi.Contract) (Listing, error) {
	catalogue, cover := suites.Catalogue, suites.Coverage
	if r == OfClient {
		catalogue, cover = suites.ClientCatalogue, suites.ClientCoverage
	}
	all, err := catalogue(contract)
	if err != nil {
		return Listing{}, err
	}
	var l Listing
	for _, c := range cover(contract, all) {
		ids := slices.Clone(c.Clauses)
		for _, id := range c.Client {
			if !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
		judged := strings.Join(ids, ", ")
		if judged == "" {
			judged = "no clause: " + c.Reason
		}
		l.row(CoverageRow{c.Location(), c.Statement.Pointer, c.InWords(), orNone(ids), c.Reason}, c.Location(), c.InWords(), judged)
	}
	return l, nil
}

// orNone is an empty array in JSON where there is none.
func orNone(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}
