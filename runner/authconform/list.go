package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/authconform/authconform/openapi/misspelt"
	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/attest"
	"github.com/authconform/authconform/reports/baseline"
	"github.com/authconform/authconform/reports/diff"
	model "github.com/authconform/authconform/reports/fleet"
	"github.com/authconform/authconform/reports/history"
	"github.com/authconform/authconform/reports/matrix"
	"github.com/authconform/authconform/runner/build"
	"github.com/authconform/authconform/runner/fleet"
	"github.com/authconform/authconform/runner/lists"
	"github.com/authconform/authconform/runner/manual"
	"github.com/authconform/authconform/runner/target"
	"github.com/authconform/authconform/runner/usage"
)

func listCommand(t console) *cobra.Command {
	list := &cobra.Command{
		Use:   "list",
		Short: "List what is judged and asked, what is built in, and what proves it",
		Long: `list prints a line for each thing that there is. The contract is that of --contract, of AUTHCONFORM_CONTRACT or
of authconform.yaml, as run has it. With --format json it prints an array of objects, for programs.`,
	}
	options := target.BindContract(list.PersistentFlags())
	format := formatFlag(list.PersistentFlags())
	role := lists.RoleFlag(list.PersistentFlags())
	for _, l := range lists.All() {
		list.AddCommand(&cobra.Command{
			Use: l.Name, Short: l.Short, Example: l.Example, Args: cobra.NoArgs,
			RunE: func(cmd *cobra.Command, _ []string) error {
				if err := errors.Join(checkFormat(*format, formatText, formatJSON), t.settle(options, cmd.Flags())); err != nil {
					return err
				}
				listing, err := l.Of(*role, options.Contract)
				if err != nil {
					return err
				}
				return writeAs(t.out, *format, listing)
			},
		})
	}
	return list
}

// settle completes the contract's name as a run does.
func (t console) settle(options *target.Options, flags *pflag.FlagSet) error {
	if err := options.Resolve(flags, t.getenv, "."); err != nil {
		return err
	}
	session{console: t, options: options}.tellFound()
	return nil
}

// formatFlag is that of commands that tell people, and with json programs.
func formatFlag(flags *pflag.FlagSet) *string {
	return flags.String("format", formatText, "`FORMAT` to write: text or json")
}

// checkFormat answers a format that there is not.
func checkFormat(format string, formats ...string) error {
	if slices.Contains(formats, format) {
		return nil
	}
	return fmt.Errorf("--format: wanted %s, found %q%s", usage.OneOf(formats), format, misspelt.Question(format, formats))
}

// readable is what is written for people and for programs.
type readable interface {
	Write(w io.Writer) error
	WriteJSON(w io.Writer) error
}

func writeAs(w io.Writer, format string, what readable) error {
	if format == formatJSON {
		return what.WriteJSON(w)
	}
	return what.Write(w)
}

func manCommand(t console) *cobra.Command {
	return &cobra.Command{
		Use:     "man DIR",
		Short:   "Write the manual pages into a directory",
		Long:    "Write a manual page for each command into a directory, as packages install them.\nSOURCE_DATE_EPOCH gives the date that they bear, in seconds since 1970.",
		Example: "  authconform man /usr/local/share/man/man1",
		Args:    usage.Takes{What: "one directory, which the pages are written into", Such: "man /usr/local/share/man/man1", Min: 1, Max: 1}.Args,
		RunE: func(cmd *cobra.Command, args []string) error {
			return manual.Write(cmd.Root(), program, args[0], t.getenv, time.Now())
		},
	}
}

func versionCommand(t console) *cobra.Command {
	command := &cobra.Command{
		Use:   "version",
		Short: "Tell version, commit, Go, and the contracts that are built in with their digests",
		Args:  cobra.NoArgs,
	}
	format := formatFlag(command.Flags())
	command.RunE = func(*cobra.Command, []string) error {
		if err := checkFormat(*format, formatText, formatJSON); err != nil {
			return err
		}
		info, err := build.Of(program)
		if err != nil {
			return err
		}
		return writeAs(t.out, *format, info)
	}
	return command
}

func schemaCommand() *cobra.Command {
	schemas := map[string]func() []byte{
		"config": target.ConfigSchema, "report": reports.Schema, "baseline": baseline.Schema, "matrix": matrix.Schema,
		"diff": diff.Schema, "history": history.Schema, "verification": attest.VerificationSchema, "policy": attest.PolicySchema,
		"acceptance": attest.AcceptanceSchema, "fleet-report": model.Schema,
	}
	names := []string{"config", "report", "baseline", "matrix", "diff", "history", "verification", "policy", "acceptance", "fleet", "fleet-report"}
	return &cobra.Command{
		Use:       "schema config|report|baseline|matrix|diff|history|verification|policy|acceptance|fleet|fleet-report",
		Short:     "Print the JSON Schema of authconform.yaml, report.json, a baseline, matrix.json, a diff, a line of a history, a verification, a policy, what is accepted by one, a list of targets or fleet.json",
		Example:   "  authconform schema config > authconform.schema.json",
		Args:      usage.Takes{Such: "schema config", Min: 1, Max: 1, Words: names}.Args,
		ValidArgs: names,
		RunE: func(cmd *cobra.Command, args []string) error {
			if args[0] == "fleet" {
				text, err := fleet.Schema()
				if err != nil {
					return err
				}
				_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s\n", text)
				return err
			}
			_, err := cmd.OutOrStdout().Write(schemas[args[0]]())
			return err
		},
	}
}
