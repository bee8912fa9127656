package suites

import (
	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/probe"
)

// Spelt gives the questions of which a run asked some spellings and its id left others to other runs, in the order of the
// contract's probes. What was kept from being asked by something else is no spelling that the id left.
func Spelt(c *openapi.Contract, rec evidence.Record) []clause.Spelt {
	var all []clause.Spelt
	for _, operation := range c.Operations() {
		for _, s := range spelt(operation, rec.OfOperation(operation.Operation)) {
			if operation.Operation != "" {
				s.Question += "." + operation.Operation
			}
			all = append(all, s)
		}
	}
	return all
}

// spelt is Spelt of one token operation.
func spelt(c *openapi.Contract, rec evidence.Record) []clause.Spelt {
	var families []probe.Family
	asked, left := map[probe.Family][]string{}, map[probe.Family][]string{}
	for _, p := range probe.For(c) {
		name := string(p.Name)
		if p.Family == "" {
			continue
		}
		if asked[p.Family] == nil && left[p.Family] == nil {
			families = append(families, p.Family)
		}
		if _, sent := rec.Of(name); sent {
			asked[p.Family] = append(asked[p.Family], name)
		} else if why, _ := rec.WhySkipped(name); why.Instead != "" {
			left[p.Family] = append(left[p.Family], name)
		}
	}
	var spelt []clause.Spelt
	for _, f := range families {
		if len(asked[f]) > 0 && len(left[f]) > 0 {
			spelt = append(spelt, clause.Spelt{Question: string(f), Asked: asked[f], Left: left[f]})
		}
	}
	return spelt
}
