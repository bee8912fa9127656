package selftest

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"
)

// Find gives the trial of a contract by its name. The error of an unknown one suggests those that are spelt alike.
func Find(contract, name string) (Trial, error) {
	trials := Trials(contract)
	i := slices.IndexFunc(trials, func(t Trial) bool { return t.Name == name })
	if i < 0 {
		return Trial{}, fmt.Errorf("wanted a deviation, a variant or a null target of %s, found %q: %ssee authconform list deviations --contract %s",
			contract, name, suggestion(name, trials), contract)
	}
	return trials[i], nil
}

// choose takes the trials that any of the patterns matches; no pattern takes all. A pattern that matches nothing is
// an error: a selftest of less than was asked for must not look sound.
func choose(trials []Trial, patterns []string) ([]Trial, error) {
	if len(patterns) == 0 {
		return trials, nil
	}
	chosen := make([]bool, len(trials))
	for _, pattern := range patterns {
		found := false
		for i, t := range trials {
			ok, err := t.matches(pattern)
			if err != nil {
				return nil, fmt.Errorf("wanted a pattern, found %q: %w", pattern, err)
			}
			chosen[i], found = chosen[i] || ok, found || ok
		}
		if !found {
			return nil, fmt.Errorf("wanted the name of a trial, of a contract, of a kind or of a clause, or a glob of one, found %q, which matches none: "+
				"%ssee authconform list deviations", pattern, suggestion(pattern, trials))
		}
	}
	var kept []Trial
	for i, t := range trials {
		if chosen[i] {
			kept = append(kept, t)
		}
	}
	return kept, nil
}

// matches says whether a pattern means the trial: by its name, its contract, its kind or the clause that has to find it.
func (t Trial) matches(pattern string) (bool, error) {
	for _, name := range []string{t.Name, t.Contract, string(t.Kind), t.Clause} {
		if ok, err := path.Match(pattern, name); ok && name != "" || err != nil {
			return ok, err
		}
	}
	return false, nil
}

// suggestion names the trials that a misspelt name probably means, as half a sentence; "" when none is close.
func suggestion(word string, trials []Trial) string {
	const most, alike = 3, 0.4
	type candidate struct {
		name string
		like float64
	}
	var near []candidate
	for _, t := range trials {
		if like := likeness(word, t.Name); like >= alike {
			near = append(near, candidate{t.Name, like})
		}
	}
	slices.SortStableFunc(near, func(a, b candidate) int { return cmp.Compare(b.like, a.like) })
	var names []string
	for _, c := range near[:min(most, len(near))] {
		names = append(names, c.name)
	}
	if len(names) == 0 {
		return ""
	}
	return "did you mean " + strings.Join(names, " or ") + "? "
}

// likeness is Dice's coefficient over pairs of letters: 1 for the same letters in the same order, 0 for no pair in
// common. Names here are made of words in varying order, which counting slips of the pen would hold against them.
func likeness(a, b string) float64 {
	pairs := map[string]int{}
	for i := range len(a) - 1 {
		pairs[a[i:i+2]]++
	}
	common := 0
	for i := range len(b) - 1 {
		if pair := b[i : i+2]; pairs[pair] > 0 {
			pairs[pair]--
			common++
		}
	}
	return float64(2*common) / float64(max(1, len(a)+len(b)-2))
}
