package clause

import (
	"slices"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/openapi/facts"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/match"
	"github.com/authconform/authconform/suites/probe"
)

// Reading is how a clause reads in contracts that have a feature. What it leaves empty is as it is everywhere.
type Reading struct {
	Level    Level
	Source   Source
	Ruling   Ruling
	Sentence string
	Subject  Subject
	Hold     match.Matcher
	When     func(evidence.Exchange) string
	After    probe.Name
}

// reading is a reading with the feature that it is for.
type reading struct {
	feature facts.Feature
	Reading
}

// Needs names features that a contract must have for the clause to be one of its own: each of them.
func (c Clause) Needs(features ...facts.Feature) Clause {
	c.needs = slices.Concat(c.needs, features)
	return c
}

// Need is Needs for several clauses.
func Need(clauses []Clause, features ...facts.Feature) []Clause {
	for i := range clauses {
		clauses[i] = clauses[i].Needs(features...)
	}
	return clauses
}

// In gives the clause another reading in contracts that have the feature.
func (c Clause) In(feature facts.Feature, r Reading) Clause {
	c.readings = append(slices.Clone(c.readings), reading{feature, r})
	return c
}

// Features are those that a contract has because of which the clause is one of its own, as it reads there: labels for
// filters.
func (c Clause) Features() []facts.Feature { return c.needs }

// of gives the clause as it reads in a contract; false where the contract lacks what it needs.
func (c Clause) of(contract *openapi.Contract) (Clause, bool) {
	lacks := func(f facts.Feature) bool { return !contract.Facts.Has(f) }
	if slices.ContainsFunc(c.needs, lacks) {
		return c, false
	}
	for _, r := range c.readings {
		if !lacks(r.feature) {
			c = c.read(r)
		}
	}
	return c, true
}

func (c Clause) read(r reading) Clause {
	c.needs = append(slices.Clone(c.needs), r.feature)
	if r.Level != "" {
		c.Level = r.Level
	}
	if r.Source != "" {
		c.Source = r.Source
	}
	if r.Ruling != 0 {
		c.Ruling = r.Ruling
	}
	if r.Sentence != "" {
		c.Sentence = r.Sentence
	}
	if len(r.Subject.probes) > 0 {
		c.Subject = r.Subject
	}
	if r.Hold.Wanted() != "" {
		c.Hold = r.Hold
	}
	if r.When != nil {
		c = c.When(r.When)
	}
	if r.After != "" {
		c.control = r.After
	}
	return c
}
