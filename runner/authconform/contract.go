package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/spf13/cobra"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/openapi/drafts"
	"github.com/authconform/authconform/openapi/file"
	"github.com/authconform/authconform/openapi/positioned"
	"github.com/authconform/authconform/reports/text"
	"github.com/authconform/authconform/runner/usage"
	"github.com/authconform/authconform/suites"
)

func initCommand(t console) *cobra.Command {
	var name, grant, from string
	var operations []string
	initialize := &cobra.Command{
		Use:   "init [DIR]",
		Short: "Write a starter for a contract of your own",
		Long: `init writes two files to begin a contract with: NAME.yaml, the OpenAPI document of a token endpoint, and
NAME.authconform.yaml, the data beside it. Both say in comments what may be changed. As they stand they are what
RFC 6749 says of the grant, and can be run at once against the target that is made of it.

With --from it begins with an OpenAPI document that is there: it looks for the operation that issues tokens and writes
the facts beside the document, with comments that say what was guessed and why, and tells what the document does not say
and what is left to do. Where several operations issue tokens it writes all of them, or those that --operation names.

Files that exist are left as they are.`,
		Example: `  authconform init
  authconform init contracts --name tickets --grant password
  authconform init --from openapi.yaml
  authconform init --from openapi.yaml --operation "POST /login"`,
		Args: usage.Takes{What: "at most one DIR to write to", Such: "init contracts --name tickets", Max: 1}.Args,
	}
	flags := initialize.Flags()
	flags.StringVar(&name, "name", openapi.StarterName, "`NAME` of the contract, and of its files: lower-case letters, digits and hyphens")
	flags.StringVar(&grant, "grant", openapi.StarterGrants()[0], "`GRANT` type of a token request: "+strings.Join(openapi.StarterGrants(), " or "))
	flags.StringVar(&from, "from", "", "`FILE` of an OpenAPI document to write the facts for, beside it")
	flags.StringArrayVar(&operations, "operation", nil, "`OPERATION` that issues tokens, by its operationId or as \"POST /path\" (with --from, repeatable)")
	initialize.RunE = func(cmd *cobra.Command, args []string) error {
		if from != "" {
			if flags.Changed("grant") || len(args) > 0 {
				return errors.New("--from: wanted no --grant and no DIR with it, found one: the grant is the document's, and the facts are written beside it")
			}
			if !flags.Changed("name") {
				name = ""
			}
			return t.beginFrom(from, name, operations)
		}
		if cmd.Flags().Changed("operation") {
			return errors.New("--operation: wanted --from with it, found none: a starter has one operation")
		}
		starter, err := openapi.NewStarter(name, grant)
		if err != nil {
			return fmt.Errorf("--%w", err)
		}
		dir := "."
		if len(args) > 0 {
			dir = args[0]
		}
		return t.begin(dir, starter)
	}
	return initialize
}

// begin writes a starter to a directory, both files or none, and says what to do with them.
func (t console) begin(dir string, starter openapi.Starter) error {
	if err := os.MkdirAll(dir, 0o777); err != nil { //nolint:gosec // less what the umask takes
		return fmt.Errorf("wanted a directory to write to: %w", err)
	}
	document, facts := filepath.Join(dir, starter.DocumentFile), filepath.Join(dir, starter.FactsFile)
	if err := create(document, starter.Document); err != nil {
		return err
	}
	if err := create(facts, starter.Facts); err != nil {
		return errors.Join(err, os.Remove(document))
	}
	_, err := fmt.Fprintf(t.out, `Wrote a starter, two files:

  %s
      the OpenAPI document of a token endpoint: what your documentation states
  %s
      the data beside it: what an OpenAPI document cannot say

It runs as it is, against a target that is made of it. Then edit both files until they say what your documentation
says, and see what comes of it:

  authconform run --contract %[3]s
  authconform list clauses --contract %[3]s
  authconform list coverage --contract %[3]s

Your own service is asked with --base-url, or with --env and one of the names that the second file gives to servers:

  authconform plan --contract %[3]s --env staging
  authconform run --contract %[3]s --env staging
`, document, facts, shellArgument(document))
	return err
}

// create writes a file that is not there yet.
func create(name string, data []byte) (err error) {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666) //nolint:gosec // less what the umask takes
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s: wanted to write a new file, found one there; choose another --name or directory", name)
	}
	if err != nil {
		return fmt.Errorf("wanted to write a new file: %w", err)
	}
	defer func() {
		if err = errors.Join(err, f.Close()); err != nil {
			err = errors.Join(fmt.Errorf("wanted to write %s: %w", name, err), os.Remove(name))
		}
	}()
	_, err = f.Write(data)
	return err
}

var plainWord = regexp.MustCompile(`^[A-Za-z0-9._/][A-Za-z0-9._/-]*$`)

// shellArgument is a text as the shell takes it for one word: as it is where nothing in it means anything to a shell.
func shellArgument(text string) string {
	if plainWord.MatchString(text) {
		return text
	}
	return shellWord(text)
}

// beginFrom writes the facts for a document that is there, and tells what was guessed, what is not known and what is left.
func (t console) beginFrom(from, name string, operations []string) error {
	document, err := file.Read(from, positioned.MaxFile)
	if err != nil {
		return fmt.Errorf("--from: %w", err)
	}
	begun, err := drafts.Begin(from, document, name, operations...)
	if err != nil {
		return err
	}
	if err := create(begun.FactsFile, begun.Facts); err != nil {
		return err
	}
	var b strings.Builder
	list := func(heading string, items []string) {
		if len(items) == 0 {
			return
		}
		fmt.Fprintf(&b, "\n%s\n\n", heading)
		for _, item := range items {
			fmt.Fprintf(&b, "  - %s\n", text.Printable(item))
		}
	}
	var asked []string
	for _, c := range begun.Operations {
		asked = append(asked, text.Printable(c.Method+" "+c.Path))
	}
	fmt.Fprintf(&b, "Wrote the facts for %s:\n\n  %s\n", strings.Join(asked, " and "), begun.FactsFile)
	list("What was guessed; the file says it at each key:", begun.Guessed)
	list("What the document does not tell:", begun.Unknown)
	var left []string
	for _, r := range begun.Left {
		left = append(left, r.String())
	}
	list("What is left to do before it can be used:", left)
	fmt.Fprintf(&b, "\nLook at each guess, and then:\n\n  authconform lint %[1]s\n  authconform list clauses --contract %[1]s\n  authconform plan --contract %[1]s\n", shellArgument(from))
	_, err = io.WriteString(t.out, b.String())
	return err
}

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
