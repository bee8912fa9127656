package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/authconform/authconform/openapi/misspelt"
	"github.com/authconform/authconform/reports/matrix"
	"github.com/authconform/authconform/reports/output"
	"github.com/authconform/authconform/reports/terminal"
	"github.com/authconform/authconform/reports/text"
	"github.com/authconform/authconform/runner/lists"
	"github.com/authconform/authconform/runner/selftest"
	"github.com/authconform/authconform/runner/selftest/clients"
	"github.com/authconform/authconform/runner/target"
	"github.com/authconform/authconform/runner/usage"
)

// proving is one selftest of the command.
type proving struct {
	console
	role              *lists.Role
	contract, dir     string
	quiet, noProgress bool
	whole             bool
	manner            selftest.Manner
}

func selftestCommand(t console) *cobra.Command {
	p := proving{console: t}
	command := &cobra.Command{
		Use:   "selftest [PATTERN …]",
		Short: "Prove that every check finds what it is there to find",
		Long: `selftest runs the whole suite against targets that are built in: the sound one, every deviation from it (one
fault each), every legal variant, and null targets that keep no contract at all. It holds the clauses that fail
or warn against those that have to, and prints which clause catches what.

No verdict may depend on how a run is made: --concurrency, --only, --unscoped, --full and --latency make the trials
in another way, and what comes of them has to be the same.

A PATTERN chooses a part: the name of a deviation, a variant or a null target, a kind (sound, deviation, generated,
variant, null), a contract, or the clause that has to find a deviation; or a glob of one of these.

With --role client the clients that are built in are tried in the targets' place: led through their scenarios, and held
against the clauses that bind clients. --whole leads each of them through all scenarios, which takes minutes.

Of a contract in a file the targets are made: the sound one answers what its document documents, as its facts say, and
each deviation breaks one statement of the document or one thing that the facts promise. Every clause has to have one then,
whoever else catches it.

Exit codes: 0 sound, that is every clause has a deviation that only it or its area catches, no deviation
survives, no variant is blamed and no null target is accepted; 1 unsound; 2 usage error; 3 interrupted.`,
		Example: `  authconform selftest --out reports
  authconform selftest token.valid.accepted 'errors.*'
  authconform selftest null variant
  authconform selftest --contract contracts/tickets.yaml
  authconform selftest --role client refetch-every-call`,
	}
	flags := command.Flags()
	p.role = lists.RoleFlag(flags)
	flags.BoolVar(&p.whole, "whole", false, "lead clients through all scenarios")
	flags.StringVar(&p.contract, "contract", "", "`CONTRACT` whose targets are tried, by name or by the file of its document (default: all that are built in)")
	flags.IntVar(&p.manner.Concurrency, "concurrency", 1, "`N` questions of a run are under way at once")
	flags.StringVar(&p.manner.Protocol, "only", "", "`PROTOCOL` that the targets speak alone, http/1.1 or h2")
	flags.BoolVar(&p.manner.Unscoped, "unscoped", false, "ask as without --scope")
	flags.BoolVar(&p.manner.Full, "full", false, "ask legal variants in the full profile, whatever is enough to see them")
	flags.DurationVar(&p.manner.Latency, "latency", 0, "`DURATION` that the targets take for an answer")
	flags.StringVar(&p.dir, "out", "", "`DIR` to write matrix.json, matrix.md and matrix.html to")
	flags.BoolVar(&p.noProgress, "no-progress", false, "tell progress in plain lines, without a bar")
	flags.BoolVar(&p.quiet, "quiet", false, "tell no progress")
	command.RunE = func(cmd *cobra.Command, patterns []string) error {
		for _, name := range []string{"concurrency", "only", "unscoped", "full", "latency"} {
			if *p.role == lists.OfClient && flags.Changed(name) {
				return fmt.Errorf("--%s: it is for targets; leave it away, or --role client", name)
			}
		}
		if *p.role != lists.OfClient && p.whole {
			return errors.New("--whole: it is for clients; add --role client")
		}
		return p.prove(cmd.Context(), patterns)
	}
	return command
}

