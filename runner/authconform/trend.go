package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/authconform/authconform/openapi/file"
	"github.com/authconform/authconform/reports/history"
	"github.com/authconform/authconform/reports/output"
	"github.com/authconform/authconform/reports/text"
	"github.com/authconform/authconform/runner/usage"
)

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
