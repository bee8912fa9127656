package reports

import (
	"fmt"
	"io"
	"strings"
)

// maxMarkdown bounds a summary, in bytes: a CI shows step summaries of at most 1 MiB, and a comment on a pull request
// less.
const maxMarkdown = 60 << 10

// WriteMarkdown writes the completed report as a short summary for pull requests and CI steps (GitHub's Markdown): the
// verdict, a table of areas and, folded, each failure. Whatever a target said stands in blocks of code, where it is
// neither Markdown nor HTML and mentions nobody. What does not fit is counted.
func WriteMarkdown(w io.Writer, r Report) error {
	m := summaryPage{report: r.Complete()}
	m.opening()
	m.areas()
	m.preflight()
	for _, s := range m.report.sections() {
		m.section(s)
	}
	m.noted()
	if _, err := io.WriteString(w, m.b.String()); err != nil {
		return fmt.Errorf("writing the summary: %w", err)
	}
	return nil
}

type summaryPage struct {
	b      strings.Builder
	report Report
}

func (m *summaryPage) line(format string, values ...any) { fmt.Fprintf(&m.b, format+"\n", values...) }

func (m *summaryPage) opening() {
	r := m.report
	sign := map[string]string{"good": "✅", "bad": "❌", "open": "⚠️"}[tone(r)]
	m.line("## %s %s", sign, inline(string(r.Verdict)))
	m.line("\n%s\n", inline(r.verdictSentence()))
	m.line("| | |\n|---|---|")
	for _, f := range facts(r) {
		switch f.Label {
		case "Contract", "Profile":
			m.line("| %s | %s |", f.Label, inline(f.Text))
		case "Target", "Asked":
			m.line("| %s | %s |", f.Label, codeCell(strings.TrimSpace(f.Text+" "+f.Detail)))
		}
	}
	for _, c := range caveats(r) {
		m.line("| Note | %s |", inline(c))
	}
}

func (m *summaryPage) areas() {
	if len(m.report.Results) == 0 {
		return
	}
	known, rule := "", ""
	if m.report.Summary.Known > 0 {
		known, rule = " known |", "---:|"
	}
	m.line("\n| area | passed | failed | warned | skipped | inconclusive |%s\n|---|---:|---:|---:|---:|---:|%s", known, rule)
	for _, c := range m.report.areaCounts() {
		row := fmt.Sprintf("| %s | %d | %d | %d | %d | %d |", inline(c.Area), c.Passed, c.Failed, c.Warned, c.Skipped, c.Inconclusive)
		if known != "" {
			row += fmt.Sprintf(" %d |", c.Known)
		}
		m.line("%s", row)
	}
}

func (m *summaryPage) preflight() {
	if !m.report.SetUpFailed() {
		return
	}
	m.line("\n### Preflight\n")
	var lines []string
	for _, s := range m.report.Preflight {
		sign, text := stepText(s)
		lines = append(lines, sign+" "+pad(Printable(s.Name), stepWidth)+text)
	}
	m.line("%s", block(strings.Join(lines, "\n")))
}

// section folds each result. It stops where the summary is full, and says how much is left out.
func (m *summaryPage) section(s section) {
	m.line("\n### %s\n", inline(s.title()))
	if s.grouped {
		m.groups(s)
		return
	}
	for i, r := range s.results {
		folded := fmt.Sprintf("<details><summary>%s <code>%s</code> %s</summary>\n\n%s\n\n</details>\n", s.sign, tagged(r.ID), tagged(r.sentence()), block(r.text()))
		if m.b.Len()+len(folded) > maxMarkdown {
			m.line("… and %s: see report.html.", many(len(s.results)-i, "more", "more"))
			return
		}
		m.line("%s", folded)
	}
}

func (m *summaryPage) noted() {
	var lines []string
	for _, n := range m.report.Noted[:min(len(m.report.Noted), maxListed)] {
		lines = append(lines, Printable(n.About+": "+n.Seen))
	}
	if text := block(strings.Join(lines, "\n")); len(lines) > 0 && m.b.Len()+len(text) <= maxMarkdown {
		m.line("\n### Noted, and not judged: the contract leaves it open\n\n%s", text)
	}
}

func (m *summaryPage) groups(s section) {
	for i, g := range byReason(s.results) {
		ids := make([]string, 0, maxListed)
		for _, r := range g.results[:min(len(g.results), maxListed)] {
			ids = append(ids, Printable(r.ID))
		}
		more := ""
		if n := len(g.results) - len(ids); n > 0 {
			more = fmt.Sprintf("\nand %d more", n)
		}
		folded := fmt.Sprintf("<details><summary>%s</summary>\n\n%s\n\n</details>\n", clausesBy(g.results), block(Printable(g.reason)+"\n\n"+strings.Join(ids, "\n")+more))
		if m.b.Len()+len(folded) > maxMarkdown {
			m.line("… and %s: see report.html.", many(len(byReason(s.results))-i, "reason more", "reasons more"))
			return
		}
		m.line("%s", folded)
	}
}

// block is text as a block of code, with a fence that the text does not have.
func block(text string) string {
	fence := "```"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	return fence + "text\n" + text + "\n" + fence
}

// codeCell is text as code within the cell of a table: in a code span only the bar means anything there.
func codeCell(text string) string {
	text = Printable(text)
	fence := "`"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	return fence + " " + strings.ReplaceAll(text, "|", `\|`) + " " + fence
}

// inline is text within a line: what would mention somebody or refer to an issue is code, for neither an escape nor a
// character reference keeps it from that.
func inline(text string) string {
	return strings.NewReplacer("&#64;", "`@`", `\#`, "`#`", "www.", `www\.`).Replace(markdown(text))
}

// tagged is text within HTML within Markdown: character references stand for all that means something in either.
func tagged(text string) string {
	var b strings.Builder
	for _, r := range Printable(text) {
		switch {
		case r == '@' || r == '#':
			b.WriteString("<code>" + string(r) + "</code>")
		case strings.ContainsRune("\\`*_{}[]<>()&|~:/$\"'", r):
			fmt.Fprintf(&b, "&#%d;", r)
		default:
			b.WriteRune(r)
		}
	}
	return strings.ReplaceAll(b.String(), "www.", "www&#46;")
}
