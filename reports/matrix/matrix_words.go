package matrix

import (
	"slices"
	"strings"

	"github.com/authconform/authconform/reports/text"
)

// closing is the verdict in one sentence.
func (m Matrix) closing() string {
	var parts []string
	if m.Verdict == Unsound {
		for _, r := range m.reasons() {
			parts = append(parts, r.head)
		}
	} else {
		for _, c := range m.Contracts {
			var scores []string
			for i, s := range c.scores() {
				if i == 0 {
					scores = append(scores, s.opening(c.Contract.Name))
				} else {
					scores = append(scores, s.text())
				}
			}
			parts = append(parts, strings.Join(scores, ", "))
		}
	}
	text := string(m.Verdict) + ": " + strings.Join(parts, "; ") + "."
	if m.partial() {
		text += " Only a part was tried: " + strings.Join(m.Patterns, ", ") + "."
	}
	return text
}

// nothing stands where no clause was stated or found.
const nothing = "nothing"

// explained is the trial in its fixed shape: what was stated and what was found are never in one part.
func (t Trial) explained(contract string) []text.Part {
	parts := []text.Part{{Label: "stated", Text: idsOr(t.Stated, nothing)}}
	if t.Kind == TrialNull {
		parts[0].Text = "that it is not conformant"
	}
	if t.Result != TrialError && t.Kind != TrialNull {
		parts = append(parts, text.Part{Label: "found", Text: idsOr(t.Found, nothing)})
	}
	add := func(label, s string) {
		if s != "" {
			parts = append(parts, text.Part{Label: label, Text: text.Printable(s)})
		}
	}
	add("missing", idsOr(t.Missing, ""))
	add("besides", idsOr(t.Unexpected, ""))
	add("because", t.Detail)
	again := "authconform selftest "
	if t.Role == OfClients {
		again += "--role client "
	}
	again += "--contract " + text.Quote(contract) + " " + text.Quote(t.Name)
	return append(parts, text.Part{Label: "reproduce", Text: text.Printable(again), Shell: true})
}

func idsOr(ids []string, none string) string {
	if len(ids) == 0 {
		return none
	}
	return text.Printable(strings.Join(ids, ", "))
}

// sentence is what the target, or the client, does, as a whole sentence.
func (t Trial) sentence() string {
	return "The " + t.Role.word() + " " + text.Printable(t.Sentence) + "."
}

// examples are up to three deviations that show what the clause catches: those that only it catches, or else its area.
func (c ClauseKills) examples() []string {
	names := c.Alone
	if len(names) == 0 {
		names = c.InArea
	}
	return names[:min(len(names), 3)]
}

// areasIn gives the areas of clauses, each once, in alphabetical order.
func areasIn(clauses []ClauseKills) []string {
	var areas []string
	for _, k := range clauses {
		areas = append(areas, k.Area)
	}
	slices.Sort(areas)
	return slices.Compact(areas)
}

// trialGroup is how the trials of a kind are listed.
type trialGroup struct {
	kind                TrialKind
	title, head, caught string
}

// trialGroups are those of who was tried.
func (r Role) trialGroups() []trialGroup {
	return []trialGroup{
		{TrialDeviation, "Deviations", "deviation", "the clause that catches it, and others that follow"},
		{TrialGenerated, "Deviations generated from the document", "deviation", "the clause that catches it, and others that follow"},
		{TrialVariant, "Legal variants", "variant", "what came of it"},
		{TrialNull, r.speak("Null targets"), r.speak("null target"), "what came of it"},
		{TrialSound, r.speak("Runs of the sound target"), "run", "what came of it"},
	}
}
