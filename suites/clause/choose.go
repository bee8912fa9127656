package clause

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/authconform/authconform/suites/probe"
)

// Choose takes the clauses that any of the patterns matches: an ID, the words that IDs begin with ("errors",
// "errors.wrong-secret"), or a glob ("*.challenge"). No pattern takes all. A pattern that matches nothing is
// an error: a run that judged less than was asked for must not look green.
func Choose(clauses []Clause, patterns []string) ([]Clause, error) {
	if len(patterns) == 0 {
		return clauses, nil
	}
	chosen := map[string]bool{}
	for _, pattern := range patterns {
		found := false
		for _, c := range clauses {
			ok, err := matches(pattern, c.ID)
			if err != nil {
				return nil, fmt.Errorf("--clause %q is no pattern: %w", pattern, err)
			}
			if ok {
				chosen[c.ID], found = true, true
			}
		}
		if !found {
			return nil, fmt.Errorf("--clause %q matches no clause: %ssee authconform list clauses", pattern, cmp.Or(apart(pattern), meant(clauses, pattern)))
		}
	}
	return slices.DeleteFunc(slices.Clone(clauses), func(c Clause) bool { return !chosen[c.ID] }), nil
}

func matches(pattern, id string) (bool, error) {
	if pattern == id || strings.HasPrefix(id, pattern+".") {
		return true, nil
	}
	return path.Match(pattern, id)
}

// Needs says which probes the clauses have to be judged on. A clause that takes any answer needs them all.
func Needs(clauses []Clause) func(probe.Name) bool {
	needed := map[probe.Name]bool{}
	for _, c := range clauses {
		if c.Subject.answers != nil {
			return func(probe.Name) bool { return true }
		}
		for _, name := range c.Subject.probes {
			needed[name] = true
		}
		needed[c.control] = true
	}
	return func(name probe.Name) bool { return needed[name] }
}
