package clause

import (
	"slices"

	"github.com/authconform/authconform/openapi"
)

// Book collects the clauses of one contract.
type Book struct {
	Contract *openapi.Contract
	clauses  []Clause
}

// Add writes clauses into the book that prose states. One that rests on a ruling which does not speak of
// this contract is left out.
func (b *Book) Add(clauses ...Clause) {
	for _, c := range clauses {
		if c.Ruling == 0 || slices.Contains(b.Contract.Facts.Rulings, int(c.Ruling)) {
			b.clauses = append(b.clauses, c)
		}
	}
}

// AddStated writes the clauses of an area into the book that the contract's document states.
func (b *Book) AddStated(area string) {
	for _, s := range b.Contract.Statements() {
		if c, ok := fromStatement(b.Contract, s); ok && c.Area() == area {
			b.clauses = append(b.clauses, c)
		}
	}
}

// Clauses gives the catalogue in the order in which it was written.
func (b *Book) Clauses() []Clause { return b.clauses }
