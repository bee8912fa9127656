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
