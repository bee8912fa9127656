package clause

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

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
	return nil, fmt.Errorf("wanted the ID of a clause, found %q, which is none: %ssee authconform list clauses", word, cmp.Or(severalIDs(word), meant(clauses, word)))
}

// meant says what somebody probably means by a word that matches no clause, as half a sentence that ends in a space; "" when
// nothing is close.
func meant(clauses []Clause, word string) string {
	var ids, words []string // words are what IDs begin with
	for _, c := range clauses {
		ids = append(ids, c.ID)
		for i, r := range c.ID {
			if r == '.' && !slices.Contains(words, c.ID[:i]) {
				words = append(words, c.ID[:i])
			}
		}
	}
	bare := strings.Trim(strings.ReplaceAll(strings.ToLower(word), "_", "-"), ". \t")
	for _, id := range slices.Concat(words, ids) {
		if ok, err := matches(bare, id); ok && err == nil {
			return "did you mean " + bare + "? "
		}
	}
	if name := misspelt.Nearest(bare, words); name != "" && strings.Count(name, ".") == strings.Count(bare, ".") {
		return "did you mean " + name + "? "
	}
	if meant := misspelt.Meant(bare, ids); meant != "" {
		return meant
	}
	return misspelt.Meant(bare, words)
}

// severalIDs answers a list where one ID is wanted.
func severalIDs(word string) string {
	if !strings.Contains(word, ",") {
		return ""
	}
	return "give one, without a comma; "
}

// apart gives the flags for a list of patterns; "" for a single one.
func apart(list string) string {
	if !strings.Contains(list, ",") {
		return ""
	}
	var b strings.Builder
	b.WriteString("a comma parts no patterns, give each a --clause of its own: ")
	for pattern := range strings.SplitSeq(list, ",") {
		if pattern = strings.TrimSpace(pattern); pattern != "" {
			b.WriteString("--clause " + pattern + " ")
		}
	}
	return strings.TrimSpace(b.String()) + "; "
}
