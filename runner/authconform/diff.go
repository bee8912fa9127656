package main

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/authconform/authconform/openapi/file"
	"github.com/authconform/authconform/reports/diff"
	"github.com/authconform/authconform/reports/history"
	"github.com/authconform/authconform/reports/output"
	"github.com/authconform/authconform/reports/site"
	"github.com/authconform/authconform/reports/text"
	"github.com/authconform/authconform/runner/fleet"
	"github.com/authconform/authconform/runner/usage"
)

// comparing is what a user says of a diff.
type comparing struct {
	console
	terms  diff.Terms
	format string
	out    string
	quiet  bool
}

func diffCommand(t console) *cobra.Command {
	c := comparing{console: t}
	diff := &cobra.Command{
		Use:   "diff OLD NEW",
		Short: "Tell what changed from one report to another",
		Long: `diff compares two reports, each a report.json or a directory that holds one: what newly fails, what is
fixed, which allowed answers changed, what is judged no more, and what is covered otherwise.

It is a regression when
  - the verdict is worse (conformant, inconclusive, nonconformant is the order);
  - a mandatory clause fails that did not fail before;
  - a mandatory clause was judged before, and is skipped, inconclusive or missing now;
  - with --strict, or where NEW was made with it, the same of a recommended clause.
Known deviations that a baseline excuses do not fail. Where a report is of some clauses only, those of both are
compared. A clause that is gone with another suite or document is told, and is no regression.

Exit codes: 0 no regression, 1 regressed, 2 a report cannot be read or the two cannot be compared.`,
		Example: `  authconform diff last-good reports/out/prioticket/staging/latest
  authconform diff old/report.json new/report.json --format markdown >> "$GITHUB_STEP_SUMMARY"`,
		Args: usage.Takes{What: "two reports, OLD and NEW", Such: "diff last-good reports/out/prioticket/staging/latest", Min: 2, Max: 2}.Args,
		RunE: func(_ *cobra.Command, args []string) error { return c.run(args[0], args[1]) },
	}
	flags := diff.Flags()
	flags.BoolVar(&c.terms.Strict, "strict", false, "let recommended clauses regress, too")
	flags.BoolVar(&c.terms.AnyContract, "any-contract", false, "compare reports of different contracts, too")
	flags.StringVar(&c.format, "format", "text", "`FORMAT` to tell it in: "+strings.Join(diffFormats(), ", "))
	flags.StringVar(&c.out, "out", "", "`FILE` to write it to instead of the terminal")
	flags.BoolVar(&c.quiet, "quiet", false, "print the closing line alone (with --format text)")
	return diff
}

func diffFormats() []string { return []string{"text", "markdown", "json"} }

func (c comparing) run(oldPath, newPath string) error {
	if err := checkFormat(c.format, diffFormats()...); err != nil {
		return err
	}
	if c.quiet && c.format != formatText {
		return fmt.Errorf("--quiet: does nothing with --format %s: leave one of them away", c.format)
	}
	old, err := readReport(oldPath)
	latest, other := readReport(newPath)
	if err := errors.Join(err, other); err != nil {
		return err
	}
	d, err := diff.Compare(old, latest, c.terms)
	switch {
	case errors.Is(err, diff.ErrOtherContract):
		return fmt.Errorf("%w: --any-contract compares them", err)
	case err != nil:
		return err
	}
	if err := c.tell(d); err != nil {
		return err
	}
	if d.Regressed {
		return &toldError{exitNonconformant}
	}
	return nil
}

func (c comparing) tell(d diff.Diff) error {
	write := func(w io.Writer) error {
		switch c.format {
		case "json":
			return diff.WriteJSON(w, d)
		case "markdown":
			return diff.WriteMarkdown(w, d)
		}
		told := text.Terminal{W: w, Quiet: c.quiet}
		if c.out == "" {
			told.Width, told.Color = columns(c.console.out), text.WantsColor(term.IsTerminal(int(c.console.out.Fd())), c.getenv)
		}
		return diff.WriteTerminal(told, d)
	}
	if c.out != "" {
		return output.WriteFile(c.out, write)
	}
	return write(c.console.out)
}

