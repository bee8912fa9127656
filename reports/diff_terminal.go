package reports

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// WriteDiff writes a diff for people, by the same rules as a report: what is worse in full, what is better in short,
// and the closing line last. Where quiet is set it is all there is.
func (t Terminal) WriteDiff(d Diff) error {
	p := page{width: t.width(), ink: ink{on: t.Color}}
	if !t.Quiet {
		p.sides(d)
		p.circumstances(d)
		for _, kind := range ChangeKinds() {
			p.changed(kind, d.of(kind))
		}
		p.coverageChanges(d.Coverage)
		p.line("")
	}
	lines := wrap(d.closing(), p.width)
	color, word := green, "no regression:"
	if d.Regressed {
		color, word = red, "regressed:"
	}
	lines[0] = p.ink.paint(color, word) + strings.TrimPrefix(lines[0], word)
	for _, l := range lines {
		p.line(l)
	}
	if _, err := t.W.Write(p.b.Bytes()); err != nil {
		return fmt.Errorf("writing to the terminal: %w", err)
	}
	return nil
}

func (p *page) sides(d Diff) {
	for _, row := range []struct {
		label string
		side  DiffSide
	}{{"old", d.Old}, {"new", d.New}} {
		label := row.label
		for _, l := range wrap(row.side.words(), p.width-len("old  ")) {
			p.line(p.ink.paint(faint, pad(label, len("old  "))) + l)
			label = ""
		}
	}
}

// words says in a line what a report is and what it says.
func (s DiffSide) words() string {
	verdict := string(s.Verdict)
	if s.Strict {
		verdict += " under --strict"
	}
	parts := []string{verdict, s.Started.UTC().Format("2006-01-02 15:04:05 UTC"), s.Suite.Name + " " + s.Suite.Version}
	if target := s.Target.longName(); target != "" {
		parts = append(parts, target)
	}
	return Printable(strings.Join(parts, ", "))
}

func (p *page) circumstances(d Diff) {
	if len(d.Circumstances) == 0 {
		return
	}
	p.heading("What else differs")
	p.line("")
	for _, c := range d.Circumstances {
		p.bullet("-", c)
	}
}

func (p *page) bullet(sign, text string) {
	for _, l := range wrap(Printable(text), p.width-2) {
		p.line(sign + " " + l)
		sign = " "
	}
}

// changed tells the changes of one kind: in the fixed shape where there is a before and an after to tell, the others
// together by their causes.
func (p *page) changed(kind ChangeKind, changes []Change) {
	if len(changes) == 0 {
		return
	}
	p.heading(kind.heading())
	together := map[string][]Result{}
	for _, c := range changes {
		if c.inFull() {
			p.change(c)
			continue
		}
		together[c.cause()] = append(together[c.cause()], Result{ID: c.ID, Level: c.Level})
	}
	causes := slices.SortedFunc(maps.Keys(together), func(a, b string) int {
		return cmp.Or(cmp.Compare(len(together[b]), len(together[a])), cmp.Compare(a, b))
	})
	for _, cause := range causes {
		p.together(kind, cause, together[cause])
	}
}

// together tells clauses that share a cause, "" for none.
func (p *page) together(kind ChangeKind, cause string, results []Result) {
	sign, color := kind.sign()
	text := clausesBy(results)
	if cause != "" {
		text += ": " + cause
	}
	p.line("")
	p.bullet(p.ink.paint(color, sign), text)
	var ids []string
	for _, r := range results[:min(len(results), maxListed)] {
		ids = append(ids, Printable(r.ID))
	}
	if more := len(results) - len(ids); more > 0 {
		ids = append(ids, fmt.Sprintf("and %d more", more))
	}
	p.paragraph("    ", strings.Join(ids, ", "))
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

func (p *page) change(c Change) {
	sign, color := c.Kind.sign()
	if c.Kind == ClauseAdded {
		sign, color = NewlyFailed.sign()
	}
	id := Printable(c.ID)
	gap := max(1, p.width-columns(sign)-1-columns(id)-columns(string(c.Level)))
	p.line("")
	p.line(p.ink.paint(color, sign) + " " + p.ink.paint(bold, id) + strings.Repeat(" ", gap) + string(c.Level))
	p.paragraph("  ", Result{Title: c.Title}.sentence())
	for _, part := range []part{{label: "was", text: c.Old.words()}, {label: "is", text: c.New.words()}} {
		if part.text != "" {
			p.part(part)
		}
	}
}

func (p *page) coverageChanges(changes []CoverageChange) {
	if len(changes) == 0 {
		return
	}
	p.heading("Coverage of the contract's document")
	p.line("")
	for _, c := range changes[:min(len(changes), maxListed)] {
		p.bullet("~", c.words())
	}
	if more := len(changes) - maxListed; more > 0 {
		p.line(fmt.Sprintf("  and %d more", more))
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
