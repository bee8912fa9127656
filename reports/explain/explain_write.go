package explain

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/authconform/authconform/reports/text"
)

// WriteTerminal writes an explained clause for people. Width and color are as in Terminal; it writes all at
// once.
func WriteTerminal(w io.Writer, e Clause, width int, color bool) error {
	p := text.NewPrinter(width, color)
	id := text.Printable(e.ID)
	gap := max(1, p.Width-text.Columns(id)-text.Columns(string(e.Level)))
	p.Line(p.Paint(text.Bold, id) + strings.Repeat(" ", gap) + string(e.Level))
	p.Paragraph("  ", e.result().Sentence())
	for _, part := range e.about() {
		p.Part(part)
	}
	for _, x := range e.examples() {
		p.Heading(x.heading)
		p.Line("")
		sign := p.Paint(x.color, x.sign) + " "
		for _, l := range x.lines(p.Width - 2) {
			p.Line(sign + l)
			sign = "  "
		}
		for _, part := range x.shape(e.Contract) {
			p.Part(part)
		}
	}
	if _, err := w.Write(p.Bytes()); err != nil {
		return fmt.Errorf("writing to the terminal: %w", err)
	}
	return nil
}

// headedExample is an example with what stands above it.
type headedExample struct {
	*Example
	heading, sign string
	color         text.Color
}

// lines is what the target does, in lines; none where there is no target.
func (x Example) lines(width int) []string {
	if x.Target == "" {
		return nil
	}
	return text.Wrap(x.sentence(), width)
}

func (e Clause) examples() []headedExample {
	var all []headedExample
	if e.Passing != nil {
		all = append(all, headedExample{e.Passing, "Kept, for example", "✓", text.Green})
	}
	if e.Failing != nil {
		all = append(all, headedExample{e.Failing, "Broken, for example", "✗", text.Red})
	}
	return all
}

// WriteMarkdown writes an explained clause as a section to paste into an issue or a page.
func WriteMarkdown(w io.Writer, e Clause) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, "## %s\n\n%s\n\n", text.Code(e.ID), text.Markdown(e.result().Sentence()))
	writeParts(&b, e.about())
	for _, x := range e.examples() {
		fmt.Fprintf(&b, "\n### %s\n\n", x.heading)
		if x.Target != "" {
			b.WriteString(text.Markdown(x.sentence()) + "\n\n")
		}
		writeParts(&b, x.shape(e.Contract))
	}
	if _, err := w.Write(b.Bytes()); err != nil {
		return fmt.Errorf("writing the explanation as Markdown: %w", err)
	}
	return nil
}

// writeParts writes labelled parts as a list.
func writeParts(b *bytes.Buffer, parts []text.Part) {
	label := ""
	for _, p := range parts {
		if p.Label != "" {
			label = p.Label
		}
		text := text.Markdown(p.Text)
		if p.Shell && !strings.Contains(p.Text, "`") {
			text = "`" + p.Text + "`"
		}
		fmt.Fprintf(b, "- **%s**: %s\n", label, text)
	}
}

// WriteListMarkdown writes which clauses there are, as a table.
func WriteListMarkdown(w io.Writer, clauses []Clause) error {
	var b bytes.Buffer
	b.WriteString("| clause | level | |\n|---|---|---|\n")
	for _, e := range clauses {
		fmt.Fprintf(&b, "| %s | %s | %s |\n", text.Code(e.ID), e.Level, text.Markdown(e.result().Sentence()))
	}
	if _, err := w.Write(b.Bytes()); err != nil {
		return fmt.Errorf("writing clauses as Markdown: %w", err)
	}
	return nil
}

// WriteJSON writes explained clauses as an indented JSON list in UTF-8, as WriteJSON does it.
func WriteJSON(w io.Writer, clauses []Clause) error {
	clauses = text.NonNil(clauses)
	for i := range clauses {
		clauses[i].Explanation.Probes = text.NonNil(clauses[i].Explanation.Probes)
	}
	return text.EncodeJSON(w, "the explanation", clauses)
}
