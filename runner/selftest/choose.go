package selftest

import (
	"fmt"
	"path"
	"slices"

	"github.com/authconform/authconform/openapi/misspelt"
)

// Find gives the trial of a contract, which is given by its name or the file of its document, by the trial's name. The error of
// an unknown one suggests those that are spelt alike.
func Find(contract, name string) (Target, error) {
	b, err := newRunner(contract, "")
	if err != nil {
		return Target{}, err
	}
	trials := b.trials()
	i := slices.IndexFunc(trials, func(t Target) bool { return t.Name == name })
	if i < 0 {
		return Target{}, fmt.Errorf("wanted a deviation, a variant or a null target of %s, found %q: %ssee authconform list deviations --contract %s",
			b.contract.Name, name, suggestion(name, trials), contract)
	}
	return trials[i], nil
}

// choose takes the trials that any of the patterns matches; no pattern takes all.
func choose(trials []Target, patterns []string) ([]Target, error) {
	return Choose(trials, patterns, func(t Target) []string { return []string{t.Name, t.Contract, string(t.Kind), t.Clause} })
}

// Choose takes the trials that any of the patterns matches: by one of the names that a trial has, of which the first is its
// own; no pattern takes all. A pattern that matches nothing is an error: a selftest of less than was asked for must not
// look sound.
func Choose[T any](trials []T, patterns []string, names func(T) []string) ([]T, error) {
	if len(patterns) == 0 {
		return trials, nil
	}
	own := make([]string, len(trials))
	for i, t := range trials {
		own[i] = names(t)[0]
	}
	chosen := make([]bool, len(trials))
	for _, pattern := range patterns {
		found := false
		for i, t := range trials {
			ok, err := matches(pattern, names(t))
			if err != nil {
				return nil, fmt.Errorf("wanted a pattern, found %q: %w", pattern, err)
			}
			chosen[i], found = chosen[i] || ok, found || ok
		}
		if !found {
			return nil, fmt.Errorf("wanted the name of a trial, of a contract, of a kind or of a clause, or a glob of one, found %q, which matches none: "+
				"%ssee authconform list deviations", pattern, misspelt.Meant(pattern, own))
		}
	}
	var kept []T
	for i, t := range trials {
		if chosen[i] {
			kept = append(kept, t)
		}
	}
	return kept, nil
}

// matches says whether a pattern means one of the names.
func matches(pattern string, names []string) (bool, error) {
	for _, name := range names {
		if ok, err := path.Match(pattern, name); ok && name != "" || err != nil {
			return ok, err
		}
	}
	return false, nil
}

// suggestion names the trials that a misspelt name probably means, as misspelt.Meant does.
func suggestion(word string, trials []Target) string {
	names := make([]string, len(trials))
	for i, t := range trials {
		names[i] = t.Name
	}
	return misspelt.Meant(word, names)
}
