package lists

import (
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/authconform/authconform/reports/matrix"
	"github.com/authconform/authconform/runner/reference/caller"
	"github.com/authconform/authconform/runner/reference/fault"
	"github.com/authconform/authconform/runner/reference/targets"
	"github.com/authconform/authconform/runner/selftest"
	"github.com/authconform/authconform/runner/selftest/clients"
)

// Role is which side of a contract is meant.
type Role string

// The roles.
const (
	OfService Role = "service"
	OfClient  Role = "client"
)

// RoleFlag adds the flag that chooses one.
func RoleFlag(flags *pflag.FlagSet) *Role {
	r := OfService
	flags.Var(&r, "role", "`ROLE` of those who are judged: service or client")
	return &r
}

// String implements [pflag.Value].
func (r *Role) String() string { return string(*r) }

// Type implements [pflag.Value].
func (r *Role) Type() string { return "ROLE" }

// Set implements [pflag.Value].
func (r *Role) Set(text string) error {
	if *r = Role(text); *r != OfService && *r != OfClient {
		return fmt.Errorf("wanted service or client, found %q", text)
	}
	return nil
}

// listTrials prints a row for every target, or client, of a selftest that is of one of the kinds.
func listTrials(cmd *cobra.Command, r Role, contract string, kinds ...matrix.TrialKind) error {
	subject, known, rows := "target", targets.Contracts(), serviceRows
	if r == OfClient {
		subject, known, rows = "client", caller.Contracts(), clientRows
	}
	if !slices.Contains(known, contract) {
		return fmt.Errorf("--contract: wanted one that has a reference %s (%s), found %q", subject, strings.Join(known, ", "), contract)
	}
	table := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
	for _, t := range rows(contract) {
		if slices.Contains(kinds, t.Kind) {
			_, _ = fmt.Fprintf(table, "%s\t%sThe %s %s.%s\n", t.Name, found(t.Trial), subject, t.Sentence, t.remark) // told by Flush
		}
	}
	return table.Flush()
}

// trialRow is what is told of a trial.
type trialRow struct {
	matrix.Trial
	remark string
}

func serviceRows(contract string) []trialRow {
	var rows []trialRow
	for _, t := range selftest.Trials(contract) {
		rows = append(rows, trialRow{t.Trial, remark(t.Effort)})
	}
	return rows
}

func clientRows(contract string) []trialRow {
	var rows []trialRow
	for _, t := range clients.Trials(contract) {
		row := trialRow{Trial: t.Trial}
		if shown := t.Scenarios; len(shown) > 1 && t.Kind != matrix.TrialNull {
			row.remark = " (" + strings.Join(shown[1:], ", ") + ")"
		}
		rows = append(rows, row)
	}
	return rows
}

// found is the cell that names the clause which has to find a trial's target, and otherwise those that warn of it; there
// is none for a target that keeps no contract at all.
func found(t matrix.Trial) string {
	switch {
	case t.Kind == matrix.TrialNull:
		return ""
	case t.Clause != "":
		return t.Clause + "\t"
	case len(t.Stated) > 0:
		return strings.Join(t.Stated, ", ") + "\t"
	default:
		return "no clause\t"
	}
}

// remark says what a run needs to see the target's fault, where the core profile does not.
func remark(effort fault.Effort) string {
	if flags := SeenWith(effort); flags != "" {
		return " (run " + flags + ")"
	}
	return ""
}

// SeenWith gives the flags of a run that sees what a target of that effort does.
func SeenWith(effort fault.Effort) string {
	switch effort {
	case fault.Full:
		return "--profile full"
	case fault.Patient: // whose tokens live short: wrong secrets of every spelling would take minutes
		return "--profile full --max-wait 30s"
	case fault.Burst:
		return "--burst 80"
	case fault.Core:
	}
	return ""
}
