package matrix

import (
	"fmt"
	"slices"
	"strings"

	"github.com/authconform/authconform/reports/text"
)

// reason is one way in which a matrix is unsound, and what of a contract is so.
type reason struct {
	head  string
	names []string
}

func (r reason) text() string {
	if len(r.names) == 0 {
		return r.head
	}
	return r.head + ": " + strings.Join(shortened(r.names), ", ")
}

// shortened gives the first names, and how many more there are.
func shortened(names []string) []string {
	more := len(names) - text.MaxListed
	if more <= 0 {
		return names
	}
	return append(slices.Clone(names[:text.MaxListed]), fmt.Sprintf("and %d more", more))
}

// grievance is what a matrix says of the trials with one bad result: a heading that says who has to act, and a
// reason in words for one of them and for several.
type grievance struct {
	result      TrialResult
	heading     string
	noun, nouns string
	verb, verbs string
}

// grievances are in the order of gravity: a suite that accepts nothing at all proves nothing about anybody.
func (r Role) grievances() []grievance {
	list := []grievance{
		{TrialAccepted, "Accepted, though it is no target at all (a clause has to ask for more)", "null target", "null targets", "is accepted", "are accepted"},
		{TrialSurvived, "Survived (no clause catches it, and one has to)", "deviation", "deviations", "survives", "survive"},
		{TrialBlamed, "Blamed, though it is legal (a clause asks for too much)", "legal target", "legal targets", "is blamed", "are blamed"},
		{TrialCollateral, "Killed only by other clauses than its own", "deviation", "deviations", "is caught only by other clauses than its own", "are caught only by other clauses than their own"},
		{TrialDiffers, "Killed, but not by exactly the stated clauses", "deviation", "deviations", "is not caught by exactly the stated clauses", "are not caught by exactly the stated clauses"},
		{TrialError, "Not tried (whoever runs the selftest has to act)", "trial", "trials", "could not be made", "could not be made"},
	}
	for i, g := range list {
		list[i].heading, list[i].noun, list[i].nouns = r.speak(g.heading), r.speak(g.noun), r.speak(g.nouns)
	}
	return list
}

// reasons says why the matrix is unsound, the gravest first; none if it is sound.
func (m Matrix) reasons() []reason {
	var reasons []reason
	if len(m.Contracts) == 0 {
		reasons = append(reasons, reason{head: "no trial ran"})
	}
	for _, c := range m.Contracts {
		if len(c.Trials) == 0 {
			reasons = append(reasons, reason{head: "no trial of " + c.Contract.Name + " ran"})
		}
	}
	for _, g := range m.role().grievances() {
		for _, c := range m.Contracts {
			if names := c.faulty(g.result); len(names) > 0 {
				verb := g.verbs
				if len(names) == 1 {
					verb = g.verb
				}
				reasons = append(reasons, reason{text.Plural(len(names), g.noun, g.nouns) + " of " + c.Contract.Name + " " + verb, names})
			}
		}
	}
	for _, c := range m.Contracts {
		if ids := m.unisolated(c); len(ids) > 0 {
			reasons = append(reasons, reason{text.Plural(len(ids), "clause", "clauses") + " of " + c.Contract.Name + c.lack(len(ids)), ids})
		}
		if len(c.Clauses) == 0 {
			reasons = append(reasons, reason{head: c.Contract.Name + " has no clauses"})
		}
	}
	return reasons
}

func (c ContractMatrix) faulty(fault TrialResult) []string {
	var names []string
	for _, t := range c.Trials {
		if t.fault() == fault {
			names = append(names, t.Name)
		}
	}
	return names
}

// unisolated gives the IDs of the clauses that no deviation isolates; none of a partial matrix, which cannot tell.
func (m Matrix) unisolated(c ContractMatrix) []string {
	var ids []string
	for _, kills := range c.Clauses {
		if len(m.Patterns) == 0 && kills.Beyond == "" && !kills.isolated() && (!c.Made || len(kills.Elsewhere) == 0) {
			ids = append(ids, kills.ID)
		}
	}
	return ids
}

// lack says of so many clauses that no deviation shows that they bite.
func (c ContractMatrix) lack(n int) string {
	switch {
	case c.Made && n == 1:
		return " has no deviation that breaks it"
	case c.Made:
		return " have no deviation that breaks them"
	case n == 1:
		return " has no deviation that only it or its area catches"
	default:
		return " have no deviation that only they or their area catch"
	}
}
