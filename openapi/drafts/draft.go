package drafts

import (
	"fmt"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// Draft is the facts for a document, as far as they can be guessed.
type Draft struct {
	// Operation is the operation that they are for.
	Operation Candidate
	// Facts is the text of the file, with comments that say what was guessed and why.
	Facts []byte
	// Guessed and Unknown say in a sentence each what was guessed, and what the document does not tell.
	Guessed, Unknown []string
}

// Ambiguous is that several operations may be the one that issues tokens, or none.
type Ambiguous struct {
	Named      string // what somebody named; "" for nothing
	Candidates []Candidate
}

func (a *Ambiguous) Error() string {
	var b strings.Builder
	switch {
	case len(a.Candidates) == 0:
		return "wanted an operation that issues tokens, found none that looks like one; name it with --operation, by its operationId or as \"POST /path\""
	case a.Named != "":
		fmt.Fprintf(&b, "wanted an operation of the document, found none that is called %q; there are", a.Named)
	default:
		b.WriteString("wanted one operation that issues tokens, found several; name one of them with --operation:")
	}
	for _, c := range a.Candidates[:min(len(a.Candidates), mostCandidates)] {
		fmt.Fprintf(&b, "\n  %q  %s %s, line %d: %s", c.Name(), c.Method, c.Path, c.Line, strings.Join(c.Why, ", "))
	}
	return b.String()
}

// mostCandidates is how many are told.
const mostCandidates = 10

// Choose gives the operation that is named, or the one that is much likelier than all others.
func Choose(doc *openapi3.T, named string) (Candidate, error) {
	found := Candidates(doc)
	if named != "" {
		for path, item := range doc.Paths.Map() {
			for method, op := range item.Operations() {
				c := Candidate{Method: method, Path: path, ID: op.OperationID, item: item, op: op}
				if c.is(named) && (named != path || len(item.Operations()) == 1) {
					c.weigh(doc)
					return c, nil
				}
			}
		}
		return Candidate{}, &Ambiguous{Named: named, Candidates: found}
	}
	if len(found) == 0 || len(found) > 1 && found[0].weight-found[1].weight < ahead {
		return Candidate{}, &Ambiguous{Candidates: found}
	}
	return found[0], nil
}

// New begins the facts for an operation of a document, under a name.
func New(doc *openapi3.T, c Candidate, name string) Draft {
	w := &writer{doc: doc, c: c}
	w.head(name)
	w.environments()
	w.grant()
	w.request()
	w.client()
	w.tokens()
	w.errors()
	w.rest()
	return Draft{Operation: c, Facts: []byte(w.out.String()), Guessed: w.guessed, Unknown: w.unknown}
}
