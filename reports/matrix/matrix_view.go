package matrix

import (
	"html/template"
	"strings"

	"github.com/authconform/authconform/reports/page"
	"github.com/authconform/authconform/reports/text"
)

// What the page of a matrix is filled in with. All text is Printable.
type (
	matrixView struct {
		Verdict           Verdict
		Tone, Suite, Lead string
		Style             template.CSS
		StyleHash         string
		Reasons, Patterns []string
		Columns           []string
		Contracts         []contractView
	}
	contractView struct {
		ID, Title  string
		Who        string // was tried: "target"
		Scores     []scoreView
		Faults     []faultView
		Unisolated []string
		Tallies    []tallyView
		Areas      []areaView
		Targets    []targetsView
	}
	scoreView struct {
		What      string
		Good, All int
		Bad       bool
	}
	faultView struct {
		Heading string
		Trials  []faultyView
	}
	faultyView struct {
		Name, Kind, Sentence string
		Parts                []partView
	}
	partView struct {
		Label, Text string
		Code        bool
	}
	tallyView struct {
		Name    string
		Total   bool
		Numbers []numberView
	}
	numberView struct {
		N    int
		Tone string
	}
	areaView struct {
		ID, Name string
		Clauses  []clauseView
	}
	clauseView struct {
		Anchor, ID, Level, Sentence string
		Examples                    []string
		Numbers                     []numberView
	}
	targetsView struct {
		Title, Head, Caught string
		Rows                []targetView
	}
	targetView struct {
		Name, Sentence, Result string
		Fault                  bool
		Clause, Link           string
		Also                   []string
	}
)

func viewOf(m Matrix) matrixView {
	v := matrixView{
		Verdict: m.Verdict, Tone: "good", Suite: text.Printable(m.Suite.Name + " " + m.Suite.Version), Lead: "Every deviation is caught, and nothing legal is blamed.",
		Patterns: printables(m.Patterns), Reasons: printables(m.Reasons), Columns: tallyColumns(),
	}
	v.Style, v.StyleHash = page.Style(matrixStyle)
	if m.Verdict != Sound {
		v.Tone, v.Lead = "bad", "The suite does not do what it states."
	}
	for _, c := range m.Contracts {
		v.Contracts = append(v.Contracts, m.view(c))
	}
	return v
}

func (m Matrix) view(c ContractMatrix) contractView {
	prefix := ""
	if len(m.Contracts) > 1 {
		prefix = anchor(c.Contract.Name) + "-"
	}
	v := contractView{
		ID: prefix + "contract", Title: text.Printable(c.title()), Who: c.Role.word(), Unisolated: printables(m.unisolated(c)), Targets: c.targets(prefix, m.partial()),
	}
	for _, s := range c.scores() {
		v.Scores = append(v.Scores, scoreView{s.nouns + " " + s.verb, s.good, s.all, s.good < s.all})
	}
	for _, g := range c.Role.grievances() {
		if f := c.faults(g); len(f.Trials) > 0 {
			v.Faults = append(v.Faults, f)
		}
	}
	areas, all := c.tallies(m.partial())
	if len(areas) > 0 {
		for i, y := range append(areas, all) {
			v.Tallies = append(v.Tallies, tallyView{text.Printable(y.area), i == len(areas), y.numbers()})
		}
	}
	told := c.shown(m.partial())
	for _, area := range areasIn(told) {
		a := areaView{ID: prefix + "area-" + anchor(area), Name: text.Printable(area)}
		for _, k := range told {
			if k.Area == area {
				a.Clauses = append(a.Clauses, k.view(prefix))
			}
		}
		v.Areas = append(v.Areas, a)
	}
	return v
}

func (c ContractMatrix) faults(g grievance) faultView {
	v := faultView{Heading: g.heading}
	for _, t := range c.Trials {
		if t.fault() != g.result {
			continue
		}
		f := faultyView{Name: text.Printable(t.Name), Kind: text.Printable(string(t.Kind)), Sentence: t.sentence()}
		for _, p := range t.explained(c.Contract.Named()) {
			words := p.Label == "because" || p.Text == nothing || t.Kind == TrialNull && !p.Shell
			f.Parts = append(f.Parts, partView{p.Label, p.Text, !words})
		}
		v.Trials = append(v.Trials, f)
	}
	return v
}

func (k ClauseKills) view(prefix string) clauseView {
	v := clauseView{
		Anchor: prefix + "clause-" + anchor(k.ID), ID: text.Printable(k.ID), Level: string(k.Level),
		Sentence: "The " + k.Role.word() + " " + text.Printable(k.Title) + ".", Examples: printables(k.examples()),
	}
	for _, names := range [][]string{k.Alone, k.InArea, k.Elsewhere} {
		v.Numbers = append(v.Numbers, number(len(names), ""))
	}
	return v
}

func (c ContractMatrix) targets(prefix string, partial bool) []targetsView {
	linked := map[string]bool{}
	for _, k := range c.shown(partial) {
		linked[k.ID] = true
	}
	var targets []targetsView
	for _, group := range c.Role.trialGroups() {
		v := targetsView{Title: group.title, Head: group.head, Caught: group.caught}
		for _, t := range c.kind(group.kind) {
			row := targetView{
				Name: text.Printable(t.Name), Sentence: t.sentence(), Result: string(t.Result), Fault: t.fault() != "",
				Clause: text.Printable(t.Clause), Also: printables(without(t.Found, []string{t.Clause})),
			}
			if linked[t.Clause] {
				row.Link = prefix + "clause-" + anchor(t.Clause)
			}
			v.Rows = append(v.Rows, row)
		}
		targets = append(targets, v)
	}
	return targets
}

func number(n int, tone string) numberView {
	if n == 0 {
		tone = "zero"
	}
	return numberView{n, tone}
}

func printables(texts []string) []string {
	out := make([]string, len(texts))
	for i, s := range texts {
		out[i] = text.Printable(s)
	}
	return out
}

// anchor is text as a fragment of an address, and as nothing else: what IDs are not made of becomes a hyphen.
func anchor(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '.' || r == '_' || r == '-' {
			return r
		}
		return '-'
	}, strings.ToLower(text))
}
