package suites

import (
	stderrors "errors"
	"fmt"
	"slices"
	"strings"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/evidence"
)

// ofOperations lists the clauses of every token operation of a contract: where there are several, their IDs end with the
// operation's name.
func ofOperations(c *openapi.Contract, list func(*openapi.Contract) ([]clause.Clause, error)) ([]clause.Clause, error) {
	var all []clause.Clause
	var errs []error
	for _, operation := range c.Operations() {
		clauses, err := list(operation)
		for _, k := range clauses {
			all = append(all, k.Of(operation.Operation))
		}
		errs = append(errs, err)
	}
	if err := stderrors.Join(errs...); err != nil {
		return nil, err
	}
	return all, nil
}

// Read gives a record with its answers read as a contract has them. A record of other token operations than the contract's is
// an error.
func Read(c *openapi.Contract, rec evidence.Record) (evidence.Record, error) {
	var named, recorded []string
	for _, operation := range c.Operations() {
		named = append(named, operation.Operation)
	}
	for _, operation := range rec.Run.Operations {
		recorded = append(recorded, operation.Name)
	}
	if len(named) == 1 && recorded == nil && named[0] == rec.Run.Operation {
		return rec.Laid(c.Layout()), nil
	}
	if len(named) == 1 || len(recorded) < len(named) && !rec.Run.Halted && !rec.Run.Interrupted || !slices.Equal(named[:min(len(named), len(recorded))], recorded) {
		return rec, fmt.Errorf("wanted evidence of the contract's token operations (%s), found it of others (%s): it was recorded by another version of the contract",
			strings.Join(named, ", "), strings.Join(recorded, ", "))
	}
	for i := range rec.Run.Operations {
		rec.Run.Operations[i].Layout = c.Operations()[i].Layout()
	}
	return rec.Laid(nil), nil
}

// judgeEach judges the clauses of each token operation by what the record has of it.
func judgeEach(clauses []clause.Clause, rec evidence.Record, judge func([]clause.Clause, evidence.Record) []clause.Outcome) []clause.Outcome {
	var names []string
	byOperation := map[string][]clause.Clause{}
	for _, k := range clauses {
		if byOperation[k.Operation] == nil {
			names = append(names, k.Operation)
		}
		byOperation[k.Operation] = append(byOperation[k.Operation], k.Alone())
	}
	var all []clause.Outcome
	for _, name := range names {
		own := rec
		if rec.Run.Operation == "" { // else the record is of one alone
			own = rec.OfOperation(name)
		}
		if name != "" {
			own.Run.Operations = nil
		}
		for _, o := range judge(byOperation[name], own) {
			if name != "" {
				o.ID += "." + name
				if o.BlockedBy != "" {
					o.BlockedBy += "." + name
				}
			}
			all = append(all, o)
		}
	}
	slices.SortFunc(all, func(a, b clause.Outcome) int { return strings.Compare(a.ID, b.ID) })
	return all
}

// alone are the clauses of one token operation, as they are where there is no other.
func alone(clauses []clause.Clause, operation string) []clause.Clause {
	var own []clause.Clause
	for _, k := range clauses {
		if k.Operation == operation {
			own = append(own, k.Alone())
		}
	}
	return own
}
