package suites

import (
	stderrors "errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/openapi/misspelt"
	"github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/client"
	"github.com/authconform/authconform/suites/errors"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/headers"
	"github.com/authconform/authconform/suites/lifecycle"
	"github.com/authconform/authconform/suites/resource"
	"github.com/authconform/authconform/suites/token"
	"github.com/authconform/authconform/suites/transport"
)

// Catalogue lists every clause of a contract that binds a service, area by area. An ID that is there twice is an error: a
// document can be written so, and its verdict would be ambiguous. So is a contract whose requests the suite cannot write.
func Catalogue(c *openapi.Contract) ([]clause.Clause, error) {
	return ofOperations(c, func(c *openapi.Contract) ([]clause.Clause, error) {
		if err := c.Askable(); err != nil {
			return nil, err
		}
		return catalogue(c, service, client.Clauses)
	})
}

// ClientCatalogue lists every clause of a contract that binds clients: of several token operations, whoever asks that one.
func ClientCatalogue(c *openapi.Contract) ([]clause.Clause, error) {
	return ofOperations(c, func(c *openapi.Contract) ([]clause.Clause, error) { return catalogue(c, client.Clauses, service) })
}

// service writes the clauses that bind a service.
func service(book *clause.Catalogue) {
	for _, list := range []func(*clause.Catalogue){
		token.Clauses, errors.Clauses, headers.Clauses, transport.Clauses, resource.Clauses, lifecycle.Clauses,
	} {
		list(book)
	}
}

// catalogue lists the clauses that bind one side. A contract's facts may speak of those of the other, too.
func catalogue(c *openapi.Contract, list, other func(*clause.Catalogue)) ([]clause.Clause, error) {
	book := &clause.Catalogue{Contract: c}
	list(book)
	clauses := slices.Clip(book.Clauses())
	other(book)
	seen := map[string]clause.Clause{}
	for _, k := range clauses {
		if first, twice := seen[k.ID]; twice {
			return nil, fmt.Errorf("clause %s is stated twice, at %s:%d and at %s:%d: name the schemas apart",
				k.ID, first.File, first.Line, k.File, k.Line)
		}
		seen[k.ID] = k
	}
	return clauses, checkFacts(c, book.Known())
}

// checkFacts holds what a contract's facts say of clauses and rulings against those that there are.
func checkFacts(c *openapi.Contract, known []string) error {
	var errs []error
	for _, id := range slices.Sorted(maps.Keys(c.Facts.ClauseSources)) {
		if !slices.Contains(known, id) {
			key := "clause-sources." + id
			errs = append(errs, fmt.Errorf("%s: %s: wanted the ID of a clause, found one that none has: %ssee authconform list clauses",
				c.FactAt(key), key, misspelt.Meant(id, known)))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(c.Facts.Errors.Answers)) {
		if answerable := errors.Answerable(); !slices.Contains(answerable, name) {
			key := "errors.answers." + name
			errs = append(errs, fmt.Errorf("%s: %s: wanted the name of a request that has to be refused (%s), found another",
				c.FactAt(key), key, strings.Join(answerable, ", ")))
		}
	}
	for i, point := range c.Facts.Contradictions {
		if _, ok := RulingOf(clause.Ruling(point.Ruling)); !ok {
			key := fmt.Sprintf("contradictions[%d].ruling", i)
			errs = append(errs, fmt.Errorf("%s: %s: wanted the number of a ruling, found %d, which is none: see authconform list rulings",
				c.FactAt(key), key, point.Ruling))
		}
	}
	return stderrors.Join(errs...)
}

// Specs builds the tree: one container for each area, with a table's entry or an It for each clause.
func Specs(s *clause.Suite) {
	for _, describe := range []func(*clause.Suite){
		token.Specs, errors.Specs, headers.Specs, transport.Specs, resource.Specs, lifecycle.Specs,
	} {
		describe(s)
	}
}

// Judge runs the tree within the process and gives one outcome for each clause, sorted by ID. Of several token operations
// each is judged as if there were no other.
func Judge(clauses []clause.Clause, rec evidence.Record) []clause.Outcome {
	return judgeEach(clauses, rec, func(clauses []clause.Clause, rec evidence.Record) []clause.Outcome {
		return clause.Run(clauses, rec, Specs)
	})
}

// JudgeClient is Judge for a record of what a client did. It asks one token operation, whose clauses these are.
func JudgeClient(clauses []clause.Clause, rec evidence.Record) []clause.Outcome {
	return judgeEach(clauses, rec, func(clauses []clause.Clause, rec evidence.Record) []clause.Outcome {
		return clause.Run(clauses, rec, client.Specs)
	})
}
