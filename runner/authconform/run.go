package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/history"
	"github.com/authconform/authconform/reports/outline"
	"github.com/authconform/authconform/reports/terminal"
	"github.com/authconform/authconform/reports/text"
	"github.com/authconform/authconform/runner/gather"
	"github.com/authconform/authconform/runner/redact"
	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/reference/targets"
	"github.com/authconform/authconform/runner/selftest"
	"github.com/authconform/authconform/runner/target"
	"github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/evidence"
)

func runCommand(t console) *cobra.Command {
	run := &cobra.Command{
		Use:        "run",
		SuggestFor: []string{"test", "check", "ask", "start"},
		Short:      "Ask a target, judge its answers and tell the verdict",
		Long: `run asks a token service and judges clause by clause whether it keeps its contract.
Without --env and --base-url it asks the reference target that is built in; in CI, or where
variables or settings are there, --embedded has to say that this is meant.

The client's credentials come from AUTHCONFORM_CLIENT_ID and AUTHCONFORM_CLIENT_SECRET, or
from files. Every flag can also be set by a variable (--base-url by AUTHCONFORM_BASE_URL) or in
authconform.yaml; the flag wins over the variable, and the variable over the file.`,
		Example: `  authconform run
  authconform run --env staging --out reports
  authconform run --base-url https://tokens.example.com/v3.8/distributor --ca-cert ca.pem
  authconform run --env sandbox --clause errors --clause '*.challenge' --strict`,
		Args: cobra.NoArgs,
	}
	options := target.Bind(run.Flags())
	run.RunE = func(cmd *cobra.Command, _ []string) error {
		return session{console: t, options: options}.run(cmd.Context(), cmd)
	}
	return run
}

// session is one run of the command.
type session struct {
	console
	options *target.Options
	signing *signing        // nil where nothing is signed
	place   outputDirectory // where the reports go
	called  string          // begins what is told of it, where there are many
}

func (s session) run(ctx context.Context, cmd *cobra.Command) error {
	if err := s.options.Resolve(cmd.Flags(), s.getenv, "."); err != nil {
		return s.refused(err)
	}
	s.tellFound()
	contract, err := openapi.Load(s.options.Contract)
	if err != nil {
		return s.refused(err)
	}
	if err := s.options.CheckVariables(s.environ, contract); err != nil {
		return s.refused(err)
	}
	story := reportBuilder{contract: contract, patterns: s.options.Clauses, strict: s.options.Strict, embedded: !s.options.NamesTarget()}
	if err := story.catalogue(); err != nil {
		return s.refused(err)
	}
	if err := s.readBaseline(&story); err != nil {
		return s.refused(err)
	}
	asked, stop, err := s.target(ctx, contract)
	defer stop()
	if err := errors.Join(s.options.CheckNamed(s.environ), err); err != nil {
		return s.refused(err)
	}
	s.tellShort(asked)
	if s.place, err = s.placeOf(contract, asked); err != nil {
		return err
	}
	if s.options.History != "" {
		if err := history.Check(s.options.History); err != nil {
			return fmt.Errorf("--history: %w", err)
		}
	}
	if s.signing, err = newSigning(s.options, contract); err != nil {
		return s.refused(err)
	}
	story.rec, err = s.gather(ctx, contract, asked, story.clauses)
	var stopped *gather.Stopped
	switch {
	case errors.As(err, &stopped):
		return s.halted(story, stopped)
	case err != nil:
		return err
	}
	return s.conclude(story)
}

// tellFound names a configuration file that nobody named: whoever put it there has a say in what is asked.
func (s session) tellFound() {
	if found := s.options.Found(); found != "" {
		_, _ = fmt.Fprintln(s.err, "authconform: settings are taken from "+text.Printable(found)+", which is in the working directory")
	}
}

// tellShort warns of secrets that are too short to be told from what stands beside them.
func (s session) tellShort(asked *target.Target) {
	secrets := map[string]string{"client secret": asked.Client.Secret}
	if asked.User != nil {
		secrets["user's password"] = asked.User.Secret
	}
	for _, what := range slices.Sorted(maps.Keys(secrets)) {
		if length := utf8.RuneCountInString(secrets[what]); length > 0 && length < redact.ShortSecret {
			_, _ = fmt.Fprintf(s.err, "authconform: %sthe %s has fewer than %d characters: in reports and evidence it is hidden only where it stands as a word of its own; use a longer one\n",
				s.called, what, redact.ShortSecret)
		}
	}
}

