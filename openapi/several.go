package openapi

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/authconform/authconform/openapi/facts"
	"github.com/authconform/authconform/openapi/misspelt"
	"github.com/authconform/authconform/openapi/positioned"
)

// Operations are the contracts of the document's token operations, each with its facts; the contract itself where there is
// one.
func (c *Contract) Operations() []*Contract {
	if len(c.operations) == 0 {
		return []*Contract{c}
	}
	return c.operations
}

// Asking gives the contract of the token operation of that name, by its operationId or as its clauses name it, for those who ask
// one alone. Without a name it is the only one.
func (c *Contract) Asking(name string) (*Contract, error) {
	all := c.Operations()
	if name == "" && len(all) == 1 {
		return all[0], nil
	}
	var names []string
	for _, operation := range all {
		own := operation.Facts.Operation
		if name != "" && (name == own || name == operation.Operation) {
			return operation, nil
		}
		names = append(names, own)
	}
	if name == "" {
		return nil, fmt.Errorf("%s: wanted the name of one token operation, found %d of them: name one of %s", c.File, len(all), strings.Join(names, ", "))
	}
	return nil, fmt.Errorf("%s: wanted the name of a token operation (%s), found %q%s", c.File, strings.Join(names, ", "), name, misspelt.Question(name, names))
}

// Givens are the values that requests of any of its token operations always have, those that all of them share once.
func (c *Contract) Givens() []facts.Given {
	var all []facts.Given
	for _, operation := range c.Operations() {
		for _, g := range operation.Facts.Request.Givens() {
			if !slices.ContainsFunc(all, func(o facts.Given) bool { return o.Key == g.Key }) {
				all = append(all, g)
			}
		}
	}
	return all
}

// WithLimits gives the contract with other fair-use limits, which hold for all of its token operations.
func (c *Contract) WithLimits(limits []facts.Limit) *Contract {
	other := *c
	other.Facts.Limits, other.operations = limits, nil
	for _, operation := range c.operations {
		other.operations = append(other.operations, operation.WithLimits(limits))
	}
	return &other
}

// maxOperations bounds what one run asks, and maxOperationWord how each of its clauses and exchanges is called.
const (
	maxOperations    = 20
	maxOperationWord = 100
)

// several gives the contract of a document with several token operations. Its own statements and facts are those of the
// first: whoever asks, judges or lists goes over Operations.
func (c *Contract) several(errs []error) (*Contract, []error) {
	if found := len(c.Facts.Operations); found > maxOperations {
		return nil, append(errs, fmt.Errorf("%s: operations: wanted at most %d token operations, found %d", positioned.At(c.FactsFile(), c.factLines["operations"]), maxOperations, found))
	}
	var all []*Contract
	for i, f := range c.Facts.Operations {
		own := *c
		own.Facts, own.factLines, own.Operation = f, c.factLines.Of(i), operationWord(f.Operation)
		if slices.ContainsFunc(all, func(o *Contract) bool { return o.Operation == own.Operation }) {
			errs = append(errs, fmt.Errorf("%s: operations[%d].operation: wanted each operation once, found it again",
				positioned.At(c.FactsFile(), own.factLines["operation"]), i))
			continue
		}
		if word := len(own.Operation); word == 0 || word > maxOperationWord {
			errs = append(errs, fmt.Errorf("%s: operations[%d].operation: wanted a name with 1 to %d of the letters a to z and digits, by which clauses call it, found %d; give its method and path (\"POST /token\"), or another operationId",
				positioned.At(c.FactsFile(), own.factLines["operation"]), i, maxOperationWord, word))
			continue
		}
		with, wrong := own.with(nil)
		for _, err := range wrong { // what is wrong with what they share is told once
			if !slices.ContainsFunc(errs, func(told error) bool { return told.Error() == err.Error() }) {
				errs = append(errs, err)
			}
		}
		if with != nil {
			all = append(all, with)
		}
	}
	if len(all) == 0 || len(errs) > 0 {
		return nil, errs
	}
	whole := *all[0]
	whole.Operation, whole.factLines, whole.operations = "", c.factLines, all
	return &whole, nil
}

var (
	wordBreak = regexp.MustCompile(`([a-z0-9])([A-Z])`)
	notOfWord = regexp.MustCompile(`[^a-z0-9]+`)
)

// operationWord writes an operationId as the words of clauses are written: "createToken" is "create-token".
func operationWord(id string) string {
	return strings.Trim(notOfWord.ReplaceAllString(strings.ToLower(wordBreak.ReplaceAllString(id, "$1-$2")), "-"), "-")
}
