package clause

import (
	"maps"
	"slices"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/suites/probe"
)

// Catalogue collects the clauses of one contract.
type Catalogue struct {
	Contract *openapi.Contract
	clauses  []Clause
	known    map[string]bool     // the IDs of all clauses that there are, of this contract or not
	asked    map[probe.Name]bool // of this contract; this and what follows is made when it is first needed
	uses     map[probe.Name][]probe.Name
	stated   []Clause // by the contract's document, of all areas
}

// Table writes clauses into the catalogue that prose states, as the rows of one table.
func (b *Catalogue) Table(name string, clauses ...Clause) {
	for i := range clauses {
		clauses[i].table = name
	}
	b.Add(clauses...)
}

// Add writes clauses into the catalogue that prose states, as they read in this contract. One that needs a feature which the
// contract lacks, or rests on a question that has no meaning there, is left out; one that several contracts have is
// stated where the contract's facts say so.
func (b *Catalogue) Add(clauses ...Clause) {
	for _, c := range clauses {
		b.know(c.ID)
		c, ok := c.of(b.Contract)
		c.Subject = b.further(b.spelt(c.Subject))
		if ok && b.asks(c.Subject.probes) {
			if source, ok := b.Contract.Facts.ClauseSources[c.ID]; ok {
				c.Source = Source(source)
			}
			b.clauses = append(b.clauses, c.worded(b.Contract))
		}
	}
}

// spelt leaves out the spellings that the contract has no use for, as long as there is another question left.
func (b *Catalogue) spelt(s Subject) Subject {
	unasked := func(name probe.Name) bool { return slices.Contains(s.spelt, name) && !b.asks([]probe.Name{name}) }
	if left := slices.DeleteFunc(slices.Clone(s.probes), unasked); len(left) > 0 {
		s.probes = left
	}
	return s
}

// further takes the further uses, too, of what a clause speaks of: what it promises, it promises each time.
func (b *Catalogue) further(s Subject) Subject {
	b.ask()
	for _, name := range s.probes {
		s = s.AndUses(b.uses[name]...)
	}
	return s
}

// asks says that all the questions are put to targets of this contract.
func (b *Catalogue) asks(names []probe.Name) bool {
	b.ask()
	return !slices.ContainsFunc(names, func(name probe.Name) bool { return !b.asked[name] })
}

// ask looks up what is asked of targets of this contract.
func (b *Catalogue) ask() {
	if b.asked != nil {
		return
	}
	probes := probe.For(b.Contract)
	b.asked, b.uses = make(map[probe.Name]bool, len(probes)), probe.FurtherUses(probes)
	for _, p := range probes {
		b.asked[p.Name] = true
	}
}

// AddRequirements writes the clauses of an area into the catalogue that the contract's document states.
func (b *Catalogue) AddRequirements(area string) {
	if b.stated == nil {
		for s := range b.Contract.EachRequirement() {
			if c, ok := fromRequirement(b.Contract, s); ok {
				c.table, c.layout = "what the document states", b.Contract.Layout()
				b.stated = append(b.stated, c)
			}
		}
	}
	for _, c := range b.stated {
		if c.Area() == area {
			b.know(c.ID)
			c.Subject = b.further(c.Subject)
			b.clauses = append(b.clauses, c)
		}
	}
}

func (b *Catalogue) know(id string) {
	if b.known == nil {
		b.known = map[string]bool{}
	}
	b.known[id] = true
}

// Known lists the IDs of all clauses that were offered, also of those that this contract does not have, in alphabetical
// order.
func (b *Catalogue) Known() []string { return slices.Sorted(maps.Keys(b.known)) }

// Clauses gives the catalogue in the order in which it was written.
func (b *Catalogue) Clauses() []Clause { return b.clauses }
