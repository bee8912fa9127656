package lists

import (
	"fmt"
	"slices"
	"strings"

	"github.com/authconform/authconform/openapi/misspelt"
	"github.com/authconform/authconform/reports/matrix"
	"github.com/authconform/authconform/runner/reference/caller"
	"github.com/authconform/authconform/runner/reference/fault"
	"github.com/authconform/authconform/runner/selftest"
	"github.com/authconform/authconform/runner/selftest/clients"
)

// targetLists are those of what selftest tries.
func targetLists() []List {
	return []List{
		{
			Name: "deviations", Short: "List every deviation of the contract's reference target, or client, and the clause that has to find it",
			Example: "  authconform list deviations\n  authconform serve prioticket --deviate challenge-missing\n  authconform list deviations --role client",
			Of:      ofKinds(matrix.TrialDeviation, matrix.TrialGenerated),
		},
		{
			"variants", "List what the contract leaves open, done in other ways than the reference target's, and which clauses warn of it",
			"", ofKinds(matrix.TrialVariant),
		},
		{"nulls", "List the targets that keep no contract at all", "", ofKinds(matrix.TrialNull)},
	}
}

// TargetRow is a target that is served in the sound one's place.
type TargetRow struct {
	Name     string           `json:"name"`
	Kind     matrix.TrialKind `json:"kind"`
	Sentence string           `json:"sentence"`         // completes "The target …", or "The client …"
	Clause   string           `json:"clause,omitempty"` // that has to find it
	Stated   []string         `json:"stated"`           // all that fail or warn
	Flags    string           `json:"flags,omitempty"`  // of a run that sees it
}

func ofKinds(kinds ...matrix.TrialKind) func(Role, string) (Listing, error) {
	return func(r Role, contract string) (Listing, error) {
		subject, rows := "target", serviceRows
		if r == OfClient {
			subject, rows = "client", clientRows
		}
		list, err := rows(contract)
		if err != nil {
			return Listing{}, err
		}
		var l Listing
		for _, t := range list {
			if slices.Contains(kinds, t.Kind) {
				l.row(TargetRow{t.Name, t.Kind, t.Sentence, t.Clause, orNone(t.Stated), t.flags}, t.Name, found(t.Trial)+"The "+subject+" "+t.Sentence+"."+t.remark)
			}
		}
		return l, nil
	}
}

// trialRow is what is told of a trial.
type trialRow struct {
	matrix.Trial
	flags, remark string
}

func serviceRows(contract string) ([]trialRow, error) {
	trials, err := selftest.TrialsOf(contract)
	if err != nil {
		return nil, err
	}
	var rows []trialRow
	for _, t := range trials {
		row := trialRow{Trial: t.Trial, flags: Flags(t.Effort)}
		if row.flags != "" {
			row.remark = " (run " + row.flags + ")"
		}
		rows = append(rows, row)
	}
	return rows, nil
}

func clientRows(contract string) ([]trialRow, error) {
	known := caller.Contracts()
	if !slices.Contains(known, contract) {
		return nil, fmt.Errorf("--contract: wanted one that has a reference client (%s), found %q%s",
			strings.Join(known, ", "), contract, misspelt.Question(contract, known))
	}
	var rows []trialRow
	for _, t := range clients.Trials(contract) {
		row := trialRow{Trial: t.Trial}
		if shown := t.Scenarios; len(shown) > 1 && t.Kind != matrix.TrialNull {
			row.remark = " (" + strings.Join(shown[1:], ", ") + ")"
		}
		rows = append(rows, row)
	}
	return rows, nil
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

// Flags gives the flags of a run that sees what a target of that effort does, "" where the core profile does.
func Flags(effort fault.Effort) string {
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
