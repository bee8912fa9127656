package main

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/authconform/authconform/openapi/misspelt"
	model "github.com/authconform/authconform/reports/fleet"
	"github.com/authconform/authconform/reports/output"
	"github.com/authconform/authconform/reports/terminal"
	"github.com/authconform/authconform/reports/text"
	"github.com/authconform/authconform/runner/fleet"
	"github.com/authconform/authconform/runner/target"
	"github.com/authconform/authconform/runner/usage"
)

// fleetOptions are what is said of a fleet as a whole.
type fleetOptions struct {
	workers, shards               int
	shard, out, history, onChange string
	metrics                       string
	only                          []string
	validFor                      time.Duration
	quiet, plain                  bool
}

// The bounds of a fleet, and what it does unless it is told otherwise.
const (
	defaultWorkers  = 4
	maxWorkers      = 64
	defaultValidFor = 36 * time.Hour
	maxValidFor     = 366 * 24 * time.Hour
)

func fleetCommand(t console) *cobra.Command {
	var o fleetOptions
	command := &cobra.Command{
		Use:   "fleet FILE",
		Short: "Ask many targets, and tell what came of each",
		Long: `fleet asks each target of a list (YAML: defaults, and targets with a name and what authconform.yaml can hold) and judges it
as run does. Several are asked at once, but those of one host or one client one after the other, within the
provider's limits. Credentials are named by variables or files; no target gets to see another's.

A machine that is one of several takes its shard: --shard K/N, or by itself where the engine says which
(JOB_COMPLETION_INDEX with --shards N, CI_NODE_INDEX with CI_NODE_TOTAL). merge puts shards together.

Exit codes, the gravest first: 1 a target does not keep its contract, 2 settings are wrong, 3 a
target could not be judged, 0.`,
		Example: `  authconform fleet fleet.yaml --out tonight
  authconform fleet fleet.yaml --shard 2/4 --out shard-2
  authconform fleet fleet.yaml --only 'acme-*' --history nights --on-change 'mail -s changed ops < "$1"'
  authconform fleet matrix fleet.yaml --shards 8`,
		Args: usage.Takes{What: "one FILE, the list of targets", Such: "fleet fleet.yaml", Min: 1, Max: 1}.Args,
	}
	flags := command.Flags()
	flags.IntVar(&o.workers, "workers", defaultWorkers, "`NUMBER` of targets that are asked at once")
	flags.StringVar(&o.shard, "shard", "", "`K/N`, the part of the fleet that is asked here")
	flags.IntVar(&o.shards, "shards", 0, "`NUMBER` of shards, where the engine says which of them this machine takes")
	flags.StringArrayVar(&o.only, "only", nil, "`PATTERN` of the names of targets to ask (repeatable)")
	flags.StringVar(&o.out, "out", "", "`DIR` to write to (default: reports/out/fleet/TIME)")
	flags.StringVar(&o.history, "history", "", "`DIR` with a history for each target, to which a line is added")
	flags.StringVar(&o.onChange, "on-change", "", "`COMMAND` for sh -c, run with the path of the difference as its $1 where a verdict is another than the history's last")
	flags.StringVar(&o.metrics, "metrics", "", "`FILE` to write in the OpenMetrics text format")
	flags.DurationVar(&o.validFor, "valid-for", defaultValidFor, "`TIME` for which a verdict may be shown as today's")
	flags.BoolVar(&o.quiet, "quiet", false, "tell nothing but the last line")
	flags.BoolVar(&o.plain, "no-progress", false, "no bar")
	command.RunE = func(cmd *cobra.Command, args []string) error { return askFleet(cmd, t, o, args[0]) }
	command.AddCommand(fleetMatrixCommand(t))
	return command
}

// fleetGC is the collector's GOGC while a fleet is asked, unless the user has set one: it takes a quarter of the work of 100,
// and some 60 MiB more (BenchmarkFleet).
const fleetGC = 400

