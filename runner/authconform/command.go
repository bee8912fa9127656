package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/reports/attest"
	"github.com/authconform/authconform/reports/text"
	"github.com/authconform/authconform/runner/build"
	"github.com/authconform/authconform/runner/complete"
	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/target"
	"github.com/authconform/authconform/runner/usage"
)

// version is set by the build (-ldflags "-X main.version=…").
var version = unversioned

// program is the version that is told: what was set, or what go install recorded.
var program = build.Version(version, unversioned)

// unversioned is the version of a build that was given none.
const unversioned = attest.Unversioned

// The exit codes that other tools depend on.
const (
	exitConformant    = 0
	exitNonconformant = 1
	exitUsage         = 2
	exitInconclusive  = 3
)

// console is what the command is connected to.
type console struct {
	out, err *os.File
	getenv   func(string) (string, bool)
	environ  []string // "NAME=value", of which getenv gives the values

	nobodys bool          // the target is a test's: no limit that spares somebody's holds it back
	life    time.Duration // of the built-in target's tokens, in a run that waits for them to expire; shortLife when 0
	// policy is that of the built-in target, for tests of what a target does that was not made of its contract; nil elsewhere.
	policy *reference.Policy
}

// toldError carries the exit code of a verdict that was already told.
type toldError struct{ code int }

func (e *toldError) Error() string { return fmt.Sprintf("exit code %d", e.code) }

// unreachableError says that the target could not be asked, through no fault of the configuration.
type unreachableError struct{ cause error }

func (e *unreachableError) Error() string { return e.cause.Error() }
func (e *unreachableError) Unwrap() error { return e.cause }

func execute(ctx context.Context, args []string, t console) int {
	// Libraries complain to the standard logger of what a target does, in the target's own bytes: net/http quotes them.
	log.SetOutput(io.Discard)
	root := rootCommand(t)
	root.SetArgs(args)
	root.SetOut(t.out)
	root.SetErr(t.err)
	complete.Tree(root, commandFormats(), t.getenv)
	usage.Mind(root, args, usage.Hints{Secret: target.SecretFlag, Extra: extra})
	err := root.ExecuteContext(ctx)
	var told *toldError
	var unreachable *unreachableError
	switch {
	case err == nil:
		return exitConformant
	case errors.As(err, &told):
		return told.code
	case errors.As(err, &unreachable), errors.Is(err, context.Canceled):
		tellError(t, err)
		return exitInconclusive
	default:
		tellError(t, err)
		return exitUsage
	}
}

func tellError(t console, err error) {
	for line := range strings.Lines(err.Error()) { // several mistakes are told on a line each
		_, _ = fmt.Fprintln(t.err, "authconform: "+text.Printable(strings.TrimSuffix(line, "\n")))
	}
}

func rootCommand(t console) *cobra.Command {
	root := &cobra.Command{
		Use:   "authconform",
		Short: "Tell whether a token service keeps its documented contract",
		Long: `authconform asks a token service what its documentation promises, clause by clause,
and says which promises it keeps. It judges the other side, too: clients, by what they ask.

Exit codes: 0 conformant (warnings allowed), 1 nonconformant, 2 usage or configuration
error, 3 inconclusive (target unreachable, outage, not everything could be judged).`,
		Example: `  authconform run
  authconform run --env staging --out reports
  authconform judge reports/evidence.har
  authconform client -- authconform act prioticket`,
		Version:       program,
		Args:          cobra.ArbitraryArgs, // what is no command is answered by usage
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.AddCommand(runCommand(t), clientCommand(t), fleetCommand(t), endable(mergeCommand(t)), endable(siteCommand(t)), planCommand(t), endable(judgeCommand(t)), endable(reportCommand()),
		endable(diffCommand(t)), endable(trendCommand(t)), endable(verifyCommand(t)), endable(certificateCommand(t)), endable(acceptCommand(t)), keygenCommand(t), selftestCommand(t), serveCommand(t), actCommand(t), initCommand(t), endable(lintCommand(t)),
		listCommand(t), explainCommand(t), schemaCommand(), manCommand(t), versionCommand(t))
	return root
}

// commandFormats are the formats that commands write, by their names.
func commandFormats() map[string][]string {
	both := []string{formatText, formatJSON}
	return map[string][]string{
		"list": both, "plan": both, "trend": both, "version": both, "lint": both, "verify": both, "accept": both,
		"explain": {formatText, formatMarkdown, formatJSON}, "diff": diffFormats(), "report": formatNames(), "certificate": {formatText, "html"},
	}
}

// extra says what was meant by a word that stands beside a command which takes none.
func extra(command *cobra.Command, word string) string {
	takes := func(flag string) bool { return command.Flags().Lookup(flag) != nil }
	switch {
	case strings.Contains(word, "://") && takes("base-url"):
		return "the address of a target is given with --base-url"
	case slices.Contains(openapi.Names(), word) && takes("contract"):
		return "the contract is given with --contract " + word
	case takes("env"):
		for _, name := range openapi.Names() {
			if contract, err := openapi.Load(name); err == nil && slices.Contains(contract.Environments(), word) {
				return "an environment is given with --env " + word
			}
		}
	}
	return ""
}

// fileGC is the collector's GOGC while files are read that anybody can have made, unless the user has set one: what is read is bounded,
// and twice that would be more than 256 MiB.
const fileGC = 45

// endable lets a command that only works on files end with the first interrupt, whatever it is at. Files that it
// writes are whole or not there.
func endable(command *cobra.Command) *cobra.Command {
	work := command.RunE
	command.RunE = func(cmd *cobra.Command, args []string) error {
		done := make(chan error, 1)
		if os.Getenv("GOGC") == "" {
			defer debug.SetGCPercent(debug.SetGCPercent(fileGC))
		}
		go func() { done <- survived(func() error { return work(cmd, args) }) }()
		select {
		case err := <-done:
			return err
		case <-cmd.Context().Done():
			return fmt.Errorf("interrupted: %w", cmd.Context().Err())
		}
	}
	return command
}

// errDefect stands for a panic. What a panic says may quote what a target sent, and with it a secret: none of it is shown.
var errDefect = errors.New("a defect of authconform's own ended the command: please report it, with the command and without its secrets")

// survive is deferred, and makes a panic a sentence and an exit code.
func survive(to io.Writer, code *int) {
	if recover() != nil {
		_, _ = fmt.Fprintln(to, "authconform: "+errDefect.Error())
		*code = exitUsage
	}
}

// survived makes a panic of a command's work an error.
func survived(work func() error) (err error) {
	defer func() {
		if recover() != nil {
			err = errDefect
		}
	}()
	return work()
}
