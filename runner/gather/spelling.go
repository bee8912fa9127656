package gather

import (
	"slices"

	"github.com/authconform/authconform/runner/target"
	"github.com/authconform/authconform/suites/probe"
)

// otherwiseSpelt leaves out the spellings of a question that the run's id does not choose. It chooses among those that
// can be asked.
func (a *asker) otherwiseSpelt(p probe.Probe) *reason {
	if p.Family == "" || a.target.Profile == target.FullProfile {
		return nil
	}
	chosen := a.spelling(p.Family)
	if chosen == p.Name {
		return nil
	}
	return &reason{why: "the run's id chose another spelling of the question, " + string(chosen), flag: "--profile full", instead: chosen}
}

// spelling is the one that is asked of a family.
func (a *asker) spelling(family probe.Family) probe.Name {
	if chosen, known := a.spellings.Load(family); known {
		return chosen.(probe.Name) //nolint:forcetypeassert // nothing else is stored
	}
	others := slices.DeleteFunc(slices.Clone(a.probes), func(p probe.Probe) bool { return p.Family != family })
	able := slices.DeleteFunc(slices.Clone(others), func(p probe.Probe) bool { return !a.wanted(p) || a.forbids(p) != nil })
	if len(able) == 0 {
		able = others // what keeps all of them from being asked is told of each
	}
	chosen := able[family.Chosen(a.Choice, len(able))].Name
	a.spellings.Store(family, chosen)
	return chosen
}