// check holds the manner of the trials against what there is.
func (p proving) check() error {
	protocols := []string{"http/1.1", "h2"}
	switch {
	case p.manner.Protocol != "" && !slices.Contains(protocols, p.manner.Protocol):
		return fmt.Errorf("--only: wanted %s, found %q%s", usage.OneOf(protocols), p.manner.Protocol, misspelt.Question(p.manner.Protocol, protocols))
	case p.manner.Concurrency < 1 || p.manner.Concurrency > target.MaxConcurrency:
		return fmt.Errorf("--concurrency: wanted 1 to %d, found %d", target.MaxConcurrency, p.manner.Concurrency)
	case p.manner.Latency < 0:
		return fmt.Errorf("--latency: wanted a duration from 0s on, found %s", p.manner.Latency)
	}
	return nil
}

func (p proving) prove(ctx context.Context, patterns []string) error {
	if err := p.check(); err != nil {
		return err
	}
	if err := exactly(p.dir).check(); err != nil {
		return err
	}
	var contracts []string
	if p.contract != "" {
		contracts = []string{p.contract}
	}
	progress, end := p.progress()
	var told matrix.Matrix
	var err error
	if *p.role == lists.OfClient {
		told, err = clients.Test(ctx, clients.Run{Contracts: contracts, Patterns: patterns, Version: program, Whole: p.whole, Observer: progress})
	} else {
		told, err = selftest.Test(ctx, selftest.Run{Contracts: contracts, Patterns: patterns, Version: program, Manner: p.manner, Observer: progress})
	}
	end()
	if err != nil {
		return err
	}
	return p.tell(told)
}

func (p proving) tell(m matrix.Matrix) error {
	if err := p.write(m); err != nil {
		return err
	}
	color := text.WantsColor(term.IsTerminal(int(p.out.Fd())), p.getenv)
	if err := matrix.WriteTerminal(p.out, m, columns(p.out), color); err != nil {
		return fmt.Errorf("tell the matrix: %w", err)
	}
	if m.Verdict == matrix.Sound {
		return nil
	}
	return &toldError{exitNonconformant}
}

func (p proving) write(m matrix.Matrix) error {
	_, err := exactly(p.dir).write(p.console, []output.File{
		{Name: "matrix.md", Write: func(w io.Writer) error { return matrix.WriteMarkdown(w, m) }},
		{Name: "matrix.html", Write: func(w io.Writer) error { return matrix.WriteHTML(w, m) }},
		{Name: "matrix.json", Write: func(w io.Writer) error { return matrix.WriteJSON(w, m) }},
	})
	return err
}

// progress gives who is told of each trial, and what ends the display.
func (p proving) progress() (selftest.Observer, func()) {
	_, ci := p.getenv("CI")
	switch {
	case p.quiet:
		return nil, func() {}
	case p.noProgress || ci || !term.IsTerminal(int(p.err.Fd())):
		of := "targets"
		if *p.role == lists.OfClient {
			of = "clients"
		}
		return &quarters{w: p.err, of: of}, func() {}
	default:
		bar := terminal.Bar(p.err, columns(p.err))
		return barred{bar}, bar.Close
	}
}

// barred tells of trials on a bar.
type barred struct{ bar terminal.Progress }

// Tried implements selftest.Observer.
func (b barred) Tried(done, total int, name string) { b.bar.Asked(done, total, name) }

// quarters tells of each quarter of the trials in a line.
type quarters struct {
	w    io.Writer
	of   string // what is tried
	told int
}

// Tried implements selftest.Observer.
func (q *quarters) Tried(done, total int, _ string) {
	if quarter := done * 4 / total; quarter > q.told {
		q.told = quarter
		_, _ = fmt.Fprintf(q.w, "tried %d of %d %s (%d %%)\n", done, total, q.of, done*100/total) // progress is a courtesy
	}
}
