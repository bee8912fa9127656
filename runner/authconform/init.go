package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/spf13/cobra"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/runner/usage"
)

func initCommand(t console) *cobra.Command {
	var name, grant string
	initialize := &cobra.Command{
		Use:   "init [DIR]",
		Short: "Write a starter for a contract of your own",
		Long: `init writes two files to begin a contract with: NAME.yaml, the OpenAPI document of a token endpoint, and
NAME.authconform.yaml, the data beside it. Both say in comments what may be changed. As they stand they are what
RFC 6749 says of the grant, and can be run at once against the target that is built in.

Files that exist are left as they are.`,
		Example: `  authconform init
  authconform init contracts --name tickets --grant password`,
		Args: usage.Takes{What: "at most one DIR to write to", Such: "init contracts --name tickets", Max: 1}.Args,
	}
	flags := initialize.Flags()
	flags.StringVar(&name, "name", openapi.StarterName, "`NAME` of the contract, and of its files: lower-case letters, digits and hyphens")
	flags.StringVar(&grant, "grant", openapi.StarterGrants()[0], "`GRANT` type of a token request: "+strings.Join(openapi.StarterGrants(), " or "))
	initialize.RunE = func(_ *cobra.Command, args []string) error {
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

It runs as it is, against the target that is built in. Then edit both files until they say what your documentation
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