func (o fleetOptions) check() error {
	var problems []error
	if o.workers < 1 || o.workers > maxWorkers {
		problems = append(problems, fmt.Errorf("--workers: wanted 1 to %d, found %d", maxWorkers, o.workers))
	}
	if o.validFor <= 0 || o.validFor > maxValidFor {
		problems = append(problems, fmt.Errorf("--valid-for: wanted more than nothing and at most a year, such as 36h, found %s", o.validFor))
	}
	if o.onChange != "" && o.history == "" {
		problems = append(problems, errors.New("--on-change: a change is one from the history's last run: give --history DIR"))
	}
	if o.shards < 0 || o.shards > fleet.MaxShards {
		problems = append(problems, fmt.Errorf("--shards: wanted 1 to %d, found %d", fleet.MaxShards, o.shards))
	}
	if o.out == target.NoReports {
		problems = append(problems, fmt.Errorf("--out: a fleet that writes nothing could be read by nobody: give a directory (./%s, if it is called that)", target.NoReports))
	}
	if o.shard != "" && o.shards != 0 {
		problems = append(problems, errors.New("--shard: says of how many it is, and --shards says it again: keep one"))
	}
	for _, pattern := range o.only {
		if strings.Contains(pattern, ",") {
			problems = append(problems, fmt.Errorf("--only %q: a comma parts no patterns, give each an --only of its own", pattern))
		} else if _, err := filepath.Match(pattern, ""); err != nil {
			problems = append(problems, fmt.Errorf("--only: wanted a glob such as 'acme-*', found %q", pattern))
		}
	}
	return errors.Join(problems...)
}

// named gives the targets of a fleet that are to be asked, here or on another machine.
func (o fleetOptions) named(all []fleet.Target) ([]fleet.Target, error) {
	matches := func(name string) bool {
		return len(o.only) == 0 || slices.ContainsFunc(o.only, func(pattern string) bool {
			matched, _ := filepath.Match(pattern, name) // it was checked
			return matched
		})
	}
	var problems []error
	for _, pattern := range o.only {
		if !slices.ContainsFunc(all, func(t fleet.Target) bool { matched, _ := filepath.Match(pattern, t.Name); return matched }) {
			names := make([]string, 0, len(all))
			for _, t := range all {
				names = append(names, t.Name)
			}
			problems = append(problems, fmt.Errorf("--only %q: matches none of the %s%s", pattern, text.Plural(len(all), "target", "targets"), misspelt.Question(pattern, names)))
		}
	}
	return slices.DeleteFunc(slices.Clone(all), func(t fleet.Target) bool { return !matches(t.Name) }), errors.Join(problems...)
}

func askFleet(cmd *cobra.Command, t console, o fleetOptions, file string) error {
	if err := o.check(); err != nil {
		return err
	}
	if err := output.CheckDirectory(o.out); err != nil {
		return fmt.Errorf("--out: %w", err)
	}
	if err := fleet.Retract(o.out); err != nil {
		return fmt.Errorf("--out: %w", err)
	}
	all, wrong := fleet.Read(file, t.getenv)
	if wrong != nil && len(all) == 0 {
		return wrong
	}
	shard, err := o.shardOf(t.getenv)
	if err != nil {
		return err
	}
	named, err := o.named(all)
	if err != nil {
		return errors.Join(wrong, err)
	}
	f := &fleetRun{console: t, options: o, shard: shard, contracts: map[string]reportBuilder{}, out: cmp.Or(o.out, filepath.Join(defaultOut, "fleet", output.RunName(time.Now())))}
	for _, target := range named {
		f.names = append(f.names, target.Name)
	}
	targets, err := f.prepare(cmd.Context(), slices.DeleteFunc(named, func(t fleet.Target) bool { return !shard.Has(t.Name) }), wrong)
	if err != nil {
		return err
	}
	if os.Getenv("GOGC") == "" {
		defer debug.SetGCPercent(debug.SetGCPercent(fleetGC))
	}
	whole := f.run(cmd.Context(), targets)
	if err := fleet.Write(f.out, whole, o.metrics); err != nil {
		return err
	}
	return f.conclude(whole)
}

// shardOf is the part of the fleet that is asked here.
func (o fleetOptions) shardOf(getenv func(string) (string, bool)) (fleet.Shard, error) {
	shard, err := fleet.ShardOf(o.shards, getenv)
	if o.shard != "" {
		shard, err = fleet.ParseShard(o.shard)
	}
	if err != nil {
		return fleet.Shard{}, fmt.Errorf("--shard: %w", err)
	}
	return shard, nil
}

