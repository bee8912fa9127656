package diff

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/outline"
	"github.com/authconform/authconform/reports/text"
)

// WriteTerminal writes a diff for people, by the same rules as a report: what is worse in full, what is better in short,
// and the closing line last. Where quiet is set it is all there is.
func WriteTerminal(t text.Terminal, d Diff) error {
	p := text.NewPrinter(t.Width, t.Color)
	if !t.Quiet {
		sides(p, d)
		writeCircumstances(p, d)
		for _, kind := range ChangeKinds() {
			changed(p, kind, d.of(kind))
		}
		coverageChanges(p, d.Coverage)
		p.Line("")
	}
	lines := text.Wrap(d.closing(), p.Width)
	color, word := text.Green, "no regression:"
	if d.Regressed {
		color, word = text.Red, "regressed:"
	}
	lines[0] = p.Paint(color, word) + strings.TrimPrefix(lines[0], word)
	for _, l := range lines {
		p.Line(l)
	}
	if _, err := t.W.Write(p.Bytes()); err != nil {
		return fmt.Errorf("writing to the terminal: %w", err)
	}
	return nil
}

func sides(p *text.Printer, d Diff) {
	for _, row := range []struct {
		label string
		side  Side
	}{{"old", d.Old}, {"new", d.New}} {
		label := row.label
		for _, l := range text.Wrap(row.side.words(), p.Width-len("old  ")) {
			p.Line(p.Paint(text.Faint, text.Pad(label, len("old  "))) + l)
			label = ""
		}
	}
}

// verdict is the verdict in words, and what it does not speak of.
func (s Side) verdict() string {
	words := string(s.Verdict)
	if s.Strict {
		words += " under --strict"
	}
	if unasked := s.Completeness.Gaps(); unasked != "" {
		words += " (" + unasked + ")"
	}
	return words
}

// words says in a line what a report is and what it says.
func (s Side) words() string {
	parts := []string{s.verdict(), s.Started.UTC().Format("2006-01-02 15:04:05 UTC"), s.Suite.Name + " " + s.Suite.Version}
	if target := reports.LongName(s.Target); target != "" {
		parts = append(parts, target)
	}
	return text.Printable(strings.Join(parts, ", "))
}

func writeCircumstances(p *text.Printer, d Diff) {
	if len(d.Circumstances) == 0 {
		return
	}
	p.Heading("What else differs")
	p.Line("")
	for _, c := range d.Circumstances {
		p.Bullet("-", c)
	}
}

// changed tells the changes of one kind: in the fixed shape where there is a before and an after to tell, the others
// together by their causes.
func changed(p *text.Printer, kind ChangeKind, changes []Change) {
	if len(changes) == 0 {
		return
	}
	p.Heading(kind.heading(changes[0].party()))
	together := map[string][]reports.Result{}
	for _, c := range changes {
		if c.inFull() {
			writeChange(p, c)
			continue
		}
		together[c.cause()] = append(together[c.cause()], reports.Result{ID: c.ID, Level: c.Level})
	}
	causes := slices.SortedFunc(maps.Keys(together), func(a, b string) int {
		return cmp.Or(cmp.Compare(len(together[b]), len(together[a])), cmp.Compare(a, b))
	})
	for _, cause := range causes {
		writeTogether(p, kind, cause, together[cause])
	}
}

// writeTogether tells clauses that share a cause, "" for none.
func writeTogether(p *text.Printer, kind ChangeKind, cause string, results []reports.Result) {
	sign, color := kind.sign()
	s := outline.CountClauses(results)
	if cause != "" {
		s += ": " + cause
	}
	p.Line("")
	p.Bullet(p.Paint(color, sign), s)
	var ids []string
	for _, r := range results[:min(len(results), text.MaxListed)] {
		ids = append(ids, text.Printable(r.ID))
	}
	if more := len(results) - len(ids); more > 0 {
		ids = append(ids, fmt.Sprintf("and %d more", more))
	}
	p.Paragraph("    ", strings.Join(ids, ", "))
}

// inFull says whether a change is told with what was and what is. Of what is better, of what only the suite changed, and
// of what was not judged, the names and the cause are enough.
func (c Change) inFull() bool {
	switch c.Kind {
	case NewlyFailed, NewlyWarned, NewlyKnown, AnswerChanged:
		return true
	case ClauseAdded:
		return c.Regression
	case Fixed, NewlyJudged, ClauseRemoved, NewlyInconclusive, NewlySkipped:
	}
	return false
}

// cause is why a clause was not judged, "" where nothing is to be told.
func (c Change) cause() string {
	if c.New == nil || c.Kind != NewlyInconclusive && c.Kind != NewlySkipped {
		return ""
	}
	return c.New.Text
}

func writeChange(p *text.Printer, c Change) {
	sign, color := c.Kind.sign()
	if c.Kind == ClauseAdded {
		sign, color = NewlyFailed.sign()
	}
	id := text.Printable(c.ID)
	gap := max(1, p.Width-text.Columns(sign)-1-text.Columns(id)-text.Columns(string(c.Level)))
	p.Line("")
	p.Line(p.Paint(color, sign) + " " + p.Paint(text.Bold, id) + strings.Repeat(" ", gap) + string(c.Level))
	p.Paragraph("  ", reports.Result{Title: c.Title, Area: c.Area}.Sentence())
	for _, part := range []text.Part{{Label: "was", Text: c.Old.words()}, {Label: "is", Text: c.New.words()}} {
		if part.Text != "" {
			p.Part(part)
		}
	}
}

func coverageChanges(p *text.Printer, changes []CoverageChange) {
	if len(changes) == 0 {
		return
	}
	p.Heading("Coverage of the contract's document")
	p.Line("")
	for _, c := range changes[:min(len(changes), text.MaxListed)] {
		p.Bullet("~", c.words())
	}
	if more := len(changes) - text.MaxListed; more > 0 {
		p.Line(fmt.Sprintf("  and %d more", more))
	}
}

func (c CoverageChange) words() string {
	state := func(s string) string {
		if s == "" {
			return "not in the document"
		}
		return strings.ReplaceAll(s, "-", " ")
	}
	return c.Pointer + " (" + c.Statement + "): was " + state(c.Old) + ", is " + state(c.New)
}
