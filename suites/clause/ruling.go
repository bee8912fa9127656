package clause

import "fmt"

// Ruling is the number of the ruling that decides how a source is read; 0 for none. It is a citation: package suites has
// the text.
type Ruling int

// String names the ruling as reports do: "R9"; "" for none.
func (r Ruling) String() string {
	if r == 0 {
		return ""
	}
	return fmt.Sprintf("R%d", int(r))
}

// MarshalText writes it as reports do.
func (r Ruling) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// Decision is the text of a ruling: it decides a point in which the sources disagree or fall silent. Clauses, notes and
// contradictions cite it, and nothing is chosen by it.
type Decision struct {
	Number  Ruling   `json:"number"`
	Title   string   `json:"title"`   // what it is about
	Short   string   `json:"short"`   // the decision in a sentence or two
	Sources string   `json:"sources"` // what the sources say
	Decided []string `json:"decided"` // the whole decision, a point each
	Why     string   `json:"why"`
}
