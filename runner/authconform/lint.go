package main

import (
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/reports/text"
	"github.com/authconform/authconform/runner/usage"
	"github.com/authconform/authconform/suites"
)

func lintCommand(t console) *cobra.Command {
	lint := &cobra.Command{
		Use:   "lint CONTRACT",
		Short: "Tell every mistake of a contract at once, and what is probably not meant",
		Long: `lint reads both files of a contract, the OpenAPI document and the facts beside it, and tells everything that
is wrong with them, each with its line: what keeps it from being read, judged or asked. What can be read and is
probably not meant is told as a suggestion, what nobody judges among it.

Exit codes: 0 no mistakes (suggestions are allowed), 2 mistakes.`,
		Example: `  authconform lint contracts/tickets.yaml
  authconform lint contracts/tickets.yaml --format json`,
		Args: usage.Takes{What: "one CONTRACT, the file of an OpenAPI document or a name", Such: "lint contracts/tickets.yaml", Min: 1, Max: 1}.Args,
	}
	format := formatFlag(lint.Flags())
	lint.RunE = func(_ *cobra.Command, args []string) error {
		if err := checkFormat(*format, formatText, formatJSON); err != nil {
			return err
		}
		found, err := linted(args[0])
		if err != nil {
			return err
		}
		if err := writeAs(t.out, *format, found); err != nil {
			return err
		}
		if len(found.Mistakes) > 0 {
			return &toldError{exitUsage}
		}
		return nil
	}
	return lint
}

// lintResult is what is said of a contract.
type lintResult struct {
	Contract    string           `json:"contract"`
	Mistakes    []openapi.Remark `json:"mistakes"`
	Suggestions []openapi.Remark `json:"suggestions"`
}

// linted finds what is wrong with a contract. Its clauses are listed, too: facts may name some that there are not.
func linted(ref string) (lintResult, error) {
	contract, mistakes, err := openapi.Lint(ref)
	if err != nil {
		return lintResult{}, err
	}
	found := lintResult{Contract: ref, Mistakes: []openapi.Remark{}, Suggestions: []openapi.Remark{}}
	if contract != nil {
		_, service := suites.Catalogue(contract)
		_, client := suites.ClientCatalogue(contract)
		mistakes = openapi.Ordered(mistakes, openapi.Remarks(service, client))
		found.Suggestions = append(found.Suggestions, contract.Suggestions()...)
	}
	found.Mistakes = append(found.Mistakes, mistakes...)
	return found, nil
}

// WriteJSON writes an object for programs.
func (l lintResult) WriteJSON(w io.Writer) error { return text.EncodeJSON(w, "lint", l) }

// Write tells a remark a line, and how many there are.
func (l lintResult) Write(w io.Writer) error {
	var errs []error
	tell := func(kind string, remarks []openapi.Remark) {
		for _, r := range remarks {
			_, err := fmt.Fprintln(w, text.Printable(kind+r.String()))
			errs = append(errs, err)
		}
	}
	tell("", l.Mistakes)
	tell("suggestion: ", l.Suggestions)
	_, err := fmt.Fprintf(w, "%s, %s\n", text.Plural(len(l.Mistakes), "mistake", "mistakes"), text.Plural(len(l.Suggestions), "suggestion", "suggestions"))
	return errors.Join(append(errs, err)...)
}
