package main

import (
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/authconform/authconform/reports/matrix"
	"github.com/authconform/authconform/runner/reference/fault"
	"github.com/authconform/authconform/runner/reference/targets"
	"github.com/authconform/authconform/runner/selftest"
)

// listTrials prints a row for every target of a selftest that is of one of the kinds.
func listTrials(cmd *cobra.Command, contract string, kinds ...matrix.TrialKind) error {
	trials := selftest.Trials(contract)
	if len(trials) == 0 {
		return fmt.Errorf("--contract: wanted one that has a reference target (%s), found %q", strings.Join(targets.Contracts(), ", "), contract)
	}
	table := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
	for _, t := range trials {
		if slices.Contains(kinds, t.Kind) {
			_, _ = fmt.Fprintf(table, "%s\t%sThe target %s.%s\n", t.Name, found(t), t.Sentence, remark(t.Effort)) // told by Flush
		}
	}
	return table.Flush()
}

// found is the cell that names the clause which has to find a trial's target, and otherwise those that warn of it; there
// is none for a target that keeps no contract at all.
func found(t selftest.Target) string {
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
	if flags := seenWith(effort); flags != "" {
		return " (run " + flags + ")"
	}
	return ""
}

// seenWith gives the flags of a run that sees what a target of that effort does.
func seenWith(effort fault.Effort) string {
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
