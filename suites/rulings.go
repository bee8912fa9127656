package suites

import (
	"cmp"
	_ "embed" // the text of the rulings
	"fmt"
	"sync"

	"go.yaml.in/yaml/v3"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/suites/clause"
)

//go:embed rulings.yaml
var rulingsText []byte

// Rulings lists all of them by their numbers.
func Rulings() []clause.Decision { return rulings() }

// RulingOf gives the ruling of that number; false when there is none.
func RulingOf(number clause.Ruling) (clause.Decision, bool) {
	for _, r := range rulings() {
		if r.Number == number {
			return r, true
		}
	}
	return clause.Decision{}, false
}

// RulingFor is RulingOf in words that any contract has, for one that is not built in: no contract is told in those of another.
func RulingFor(c *openapi.Contract, number clause.Ruling) (clause.Decision, bool) {
	r, ok := RulingOf(number)
	if !ok || c.IsBuiltIn() {
		return r, ok
	}
	var other clause.Decision
	for _, e := range elsewhere() {
		if e.Number == number {
			other = e.Elsewhere
		}
	}
	r.Title, r.Short, r.Why = cmp.Or(other.Title, r.Title), cmp.Or(other.Short, r.Short), cmp.Or(other.Why, r.Why)
	if len(other.Decided) > 0 {
		r.Decided = other.Decided
	}
	r.Sources = "The contract's own files leave the point open, as those of most do."
	return r, true
}

// RulingText names a ruling and says in short what it decides of a contract; "" for a number that none has.
func RulingText(c *openapi.Contract, number clause.Ruling) string {
	r, ok := RulingFor(c, number)
	if !ok {
		return ""
	}
	return number.String() + ": " + r.Short
}

// wording is a ruling in the words of the contracts that are built in, and in those of any.
type wording struct {
	Number    clause.Ruling
	Elsewhere clause.Decision
}

var elsewhere = sync.OnceValue(func() []wording {
	var all []wording
	if err := yaml.Unmarshal(rulingsText, &all); err != nil {
		panic(fmt.Sprintf("suites/rulings.yaml: wanted a list of rulings: %v", err)) // as below
	}
	return all
})

var rulings = sync.OnceValue(func() []clause.Decision {
	var all []clause.Decision
	if err := yaml.Unmarshal(rulingsText, &all); err != nil {
		panic(fmt.Sprintf("suites/rulings.yaml: wanted a list of rulings: %v", err)) // it is compiled in, and a test reads it
	}
	return all
})
