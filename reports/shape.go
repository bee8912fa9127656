package reports

import (
	"strings"

	"github.com/authconform/authconform/openapi/wire"
)

// part is one labelled part of the fixed shape in which a result is told, the same in every format.
type part struct {
	label string
	text  string // harmless, on one line
	shell bool   // a command: broken between its words only, so that it can be copied
}

// shape gives the parts in their fixed order; what was wanted and what was seen are never in one part.
func (r Result) shape() []part {
	var parts []part
	add := func(label, text string) {
		if text != "" {
			parts = append(parts, part{label: label, text: Printable(text)})
		}
	}
	add("sent", r.Sent)
	add("got", r.Got)
	add("wanted", r.Wanted)
	if len(r.Violations) == 0 {
		add("because", r.Message)
	}
	label := "violation"
	for _, v := range r.Violations {
		add(label, violationText(v))
		label = ""
	}
	add("reason", r.fullReason())
	add("known", r.knownText())
	add("baseline", r.BaselineError)
	add("source", r.origin())
	if r.Reproduce != "" {
		parts = append(parts, part{label: "reproduce", text: Printable(r.Reproduce), shell: true})
	}
	return parts
}

func violationText(v wire.Violation) string {
	text := v.Detail
	if v.Pointer != "" {
		text = v.Pointer + ": " + text
	}
	if v.Rule != ruleMore {
		text += " [" + v.Rule + "]"
	}
	return text
}

// fullReason is the reason, and what would have to change for the clause to be judged.
func (r Result) fullReason() string {
	reason := r.Reason
	if r.BlockedBy != "" && !strings.Contains(reason, r.BlockedBy) {
		reason += " (blocked by " + r.BlockedBy + ")"
	}
	if r.Flag != "" && !strings.Contains(reason, r.Flag) {
		reason += " (" + r.Flag + " lets it be asked)"
	}
	return reason
}

// knownText is what the baseline says of a deviation that it excuses.
func (r Result) knownText() string {
	if !r.excused() {
		return ""
	}
	return r.Known.Reason + " (" + r.Known.Owner + ", until " + r.Known.Expires + ")"
}

// sentence is the clause as a whole sentence.
func (r Result) sentence() string { return "The target " + Printable(r.Title) + "." }

func (r Result) origin() string {
	origin := r.Source
	if r.Ruling != "" {
		origin += " (ruling " + strings.TrimPrefix(r.Ruling, "R") + ")"
	}
	if r.Location != "" {
		origin += ", " + r.Location
	}
	return strings.TrimPrefix(strings.TrimSpace(origin), ", ")
}

// text is the shape without any layout: one line per part.
func (r Result) text() string {
	var b strings.Builder
	b.WriteString(r.sentence())
	for _, p := range r.shape() {
		b.WriteString("\n" + pad(p.label, labelWidth) + p.text)
	}
	return b.String()
}
