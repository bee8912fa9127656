package outline

import (
	"strings"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/text"
)

// Parts gives the parts in their fixed order; what was wanted and what was seen are never in one part.
func Parts(r reports.Result) []text.Part {
	var parts []text.Part
	add := func(label, s string) {
		if s != "" {
			parts = append(parts, text.Part{Label: label, Text: text.Printable(s)})
		}
	}
	did := "did"
	for _, moment := range r.Did {
		add(did, moment)
		did = ""
	}
	add("sent", r.Sent)
	add("got", r.Got)
	add("wanted", r.Wanted)
	if len(r.Violations) == 0 {
		add("because", r.Message)
	} else {
		add("but", r.Message)
	}
	label := "violation"
	for _, v := range r.Violations {
		add(label, reports.ViolationText(v))
		label = ""
	}
	add("reason", r.FullReason())
	add("known", r.KnownText())
	add("baseline", r.BaselineError)
	add("source", r.Origin())
	if r.Reproduce != "" {
		parts = append(parts, text.Part{Label: again(r), Text: text.Printable(r.Reproduce), Shell: true})
	}
	return parts
}

// again labels the command that tries again: what a client did is played again, by its owner.
func again(r reports.Result) string {
	if r.Party() == "client" {
		return "replay"
	}
	return "reproduce"
}

// Text is the shape without any layout: one line per part.
func Text(r reports.Result) string { return shape(r.Sentence(), Parts(r)) }

// Text is the card without any layout, as Text is a result.
func (c Card) Text() string { return shape(c.Sentence(), c.Parts()) }

func shape(sentence string, parts []text.Part) string {
	var b strings.Builder
	b.WriteString(sentence)
	for _, p := range parts {
		b.WriteString("\n" + text.Pad(p.Label, text.LabelWidth) + p.Text)
	}
	return b.String()
}
