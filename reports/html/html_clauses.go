package html

import (
	"fmt"
	"slices"
	"strings"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/outline"
	"github.com/authconform/authconform/reports/text"
	"github.com/authconform/authconform/suites/clause"
)

type htmlSection struct {
	Name, Short, Heading, Who, Sign string
	Standing                        standing
	Cards                           []htmlCard
	Groups                          []htmlGroup
}

// htmlGroup is what shares one reason.
type htmlGroup struct {
	Count, Reason string
	IDs           []string
}

// htmlCard is a result in its fixed shape.
type htmlCard struct {
	ID, Sentence string
	Level        reports.Level
	Gravest      bool
	Parts        []htmlPart
	Reproduce    string
	Replay       bool          // it plays a scenario again, and sends nothing itself
	More         string        // how many further clauses
	Others       []string      // the further clauses of a finding
	Exchange     *htmlExchange // shown whole
	Links        []htmlLink    // the others it rests on
}

type htmlPart struct {
	Label string
	Texts []string
}

type htmlLink struct {
	Anchor, Text string // Anchor "" where the report does not hold the exchange
}

// htmlClause is a clause in the list of all.
type htmlClause struct {
	htmlCard
	Area, Note string
	Standing   standing
	Told       bool   // as a card above
	Finding    string // the clause whose card tells the finding that this one is of
	Explained  []htmlPart
}

type htmlCoverage struct {
	Text string
	Rows []htmlCovered
}

type htmlCovered struct {
	Statement, Pointer, Location, State, Reason string
	Clauses                                     []htmlJudge
}

// htmlJudge is a clause that judges a statement.
type htmlJudge struct {
	ID       string
	Standing standing
	Listed   bool // in this report
}

func htmlSectionOf(r reports.Report, s outline.Section, exchanges *htmlExchanges) htmlSection {
	short, _, _ := strings.Cut(s.Heading, ":")
	out := htmlSection{Name: s.Name, Short: short, Heading: s.Heading, Who: s.Who, Sign: s.Sign, Standing: standingIn(r, s.Results[0])}
	if s.Grouped {
		out.Groups = htmlGroups(s.Results)
		return out
	}
	for _, c := range s.Cards {
		card := htmlCardOf(c.Result, c.Parts(), exchanges)
		card.Sentence, card.Others = c.Sentence(), c.OtherIDs()
		if n := len(c.Others); n > 0 {
			card.More = fmt.Sprintf("and %d more", n)
		}
		if len(card.Links) > 0 {
			card.Exchange = exchanges.whole(card.Links[0].Anchor)
		}
		if card.Exchange != nil {
			card.Links = card.Links[1:]
		}
		out.Cards = append(out.Cards, card)
	}
	return out
}

func htmlGroups(results []reports.Result) []htmlGroup {
	var out []htmlGroup
	for _, g := range outline.ByReason(results) {
		group := htmlGroup{Count: outline.CountClauses(g.Results), Reason: text.Printable(g.Reason)}
		for _, x := range g.Results {
			group.IDs = append(group.IDs, text.Printable(x.ID))
		}
		out = append(out, group)
	}
	return out
}

func htmlCardOf(r reports.Result, parts []text.Part, exchanges *htmlExchanges) htmlCard {
	card := htmlCard{ID: text.Printable(r.ID), Sentence: r.Sentence(), Level: r.Level, Gravest: r.Critical, Reproduce: text.Command(text.Printable(r.Reproduce)), Replay: r.Party() == "client"}
	for _, p := range parts {
		switch last := len(card.Parts) - 1; {
		case p.Shell, p.Label == "also": // the further clauses are links
		case p.Label == "" && last >= 0:
			card.Parts[last].Texts = append(card.Parts[last].Texts, p.Text)
		default:
			card.Parts = append(card.Parts, htmlPart{Label: p.Label, Texts: []string{p.Text}})
		}
	}
	for _, id := range r.Evidence {
		card.Links = append(card.Links, exchanges.link(id))
	}
	return card
}

func htmlClauseOf(r reports.Report, x reports.Result, exchanges *htmlExchanges) htmlClause {
	c := htmlClause{
		htmlCard: htmlCardOf(x, outline.Parts(x), exchanges), Area: text.Printable(x.Area), Note: text.Printable(x.Note), Standing: standingIn(r, x),
		Told: x.Excused() || x.Stale(), Explained: htmlExplanation(x.Explanation),
	}
	for _, f := range r.Findings {
		if slices.Contains(f.Clauses, x.ID) {
			c.Finding, c.Told = text.Printable(f.Clauses[0]), f.Clauses[0] == x.ID
		}
	}
	if c.Told { // its shape stands above
		c.Parts, c.Reproduce = nil, ""
	}
	return c
}

// htmlExplanation is what authconform explain says, too: the ruling, what is asked, and how owners mend it.
func htmlExplanation(e *clause.Explanation) []htmlPart {
	if e == nil {
		return nil
	}
	asked := htmlPart{Label: "asked"}
	for _, p := range e.Probes {
		role := ""
		if p.Control {
			role = ", which has to succeed before the clause can be judged"
		}
		asked.Texts = append(asked.Texts, text.Printable(p.Name+": the suite "+p.Asks+role))
	}
	var parts []htmlPart
	for _, part := range []htmlPart{{"ruling", single(e.Ruling)}, asked, {"mended", single(e.Advice)}} {
		if len(part.Texts) > 0 {
			parts = append(parts, part)
		}
	}
	return parts
}

// single is a text as the only one of a part; none when it is empty.
func single(s string) []string {
	if s == "" {
		return nil
	}
	return []string{text.Printable(s)}
}

func htmlCoverageOf(r reports.Report) htmlCoverage {
	standings := map[string]standing{}
	for _, x := range r.Results {
		standings[x.ID] = standingIn(r, x)
	}
	var c htmlCoverage
	judged := 0
	for _, row := range r.Coverage {
		covered := htmlCovered{
			Statement: text.Printable(row.Statement), Pointer: text.Printable(row.Pointer), Location: text.Printable(row.Location), Reason: text.Printable(row.Reason),
			State: coverageState(row),
		}
		if row.Judged {
			judged++
		}
		for _, id := range row.Clauses {
			stands, listed := standings[id]
			covered.Clauses = append(covered.Clauses, htmlJudge{text.Printable(id), stands, listed})
		}
		c.Rows = append(c.Rows, covered)
	}
	if len(c.Rows) > 0 {
		c.Text = fmt.Sprintf("Judged: %d of the %s in the document.", judged, text.Plural(len(c.Rows), "statement", "statements"))
	}
	return c
}

// coverageState is the state in words; reports from before there were states have none.
func coverageState(c reports.Coverage) string {
	switch {
	case c.State != "":
		return strings.ReplaceAll(c.State, "-", " ")
	case c.Judged:
		return "judged"
	default:
		return "not judged"
	}
}
