package lists

import (
	"fmt"
	"slices"
	"strings"

	"github.com/authconform/authconform/openapi/misspelt"
	"github.com/authconform/authconform/reports/matrix"
	"github.com/authconform/authconform/runner/reference/fault"
	"github.com/authconform/authconform/runner/reference/targets"
	"github.com/authconform/authconform/runner/selftest"
)

// targetLists are those of what selftest tries.
func targetLists() []List {
	return []List{
		{
			"deviations", "List every deviation of the contract's reference target, and the clause that has to find it",
			"  authconform list deviations\n  authconform serve prioticket --deviate challenge-missing", ofKinds(matrix.TrialDeviation, matrix.TrialGenerated),
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
	Sentence string           `json:"sentence"`         // completes "The target …"
	Clause   string           `json:"clause,omitempty"` // that has to find it
	Stated   []string         `json:"stated"`           // all that fail or warn
	Flags    string           `json:"flags,omitempty"`  // of a run that sees it
}

func ofKinds(kinds ...matrix.TrialKind) func(string) (Listing, error) {
	return func(contract string) (Listing, error) {
		trials := selftest.Trials(contract)
		if len(trials) == 0 {
			return Listing{}, fmt.Errorf("--contract: wanted one that has a reference target (%s), found %q%s",
				strings.Join(targets.Contracts(), ", "), contract, misspelt.Question(contract, targets.Contracts()))
		}
		var l Listing
		for _, t := range trials {
			if !slices.Contains(kinds, t.Kind) {
				continue
			}
			flags, remark := Flags(t.Effort), ""
			if flags != "" {
				remark = " (run " + flags + ")"
			}
			l.row(TargetRow{t.Name, t.Kind, t.Sentence, t.Clause, orNone(t.Stated), flags}, t.Name, found(t)+"The target "+t.Sentence+"."+remark)
		}
		return l, nil
	}
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
