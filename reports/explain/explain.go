package explain

import (
	"cmp"
	"strings"

	"github.com/authconform/authconform/openapi/wire"
	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/text"
	"github.com/authconform/authconform/suites/clause"
)

// Clause is a clause with its explanation, and with examples of keeping and breaking it.
type Clause struct {
	Contract    string             `json:"contract"`
	ID          string             `json:"id"`
	Title       string             `json:"title"` // completes "The target …", without a full stop
	Area        string             `json:"area"`
	Level       reports.Level      `json:"level"`
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
	// Served is the contract as authconform serve takes it, where that is not its name: the file of its document.
	Served string `json:"-"`
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
func (e Clause) result() reports.Result {
	return reports.Result{ID: e.ID, Area: e.Area, Title: e.Title, Level: e.Level, Source: e.Source, Ruling: e.Ruling, Location: e.Location}
}

// about gives the labelled parts of a clause, in their fixed order.
func (e Clause) about() []text.Part {
	var parts []text.Part
	add := func(label, s string) {
		if s != "" {
			parts = append(parts, text.Part{Label: label, Text: text.Printable(s)})
		}
	}
	add("contract", e.Contract)
	source := e.result().Origin()
	if e.Location != "" && !strings.HasSuffix(source, e.Location) {
		source += ", " + e.Location
	}
	add("source", source)
	add("ruling", e.Explanation.Ruling)
	add("level", meaning(e.Level, e.result().Party()))
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
func meaning(l reports.Level, party string) string {
	switch l {
	case reports.Mandatory:
		return "mandatory: the sources state it, and a deviation makes the " + party + " nonconformant"
	case reports.Recommended:
		return "recommended: the standards beneath the sources advise it, and a deviation is a warning (a failure with --strict)"
	case reports.Optional:
		return "optional: good practice, reported and never counted"
	}
	return string(l)
}

// sentence says what the target of the example does.
func (x Example) sentence() string { return "The target " + text.Printable(x.Target) + "." }

// shape gives the labelled parts of an example, in the order of a result's.
func (x Example) shape(contract string) []text.Part {
	var parts []text.Part
	add := func(label, s string) {
		if s != "" {
			parts = append(parts, text.Part{Label: label, Text: text.Printable(s)})
		}
	}
	add("probe", x.Probe)
	add("sent", x.Sent)
	add("got", x.Got)
	label := "violation"
	for _, v := range x.Violations {
		add(label, reports.ViolationText(v))
		label = ""
	}
	add("not shown", strings.TrimSuffix(x.Reason, "."))
	if x.Deviation != "" {
		parts = append(parts, text.Part{Label: "try", Text: text.Printable("authconform serve " + text.Quote(cmp.Or(x.Served, contract)) + " --deviate " + text.Quote(x.Deviation)), Shell: true})
	}
	return parts
}
