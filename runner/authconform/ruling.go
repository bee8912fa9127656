package main

import (
	"fmt"
	"regexp"
	"strconv"

	"golang.org/x/term"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/reports/explain"
	"github.com/authconform/authconform/reports/text"
	"github.com/authconform/authconform/suites"
	"github.com/authconform/authconform/suites/clause"
)

var rulingWord = regexp.MustCompile(`^[rR]?([0-9]{1,3})$`)

// rulingNumber reads "R9", "r9" and "9"; false for words that mean no ruling.
func rulingNumber(word string) (clause.Ruling, bool) {
	found := rulingWord.FindStringSubmatch(word)
	if found == nil {
		return 0, false
	}
	number, err := strconv.Atoi(found[1])
	return clause.Ruling(number), err == nil
}

// ruling explains a ruling, with those of the clauses that rest on it.
func (e explaining) ruling(contract *openapi.Contract, clauses []clause.Clause, number clause.Ruling) error {
	found, ok := suites.RulingOf(number)
	if !ok {
		return fmt.Errorf("wanted the number of a ruling, found %d, which is none: see authconform list rulings", number)
	}
	told := explain.Ruling{Decision: found, Contract: contract.Name}
	for _, c := range clauses {
		if c.Ruling == number {
			told.Clauses = append(told.Clauses, c.ID)
		}
	}
	switch e.format {
	case formatJSON:
		return explain.WriteRulingJSON(e.out, told)
	case formatMarkdown:
		return explain.WriteRulingMarkdown(e.out, told)
	default:
		color := text.WantsColor(term.IsTerminal(int(e.out.Fd())), e.getenv)
		return explain.WriteRulingTerminal(e.out, told, columns(e.out), color)
	}
}
