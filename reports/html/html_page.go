package html

import (
	"html/template"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/outline"
	"github.com/authconform/authconform/reports/text"
	"github.com/authconform/authconform/suites/evidence"
)

// htmlPage is a report as the page shows it: every text in it went through Printable.
type htmlPage struct {
	Style  template.CSS
	Script template.JS

	StyleHash, ScriptHash string

	Title    string
	Heading  string // what the report says of whom
	Findings []htmlFinding
	Suite    string
	Verdict  reports.Verdict
	Party    string // who is judged, in a word
	Tone     string // class: good, bad or open
	Sentence string // the verdict in words, without the word that stands above it
	Caveats  []string
	Facts    []outline.Fact
	Tiles    []htmlTile
	Skipped  []htmlGroup
	SkipText string

	Preflight []htmlStep
	Sections  []htmlSection
	Areas     []outline.AreaCount
	AnyKnown  bool
	Coverage  htmlCoverage
	Scenes    []htmlScene
	Noted     []htmlNoted
	Clauses   []htmlClause
	Statuses  []standing
	Levels    []reports.Level
	Timing    htmlTiming
}

type htmlTile struct {
	Standing standing
	Label    string
	N        int
}

// htmlFinding is a cause in short, for the first screen.
type htmlFinding struct {
	ID, Name, Sentence string
	Standing           standing
	Gravest            bool
}

// maxListedFindings bounds the list on the first screen: the cards tell them all.
const maxListedFindings = 12

func htmlFindings(r reports.Report) []htmlFinding {
	var out []htmlFinding
	for _, s := range outline.Sections(r) {
		for _, c := range s.Cards {
			if c.Finding != nil && len(out) < maxListedFindings {
				out = append(out, htmlFinding{text.Printable(c.Result.ID), c.Name(), c.Sentence(), standingIn(r, c.Result), c.Finding.Gravest})
			}
		}
	}
	return out
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

func standingIn(r reports.Report, x reports.Result) standing {
	switch {
	case x.Excused():
		return standsKnown
	case x.Stale():
		return standsStale
	default:
		return standing(outline.StatusOf(r, x))
	}
}

func htmlPageOf(r reports.Report) htmlPage {
	exchanges := newHTMLExchanges(r)
	p := htmlPage{
		Title: text.Printable(string(r.Verdict) + " – " + r.Heading()), Heading: text.Printable(r.Heading()), Suite: text.Printable(r.Suite.Name + " " + r.Suite.Version),
		Verdict: r.Verdict, Party: r.Party(), Tone: outline.Tone(r), Sentence: text.Printable(outline.VerdictSentence(r)), Caveats: outline.Caveats(r), Facts: outline.Facts(r),
		Areas: outline.AreaCounts(r), AnyKnown: r.Summary.Known > 0, Coverage: htmlCoverageOf(r),
		Levels: []reports.Level{reports.Mandatory, reports.Recommended, reports.Optional},
	}
	if r.SetUpFailed() {
		for _, s := range r.Preflight {
			_, words := outline.StepText(s)
			p.Preflight = append(p.Preflight, htmlStep{text.Printable(s.Name), s.Status, words})
		}
	}
	for _, s := range outline.Sections(r) {
		if s.Name == "Skipped" { // told at the top: the verdict rests on it
			p.Skipped, p.SkipText = htmlGroups(s.Results), outline.SkipText(s.Results)
			continue
		}
		p.Sections = append(p.Sections, htmlSectionOf(r, s, exchanges))
	}
	for _, n := range r.Noted {
		noted := htmlNoted{About: text.Printable(n.About), Seen: text.Printable(n.Seen)}
		for _, id := range n.Evidence {
			noted.Links = append(noted.Links, exchanges.link(id))
		}
		p.Noted = append(p.Noted, noted)
	}
	p.Findings = htmlFindings(r)
	p.Tiles = tiles(r)
	for _, t := range p.Tiles {
		p.Statuses = append(p.Statuses, t.Standing)
	}
	for _, x := range r.Results {
		p.Clauses = append(p.Clauses, htmlClauseOf(r, x, exchanges))
	}
	p.Timing = exchanges.timing()
	p.Scenes = scenesOf(r, exchanges)
	return p
}

// tiles count the clauses by what became of them; each clause is in one.
func tiles(r reports.Report) []htmlTile {
	counted := map[standing]int{}
	for _, x := range r.Results {
		counted[standingIn(r, x)]++
	}
	var out []htmlTile
	for _, t := range []htmlTile{
		{Standing: standing(reports.Failed), Label: "failed"},
		{Standing: standsStale, Label: "passed, but listed"},
		{Standing: standing(reports.Inconclusive), Label: "inconclusive"},
		{Standing: standsKnown, Label: "known"},
		{Standing: standing(reports.Warned), Label: "warnings"},
		{Standing: standing(reports.Skipped), Label: "skipped"},
		{Standing: standing(reports.Passed), Label: "passed"},
	} {
		if t.N = counted[t.Standing]; t.N > 0 {
			out = append(out, t)
		}
	}
	return out
}

// failedKind puts a failure's kind before its detail.
func failedKind(f *evidence.Failure) string {
	return text.Printable(string(f.Kind) + ": " + f.Detail)
}
