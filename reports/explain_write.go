package reports

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// WriteExplainedTerminal writes an explained clause for people. Width and color are as in Terminal; it writes all at
// once.
func WriteExplainedTerminal(w io.Writer, e Explained, width int, color bool) error {
	p := page{width: Terminal{Width: width}.width(), ink: ink{on: color}}
	id := Printable(e.ID)
	gap := max(1, p.width-columns(id)-columns(string(e.Level)))
	p.line(p.ink.paint(bold, id) + strings.Repeat(" ", gap) + string(e.Level))
	p.paragraph("  ", e.result().sentence())
	for _, part := range e.about() {
		p.part(part)
	}
	for _, x := range e.examples() {
		p.heading(x.heading)
		p.line("")
		sign := p.ink.paint(x.color, x.sign) + " "
		for _, l := range x.told(p.width - 2) {
			p.line(sign + l)
			sign = "  "
		}
		for _, part := range x.shape(e.Contract) {
			p.part(part)
		}
	}
	if _, err := w.Write(p.b.Bytes()); err != nil {
		return fmt.Errorf("writing to the terminal: %w", err)
	}
	return nil
}

// headedExample is an example with what stands above it.
type headedExample struct {
	*Example
	heading, sign string
	color         shade
}

// told is what the target does, in lines; none where there is no target.
func (x Example) told(width int) []string {
	if x.Target == "" {
		return nil
	}
	return wrap(x.sentence(), width)
}

func (e Explained) examples() []headedExample {
	var all []headedExample
	if e.Passing != nil {
		all = append(all, headedExample{e.Passing, "Kept, for example", "✓", green})
	}
	if e.Failing != nil {
		all = append(all, headedExample{e.Failing, "Broken, for example", "✗", red})
	}
	return all
}

// WriteExplainedMarkdown writes an explained clause as a section to paste into an issue or a page.
func WriteExplainedMarkdown(w io.Writer, e Explained) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, "## %s\n\n%s\n\n", code(e.ID), markdown(e.result().sentence()))
	writeParts(&b, e.about())
	for _, x := range e.examples() {
		fmt.Fprintf(&b, "\n### %s\n\n", x.heading)
		if x.Target != "" {
			b.WriteString(markdown(x.sentence()) + "\n\n")
		}
		writeParts(&b, x.shape(e.Contract))
	}
	if _, err := w.Write(b.Bytes()); err != nil {
		return fmt.Errorf("writing the explanation as Markdown: %w", err)
	}
	return nil
}

// writeParts writes labelled parts as a list.
func writeParts(b *bytes.Buffer, parts []part) {
	label := ""
	for _, p := range parts {
		if p.label != "" {
			label = p.label
		}
		text := markdown(p.text)
		if p.shell && !strings.Contains(p.text, "`") {
			text = "`" + p.text + "`"
		}
		fmt.Fprintf(b, "- **%s**: %s\n", label, text)
	}
}

// WriteExplainedListMarkdown writes which clauses there are, as a table.
func WriteExplainedListMarkdown(w io.Writer, clauses []Explained) error {
	var b bytes.Buffer
	b.WriteString("| clause | level | |\n|---|---|---|\n")
	for _, e := range clauses {
		fmt.Fprintf(&b, "| %s | %s | %s |\n", code(e.ID), e.Level, markdown(e.result().sentence()))
	}
	if _, err := w.Write(b.Bytes()); err != nil {
		return fmt.Errorf("writing clauses as Markdown: %w", err)
	}
	return nil
}

// WriteExplainedJSON writes explained clauses as an indented JSON list in UTF-8, as WriteJSON does it.
func WriteExplainedJSON(w io.Writer, clauses []Explained) error {
	clauses = list(clauses)
	for i := range clauses {
		clauses[i].Explanation.Probes = list(clauses[i].Explanation.Probes)
	}
	return writeList(w, clauses)
}

// writeList writes what is explained as an indented JSON list.
func writeList[T any](w io.Writer, explained []T) error {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(explained); err != nil {
		return fmt.Errorf("encoding the explanation: %w", err)
	}
	if _, err := w.Write(escapeInvisible(b.Bytes())); err != nil {
		return fmt.Errorf("writing the explanation: %w", err)
	}
	return nil
}
