package clause

import (
	"iter"
	"strings"

	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/types"

	"github.com/authconform/authconform/suites/evidence"
)

// Suite is what a tree of specs is made of: the clauses that were chosen of a contract, and the evidence, which may come
// after the tree is built.
type Suite struct {
	clauses   []Clause
	byID      map[string]int // where in clauses each is
	rec       evidence.Record
	decorator types.AroundNodeDecorator
	// controlled says that some valid request was answered with a token: asked once, as each clause needs it.
	controlled bool

	row    *Clause // that is judged, of a table
	failer failing // of the spec that runs
}

// NewSuite makes a suite of clauses, without evidence.
func NewSuite(clauses []Clause) *Suite {
	s := &Suite{clauses: clauses, byID: make(map[string]int, len(clauses))}
	for i := range clauses {
		s.byID[clauses[i].ID] = i
	}
	s.decorator = s.around()
	return s
}

// Observe gives the suite the evidence that it judges, before its first spec runs.
func (s *Suite) Observe(rec evidence.Record) {
	if len(s.clauses) > 0 {
		rec = rec.Laid(s.clauses[0].layout)
	}
	rec = rec.Reading()
	s.rec, s.controlled = rec, isControlled(rec)
}

// Tables gives the tables of an area, with an entry for each clause that was chosen.
func (s *Suite) Tables(area string) iter.Seq2[string, []ginkgo.TableEntry] {
	return func(yield func(string, []ginkgo.TableEntry) bool) {
		var table string
		var entries []ginkgo.TableEntry
		for _, c := range s.clauses {
			if c.byHand || c.Area() != area {
				continue
			}
			if c.table != table && len(entries) > 0 {
				if !yield(table, entries) {
					return
				}
				entries = nil
			}
			table = c.table
			entries = append(entries, ginkgo.Entry(c.Text(), append(s.Decorators(c), c)...))
		}
		if len(entries) > 0 {
			yield(table, entries)
		}
	}
}

// ByHand gives a clause that the area writes as an It of its own; false where the contract has none, or it was not chosen.
func (s *Suite) ByHand(id string) (Clause, bool) {
	for _, c := range s.clauses {
		if c.ID == id && c.byHand {
			return c, true
		}
	}
	return Clause{}, false
}

// Text is what the clause's spec is called: the ID, and the sentence that it begins.
func (c Clause) Text() string { return c.ID + " " + c.Sentence }

// at is where the clause is stated: a line of the document, or of the area.
func (c Clause) at() types.CodeLocation {
	return types.CodeLocation{FileName: c.File, LineNumber: c.Line}
}

// Decorators are the labels of a clause's spec beside its area's, and the place where the clause is stated.
func (s *Suite) Decorators(c Clause) []any {
	labels := ginkgo.Labels{string(c.Level)}
	if c.Ruling != 0 {
		labels = append(labels, c.Ruling.String())
	}
	for _, f := range c.Features() {
		labels = append(labels, string(f))
	}
	return []any{labels, c.at(), s.decorator}
}

// Judge is the body of a table's specs: what the clause wants is expected of each exchange that it speaks of.
func (s *Suite) Judge(c Clause) {
	s.row = &c
	Expect(s.Evidence(c)).To(c.Against(s.rec))
}

// Evidence selects the exchanges that a clause speaks of, in the order of its probes. Where there is nothing to judge
// the spec ends here: skipped, or inconclusive.
func (s *Suite) Evidence(c Clause) []evidence.Exchange {
	exchanges, held := c.evidence(s.rec, s.controlled)
	if held != nil {
		s.end(*held)
	}
	ginkgo.AddReportEntry("judged", Judged{names(exchanges), exchanges}, ginkgo.ReportEntryVisibilityFailureOrVerbose, c.at())
	return exchanges
}

// Inconclusive ends a spec whose evidence tells nothing about its clause.
func (s *Suite) Inconclusive(reason string) {
	s.end(Held{Status: Inconclusive, Reason: reason})
}

// end ends a spec that has nothing to judge. An inconclusive one fails: a suite that is green has judged everything that
// could be asked.
func (s *Suite) end(h Held) {
	ginkgo.AddReportEntry(string(h.Status), h, ginkgo.ReportEntryVisibilityNever)
	switch {
	case s.row != nil && s.failer != nil && h.Status == Skipped:
		s.failer.Skip(h.Reason, s.row.at())
	case s.row != nil && s.failer != nil:
		s.failer.Fail(h.String(), s.row.at())
	case h.Status == Skipped:
		ginkgo.Skip(h.Reason, 2)
	default:
		ginkgo.Fail(h.String(), 2)
	}
	panic(ended{})
}

// find gives the clause that a spec is about, by the ID that the spec's text begins with.
func (s *Suite) find(report types.SpecReport) (Clause, bool) {
	id, _, _ := strings.Cut(report.LeafNodeText, " ")
	if i, ok := s.byID[id]; ok {
		return s.clauses[i], true
	}
	return Clause{}, false
}
