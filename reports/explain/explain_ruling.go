package explain

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/authconform/authconform/reports/text"
	"github.com/authconform/authconform/suites/clause"
)

// Ruling is a decision on how the sources are read, and what rests on it.
type Ruling struct {
	clause.Decision
	// Contract is the one whose clauses are told, and Clauses those of them that rest on the ruling.
	Contract string   `json:"contract"`
	Clauses  []string `json:"clauses"`
}

func (r Ruling) parts() []text.Part {
	parts := []text.Part{{Label: "sources", Text: text.Printable(r.Sources)}}
	add := func(label string, texts []string) {
		for _, s := range texts {
			parts = append(parts, text.Part{Label: label, Text: text.Printable(s)})
			label = ""
		}
	}
	add("decided", r.Decided)
	add("why", []string{r.Why})
	clauses := strings.Join(r.Clauses, ", ")
	if clauses == "" {
		clauses = "none of " + r.Contract + " rests on it"
	}
	add("clauses", []string{clauses})
	return parts
}

// WriteRulingTerminal writes a ruling for people. Width and color are as in Terminal.
func WriteRulingTerminal(w io.Writer, r Ruling, width int, color bool) error {
	p := text.NewPrinter(width, color)
	p.Line(p.Paint(text.Bold, r.Number.String()+" "+text.Printable(r.Title)))
	p.Paragraph("  ", text.Printable(r.Short))
	for _, part := range r.parts() {
		p.Part(part)
	}
	if _, err := w.Write(p.Bytes()); err != nil {
		return fmt.Errorf("writing to the terminal: %w", err)
	}
	return nil
}

// WriteRulingMarkdown writes a ruling as a section to paste into an issue or a page.
func WriteRulingMarkdown(w io.Writer, r Ruling) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, "## %s %s\n\n%s\n\n", r.Number, text.Markdown(text.Printable(r.Title)), text.Markdown(text.Printable(r.Short)))
	writeParts(&b, r.parts())
	if _, err := w.Write(b.Bytes()); err != nil {
		return fmt.Errorf("writing the ruling as Markdown: %w", err)
	}
	return nil
}

// WriteRulingJSON writes a ruling as an indented JSON list of one, as WriteExplainedJSON does it.
func WriteRulingJSON(w io.Writer, r Ruling) error {
	r.Clauses = text.NonNil(r.Clauses)
	return text.EncodeJSON(w, "the explanation", []Ruling{r})
}
