package reports

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/authconform/authconform/suites/evidence"
)

// areas is a table: an area a row, in the order of the alphabet.
func (p *page) areas() {
	if len(p.report.Results) == 0 {
		return
	}
	areas := p.report.areaCounts()
	width := len("area")
	for _, a := range areas {
		width = max(width, columns(a.Area))
	}
	anyKnown := p.report.Summary.Known > 0
	p.line("")
	heading := pad("area", width) + "  passed  failed  warned  skipped  inconclusive"
	if anyKnown {
		heading += "  known"
	}
	p.line("  " + p.ink.paint(faint, heading))
	for _, c := range areas {
		row := "  " + pad(c.Area, width) + p.number(8, c.Passed, plain) + p.number(8, c.Failed, red) +
			p.number(8, c.Warned, yellow) + p.number(9, c.Skipped, plain) + p.number(14, c.Inconclusive, yellow)
		if anyKnown {
			row += p.number(7, c.Known, yellow)
		}
		p.line(row)
	}
}

func (p *page) number(width, n int, color shade) string {
	if n == 0 {
		return strings.Repeat(" ", width-1) + p.ink.paint(faint, "·")
	}
	s := fmt.Sprint(n)
	return strings.Repeat(" ", max(1, width-len(s))) + p.ink.paint(color, s)
}

// preflight is told where it failed: then it is what the report is about.
func (p *page) preflight() {
	if !p.report.SetUpFailed() {
		return
	}
	p.heading("Preflight")
	p.line("")
	for _, s := range p.report.Preflight {
		sign, text := stepText(s)
		color := map[string]shade{"✓": green, "✗": red, "-": faint}[sign]
		name := pad(Printable(s.Name), stepWidth)
		for i, l := range wrap(text, p.width-2-stepWidth) {
			if i > 0 {
				sign, name = " ", strings.Repeat(" ", stepWidth)
			}
			p.line(p.ink.paint(color, sign) + " " + name + l)
		}
	}
}

const stepWidth = len("name resolution  ")

// stepText puts a preflight step in words; a failed one says who has to act.
func stepText(s evidence.Step) (sign, text string) {
	text = Printable(s.Detail)
	switch s.Status {
	case "passed":
		return "✓", cmp.Or(text, "passed")
	case "failed":
		text = strings.TrimSuffix(cmp.Or(text, "failed"), ".")
		if who := whoActs(s.Act); who != "" {
			text += "; " + who + " has to act"
		}
		return "✗", text
	default:
		return "-", cmp.Or(text, s.Status)
	}
}

func whoActs(act string) string {
	switch act {
	case "configuration":
		return "whoever wrote the configuration"
	case "environment":
		return "whoever runs this machine and its network"
	case "target":
		return "the target's owner"
	default:
		return ""
	}
}

func (p *page) group(sign, reason string, results []Result) {
	for i, l := range wrap(clausesBy(results)+": "+Printable(reason), p.width-2) {
		if i > 0 {
			sign = " "
		}
		p.line(sign + " " + l)
	}
	var ids []string
	for _, r := range results[:min(len(results), maxListed)] {
		ids = append(ids, Printable(r.ID))
	}
	if more := len(results) - len(ids); more > 0 {
		ids = append(ids, fmt.Sprintf("and %d more", more))
	}
	p.paragraph("    ", strings.Join(ids, ", "))
}

// maxListed is how many clauses are named that share one reason: the report names them all.
const maxListed = 12

// clausesBy counts clauses and says how many of them are mandatory.
func clausesBy(group []Result) string {
	mandatory := count(group, func(r Result) bool { return r.Level == Mandatory })
	switch {
	case mandatory == len(group):
		return many(mandatory, "mandatory clause", "mandatory clauses")
	case mandatory > 0:
		return fmt.Sprintf("%d clauses (%d mandatory)", len(group), mandatory)
	default:
		return many(len(group), "clause", "clauses")
	}
}

// closing is the verdict in words, in one sentence, and where more is told.
func (p *page) closing(where []string) {
	if p.b.Len() > 0 {
		p.line("")
	}
	text := p.report.verdictText() + "."
	if len(where) > 0 {
		text += " Reports: " + strings.Join(where, ", ")
	}
	lines := wrap(Printable(text), p.width)
	word, rest, _ := strings.Cut(lines[0], " ")
	color := map[Verdict]shade{VerdictConformant: green, VerdictNonconformant: red}[p.report.Verdict]
	if color == plain || p.report.Summary.Known > 0 && color == green {
		color = yellow
	}
	lines[0] = strings.TrimRight(p.ink.paint(color, word)+" "+rest, " ")
	for _, l := range lines {
		p.line(l)
	}
}

// verdictText is the verdict in words.
func (r Report) verdictText() string {
	text := string(r.Verdict)
	if n := count(r.Results, Result.excused); n > 0 && r.Verdict == VerdictConformant {
		text += " " + exceptFor(n)
	}
	if r.Partial {
		text += ", as far as " + asClauseFlags(r.Clauses) + " goes"
	}
	if r.Strict {
		text += " under --strict"
	}
	tally := r.tally()
	if r.Verdict == VerdictInconclusive || tally == "" {
		tally = strings.Join(slices.DeleteFunc([]string{r.Reason, tally}, func(s string) bool { return s == "" }), "; ")
	}
	if without := unaskedResource(r.Results); without != "" && !strings.Contains(tally, without) {
		tally = strings.TrimPrefix(tally+"; "+without, "; ")
	}
	return text + ": " + tally
}

func (r Report) tally() string {
	if len(r.Results) == 0 {
		return ""
	}
	is := func(s Status) func(Result) bool {
		return func(x Result) bool { return x.Status == s }
	}
	failed := count(r.Results, func(x Result) bool { return x.CountsAgainst(r.Strict) })
	passed := count(r.Results, is(Passed))
	var parts []string
	add := func(n int, one, more, detail string) {
		if n > 0 {
			parts = append(parts, many(n, one, more)+detail)
		}
	}
	add(failed, "clause failed", "clauses failed",
		aside(count(r.Results, Result.beyondExcuse), "listed in the baseline, which excuses no token for the unauthenticated"))
	among := aside(count(r.Results, Result.stale), "listed as known to fail")
	if failed > 0 {
		parts = append(parts, fmt.Sprintf("%d passed", passed)+among)
	} else {
		parts = append(parts, many(passed, "clause passed", "clauses passed")+among)
	}
	if r.Verdict != VerdictConformant { // there it stands before the colon
		add(count(r.Results, Result.excused), "known deviation", "known deviations", "")
	}
	add(count(r.Results, func(x Result) bool { return x.warns(r.Strict) && x.Level != Optional }), "warning", "warnings", "")
	add(count(r.Results, is(Skipped)), "skipped", "skipped", aside(r.Summary.Mandatory.Skipped, "mandatory"))
	add(count(r.Results, is(Inconclusive)), "inconclusive", "inconclusive", "")
	return strings.Join(parts, ", ")
}

// aside says of how many among those just counted something else is true.
func aside(n int, what string) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(" (%d of them %s)", n, what)
}

// asClauseFlags writes patterns as somebody gives them on the command line.
func asClauseFlags(patterns []string) string {
	flags := make([]string, len(patterns))
	for i, pattern := range patterns {
		flags[i] = "--clause " + pattern
	}
	return strings.Join(flags, " ")
}
