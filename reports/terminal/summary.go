package terminal

import (
	"fmt"
	"strings"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/outline"
	"github.com/authconform/authconform/reports/text"
)

// areas is a table: an area a row, in the order of the alphabet.
func (p *reportPage) areas() {
	if len(p.report.Results) == 0 {
		return
	}
	areas := outline.AreaCounts(p.report)
	width := len("area")
	for _, a := range areas {
		width = max(width, text.Columns(a.Area))
	}
	anyKnown := p.report.Summary.Known > 0
	p.Line("")
	heading := text.Pad("area", width) + "  passed  failed  warned  skipped  inconclusive"
	if anyKnown {
		heading += "  known"
	}
	p.Line("  " + p.Paint(text.Faint, heading))
	for _, c := range areas {
		row := "  " + text.Pad(c.Area, width) + p.Number(8, c.Passed, text.Plain) + p.Number(8, c.Failed, text.Red) +
			p.Number(8, c.Warned, text.Yellow) + p.Number(9, c.Skipped, text.Plain) + p.Number(14, c.Inconclusive, text.Yellow)
		if anyKnown {
			row += p.Number(7, c.Known, text.Yellow)
		}
		p.Line(row)
	}
}

// preflight is told where it failed: then it is what the report is about.
func (p *reportPage) preflight() {
	if !p.report.SetUpFailed() {
		return
	}
	p.Heading("Preflight")
	p.Line("")
	for _, s := range p.report.Preflight {
		sign, words := outline.StepText(s)
		color := map[string]text.Color{"✓": text.Green, "✗": text.Red, "-": text.Faint}[sign]
		name := text.Pad(text.Printable(s.Name), outline.StepWidth)
		for i, l := range text.Wrap(words, p.Width-2-outline.StepWidth) {
			if i > 0 {
				sign, name = " ", strings.Repeat(" ", outline.StepWidth)
			}
			p.Line(p.Paint(color, sign) + " " + name + l)
		}
	}
}

func (p *reportPage) group(sign, reason string, results []reports.Result) {
	for i, l := range text.Wrap(outline.CountClauses(results)+": "+text.Printable(reason), p.Width-2) {
		if i > 0 {
			sign = " "
		}
		p.Line(sign + " " + l)
	}
	var ids []string
	for _, r := range results[:min(len(results), text.MaxListed)] {
		ids = append(ids, text.Printable(r.ID))
	}
	if more := len(results) - len(ids); more > 0 {
		ids = append(ids, fmt.Sprintf("and %d more", more))
	}
	p.Paragraph("    ", strings.Join(ids, ", "))
}

// closing is the verdict in words, in one sentence, and where more is told.
func (p *reportPage) closing(where []string) {
	if len(p.Bytes()) > 0 {
		p.Line("")
	}
	s := p.report.VerdictText() + "."
	if len(where) > 0 {
		s += " Reports: " + strings.Join(where, ", ")
	}
	lines := text.Wrap(text.Printable(s), p.Width)
	word, rest, _ := strings.Cut(lines[0], " ")
	color := map[reports.Verdict]text.Color{reports.VerdictConformant: text.Green, reports.VerdictNonconformant: text.Red}[p.report.Verdict]
	if color == text.Plain || p.report.Summary.Known > 0 && color == text.Green {
		color = text.Yellow
	}
	lines[0] = strings.TrimRight(p.Paint(color, word)+" "+rest, " ")
	for _, l := range lines {
		p.Line(l)
	}
}
