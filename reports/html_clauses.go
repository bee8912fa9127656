package reports

import (
	"fmt"
	"strings"

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
	Level        Level
	Gravest      bool
	Parts        []htmlPart
	Reproduce    string
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
	Told       bool // as a card above
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

func (r Report) htmlSection(s section, exchanges *htmlExchanges) htmlSection {
	short, _, _ := strings.Cut(s.heading, ":")
	out := htmlSection{Name: s.name, Short: short, Heading: s.heading, Who: s.who, Sign: s.sign, Standing: r.standing(s.results[0])}
	if s.grouped {
		out.Groups = htmlGroups(s.results)
		return out
	}
	for _, x := range s.results {
		card := x.htmlCard(exchanges)
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

func htmlGroups(results []Result) []htmlGroup {
	var out []htmlGroup
	for _, g := range byReason(results) {
		group := htmlGroup{Count: clausesBy(g.results), Reason: Printable(g.reason)}
		for _, x := range g.results {
			group.IDs = append(group.IDs, Printable(x.ID))
		}
		out = append(out, group)
	}
	return out
}

func (r Result) htmlCard(exchanges *htmlExchanges) htmlCard {
	card := htmlCard{ID: Printable(r.ID), Sentence: r.sentence(), Level: r.Level, Gravest: r.Gravest, Reproduce: Printable(r.Reproduce)}
	for _, p := range r.shape() {
		switch last := len(card.Parts) - 1; {
		case p.shell:
		case p.label == "" && last >= 0:
			card.Parts[last].Texts = append(card.Parts[last].Texts, p.text)
		default:
			card.Parts = append(card.Parts, htmlPart{Label: p.label, Texts: []string{p.text}})
		}
	}
	for _, id := range r.Evidence {
		card.Links = append(card.Links, exchanges.link(id))
	}
	return card
}

func (r Report) htmlClause(x Result, exchanges *htmlExchanges) htmlClause {
	c := htmlClause{
		htmlCard: x.htmlCard(exchanges), Area: Printable(x.Area), Note: Printable(x.Note), Standing: r.standing(x),
		Told: x.deviates() || x.stale(), Explained: htmlExplanation(x.Explanation),
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
		asked.Texts = append(asked.Texts, Printable(p.Name+": the suite "+p.Asks+role))
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
func single(text string) []string {
	if text == "" {
		return nil
	}
	return []string{Printable(text)}
}

func htmlCoverageOf(r Report) htmlCoverage {
	standings := map[string]standing{}
	for _, x := range r.Results {
		standings[x.ID] = r.standing(x)
	}
	var c htmlCoverage
	judged := 0
	for _, row := range r.Coverage {
		covered := htmlCovered{
			Statement: Printable(row.Statement), Pointer: Printable(row.Pointer), Location: Printable(row.Location), Reason: Printable(row.Reason),
			State: coverageState(row),
		}
		if row.Judged {
			judged++
		}
		for _, id := range row.Clauses {
			stands, listed := standings[id]
			covered.Clauses = append(covered.Clauses, htmlJudge{Printable(id), stands, listed})
		}
		c.Rows = append(c.Rows, covered)
	}
	if len(c.Rows) > 0 {
		c.Text = fmt.Sprintf("Judged: %d of the %s in the document.", judged, many(len(c.Rows), "statement", "statements"))
	}
	return c
}

// coverageState is the state in words; reports from before there were states have none.
func coverageState(c Coverage) string {
	switch {
	case c.State != "":
		return strings.ReplaceAll(c.State, "-", " ")
	case c.Judged:
		return "judged"
	default:
		return "not judged"
	}
}
