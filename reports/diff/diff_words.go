package diff

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/text"
)

// regressions says what is worse, in words: the verdict, then the clauses by what became of them.
func (c comparison) regressions(changes []Change) []string {
	list := []string{}
	order := []reports.Verdict{reports.VerdictConformant, reports.VerdictInconclusive, reports.VerdictNonconformant}
	if a, b := c.old.Verdict, c.latest.Verdict; sameScope(c.old, c.latest) && slices.Index(order, b) > slices.Index(order, a) {
		text := fmt.Sprintf("the verdict was %s and is %s", a, b)
		if c.latest.Reason != "" {
			text += ": " + c.latest.Reason
		}
		list = append(list, text)
	}
	for _, words := range []struct {
		kind      ChangeKind
		one, many string
	}{
		{NewlyFailed, "clause newly fails", "clauses newly fail"},
		{ClauseAdded, "clause is new and fails", "clauses are new and fail"},
		{NewlyInconclusive, "clause is not judged any more", "clauses are not judged any more"},
		{NewlySkipped, "clause is skipped now", "clauses are skipped now"},
		{ClauseRemoved, "clause is not in the new report", "clauses are not in the new report"},
	} {
		for _, level := range []reports.Level{reports.Mandatory, reports.Recommended} {
			n := 0
			for _, change := range changes {
				if change.Regression && change.Kind == words.kind && change.Level == level {
					n++
				}
			}
			if n > 0 {
				list = append(list, text.Plural(n, string(level)+" "+words.one, string(level)+" "+words.many))
			}
		}
	}
	return list
}

// circumstances says what else differs between the reports, in words.
func (c comparison) circumstances() []string {
	a, b := c.old, c.latest
	list := []string{}
	differs := func(what, old, latest string) {
		if old != latest {
			list = append(list, fmt.Sprintf("%s differs: %s, now %s", what, cmp.Or(old, "none"), cmp.Or(latest, "none")))
		}
	}
	differs("the contract", a.Contract.Name, b.Contract.Name)
	if a.Contract.Name == b.Contract.Name {
		differs("the contract's document", document(a), document(b))
	}
	differs("the suite", a.Suite.Version, b.Suite.Version)
	differs("the "+b.Party(), reports.LongName(a.Target), reports.LongName(b.Target))
	differs("the profile", a.Target.Profile, b.Target.Profile)
	differs("the form of valid requests", a.Target.Form, b.Target.Form)
	differs("the scope", a.Target.Scope, b.Target.Scope)
	if a.Strict != b.Strict {
		list = append(list, fmt.Sprintf("only the %s report was made under --strict: the verdicts are not compared", which(a.Strict)))
	}
	switch {
	case !a.Partial && !b.Partial:
	case slices.Equal(a.Clauses, b.Clauses):
		list = append(list, "both reports judge only "+chosen(a))
	case a.Partial && b.Partial:
		list = append(list, "the old report judges only "+chosen(a)+", the new one only "+chosen(b)+": what both judge is compared")
	case a.Partial:
		list = append(list, "the old report judges only "+chosen(a)+": what both judge is compared")
	default:
		list = append(list, "the new report judges only "+chosen(b)+": what both judge is compared")
	}
	for _, side := range []struct {
		name   string
		report reports.Report
	}{{"old", a}, {"new", b}} {
		if side.report.Interrupted {
			list = append(list, "the run of the "+side.name+" report was interrupted")
		}
		if len(side.report.Results) == 0 {
			list = append(list, "the "+side.name+" report judges nothing")
		}
	}
	return list
}

func chosen(r reports.Report) string { return reports.AsClauseFlags(r.Clauses) }

func which(old bool) string {
	if old {
		return "old"
	}
	return "new"
}

// document tells a document by as much of its digest as tells versions apart.
func document(r reports.Report) string {
	return strings.TrimSpace(r.Contract.Version + " " + text.Beginning(strings.TrimPrefix(r.Contract.Digest, "sha256:"), 12))
}

// party is who a change is about: who has to act.
func (c Change) party() string { return reports.Result{Area: c.Area}.Party() }

// heading is what a group of changes is headed with, in every format.
func (k ChangeKind) heading(party string) string {
	return map[ChangeKind]string{
		NewlyFailed:       "Newly failed (the " + party + "'s owner has to act)",
		NewlyInconclusive: "Could be judged before, and not now",
		NewlySkipped:      "Newly skipped",
		NewlyWarned:       "New warnings (the " + party + "'s owner is advised to act)",
		NewlyKnown:        "Now listed as known deviations",
		ClauseRemoved:     "Not in the new report",
		ClauseAdded:       "Not in the old report",
		AnswerChanged:     "Other answers, allowed as well (ruling 2)",
		Fixed:             "Fixed",
		NewlyJudged:       "Newly judged, and kept",
	}[k]
}

// sign is what stands before a change on a terminal.
func (k ChangeKind) sign() (string, text.Color) {
	switch k {
	case NewlyFailed:
		return "✗", text.Red
	case NewlyInconclusive:
		return "?", text.Yellow
	case NewlyWarned:
		return "!", text.Yellow
	case Fixed, NewlyJudged:
		return "✓", text.Green
	case ClauseAdded:
		return "+", text.Plain
	case AnswerChanged, NewlyKnown:
		return "~", text.Yellow
	case NewlySkipped, ClauseRemoved:
	}
	return "-", text.Plain
}

// words is a standing in words: its status, and why.
func (s *Standing) words() string {
	if s == nil {
		return ""
	}
	line := string(s.Status)
	if s.Known {
		line += ", known"
	}
	if s.Text != "" {
		line += ": " + s.Text
	}
	return text.Printable(line)
}

// closing is the result in one sentence.
func (d Diff) closing() string {
	tally := d.tally()
	if !d.Regressed {
		return "no regression: " + cmp.Or(tally, "nothing changed") + "."
	}
	return "regressed: " + text.Printable(strings.Join(d.Regressions, "; ")) + "."
}

func (d Diff) tally() string {
	words := map[ChangeKind]string{
		NewlyWarned: "newly warned", NewlyInconclusive: "newly inconclusive", NewlySkipped: "newly skipped", NewlyKnown: "newly known",
		ClauseRemoved: "removed", ClauseAdded: "added", AnswerChanged: "answered otherwise", Fixed: "fixed", NewlyJudged: "newly judged",
	}
	var parts []string
	for _, kind := range ChangeKinds() {
		n := len(d.of(kind))
		if n > 0 && words[kind] != "" {
			parts = append(parts, fmt.Sprintf("%d %s", n, words[kind]))
		}
	}
	if len(parts) > 0 {
		parts[0] = strings.Replace(parts[0], " ", " clauses ", 1)
		if strings.HasPrefix(parts[0], "1 ") {
			parts[0] = strings.Replace(parts[0], "clauses", "clause", 1)
		}
	}
	if n := len(d.Coverage); n > 0 {
		parts = append(parts, text.Plural(n, "statement covered otherwise", "statements covered otherwise"))
	}
	return strings.Join(parts, ", ")
}

// of gives the changes of one kind.
func (d Diff) of(kind ChangeKind) []Change {
	var changes []Change
	for _, c := range d.Changes {
		if c.Kind == kind {
			changes = append(changes, c)
		}
	}
	return changes
}
