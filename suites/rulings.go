package suites

import (
	_ "embed" // the text of the rulings
	"fmt"
	"sync"

	"go.yaml.in/yaml/v3"

	"github.com/authconform/authconform/suites/clause"
)

//go:embed rulings.yaml
var rulingsText []byte

// Ruling is a decision on a point in which the sources disagree or fall silent. Clauses, notes and contradictions cite
// it, and nothing is chosen by it.
type Ruling struct {
	Number  clause.Ruling
	Title   string   // what it is about
	Short   string   // the decision in a sentence or two
	Sources string   // what the sources say
	Decided []string // the whole decision, a point each
	Why     string
}

// Rulings lists all of them by their numbers.
func Rulings() []Ruling { return rulings() }

// RulingOf gives the ruling of that number; false when there is none.
func RulingOf(number clause.Ruling) (Ruling, bool) {
	for _, r := range rulings() {
		if r.Number == number {
			return r, true
		}
	}
	return Ruling{}, false
}

// RulingText names a ruling and says in short what it decides; "" for a number that none has.
func RulingText(number clause.Ruling) string {
	r, ok := RulingOf(number)
	if !ok {
		return ""
	}
	return number.String() + ": " + r.Short
}

var rulings = sync.OnceValue(func() []Ruling {
	var all []Ruling
	if err := yaml.Unmarshal(rulingsText, &all); err != nil {
		panic(fmt.Sprintf("suites/rulings.yaml: wanted a list of rulings: %v", err)) // it is compiled in, and a test reads it
	}
	return all
})
