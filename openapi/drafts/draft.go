package drafts

import (
	"fmt"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// Draft is the facts for a document, as far as they can be guessed.
type Draft struct {
	// Operations are those that they are for.
	Operations []Candidate
	// Facts is the text of the file, with comments that say what was guessed and why.
	Facts []byte
	// Guessed and Unknown say in a sentence each what was guessed, and what the document does not tell.
	Guessed, Unknown []string
}

// Unclear is that no operation looks like one that issues tokens, or that none is called as somebody named it.
type Unclear struct {
	Named      string // what somebody named; "" for nothing
	Candidates []Candidate
}

func (a *Unclear) Error() string {
	var b strings.Builder
	if len(a.Candidates) == 0 {
		b.WriteString("wanted an operation that issues tokens, found none that looks like one; name it with --operation, by its operationId or as \"POST /path\"")
		return b.String()
	}
	fmt.Fprintf(&b, "wanted an operation of the document, found none that is called %q; there are", a.Named)
	for _, c := range a.Candidates[:min(len(a.Candidates), mostCandidates)] {
		fmt.Fprintf(&b, "\n  %q  %s %s, line %d: %s", c.Name(), c.Method, c.Path, c.Line, strings.Join(c.Why, ", "))
	}
	return b.String()
}

// mostCandidates is how many are told.
const mostCandidates = 10

// Choose gives the operations that are named or, where none is, those that are much likelier than all others: one, or several of
// which each may well issue tokens. The others are those that may, too, and are less likely.
func Choose(doc *openapi3.T, named ...string) (chosen, others []Candidate, err error) {
	found := Candidates(doc)
	for _, name := range named {
		c, ok := called(doc, name)
		if !ok {
			return nil, nil, &Unclear{Named: name, Candidates: found}
		}
		if !slices.ContainsFunc(chosen, func(k Candidate) bool { return k.op == c.op }) {
			chosen = append(chosen, c)
		}
	}
	if len(found) == 0 && len(chosen) == 0 {
		return nil, nil, &Unclear{}
	}
	for _, c := range found {
		switch {
		case slices.ContainsFunc(chosen, func(k Candidate) bool { return k.op == c.op }):
		case len(named) == 0 && found[0].weight-c.weight < ahead && len(chosen) < mostCandidates:
			chosen = append(chosen, c)
		default:
			others = append(others, c)
		}
	}
	return chosen, others, nil
}

// called is the operation of a name.
func called(doc *openapi3.T, name string) (Candidate, bool) {
	for path, item := range doc.Paths.Map() {
		for method, op := range item.Operations() {
			c := Candidate{Method: method, Path: path, ID: op.OperationID, item: item, op: op}
			if c.is(name) && (name != path || len(item.Operations()) == 1) {
				c.score(doc)
				return c, true
			}
		}
	}
	return Candidate{}, false
}

// New begins the facts for operations of a document, under a name.
func New(doc *openapi3.T, chosen, others []Candidate, name string) Draft {
	w := &writer{doc: doc, c: chosen[0]}
	w.head(name)
	if len(chosen) == 1 {
		w.named()
	}
	w.others(others)
	w.environments()
	if len(chosen) == 1 {
		w.operation()
		w.resource()
	} else {
		w.resource()
		w.operations(chosen)
	}
	w.limits()
	w.sources()
	return Draft{Operations: chosen, Facts: []byte(w.out.String()), Guessed: w.guessed, Unknown: w.unknown}
}
