package outline

import (
	"cmp"
	"strings"

	"github.com/authconform/authconform/reports/text"
	"github.com/authconform/authconform/suites/evidence"
)

// StepText puts a preflight step in words; a failed one says who has to act.
func StepText(s evidence.Step) (sign, words string) {
	words = text.Printable(s.Detail)
	switch s.Status {
	case "passed":
		return "✓", cmp.Or(words, "passed")
	case "failed":
		words = strings.TrimSuffix(cmp.Or(words, "failed"), ".")
		if who := whoActs(s.Act); who != "" {
			words += "; " + who + " has to act"
		}
		return "✗", words
	default:
		return "-", cmp.Or(words, s.Status)
	}
}

// StepWidth is the column in which the text of a step begins.
const StepWidth = len("name resolution  ")

func whoActs(act string) string {
	switch act {
	case "configuration":
		return "whoever wrote the configuration"
	case "environment":
		return "whoever runs this machine and its network"
	case "target":
		return "the target's owner"
	default:
		return ""
	}
}