// progress is a bar over targets, where there is a terminal: without it their lines are enough.
func (f *fleetRun) progress() terminal.Progress {
	if !f.barred() {
		return terminal.Silent()
	}
	return terminal.Bar(f.err, columns(f.err))
}

// barred says that there is a bar.
func (f *fleetRun) barred() bool {
	return !f.options.quiet && !f.options.plain && term.IsTerminal(int(f.err.Fd()))
}

func mergeCommand(t console) *cobra.Command {
	var out, metrics string
	command := &cobra.Command{
		Use:   "merge DIR…",
		Short: "Put the shards of a fleet together",
		Long: `merge reads the directories that fleet wrote, and writes fleet.json, junit.xml, summary.md, badges and pages (pages/index.html)
of all of them. Reports stay where they are: their paths are told as seen from the new fleet.json.

What does not belong together is refused by name (exit code 2): other versions of the suite, other fleets, another
state of a contract, two results of one target, a report that was changed. A target of which no shard
tells is missing, and never green: the exit code is 3 at least.`,
		Example: `  authconform merge shard-* --out tonight`,
		Args:    usage.Takes{What: "the directories of shards", Such: "merge shard-1 shard-2 --out tonight", Min: 1, Max: fleet.MaxShards}.Args,
	}
	command.Flags().StringVar(&out, "out", "", "`DIR` to write to")
	command.Flags().StringVar(&metrics, "metrics", "", "`FILE` to write in the OpenMetrics text format")
	command.RunE = func(_ *cobra.Command, args []string) error {
		if out == "" {
			return errors.New("--out: wanted a directory to write to, found none")
		}
		whole, err := fleet.Merge(args, out)
		if err != nil {
			return err
		}
		if err := fleet.Write(out, whole, metrics); err != nil {
			return err
		}
		if _, err := fleet.Publish([]string{out}, filepath.Join(out, fleet.PagesDirectory), time.Now()); err != nil {
			return fmt.Errorf("pages: %w", err)
		}
		if _, err := fmt.Fprintf(t.out, "%s\n%s\n", text.Printable(whole.Verdict()), text.Printable(filepath.Join(out, model.File))); err != nil {
			return err
		}
		if missing := whole.Missing(); len(missing) > 0 {
			tellError(t, fmt.Errorf("no shard tells of %s", model.Some(missing)))
		}
		if code := whole.ExitCode(); code != exitConformant {
			return &toldError{code}
		}
		return nil
	}
	return command
}

func fleetMatrixCommand(t console) *cobra.Command {
	var shards int
	var format string
	command := &cobra.Command{
		Use:   "matrix FILE",
		Short: "Print the shards of a fleet that have targets, for a CI's matrix",
		Long: `matrix prints JSON: for GitHub what fromJSON makes a matrix of ({"include": [{"shard": "1/4", "targets": 3}, …]}), and
for GitLab the "parallel" of a job in a child pipeline ({"matrix": [{"SHARD": ["1/4", …]}]}).`,
		Example: `  authconform fleet matrix fleet.yaml --shards 8 >> "$GITHUB_OUTPUT"`,
		Args:    usage.Takes{What: "one FILE, the list of targets", Such: "fleet matrix fleet.yaml --shards 8", Min: 1, Max: 1}.Args,
	}
	command.Flags().IntVar(&shards, "shards", 0, "`NUMBER` of shards")
	command.Flags().StringVar(&format, "format", "github", "`FORMAT`: github or gitlab")
	command.RunE = func(_ *cobra.Command, args []string) error {
		if shards < 1 || shards > fleet.MaxShards {
			return fmt.Errorf("--shards: wanted 1 to %d, found %d", fleet.MaxShards, shards)
		}
		if err := checkFormat(format, "github", "gitlab"); err != nil {
			return err
		}
		targets, err := fleet.Read(args[0], nil) // who prints this has no secrets
		if err != nil {
			return err
		}
		return text.EncodeJSON(t.out, "matrix", fleet.Matrix(targets, shards, format == "gitlab"))
	}
	return command
}
