package main

import (
	"context"
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/openapi/misspelt"
	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/history"
	"github.com/authconform/authconform/reports/output"
	"github.com/authconform/authconform/reports/terminal"
	"github.com/authconform/authconform/runner/child"
	"github.com/authconform/authconform/runner/client"
	"github.com/authconform/authconform/runner/target"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/scenario"
)

// clientSession is one run of the command that judges a client.
type clientSession struct {
	session
	command     []string
	patterns    []string // of scenarios
	timeout     time.Duration
	concurrency int
	listen      string
	until       time.Duration // how long is listened; 0 until all is seen
	subject     evidence.Subject
	operation   string // of several
}

// The bounds that the usage texts repeat.
const (
	maxLife      = time.Hour
	maxScenarios = 64 // under way at once
)

func clientCommand(t console) *cobra.Command {
	s := clientSession{session: session{console: t}}
	command := &cobra.Command{
		Use:   "client [flags] -- COMMAND [ARG…]",
		Short: "Lead a client through scenarios, and judge whether it keeps its side of the contract",
		Long: `client starts COMMAND once for each scenario, with the reference target listening, and judges by what the
target sees: how the client gets, keeps, renews and protects its tokens.

COMMAND is an adapter of some ten lines around the code under test. It finds in its environment where to call
(AUTHCONFORM_TOKEN_URL, AUTHCONFORM_RESOURCE_URL), who it is (AUTHCONFORM_CLIENT_ID, AUTHCONFORM_CLIENT_SECRET,
AUTHCONFORM_SCOPE, AUTHCONFORM_USERNAME, AUTHCONFORM_PASSWORD), which authority to trust (AUTHCONFORM_CA_CERT), and
makes AUTHCONFORM_CALLS GET requests of the resource, AUTHCONFORM_PAUSE seconds apart. It ends with 0 when each
was answered with 2xx. The README shows one in Go, Python, JavaScript and PHP.

With --listen no command is started: what to point the client at is printed, and its requests are as they come.
The scenario steady is played then, or those of --scenario.

Exit codes: 0 conformant (warnings allowed), 1 nonconformant, 2 usage or configuration error, 3 inconclusive
(the client never called, or not everything could be judged).`,
		Example: `  authconform client -- authconform act prioticket
  authconform client --contract ticketpark --out reports -- python3 adapter.py
  authconform client --scenario steady --scenario 'redirect-*' -- ./adapter
  authconform client --listen 127.0.0.1:8443 --for 10m --subject-name tickets-sdk --subject-version 2.4.1`,
		Args: cobra.ArbitraryArgs,
	}
	s.bind(command.Flags())
	command.RunE = func(cmd *cobra.Command, args []string) error {
		if before := cmd.ArgsLenAtDash(); before > 0 {
			return fmt.Errorf("wanted nothing but flags before --, found %q: a command and its arguments are written behind it", args[0])
		}
		s.command = args
		return s.judgeClient(cmd.Context(), cmd)
	}
	return command
}

// bind registers the flags. Those that run has, too, are the same, in the environment and in files as well.
func (s *clientSession) bind(flags *pflag.FlagSet) {
	of := pflag.NewFlagSet("run", pflag.ContinueOnError)
	s.options = target.Bind(of)
	for name, usage := range map[string]string{
		"contract": "`CONTRACT` to hold the client to: " + strings.Join(openapi.Names(), ", ") + ", or the file of an OpenAPI document",
		"clause":   "judge only the clauses that match `PATTERN`, such as client.token.* (repeatable), and play what they need",
		"baseline": "YAML `FILE` of the clauses that the client is known to fail", "write-baseline": "`FILE` to add the clauses to that the client fails, as a baseline to complete; what is in it stays",
		"strict": "", "complete": "", "history": "", "sign": "", "config": "", "no-progress": "", "quiet": "",
		"out": "`DIR` to write the reports and the evidence to, or " + target.NoReports + " (default: reports/out/CONTRACT/CLIENT/TIME)",
	} {
		flag := of.Lookup(name)
		if usage != "" {
			flag.Usage = usage
		}
		flags.AddFlag(flag)
	}
	flags.StringVar(&s.operation, "operation", "", "token `OPERATION` that the client asks, by its operationId, where the contract has several")
	flags.StringArrayVar(&s.patterns, "scenario", nil, "play only the scenarios that match `PATTERN`, such as open-* (repeatable; see authconform list scenarios)")
	flags.DurationVar(&s.timeout, "timeout", client.DefaultTimeout, "`DURATION` that one start of the command may take, up to 1h")
	flags.IntVar(&s.concurrency, "concurrency", client.DefaultConcurrency, fmt.Sprintf("`NUMBER` of scenarios under way at once, 1 to %d", maxScenarios))
	flags.StringVar(&s.listen, "listen", "", "`HOST:PORT` to wait at for a client that is started by somebody else")
	flags.DurationVar(&s.until, "for", 0, "`DURATION` to listen for (default: until every step was seen, or Ctrl-C)")
	flags.StringVar(&s.subject.Name, "subject-name", "", "`NAME` of the client, as the reports have it (default: the command's)")
	flags.StringVar(&s.subject.Version, "subject-version", "", "`VERSION` of the client")
}

// The mistakes in what was typed.
var (
	errNoCommand = errors.New(`want a command that starts the client, or an address to wait at for one, found neither: write the command behind -- (authconform client -- ./adapter), or give --listen HOST:PORT`)
	errBoth      = errors.New(`--listen waits for a client that somebody else starts, and a command was given, too: leave one of them away`)
)

