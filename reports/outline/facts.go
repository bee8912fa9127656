package outline

import (
	"fmt"
	"strings"
	"time"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/text"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/probe"
)

// ContractTitle is what people call the contract.
func ContractTitle(r reports.Report) string {
	if r.Contract.Title == "" {
		return r.Contract.Name
	}
	return r.Contract.Title
}

// Tone says in a word how the verdict is to be taken: good, bad or open.
func Tone(r reports.Report) string {
	switch {
	case r.Verdict == reports.VerdictNonconformant:
		return "bad"
	case r.Verdict == reports.VerdictConformant && r.Summary.Known == 0:
		return "good"
	default:
		return "open"
	}
}

// VerdictSentence is verdictText without its first word.
func VerdictSentence(r reports.Report) string {
	text := strings.TrimPrefix(r.VerdictText(), string(r.Verdict))
	return strings.TrimLeft(text, ":, ") + "."
}

// Caveats say in sentences what the verdict does not cover, or covers otherwise than usual.
func Caveats(r reports.Report) []string {
	var out []string
	add := func(when bool, s string) {
		if when {
			out = append(out, text.Printable(s))
		}
	}
	add(r.Interrupted, "The run was interrupted before everything was asked.")
	add(r.Partial, "Only a part of the contract was chosen ("+reports.AsClauseFlags(r.Clauses)+"): the verdict speaks of that part alone.")
	for _, lacking := range r.Completeness.NotAsked {
		if lacking.Flag != reports.FilterFlag {
			add(true, text.Plural(len(lacking.Clauses), "mandatory clause was", "mandatory clauses were")+" not asked: "+lacking.Flag+" completes the verdict by them.")
		}
	}
	n := len(r.Completeness.NotAskable)
	add(n > 0, text.Plural(n, "mandatory clause", "mandatory clauses")+" cannot be provoked from outside, which takes nothing from the verdict.")
	if n := len(r.Completeness.NotJudged); n > 0 {
		add(true, text.Plural(n, "keyword", "keywords")+" of the contract's document that the suite does not judge: "+strings.Join(r.Completeness.NotJudged, ", ")+".")
	}
	add(r.Strict, "Under --strict, broken recommended clauses count as failures.")
	known := reports.Count(r.Results, reports.Result.Excused)
	add(known > 0, text.Plural(known, "deviation is", "deviations are")+" listed in the baseline and not counted.")
	add(r.Spelt() != "", r.Spelt())
	add(r.Target.Embedded, "The target is the reference target that is built into the suite.")
	add(OtherForm(r) != "", OtherForm(r))
	return out
}

// Facts are what a verdict rests on, a line each.
func Facts(r reports.Report) []Fact {
	var out []Fact
	add := func(f Fact) {
		if f.Text != "" {
			f.Text, f.Detail = text.Printable(f.Text), text.Printable(f.Detail)
			out = append(out, f)
		}
	}
	add(Fact{Label: "Contract", Text: ContractTitle(r)})
	add(Fact{Label: "Document", Text: r.Contract.Document, Detail: r.Contract.Digest, Code: true})
	addClient(r, add)
	add(Fact{Label: "Target", Text: r.Target.BaseURL, Detail: r.Target.Environment, Code: true})
	add(Fact{Label: "Plain HTTP at", Text: r.Target.PlainURL, Code: true})
	if r.Role != evidence.OfClient {
		add(Fact{Label: "Profile", Text: r.Target.Profile, Detail: profileText(r)})
	}
	add(Fact{Label: "Form of requests", Text: r.Target.Form})
	add(Fact{Label: "Scope", Text: r.Target.Scope, Code: true})
	when, where := "Asked", "stands in the target’s logs as App-Reference"
	if r.Role == evidence.OfClient {
		when, where = "Played", ""
	}
	if !r.Started.IsZero() {
		add(Fact{Label: when, Text: r.Started.Format("2 January 2006, 15:04:05 MST"), Detail: "for " + SpanText(r.Finished.Sub(r.Started))})
	}
	if r.Traffic != (reports.Traffic{}) {
		add(Fact{Label: "Traffic", Text: text.Plural(r.Traffic.Requests, "request", "requests"), Detail: trafficText(r.Traffic)})
	}
	if r.Signature != nil {
		add(Fact{Label: "Signed", Text: r.Signature.Key, Detail: "which no file proves of itself: authconform verify " + reports.AttestationFile +
			" --key PUB does, of every file of the run", Code: true})
	}
	add(Fact{Label: "Run", Text: r.Suite.Run, Detail: where, Code: true})
	return out
}

// addClient tells which client was judged, and what it was led through.
func addClient(r reports.Report, add func(Fact)) {
	if r.Role != evidence.OfClient {
		return
	}
	add(Fact{Label: "Client", Text: r.Target.Client})
	if s := r.Subject; s != nil {
		add(Fact{Label: "Command", Text: s.Command, Detail: s.Digest, Code: true})
	}
	add(Fact{Label: "Scenarios", Text: fmt.Sprintf("%d played", len(r.Scenarios)), Detail: unmetText(r.Scenarios)})
}

// unmetText counts the scenarios of which not every step was seen.
func unmetText(scenarios []reports.Scenario) string {
	n := 0
	for _, s := range scenarios {
		if len(s.Unmet()) > 0 {
			n++
		}
	}
	if n == 0 {
		return "every step of each was seen"
	}
	return fmt.Sprintf("of %d not every step was seen", n)
}

// Fact is one line of what a verdict rests on.
type Fact struct {
	Label, Text, Detail string
	Code                bool
}

func profileText(r reports.Report) string {
	if r.Target.Profile == "core" {
		return "what takes no waiting; the profile full also waits for tokens to expire"
	}
	return ""
}

func trafficText(t reports.Traffic) string {
	s := fmt.Sprintf("%d answered 4xx, %d answered 5xx, %d unanswered", t.Errors4xx, t.Errors5xx, t.Unanswered)
	if t.Handshakes > 0 {
		s += "; " + text.Plural(t.Handshakes, "bare TLS handshake", "bare TLS handshakes")
	}
	return s
}

// SpanText tells a time span as exactly as people read it.
func SpanText(d time.Duration) string {
	switch d = max(d, 0); {
	case d < time.Second:
		return fmt.Sprintf("%d ms", d.Milliseconds())
	case d < time.Minute:
		return fmt.Sprintf("%.1f s", d.Seconds())
	default:
		return d.Round(time.Second).String()
	}
}

// SkipText counts what was skipped.
func SkipText(results []reports.Result) string {
	text := text.Plural(len(results), "clause was", "clauses were") + " skipped"
	if n := reports.Count(results, func(r reports.Result) bool { return r.Level == reports.Mandatory }); n > 0 {
		text += fmt.Sprintf(", %d of them mandatory", n)
	}
	return text
}

// OtherForm says that valid requests were asked in another form than the documented one (R26); "" where they were not.
func OtherForm(r reports.Report) string {
	if words := probe.FormInWords(probe.Name(r.Target.Form)); words != "" {
		return "Valid requests get no token in the documented form, but " + words + ": what depends on them was asked in that form (ruling 26)."
	}
	return ""
}
