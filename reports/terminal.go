package reports

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
)

// The rules of the output:
//   - Nothing a target said reaches the terminal but through Printable.
//   - What matters most comes first within the failures (R11), and last of all: the closing line is the
//     verdict, and is what is left on the screen.
//   - Each result has the same shape, the same as in the other formats.
//   - One cause is told once: results that share a reason are told together.
//   - 80 columns suffice. Commands are broken between words with a backslash, addresses never.
//   - Color only repeats what a sign or a word says.
//   - Headings name who has to act.

// Terminal writes a report for people.
type Terminal struct {
	W     io.Writer
	Width int  // columns; 0 means 80, fewer than 40 or more than 100 are not used
	Color bool // WantsColor says when
	Quiet bool // the closing line alone
}

// Write writes the completed report; where names the files in which more is told. It writes all at once.
func (t Terminal) Write(r Report, where []string) error {
	p := page{width: t.width(), ink: ink{on: t.Color}, report: r.Complete()}
	if !t.Quiet {
		p.opening()
		p.areas()
		p.preflight()
		for _, s := range p.report.sections() {
			p.section(s)
		}
		p.noted()
		p.spelt()
	}
	p.closing(where)
	if _, err := t.W.Write(p.b.Bytes()); err != nil {
		return fmt.Errorf("writing to the terminal: %w", err)
	}
	return nil
}

// WantsColor says whether to color: on a terminal, unless NO_COLOR is set and not empty
// (https://no-color.org) or TERM is "dumb".
func WantsColor(terminal bool, getenv func(string) (string, bool)) bool {
	noColor, _ := getenv("NO_COLOR")
	term, _ := getenv("TERM")
	return terminal && noColor == "" && term != "dumb"
}

func (t Terminal) width() int {
	if t.Width == 0 {
		return 80
	}
	return min(max(t.Width, 40), 100)
}

// page is a report on its way to a terminal.
type page struct {
	b      bytes.Buffer
	width  int
	ink    ink
	report Report
}

func (p *page) line(s string) { p.b.WriteString(s + "\n") }

func (p *page) paragraph(indent, text string) {
	for _, l := range wrap(text, p.width-len(indent)) {
		p.line(indent + l)
	}
}

func (p *page) heading(title string) {
	p.line("\n" + p.ink.paint(bold, title))
}

func (p *page) opening() {
	r := p.report
	title := r.Contract.Title
	if title == "" {
		title = r.Contract.Name
	}
	p.paragraph("", Printable(r.Suite.Name+" "+r.Suite.Version+": "+title))
	target := r.Target.BaseURL
	switch {
	case r.Target.Embedded:
		target += " (the embedded reference target)"
	case r.Target.Environment != "":
		target += " (" + r.Target.Environment + ")"
	}
	if target != "" {
		p.paragraph("", Printable("target "+target))
	}
	if text := r.formText(); text != "" {
		p.paragraph("", Printable(text))
	}
}

func (p *page) section(s section) {
	p.heading(s.title())
	if s.grouped {
		for _, g := range byReason(s.results) {
			p.line("")
			p.group(p.ink.paint(s.color, s.sign), g.reason, g.results)
		}
		return
	}
	for _, r := range s.results {
		p.line("")
		id := Printable(r.ID)
		gap := max(1, p.width-columns(s.sign)-1-columns(id)-columns(string(r.Level)))
		p.line(p.ink.paint(s.color, s.sign) + " " + p.ink.paint(bold, id) + strings.Repeat(" ", gap) + string(r.Level))
		p.paragraph("  ", r.sentence())
		for _, part := range r.shape() {
			p.part(part)
		}
	}
}

func (p *page) part(part part) {
	width := p.width - 2 - labelWidth
	lines := wrap(part.text, width)
	if part.shell {
		lines = wrapCommand(part.text, width)
	}
	label := part.label
	for _, l := range lines {
		p.line("  " + p.ink.paint(faint, pad(label, labelWidth)) + l)
		label = ""
	}
}

func (p *page) noted() {
	if n := p.report.Summary.Notes; n > 0 {
		p.line("")
		p.paragraph("", many(n, "answer is noted", "answers are noted")+
			" where the contract allows several (ruling 2): see note in report.json.")
	}
	for i, n := range p.report.Noted {
		if i == 0 {
			p.heading("Noted, and not judged: the contract leaves it open")
			p.line("")
		}
		p.paragraph("  ", Printable(n.About+": "+n.Seen))
	}
}

func (p *page) spelt() {
	if text := p.report.spelt(); text != "" {
		p.line("")
		p.paragraph("", Printable(text))
	}
}

func rank(l Level) int { return slices.Index([]Level{Mandatory, Recommended, Optional}, l) }