// The numbers of runs that a trend may show of each target.
const (
	defaultLast = 50
	maxLast     = 500
)

func trendCommand(t console) *cobra.Command {
	var out string
	var last int
	var format *string
	trend := &cobra.Command{
		Use:   "trend FILE",
		Short: "Tell how runs went over time, and which clauses are unsteady",
		Long: `trend reads a history, as authconform run --history FILE writes it, and tells for each target how many clauses
passed in each run, how long answers took, and which clauses flipped between kept and broken. A clause that
flipped more than once in the runs shown is unsteady, and named. The page leads to the report of each run
that is still where the run left it.

Runs of different contracts, targets, profiles and --clause patterns are told apart. Lines that a crash cut off are
left out, and told.`,
		Example: `  authconform run --env staging --history staging.jsonl
  authconform trend staging.jsonl --last 20 --out trend.html`,
		Args: usage.Takes{What: "one FILE, a history that run --history wrote", Such: "trend staging.jsonl", Min: 1, Max: 1}.Args,
		RunE: func(_ *cobra.Command, args []string) error {
			if err := checkFormat(*format, formatText, formatJSON); err != nil {
				return err
			}
			if last < 2 || last > maxLast {
				return fmt.Errorf("--last: wanted 2 to %d, found %d", maxLast, last)
			}
			return tellTrend(t, args[0], out, *format, last)
		},
	}
	format = formatFlag(trend.Flags())
	trend.Flags().StringVar(&out, "out", "", "`FILE` to write an HTML page with charts to")
	trend.Flags().IntVar(&last, "last", defaultLast, fmt.Sprintf("`NUMBER` of runs to show of each target, 2 to %d", maxLast))
	return trend
}

func tellTrend(t console, name, out, format string, last int) error {
	f, _, err := file.Open(name)
	if err != nil {
		return fmt.Errorf("history: %w", err)
	}
	defer func() { _ = f.Close() }() // it was only read
	h, err := history.Read(f)
	if err != nil {
		return fmt.Errorf("history %s: %w", name, err)
	}
	trend := history.TrendOf(h, last)
	if out != "" {
		trend = trend.LeadTo(name, out)
		if err := output.WriteFile(out, func(w io.Writer) error { return history.WriteHTML(w, trend) }); err != nil {
			return err
		}
	}
	if format == formatJSON {
		return trend.WriteJSON(t.out)
	}
	told := text.Terminal{W: t.out, Width: columns(t.out), Color: text.WantsColor(term.IsTerminal(int(t.out.Fd())), t.getenv)}
	return history.WriteTerminal(told, trend)
}

func siteCommand(t console) *cobra.Command {
	var out string
	command := &cobra.Command{
		Use:   "site DIR…",
		Short: "Make a static site of the fleets of many nights",
		Long: `site reads the directories that fleet or merge wrote, one for each night, and writes pages that need no server and no script:
index.html (targets by areas, the worst first), targets/NAME.html (its verdicts, flips and latency over the nights),
clauses/ID.html (which targets break it) and badges/NAME.svg and .json for READMEs. Links to reports are relative:
publish the site together with the nights, or below the same directory.

States are those of the time of building: what was valid until then is expired. Build it again when a night has ended.
Two fleets that have the same result of a target, a directory that cannot be read and a report that was changed are
told by name (exit code 2). A report that was cleared away is linked no more.`,
		Example: "  authconform site nights/2026-* --out nights/site",
		Args:    usage.Takes{What: "the directories of fleets", Such: "site nights/2026-* --out nights/site", Min: 1, Max: site.MaxNights}.Args,
	}
	command.Flags().StringVar(&out, "out", "", "`DIR` of its own to write to")
	command.RunE = func(_ *cobra.Command, args []string) error {
		if out == "" {
			return errors.New("--out: wanted a directory to write to, found none")
		}
		says, err := fleet.Publish(args, out, time.Now())
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(t.out, "%s\n%s\n", says, text.Printable(filepath.Join(out, site.IndexFile)))
		return err
	}
	return command
}
