package clause

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Find gives what a word means: the clause of that ID, or else every clause whose ID begins with those words or fits
// that glob, as Choose has it. The error of a word that means nothing names the clauses that are spelt alike.
func Find(clauses []Clause, word string) ([]Clause, error) {
	var found []Clause
	for _, c := range clauses {
		ok, err := matches(word, c.ID)
		switch {
		case err != nil:
			return nil, fmt.Errorf("wanted the ID of a clause, found %q: %w", word, err)
		case c.ID == word:
			return []Clause{c}, nil
		case ok:
			found = append(found, c)
		}
	}
	if len(found) > 0 {
		return found, nil
	}
	var ids []string
	for _, c := range clauses {
		ids = append(ids, c.ID)
	}
	return nil, fmt.Errorf("wanted the ID of a clause, found %q, which is none: %ssee authconform list clauses", word, Meant(word, ids))
}

// Meant names those of the names that a misspelt word probably means, as half a sentence that ends in a space; "" when
// none is close.
func Meant(word string, names []string) string {
	const most, alike = 3, 0.4
	type candidate struct {
		name string
		like float64
	}
	var near []candidate
	for _, name := range names {
		if like := likeness(word, name); like >= alike {
			near = append(near, candidate{name, like})
		}
	}
	slices.SortStableFunc(near, func(a, b candidate) int { return cmp.Compare(b.like, a.like) })
	var meant []string
	for _, c := range near[:min(most, len(near))] {
		meant = append(meant, c.name)
	}
	if len(meant) == 0 {
		return ""
	}
	return "did you mean " + strings.Join(meant, " or ") + "? "
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
