package main

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/reports/explain"
	"github.com/authconform/authconform/reports/text"
	"github.com/authconform/authconform/runner/lists"
	"github.com/authconform/authconform/runner/selftest"
	"github.com/authconform/authconform/runner/target"
	"github.com/authconform/authconform/runner/usage"
	"github.com/authconform/authconform/suites"
	"github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/probe"
	"github.com/authconform/authconform/suites/scenario"
)

// explaining is one question of what a clause means.
type explaining struct {
	console
	options *target.Options // names the contract
	format  string
}

// The formats of an explanation.
const (
	formatText     = "text"
	formatMarkdown = "markdown"
	formatJSON     = "json"
)

func explainCommand(t console) *cobra.Command {
	e := explaining{console: t}
	command := &cobra.Command{
		Use:   "explain CLAUSE|RULING",
		Short: "Explain a clause: what it says, what it rests on, how it is kept and broken; or a ruling",
		Long: `explain tells what a clause says, where it is stated and by which ruling that is read, what is asked to
judge it, and how owners usually mend it. It shows an exchange that keeps the clause and one that breaks it: both
are asked on the spot of the reference target that is built in. It asks no other target; a clause about the
end of a token takes some seconds, because the reference target's tokens have to end.

CLAUSE is an ID. The words that IDs begin with, or a glob, list the clauses that are meant. RULING is a number
such as R9: what the sources say of the point, what is decided and why, and the contract's clauses that rest on it.`,
		Example: `  authconform explain errors.wrong-secret.challenge
  authconform explain errors.wrong-secret
  authconform explain R9
  authconform explain resource.token.accepted --contract ticketpark --format markdown`,
		Args: usage.Takes{What: "one CLAUSE or RULING", Such: "explain errors.wrong-secret.challenge", Min: 1, Max: 1}.Args,
	}
	flags := command.Flags()
	e.options = target.BindContract(flags)
	flags.StringVar(&e.format, "format", formatText, "`FORMAT` to write: text, markdown or json")
	command.RunE = func(cmd *cobra.Command, args []string) error {
		if err := errors.Join(checkFormat(e.format, formatText, formatMarkdown, formatJSON), e.settle(e.options, flags)); err != nil {
			return err
		}
		return e.explain(cmd.Context(), args[0])
	}
	return command
}

func (e explaining) explain(ctx context.Context, word string) error {
	contract, err := openapi.Load(e.options.Contract)
	if err != nil {
		return err
	}
	all, err := everyClause(contract)
	if err != nil {
		return err
	}
	if number, ok := rulingNumber(word); ok {
		return e.ruling(contract, all, number)
	}
	found, err := clause.Find(all, word)
	if err != nil {
		return err
	}
	if len(found) > 1 {
		return e.list(contract, found)
	}
	told := explained(contract, found[0])
	if len(found[0].Subject.Scenarios()) > 0 { // what a client does is no exchange to show
		return e.tell(told)
	}
	passing, failing, err := selftest.Examples(ctx, e.options.Contract, told.ID)
	if err != nil {
		return &unreachableError{err}
	}
	passing.Served, failing.Served = e.options.Contract, e.options.Contract
	told.Passing, told.Failing = &passing, &failing
	return e.tell(told)
}

// everyClause are those that bind a service, and those that bind clients.
func everyClause(contract *openapi.Contract) ([]clause.Clause, error) {
	service, err := suites.Catalogue(contract)
	if err != nil {
		return nil, err
	}
	clients, err := suites.ClientCatalogue(contract)
	return slices.Concat(service, clients), err
}

func (e explaining) tell(told explain.Clause) error {
	switch e.format {
	case formatJSON:
		return explain.WriteJSON(e.out, []explain.Clause{told})
	case formatMarkdown:
		return explain.WriteMarkdown(e.out, told)
	default:
		color := text.WantsColor(term.IsTerminal(int(e.out.Fd())), e.getenv)
		return explain.WriteTerminal(e.out, told, columns(e.out), color)
	}
}

// list tells which clauses are meant, without examples.
func (e explaining) list(contract *openapi.Contract, found []clause.Clause) error {
	var told []explain.Clause
	for _, c := range found {
		told = append(told, explained(contract, c))
	}
	switch e.format {
	case formatJSON:
		return explain.WriteJSON(e.out, told)
	case formatMarkdown:
		return explain.WriteListMarkdown(e.out, told)
	default:
		return lists.Clauses(found).Write(e.out)
	}
}

func explained(contract *openapi.Contract, c clause.Clause) explain.Clause {
	return explain.Clause{
		Contract: contract.Name, ID: c.ID, Title: c.Sentence, Area: c.Area(), Level: c.Level,
		Source: string(c.Source), Ruling: c.Ruling.String(), Location: c.Location(),
		Wanted: c.Hold.Wanted(), Explanation: *explanation(contract, c),
	}
}

// explanation is what there is to know about a clause, whatever came of it.
func explanation(contract *openapi.Contract, c clause.Clause) *clause.Explanation {
	for _, operation := range contract.Operations() {
		if operation.Operation == c.Operation {
			contract = operation
		}
	}
	e := &clause.Explanation{Ruling: suites.RulingText(contract, c.Ruling), Advice: suites.AdviceIn(contract, c)}
	for _, name := range c.Subject.Probes() {
		e.Probes = append(e.Probes, clause.ExplainedProbe{Name: string(name), Asks: probe.Asks(name)})
	}
	for _, name := range c.Subject.Scenarios() {
		e.Probes = append(e.Probes, clause.ExplainedProbe{Name: string(name), Asks: "leads the client to a target that " + scenario.In(contract, name)})
	}
	if control := c.Control(); control != "" {
		e.Probes = append(e.Probes, clause.ExplainedProbe{Name: string(control), Asks: probe.Asks(control), Control: true})
	}
	return e
}

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
	found, ok := suites.RulingFor(contract, number)
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
