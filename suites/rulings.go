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

// RulingText names a ruling and says in short what it decides; "" for a number that none has.
func RulingText(number clause.Ruling) string {
	r, ok := RulingOf(number)
	if !ok {
		return ""
	}
	return number.String() + ": " + r.Short
}

var rulings = sync.OnceValue(func() []clause.Decision {
	var all []clause.Decision
	if err := yaml.Unmarshal(rulingsText, &all); err != nil {
		panic(fmt.Sprintf("suites/rulings.yaml: wanted a list of rulings: %v", err)) // it is compiled in, and a test reads it
	}
	return all
})
