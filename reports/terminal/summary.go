package terminal

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/outline"
	"github.com/authconform/authconform/reports/text"
)

// areas is a table: an area a row, in the order of the alphabet. Where nothing is to be seen in it, it is a line.
func (p *reportPage) areas() {
	if len(p.report.Results) == 0 {
		return
	}
	areas := outline.AreaCounts(p.report)
	if p.uneventful() {
		p.Line("")
		p.Paragraph("", passedIn(areas))
		return
	}
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

// uneventful says that every clause passed or was skipped.
func (p *reportPage) uneventful() bool {
	s := p.report.Summary
	return s.Passed+s.Skipped == s.Clauses
}

// passedIn counts what passed, area by area.
func passedIn(areas []outline.AreaCount) string {
	var parts []string
	for _, a := range areas {
		if a.Passed > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", a.Passed, a.Area))
		}
	}
	return "passed: " + strings.Join(parts, ", ")
}

// folded tells what was skipped in a line for each reason: the flag that has it asked, and as much of the reason as fits.
func (p *reportPage) folded(s outline.Section) {
	if !p.uneventful() {
		p.Line("")
	}
	for _, g := range outline.ByReason(s.Results) {
		reason := g.Results[0].Reason
		if len(g.Results) > 1 && g.Results[1].Reason != reason {
			reason = g.Reason
		} else if flag := g.Results[0].Flag; flag != "" {
			reason = flag + ": " + reason
		}
		line := "skipped: " + outline.CountClauses(g.Results) + ", " + text.Printable(reason)
		p.Line(p.Paint(s.Color, text.Measure().Truncate(line, p.Width, "…")))
	}
}

// closing tells where more is told, and last of all the verdict in one sentence.
func (p *reportPage) closing(where []string) {
	if len(p.Bytes()) > 0 {
		p.Line("")
	}
	p.files(where)
	lines := []string{text.Printable(p.report.VerdictText() + ".")}
	if !p.quiet { // what a script reads is one line
		lines = text.Wrap(lines[0], p.Width)
	}
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

// files puts the path of what people read on a line of its own, whole, so that it can be opened; what lies beside it is named.
func (p *reportPage) files(where []string) {
	if len(where) == 0 {
		return
	}
	page := where[len(where)-1]
	for _, path := range where {
		if filepath.Base(path) == reports.PageFile {
			page = path
		}
	}
	var beside []string
	for _, path := range where {
		if path != page {
			beside = append(beside, filepath.Base(path))
		}
	}
	heading := "Report:"
	if len(beside) > 0 {
		heading = "Report, with " + strings.Join(beside, ", ") + " beside it:"
	}
	p.Paragraph("", text.Printable(heading))
	p.Line(text.Printable(page))
}
