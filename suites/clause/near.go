package clause

import (
	"fmt"

	"github.com/authconform/authconform/openapi/misspelt"
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
	return nil, fmt.Errorf("wanted the ID of a clause, found %q, which is none: %ssee authconform list clauses", word, misspelt.Meant(word, ids))
}
