package reports

import (
	"strings"

	"github.com/authconform/authconform/openapi/wire"
	"github.com/authconform/authconform/suites/clause"
)

// Explained is a clause with its explanation, and with examples of keeping and breaking it.
type Explained struct {
	Contract    string             `json:"contract"`
	ID          string             `json:"id"`
	Title       string             `json:"title"` // completes "The target …", without a full stop
	Area        string             `json:"area"`
	Level       Level              `json:"level"`
	Source      string             `json:"source"`
	Ruling      string             `json:"ruling,omitempty"` // "R9"
	Location    string             `json:"location,omitempty"`
	Wanted      string             `json:"wanted,omitempty"`
	Explanation clause.Explanation `json:"explanation"`
	// Passing and Failing are exchanges with the reference target: as it is, and with a fault that breaks the clause.
	// Lists of several clauses go without.
	Passing *Example `json:"passing,omitempty"`
	Failing *Example `json:"failing,omitempty"`
}

// Example is an exchange with a reference target, or the reason why there is none.
type Example struct {
	// Deviation is the name of the target's fault, as authconform serve --deviate takes it; "" for the sound one.
	Deviation string `json:"deviation,omitempty"`
	// Target says what the target does; it completes "The target …".
	Target     string           `json:"target,omitempty"`
	Probe      string           `json:"probe,omitempty"`
	Sent       string           `json:"sent,omitempty"`
	Got        string           `json:"got,omitempty"`
	Violations []wire.Violation `json:"violations,omitempty"`
	// Reason says why there is no exchange to show.
	Reason string `json:"reason,omitempty"`
}

// result is the clause as a result that says nothing yet, so that both are told in the same words.
func (e Explained) result() Result {
	return Result{ID: e.ID, Title: e.Title, Level: e.Level, Source: e.Source, Ruling: e.Ruling, Location: e.Location}
}

// about gives the labelled parts of a clause, in their fixed order.
func (e Explained) about() []part {
	var parts []part
	add := func(label, text string) {
		if text != "" {
			parts = append(parts, part{label: label, text: Printable(text)})
		}
	}
	add("contract", e.Contract)
	add("source", e.result().origin())
	add("ruling", e.Explanation.Ruling)
	add("level", meaning(e.Level))
	add("wanted", e.Wanted)
	label := "asks"
	for _, text := range questions(e.Explanation) {
		add(label, text)
		label = ""
	}
	add("mend", e.Explanation.Advice)
	return parts
}

// questions tells them, each in a sentence.
func questions(e clause.Explanation) []string {
	if len(e.Probes) == 0 {
		return []string{"nothing of its own: it judges every answer of the token endpoint that it speaks of"}
	}
	told := make([]string, len(e.Probes))
	for i, p := range e.Probes {
		told[i] = p.Name + ": the suite " + p.Asks
		if p.Control {
			told[i] += " (its control: without its success nothing can be said)"
		}
	}
	return told
}

// meaning says what comes of a deviation from a clause of that level.
func meaning(l Level) string {
	switch l {
	case Mandatory:
		return "mandatory: the sources state it, and a deviation makes the target nonconformant"
	case Recommended:
		return "recommended: the standards beneath the sources advise it, and a deviation is a warning (a failure with --strict)"
	case Optional:
		return "optional: good practice, reported and never counted"
	}
	return string(l)
}

// sentence says what the target of the example does.
func (x Example) sentence() string { return "The target " + Printable(x.Target) + "." }

// shape gives the labelled parts of an example, in the order of a result's.
func (x Example) shape(contract string) []part {
	var parts []part
	add := func(label, text string) {
		if text != "" {
			parts = append(parts, part{label: label, text: Printable(text)})
		}
	}
	add("probe", x.Probe)
	add("sent", x.Sent)
	add("got", x.Got)
	label := "violation"
	for _, v := range x.Violations {
		add(label, violationText(v))
		label = ""
	}
	add("not shown", strings.TrimSuffix(x.Reason, "."))
	if x.Deviation != "" {
		parts = append(parts, part{label: "try", text: Printable("authconform serve " + quote(contract) + " --deviate " + quote(x.Deviation)), shell: true})
	}
	return parts
}
