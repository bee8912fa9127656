package clause

import (
	"fmt"
	"strings"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/openapi/facts"
)

// The sources of clauses that no page states but the contract's two files: each is told as the place in them.
const (
	InFacts    Source = "facts"
	InDocument Source = "document"
)

// worded gives a clause as it reads in a contract, in that one's own words: no contract is told in the words of another.
func (c Clause) worded(contract *openapi.Contract) Clause {
	c.layout = contract.Layout()
	c.Sentence, c.Hold = c.layout.Words(c.Sentence), c.Hold.In(c.layout)
	c.Source = c.statedIn(contract)
	return c
}

// statedIn names the source of a clause: the page that its contract has, an RFC, or else the line of the contract's files
// that has it judged so.
func (c Clause) statedIn(contract *openapi.Contract) Source {
	page, _, _ := strings.Cut(string(c.Source), " page,")
	page, _, _ = strings.Cut(page, ",")
	switch {
	case contract.Facts.ClauseSources[c.ID] != "", contract.Facts.Sources[page] != "" && contract.IsBuiltIn():
		return c.Source
	case c.Source == InDocument:
		return Source("OpenAPI document, " + contract.ResponsesPointer())
	case c.Source == InFacts, isOfPage(c.Source):
		return c.promisedBy(contract)
	}
	return c.Source
}

// isOfPage says that a source is a page of one of the contracts that are built in.
func isOfPage(s Source) bool {
	for _, page := range []string{"endpoint page", "concept page", "page,"} {
		if strings.HasPrefix(string(s), page) {
			return true
		}
	}
	return false
}

// promisedBy names the fact because of which a contract is held to a clause.
func (c Clause) promisedBy(contract *openapi.Contract) Source {
	key, word := "errors", string(contract.Facts.Errors.Reading)
	switch c.Area() {
	case "token":
		key, word = "tokens.response", string(contract.Facts.Tokens.Response)
	case "resource", "lifecycle":
		key, word = "resource", string(contract.Facts.Resource)
	case "transport":
		return transportSource(contract)
	}
	if name := strings.TrimSuffix(strings.TrimPrefix(c.ID, "errors."), ".answer"); len(contract.Facts.Errors.Answers[name]) > 0 && strings.HasSuffix(c.ID, ".answer") {
		key, word = "errors.answers."+name, ""
	}
	said := strings.TrimSuffix(key+": "+word, ": ")
	if at := contract.FactAt(key); at != "" {
		return Source(fmt.Sprintf("%s, %s", at, said))
	}
	return Source("OpenAPI document, read with " + said)
}

// transportSource is where HTTPS alone is asked for: by OAuth 2.0, or by the addresses that a document has.
func transportSource(contract *openapi.Contract) Source {
	if contract.Facts.Has(facts.OAuthErrors) {
		return "RFC 6749, section 3.2"
	}
	return "RFC 9110, section 17.1"
}
