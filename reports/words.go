package reports

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/authconform/authconform/openapi/wire"
	"github.com/authconform/authconform/reports/text"
)

// Sentence is the clause as a whole sentence.
func (r Result) Sentence() string { return "The " + r.Party() + " " + text.Printable(r.Title) + "." }

// FullReason is the reason, and what would have to change for the clause to be judged.
func (r Result) FullReason() string {
	reason := r.Reason
	if r.BlockedBy != "" && !strings.Contains(reason, r.BlockedBy) {
		reason += " (blocked by " + r.BlockedBy + ")"
	}
	if r.Flag != "" && !strings.Contains(reason, r.Flag) {
		reason += " (" + r.Flag + " lets it be asked)"
	}
	return reason
}

// KnownText is what the baseline says of a deviation that it excuses.
func (r Result) KnownText() string {
	if !r.Excused() {
		return ""
	}
	return r.Known.Reason + " (" + r.Known.Owner + ", until " + r.Known.Expires + ")"
}

// Origin says where a clause comes from: source, ruling, and the line of the document that states it. A line of our code says
// nothing to who mends a service: report.json has it, and explain tells it.
func (r Result) Origin() string {
	origin := r.Source
	if r.Ruling != "" {
		origin += " (ruling " + strings.TrimPrefix(r.Ruling, "R") + ")"
	}
	if r.Location != "" && !strings.Contains(r.Location, ".go:") {
		origin += ", " + r.Location
	}
	return strings.TrimPrefix(strings.TrimSpace(origin), ", ")
}

// ViolationText tells a violation on a line.
func ViolationText(v wire.Violation) string {
	text := v.Detail
	if v.Pointer != "" {
		text = v.Pointer + ": " + text
	}
	if v.Rule != ruleMore {
		text += " [" + v.Rule + "]"
	}
	return text
}

// VerdictText is the verdict in words, with all that takes something away from it in the same sentence (R39).
func (r Report) VerdictText() string {
	words := string(r.Verdict)
	if n := Count(r.Results, Result.Excused); n > 0 && r.Verdict == VerdictConformant {
		words += " " + exceptFor(n)
	}
	if r.Strict {
		words += " under --strict"
	}
	inPart := r.Verdict == VerdictConformant && r.Completeness.Missing() > 0
	switch {
	case inPart:
		words += " in what was asked; " + r.Completeness.counted() + " not: " + r.Completeness.Lacking()
	case r.Partial && r.Completeness.Missing() == 0:
		words += " in what " + AsClauseFlags(r.Clauses) + " chose"
	}
	parts := []string{r.tally()}
	if r.Verdict == VerdictInconclusive || parts[0] == "" {
		parts = []string{r.Reason, parts[0]}
	}
	for _, lacking := range []string{r.Completeness.Gaps(), unaskedResource(r.Results), r.Completeness.Unjudged()} {
		if told := strings.Contains(parts[0], lacking) || inPart && lacking == r.Completeness.Gaps(); !told {
			parts = append(parts, lacking)
		}
	}
	parts = slices.DeleteFunc(parts, func(s string) bool { return s == "" })
	if inPart {
		return words + "; " + strings.Join(parts, "; ")
	}
	return words + ": " + strings.Join(parts, "; ")
}

func (r Report) tally() string {
	if len(r.Results) == 0 {
		return ""
	}
	is := func(s Status) func(Result) bool {
		return func(x Result) bool { return x.Status == s }
	}
	failed := Count(r.Results, func(x Result) bool { return x.CountsAgainst(r.Strict) })
	passed := Count(r.Results, is(Passed))
	var parts []string
	add := func(n int, one, more, detail string) {
		if n > 0 {
			parts = append(parts, text.Plural(n, one, more)+detail)
		}
	}
	add(failed, "clause failed", "clauses failed",
		aside(Count(r.Results, Result.beyondExcuse), "listed in the baseline, which excuses no token for the unauthenticated"))
	among := aside(Count(r.Results, Result.Stale), "listed as known to fail")
	if failed > 0 {
		parts = append(parts, fmt.Sprintf("%d passed", passed)+among)
	} else {
		parts = append(parts, text.Plural(passed, "clause passed", "clauses passed")+among)
	}
	if r.Verdict != VerdictConformant { // there it stands before the colon
		add(Count(r.Results, Result.Excused), "known deviation", "known deviations", "")
	}
	add(Count(r.Results, func(x Result) bool { return x.Warns(r.Strict) && x.Level != Optional }), "warning", "warnings", "")
	add(Count(r.Results, is(Skipped)), "skipped", "skipped", aside(len(r.Completeness.NotAskable), "mandatory, which nobody can provoke"))
	add(Count(r.Results, is(Inconclusive)), "inconclusive", "inconclusive", "")
	return strings.Join(parts, ", ")
}

// aside says of how many among those just counted something else is true.
func aside(n int, what string) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(" (%d of them %s)", n, what)
}

// AsClauseFlags writes patterns as somebody gives them on the command line.
func AsClauseFlags(patterns []string) string {
	flags := make([]string, len(patterns))
	for i, pattern := range patterns {
		flags[i] = "--clause " + pattern
	}
	return strings.Join(flags, " ")
}

// LongName tells targets apart. The embedded one has another port in every run.
func LongName(t Target) string {
	switch {
	case t.Client != "":
		return t.Client
	case t.Embedded:
		return "the embedded reference target"
	case t.Environment != "":
		return t.BaseURL + " (" + t.Environment + ")"
	}
	return t.BaseURL
}

// ShortName is how a target is called where there is little room.
func ShortName(t Target) string {
	switch {
	case t.Client != "":
		return t.Client
	case t.Embedded:
		return "reference-target"
	}
	_, address, found := strings.Cut(t.BaseURL, "://")
	if !found {
		address = t.BaseURL
	}
	return cmp.Or(t.Environment, strings.TrimRight(address, "/"))
}
