package terminal

import (
	"fmt"
	"strings"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/outline"
	"github.com/authconform/authconform/reports/text"
)

// The rules of the output:
//   - Nothing a target said reaches the terminal but through Printable.
//   - What matters most comes first within the failures (R11), and last of all: the closing line is the
//     verdict, and is what is left on the screen.
//   - Each result has the same shape, the same as in the other formats.
//   - One cause is told once: results that share a reason are told together, and what was skipped in a line each.
//   - 80 columns suffice. Commands are broken between words with a backslash, addresses never.
//   - Color only repeats what a sign or a word says.
//   - Headings name who has to act.

// reportPage is a report on its way to a terminal.
type reportPage struct {
	*text.Printer
	report reports.Report
	quiet  bool // the closing line alone
}

// Write writes the completed report; where names the files in which more is told. It writes all at once.
func Write(t text.Terminal, r reports.Report, where []string) error {
	p := reportPage{text.NewPrinter(t.Width, t.Color), r.Complete(), t.Quiet}
	if !t.Quiet {
		p.opening()
		p.areas()
		p.preflight()
		for _, s := range outline.Sections(p.report) {
			p.section(s)
		}
		p.scenarios()
		p.spelt()
		p.noted()
	}
	p.closing(where)
	if _, err := t.W.Write(p.Bytes()); err != nil {
		return fmt.Errorf("writing to the terminal: %w", err)
	}
	return nil
}

func (p *reportPage) opening() {
	r := p.report
	title := r.Contract.Title
	if title == "" {
		title = r.Contract.Name
	}
	p.Paragraph("", text.Printable(r.Suite.Name+" "+r.Suite.Version+": "+title))
	target := "target " + r.Target.BaseURL
	switch {
	case r.Target.Client != "":
		target = strings.TrimPrefix("client "+r.Target.Client, "client the ")
	case r.Target.BaseURL == "":
		target = ""
	case r.Target.Embedded:
		target += " (the embedded reference target)"
	case r.Target.Environment != "":
		target += " (" + r.Target.Environment + ")"
	}
	if target != "" {
		p.Paragraph("", text.Printable(target))
	}
	if form := outline.OtherForm(r); form != "" {
		p.Paragraph("", text.Printable(form))
	}
}

func (p *reportPage) section(s outline.Section) {
	if s.Name == "Skipped" {
		p.folded(s)
		return
	}
	p.Heading(s.Title())
	if s.Grouped {
		for _, g := range outline.ByReason(s.Results) {
			p.Line("")
			p.group(p.Paint(s.Color, s.Sign), g.Reason, g.Results)
		}
		return
	}
	for _, c := range s.Cards {
		p.Line("")
		name, level := c.Name(), string(c.Result.Level)
		gap := max(1, p.Width-text.Columns(s.Sign)-1-text.Columns(name)-text.Columns(level))
		p.Line(p.Paint(s.Color, s.Sign) + " " + p.Paint(text.Bold, name) + strings.Repeat(" ", gap) + level)
		p.Paragraph("  ", c.Sentence())
		for _, part := range c.Parts() {
			p.Part(part)
		}
	}
}

func (p *reportPage) noted() {
	if n := p.report.Summary.Notes; n > 0 {
		p.Paragraph("", text.Plural(n, "answer", "answers")+" noted where the contract allows several (ruling 2): see report.json.")
	}
	for i, n := range p.report.Noted {
		if i == 0 {
			p.Heading("Noted, and not judged: the contract leaves it open")
			p.Line("")
		}
		p.Paragraph("  ", text.Printable(n.About+": "+n.Seen))
	}
}

func (p *reportPage) spelt() {
	if left := p.report.LeftSpellings(); left != "" {
		p.Paragraph("", text.Printable(left))
	}
}