// conclude judges, tells and gives the exit code. A baseline that lists what passes is a mistake in the
// configuration: it is told last, and counts unless the verdict is worse.
func (s session) conclude(story reportBuilder) error {
	report, rec := story.judged()
	if err := s.writeBaseline(report); err != nil {
		return err
	}
	told := s.tell(report, rec)
	stale := story.baseline.Stale(report.Results)
	if told != nil && stale != nil {
		tellError(s.console, stale)
	}
	if told != nil {
		return told
	}
	return stale
}

// target gives the one that the user named, or starts the reference target.
func (s session) target(ctx context.Context, contract *openapi.Contract) (*target.Target, func(), error) {
	nothing := func() {}
	if s.options.NamesTarget() {
		named, err := s.options.Target(contract)
		return named, nothing, err
	}
	config := s.embedded()
	var err error
	if config.Policy = s.policy; config.Policy == nil {
		if config.Policy, err = targets.For(contract); err != nil {
			return nil, nothing, err
		}
	}
	server, err := targets.Start(ctx, config)
	if err != nil {
		return nil, nothing, fmt.Errorf("start the reference target: %w", err)
	}
	stop := func() { _ = server.Close() } // nobody is left to ask it
	embedded, err := s.options.Embedded(selftest.Embedded(server))
	if err != nil {
		stop()
		return nil, nothing, err
	}
	return embedded, stop, nil
}

// shortLife is how long the embedded target's tokens live in a run that waits for them to expire.
const shortLife = 6 * time.Second

// maxErrors is the provider's fair-use limit on answers of class 4xx within a minute.
const maxErrors = 60

// embedded describes the reference target that a run starts for itself.
func (s session) embedded() reference.Config {
	var config reference.Config
	if s.options.Profile == target.FullProfile {
		config.Lifetime = cmp.Or(s.life, shortLife)
	}
	if s.options.Burst > 0 {
		config.MaxErrors = maxErrors // what came before counts too, so that a burst meets the limit soon
	}
	return config
}

func (s session) gather(ctx context.Context, contract *openapi.Contract, asked *target.Target, clauses []clause.Clause) (evidence.Record, error) {
	progress := s.progress(terminal.Lines)
	defer progress.Close()
	run := gather.Run{
		Contract: contract, Target: asked, Version: program,
		Wanted: clause.Needs(clauses), Observer: progress, Nobodys: s.nobodys,
	}
	if s.options.Verbose {
		run.Seen = func(names []evidence.Named, x evidence.Exchange) { terminal.WriteExchange(s.err, names, x) }
	}
	return gather.Gather(ctx, run)
}

func (s session) progress(lines func(io.Writer) terminal.Progress) terminal.Progress {
	_, ci := s.getenv("CI")
	switch {
	case s.options.Quiet:
		return terminal.Silent()
	case s.options.NoProgress || s.options.Verbose || ci || !term.IsTerminal(int(s.err.Fd())):
		return lines(s.err)
	default:
		return terminal.Bar(s.err, columns(s.err))
	}
}

// halted tells of a preflight that failed: who has to act decides the exit code.
func (s session) halted(story reportBuilder, stopped *gather.Stopped) error {
	report := story.unjudged(stopped.Step.Detail)
	if _, err := s.write(report, story.rec); err != nil {
		return err
	}
	_, words := outline.StepText(stopped.Step) // who has to act, too
	told := fmt.Errorf("%s: %s", stopped.Step.Name, words)
	if stopped.Step.Act == "configuration" {
		return told
	}
	return &unreachableError{told}
}

// refused writes the report of a run that could not be set up, where it is known where to: an older report must
// not stand for this run.
func (s session) refused(cause error) error {
	s.place = exactly(s.options.Out)
	if s.place == (outputDirectory{}) {
		return cause
	}
	story := reportBuilder{contract: &openapi.Contract{}, embedded: !s.options.NamesTarget()}
	_, err := s.write(story.unjudged(cause.Error()), evidence.Record{})
	return errors.Join(cause, err)
}

func (s session) tell(report reports.Report, rec evidence.Record) error {
	where, err := s.write(report, rec)
	if err != nil {
		return err
	}
	isTerminal := term.IsTerminal(int(s.out.Fd()))
	told := text.Terminal{W: s.out, Width: columns(s.out), Color: text.WantsColor(isTerminal, s.getenv), Quiet: s.options.Quiet}
	if err := terminal.Write(told, report, where); err != nil {
		return fmt.Errorf("tell the verdict: %w", err)
	}
	if code := reports.ExitCode(report, s.options.Whole); code != exitConformant {
		return &toldError{code}
	}
	return nil
}

func columns(f *os.File) int {
	width, _, err := term.GetSize(int(f.Fd()))
	if err != nil {
		return 0
	}
	return width
}
