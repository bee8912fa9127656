package reports

import (
	"fmt"
	"strings"
	"time"

	"github.com/authconform/authconform/suites/evidence"
)

// htmlPage is a report as the page shows it: every text in it went through Printable.
type htmlPage struct {
	Style  raw
	Script raw

	StyleHash, ScriptHash string

	Title    string
	Suite    string
	Verdict  Verdict
	Tone     string // class: good, bad or open
	Sentence string // the verdict in words, without the word that stands above it
	Caveats  []string
	Facts    []htmlFact
	Tiles    []htmlTile
	Skipped  []htmlGroup
	SkipText string

	Preflight []htmlStep
	Sections  []htmlSection
	Areas     []areaCount
	AnyKnown  bool
	Coverage  htmlCoverage
	Noted     []htmlNoted
	Clauses   []htmlClause
	Statuses  []standing
	Levels    []Level
	Timing    htmlTiming
}

// htmlFact is one line of what a verdict rests on.
type htmlFact struct {
	Label, Text, Detail string
	Code                bool
}

type htmlTile struct {
	Standing standing
	Label    string
	N        int
}

// htmlNoted is what nobody judges.
type htmlNoted struct {
	About, Seen string
	Links       []htmlLink
}

type htmlStep struct{ Name, Status, Text string }

// standing is what became of a clause under the run's terms, in one word.
type standing string

const (
	standsKnown standing = "known"
	standsStale standing = "stale"
)

func (r Report) standing(x Result) standing {
	switch {
	case x.excused():
		return standsKnown
	case x.stale():
		return standsStale
	default:
		return standing(r.told(x))
	}
}

func htmlPageOf(r Report) htmlPage {
	exchanges := newHTMLExchanges(r)
	p := htmlPage{
		Title: Printable(string(r.Verdict) + " – " + contractTitle(r)), Suite: Printable(r.Suite.Name + " " + r.Suite.Version),
		Verdict: r.Verdict, Tone: tone(r), Sentence: Printable(r.verdictSentence()), Caveats: caveats(r), Facts: facts(r),
		Areas: r.areaCounts(), AnyKnown: r.Summary.Known > 0, Coverage: htmlCoverageOf(r),
		Levels: []Level{Mandatory, Recommended, Optional},
	}
	if r.SetUpFailed() {
		for _, s := range r.Preflight {
			_, text := stepText(s)
			p.Preflight = append(p.Preflight, htmlStep{Printable(s.Name), s.Status, text})
		}
	}
	for _, s := range r.sections() {
		if s.name == "Skipped" { // told at the top: the verdict rests on it
			p.Skipped, p.SkipText = htmlGroups(s.results), skipText(s.results)
			continue
		}
		p.Sections = append(p.Sections, r.htmlSection(s, exchanges))
	}
	for _, n := range r.Noted {
		noted := htmlNoted{About: Printable(n.About), Seen: Printable(n.Seen)}
		for _, id := range n.Evidence {
			noted.Links = append(noted.Links, exchanges.link(id))
		}
		p.Noted = append(p.Noted, noted)
	}
	p.Tiles = tiles(r)
	for _, t := range p.Tiles {
		p.Statuses = append(p.Statuses, t.Standing)
	}
	for _, x := range r.Results {
		p.Clauses = append(p.Clauses, r.htmlClause(x, exchanges))
	}
	p.Timing = exchanges.timing()
	return p
}

func contractTitle(r Report) string {
	if r.Contract.Title == "" {
		return r.Contract.Name
	}
	return r.Contract.Title
}

func tone(r Report) string {
	switch {
	case r.Verdict == VerdictNonconformant:
		return "bad"
	case r.Verdict == VerdictConformant && r.Summary.Known == 0:
		return "good"
	default:
		return "open"
	}
}

// verdictSentence is verdictText without its first word.
func (r Report) verdictSentence() string {
	text := strings.TrimPrefix(r.verdictText(), string(r.Verdict))
	return strings.TrimLeft(text, ":, ") + "."
}

