package text

import (
	"bytes"
	"fmt"
	"io"
	"strings"
)

// Terminal is where people read.
type Terminal struct {
	W     io.Writer
	Width int  // columns; 0 means 80, fewer than 40 or more than 100 are not used
	Color bool // WantsColor says when
	Quiet bool // the closing line alone
}

// WantsColor says whether to color: on a terminal, unless NO_COLOR is set and not empty
// (https://no-color.org) or TERM is "dumb".
func WantsColor(terminal bool, getenv func(string) (string, bool)) bool {
	noColor, _ := getenv("NO_COLOR")
	term, _ := getenv("TERM")
	return terminal && noColor == "" && term != "dumb"
}

// Part is one labelled part of the fixed shape in which a result is told, the same in every format.
type Part struct {
	Label string
	Text  string // harmless, on one line
	Shell bool   // a command: broken between its words only, so that it can be copied
}

// Printer lays text out for a terminal. It holds all of it until it is whole.
type Printer struct {
	Width int
	Color bool
	b     bytes.Buffer
}

// NewPrinter lays out for a terminal of that width, as Terminal has it.
func NewPrinter(width int, color bool) *Printer {
	if width == 0 {
		width = 80
	}
	return &Printer{Width: min(max(width, 40), 100), Color: color}
}

// Bytes is what was printed.
func (p *Printer) Bytes() []byte { return p.b.Bytes() }

// Line prints a line as it is.
func (p *Printer) Line(s string) { p.b.WriteString(s + "\n") }

// Paragraph wraps text, and indents all of it.
func (p *Printer) Paragraph(indent, text string) {
	for _, l := range Wrap(text, p.Width-len(indent)) {
		p.Line(indent + l)
	}
}

// Heading prints a heading after an empty line.
func (p *Printer) Heading(title string) { p.Line("\n" + p.Paint(Bold, title)) }

// Bullet wraps text behind a sign.
func (p *Printer) Bullet(sign, text string) {
	for _, l := range Wrap(Printable(text), p.Width-2) {
		p.Line(sign + " " + l)
		sign = " "
	}
}

// Part prints a labelled part.
func (p *Printer) Part(part Part) {
	width := p.Width - 2 - LabelWidth
	lines := Wrap(part.Text, width)
	if part.Shell {
		lines = wrapCommand(part.Text, width)
	}
	label := part.Label
	for _, l := range lines {
		p.Line("  " + p.Paint(Faint, Pad(label, LabelWidth)) + l)
		label = ""
	}
}

// Number prints a number right in a column of that width, and none as a dot.
func (p *Printer) Number(width, n int, color Color) string {
	if n == 0 {
		return strings.Repeat(" ", width-1) + p.Paint(Faint, "·")
	}
	s := fmt.Sprint(n)
	return strings.Repeat(" ", max(1, width-len(s))) + p.Paint(color, s)
}
