package markdown

import (
	"fmt"
	"io"
	"strings"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/outline"
	"github.com/authconform/authconform/reports/text"
)

// maxMarkdown bounds a summary, in bytes: a CI shows step summaries of at most 1 MiB, and a comment on a pull request
// less.
const maxMarkdown = 60 << 10

// Write writes the completed report as a short summary for pull requests and CI steps (GitHub's Markdown): the
// verdict, a table of areas and, folded, each failure. Whatever a target said stands in blocks of code, where it is
// neither Markdown nor HTML and mentions nobody. What does not fit is counted.
func Write(w io.Writer, r reports.Report) error {
	m := summaryPage{report: r.Complete()}
	m.opening()
	m.areas()
	m.preflight()
	for _, s := range outline.Sections(m.report) {
		m.section(s)
	}
	m.scenarios()
	m.noted()
	if _, err := io.WriteString(w, m.b.String()); err != nil {
		return fmt.Errorf("writing the summary: %w", err)
	}
	return nil
}

type summaryPage struct {
	b      strings.Builder
	report reports.Report
}

func (m *summaryPage) line(format string, values ...any) { fmt.Fprintf(&m.b, format+"\n", values...) }

func (m *summaryPage) opening() {
	r := m.report
	sign := map[string]string{"good": "✅", "bad": "❌", "open": "⚠️"}[outline.Tone(r)]
	m.line("## %s %s", sign, text.Inline(r.Heading()))
	m.line("\n**%s** %s\n", text.Inline(string(r.Verdict)), text.Inline(outline.VerdictSentence(r)))
	m.line("| | |\n|---|---|")
	for _, f := range outline.Facts(r) {
		switch f.Label {
		case "Contract", "Profile":
			m.line("| %s | %s |", f.Label, text.Inline(f.Text))
		case "Signed":
			m.line("| %s | %s %s |", f.Label, text.CodeSpan(f.Text), text.Inline(f.Detail))
		case "Target", "Client", "Asked", "Played":
			m.line("| %s | %s |", f.Label, text.CodeSpan(strings.TrimSpace(f.Text+" "+f.Detail)))
		}
	}
	for _, c := range outline.Caveats(r) {
		m.line("| Note | %s |", text.Inline(c))
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
	for _, c := range outline.AreaCounts(m.report) {
		row := fmt.Sprintf("| %s | %d | %d | %d | %d | %d |", text.Inline(c.Area), c.Passed, c.Failed, c.Warned, c.Skipped, c.Inconclusive)
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
		sign, words := outline.StepText(s)
		lines = append(lines, sign+" "+text.Pad(text.Printable(s.Name), outline.StepWidth)+words)
	}
	m.line("%s", text.CodeBlock(strings.Join(lines, "\n")))
}

// section folds each result. It stops where the summary is full, and says how much is left out.
func (m *summaryPage) section(s outline.Section) {
	m.line("\n### %s\n", text.Inline(s.Title()))
	if s.Grouped {
		m.groups(s)
		return
	}
	for i, c := range s.Cards {
		folded := fmt.Sprintf("<details><summary>%s <code>%s</code> %s</summary>\n\n%s\n\n</details>\n", s.Sign, text.Tagged(c.Name()), text.Tagged(c.Sentence()), text.CodeBlock(c.Text()))
		if m.b.Len()+len(folded) > maxMarkdown {
			m.line("… and %s: see report.html.", text.Plural(len(s.Cards)-i, "more", "more"))
			return
		}
		m.line("%s", folded)
	}
}

func (m *summaryPage) noted() {
	var lines []string
	for _, n := range m.report.Noted[:min(len(m.report.Noted), text.MaxListed)] {
		lines = append(lines, text.Printable(n.About+": "+n.Seen))
	}
	if text := text.CodeBlock(strings.Join(lines, "\n")); len(lines) > 0 && m.b.Len()+len(text) <= maxMarkdown {
		m.line("\n### Noted, and not judged: the contract leaves it open\n\n%s", text)
	}
}

func (m *summaryPage) groups(s outline.Section) {
	for i, g := range outline.ByReason(s.Results) {
		ids := make([]string, 0, text.MaxListed)
		for _, r := range g.Results[:min(len(g.Results), text.MaxListed)] {
			ids = append(ids, text.Printable(r.ID))
		}
		more := ""
		if n := len(g.Results) - len(ids); n > 0 {
			more = fmt.Sprintf("\nand %d more", n)
		}
		folded := fmt.Sprintf("<details><summary>%s</summary>\n\n%s\n\n</details>\n", outline.CountClauses(g.Results), text.CodeBlock(text.Printable(g.Reason)+"\n\n"+strings.Join(ids, "\n")+more))
		if m.b.Len()+len(folded) > maxMarkdown {
			m.line("… and %s: see report.html.", text.Plural(len(outline.ByReason(s.Results))-i, "reason more", "reasons more"))
			return
		}
		m.line("%s", folded)
	}
}