// caveats say in sentences what the verdict does not cover, or covers otherwise than usual.
func caveats(r Report) []string {
	var out []string
	add := func(when bool, text string) {
		if when {
			out = append(out, Printable(text))
		}
	}
	add(r.Interrupted, "The run was interrupted before everything was asked.")
	add(r.Partial, "Only a part of the contract was chosen ("+asClauseFlags(r.Clauses)+"): the verdict speaks of that part alone.")
	add(r.Strict, "Under --strict, broken recommended clauses count as failures.")
	known := count(r.Results, Result.excused)
	add(known > 0, many(known, "deviation is", "deviations are")+" listed in the baseline and not counted.")
	add(r.spelt() != "", r.spelt())
	add(r.Target.Embedded, "The target is the reference target that is built into the suite.")
	add(r.formText() != "", r.formText())
	return out
}

// formText says that valid requests were asked in another form than the documented one (R26); "" where they were not.
func (r Report) formText() string {
	if form := r.Target.Form; form != "" && form != "documented" {
		return "Valid requests get no token in the documented form, but as in the probe " + form + ": what depends on them was asked in that form (ruling 26)."
	}
	return ""
}

func facts(r Report) []htmlFact {
	var out []htmlFact
	add := func(f htmlFact) {
		if f.Text != "" {
			f.Text, f.Detail = Printable(f.Text), Printable(f.Detail)
			out = append(out, f)
		}
	}
	add(htmlFact{Label: "Contract", Text: contractTitle(r)})
	add(htmlFact{Label: "Document", Text: r.Contract.Document, Detail: r.Contract.Digest, Code: true})
	add(htmlFact{Label: "Target", Text: r.Target.BaseURL, Detail: r.Target.Environment, Code: true})
	add(htmlFact{Label: "Plain HTTP at", Text: r.Target.PlainURL, Code: true})
	add(htmlFact{Label: "Profile", Text: r.Target.Profile, Detail: profileText(r)})
	add(htmlFact{Label: "Form of requests", Text: r.Target.Form})
	add(htmlFact{Label: "Scope", Text: r.Target.Scope, Code: true})
	if !r.Started.IsZero() {
		add(htmlFact{Label: "Asked", Text: r.Started.Format("2 January 2006, 15:04:05 MST"), Detail: "for " + spanText(r.Finished.Sub(r.Started))})
	}
	if r.Traffic != (Traffic{}) {
		add(htmlFact{Label: "Traffic", Text: many(r.Traffic.Requests, "request", "requests"), Detail: trafficText(r.Traffic)})
	}
	add(htmlFact{Label: "Run", Text: r.Suite.Run, Detail: "stands in the target’s logs as App-Reference", Code: true})
	return out
}

func profileText(r Report) string {
	if r.Target.Profile == "core" {
		return "what takes no waiting; the profile full also waits for tokens to expire"
	}
	return ""
}

func trafficText(t Traffic) string {
	text := fmt.Sprintf("%d answered 4xx, %d answered 5xx, %d unanswered", t.Errors4xx, t.Errors5xx, t.Unanswered)
	if t.Handshakes > 0 {
		text += "; " + many(t.Handshakes, "bare TLS handshake", "bare TLS handshakes")
	}
	return text
}

func spanText(d time.Duration) string {
	switch d = max(d, 0); {
	case d < time.Second:
		return fmt.Sprintf("%d ms", d.Milliseconds())
	case d < time.Minute:
		return fmt.Sprintf("%.1f s", d.Seconds())
	default:
		return d.Round(time.Second).String()
	}
}

func skipText(results []Result) string {
	text := many(len(results), "clause was", "clauses were") + " skipped"
	if n := count(results, func(r Result) bool { return r.Level == Mandatory }); n > 0 {
		text += fmt.Sprintf(", %d of them mandatory", n)
	}
	return text
}

// tiles count the clauses by what became of them; each clause is in one.
func tiles(r Report) []htmlTile {
	counted := map[standing]int{}
	for _, x := range r.Results {
		counted[r.standing(x)]++
	}
	var out []htmlTile
	for _, t := range []htmlTile{
		{Standing: standing(Failed), Label: "failed"},
		{Standing: standsStale, Label: "passed, but listed"},
		{Standing: standing(Inconclusive), Label: "inconclusive"},
		{Standing: standsKnown, Label: "known"},
		{Standing: standing(Warned), Label: "warnings"},
		{Standing: standing(Skipped), Label: "skipped"},
		{Standing: standing(Passed), Label: "passed"},
	} {
		if t.N = counted[t.Standing]; t.N > 0 {
			out = append(out, t)
		}
	}
	return out
}

// failedKind puts a failure's kind before its detail.
func failedKind(f *evidence.Failure) string {
	return Printable(string(f.Kind) + ": " + f.Detail)
}