// usage finds what is wrong with the flags by themselves.
func (s *clientSession) usage() error {
	switch {
	case s.listen == "" && len(s.command) == 0:
		return errNoCommand
	case s.listen != "" && len(s.command) > 0:
		return errBoth
	case s.listen == "" && s.until != 0:
		return errors.New("--for: it says how long to listen: give --listen HOST:PORT, or leave it away (--timeout bounds a command)")
	case s.until < 0:
		return fmt.Errorf("--for: wanted a duration such as 10m, found %v", s.until)
	case s.timeout <= 0 || s.timeout > maxLife:
		return fmt.Errorf("--timeout: wanted a duration up to 1h, found %v", s.timeout)
	case s.concurrency < 1 || s.concurrency > maxScenarios:
		return fmt.Errorf("--concurrency: wanted a number from 1 to %d, found %d", maxScenarios, s.concurrency)
	}
	if len(s.command) > 0 {
		return client.Command(s.command).Check()
	}
	return nil
}

// judgeClient runs the command.
func (s clientSession) judgeClient(ctx context.Context, cmd *cobra.Command) error {
	if err := errors.Join(s.options.Resolve(cmd.Flags(), s.getenv, "."), s.usage()); err != nil {
		return s.refused(err)
	}
	s.tellFound()
	contract, err := openapi.Load(s.options.Contract)
	if err == nil {
		if contract, err = contract.Asking(s.operation); err != nil {
			err = fmt.Errorf("--operation: %w", err)
		}
	}
	if err != nil {
		return s.refused(err)
	}
	story := reportBuilder{contract: contract, patterns: s.options.Clauses, strict: s.options.Strict, rec: evidence.Record{Run: evidence.Run{Role: evidence.OfClient}}}
	err = story.catalogue()
	if err == nil {
		err = s.readBaseline(&story)
	}
	var played []scenario.Scenario
	if err == nil {
		played, err = s.scenarios(contract, story)
	}
	if err == nil {
		err = s.describe(contract)
	}
	if err == nil && s.options.History != "" {
		if unusable := history.Check(s.options.History); unusable != nil {
			err = fmt.Errorf("--history: %w", unusable)
		}
	}
	if err == nil {
		s.signing, err = newSigning(s.options, contract)
	}
	if err != nil {
		return s.refused(err)
	}
	if s.place, err = s.placeOfClient(contract); err != nil {
		return err
	}
	if s.signing != nil {
		s.signing.settings = s.shown()
	}
	if story.rec, err = s.lead(ctx, contract, played); err != nil {
		return s.refused(err)
	}
	return s.conclude(story)
}

// scenarios chooses what is played: what the patterns match, else what the chosen clauses need, and of a client that nobody
// here starts the one that shows most.
func (s clientSession) scenarios(contract *openapi.Contract, story reportBuilder) ([]scenario.Scenario, error) {
	all := scenario.For(contract)
	switch {
	case len(s.patterns) > 0:
		return chooseScenarios(all, s.patterns)
	case s.listen != "":
		return chooseScenarios(all, []string{string(scenario.Steady)})
	}
	needed := map[scenario.Name]bool{}
	for _, c := range story.clauses {
		for _, name := range c.Subject.Scenarios() {
			needed[name] = true
		}
	}
	return slices.DeleteFunc(all, func(x scenario.Scenario) bool { return !needed[x.Name] }), nil
}

// chooseScenarios takes those that any of the patterns matches. One that matches nothing is an error: a run that played less
// than was asked for must not look green.
func chooseScenarios(all []scenario.Scenario, patterns []string) ([]scenario.Scenario, error) {
	var names []string
	for _, x := range all {
		names = append(names, string(x.Name))
	}
	chosen := map[scenario.Name]bool{}
	for _, pattern := range patterns {
		found := false
		for _, name := range names {
			ok, err := path.Match(pattern, name)
			if err != nil {
				return nil, fmt.Errorf("--scenario %q is no pattern: %w", pattern, err)
			}
			if ok {
				chosen[scenario.Name(name)], found = true, true
			}
		}
		if !found {
			return nil, fmt.Errorf("--scenario %q matches no scenario of the contract: %ssee authconform list scenarios", pattern, misspelt.Meant(pattern, names))
		}
	}
	return slices.DeleteFunc(slices.Clone(all), func(x scenario.Scenario) bool { return !chosen[x.Name] }), nil
}

// placeOfClient gives the place for the reports, and finds out before anything is started whether they can be written there.
func (s clientSession) placeOfClient(contract *openapi.Contract) (outputDirectory, error) {
	at := exactly(s.options.Out)
	if s.options.Out == "" {
		called := s.subject
		called.Version = ""
		home := output.RunHome(reports.Contract{Name: contract.Name}, reports.Target{Client: reports.NameOf(&called)})
		at = outputDirectory{home: filepath.Join(defaultOut, home), fresh: output.RunName(time.Now())}
	}
	return at, at.check()
}

// lead leads the client through the scenarios.
func (s clientSession) lead(ctx context.Context, contract *openapi.Contract, played []scenario.Scenario) (evidence.Record, error) {
	run := client.Run{
		Contract: contract, Version: program, Scenarios: played, Subject: s.subject,
		Timeout: s.timeout, Concurrency: s.concurrency, Listen: s.listen, For: s.until,
	}
	if s.listen != "" {
		run.Progress, run.Met = listener{s.console, s.options.Quiet}.tell, met(contract)
		return client.Gather(ctx, run)
	}
	progress := s.progress(terminal.ScenarioLines)
	defer progress.Close()
	run.Start = client.Command(s.command)
	defer child.Adopt()() // the daemons that the client leaves are ended with the run
	run.Progress = func(e client.Event) {
		if e.Kind == client.Over {
			progress.Asked(e.Done, e.Total, string(e.Scenario))
		}
	}
	return client.Gather(ctx, run)
}
