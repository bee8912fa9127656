package reports

import (
	"bytes"
	"cmp"
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
		p.failures()
		p.stale()
		p.grouped("Could not be judged", "?", yellow, Inconclusive)
		p.known()
		p.warnings()
		p.grouped("Skipped", "-", faint, Skipped)
		p.noted()
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
	if form := r.Target.Form; form != "" && form != "documented" {
		p.paragraph("", Printable("Valid requests get no token in the documented form, but as in the probe "+form+
			": what depends on them was asked in that form (ruling 26)."))
	}
}

func (p *page) failures() {
	strict := p.report.Strict
	gravest := p.chosen(func(r Result) bool { return r.CountsAgainst(strict) && r.Gravest })
	p.results("Gravest: a token for the unauthenticated (the target's owner has to act)", "✗", red, gravest)
	others := p.chosen(func(r Result) bool { return r.CountsAgainst(strict) && !r.Gravest })
	slices.SortStableFunc(others, func(a, b Result) int { // a cause before what it does not block
		return cmp.Or(a.Level.rank()-b.Level.rank(), p.blocked(b)-p.blocked(a))
	})
	p.results("Failed (the target's owner has to act)", "✗", red, others)
}

func (p *page) stale() {
	p.results("Known to fail, but passed (whoever keeps the baseline has to act)", "✗", red, p.chosen(Result.stale))
}

func (p *page) known() {
	p.results("Known deviations (listed in the baseline; whoever owns one has to act)", "~", yellow, p.chosen(Result.excused))
}

// blocked counts the clauses that a failure keeps from being judged.
func (p *page) blocked(by Result) int {
	return count(p.report.Results, func(r Result) bool { return r.BlockedBy == by.ID })
}

func (p *page) warnings() {
	warned := func(level Level) []Result {
		return p.chosen(func(r Result) bool {
			return r.warns(p.report.Strict) && r.Level == level
		})
	}
	p.results("Warnings (the target's owner is advised to act)", "!", yellow, warned(Recommended))
	p.results("Good practice (never counted)", "!", faint, warned(Optional))
}

func (p *page) results(heading, sign string, color shade, results []Result) {
	for i, r := range results {
		if i == 0 {
			p.heading(heading)
		}
		p.line("")
		id := Printable(r.ID)
		gap := max(1, p.width-columns(sign)-1-columns(id)-columns(string(r.Level)))
		p.line(p.ink.paint(color, sign) + " " + p.ink.paint(bold, id) + strings.Repeat(" ", gap) + string(r.Level))
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

func (p *page) chosen(is func(Result) bool) []Result {
	var chosen []Result
	for _, r := range p.report.Results {
		if is(r) {
			chosen = append(chosen, r)
		}
	}
	return chosen
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

func (l Level) rank() int { return slices.Index([]Level{Mandatory, Recommended, Optional}, l) }
