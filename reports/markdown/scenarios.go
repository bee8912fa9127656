package markdown

import (
	"strings"

	"github.com/authconform/authconform/reports/outline"
	"github.com/authconform/authconform/reports/text"
)

// scenarios is a table of what a client was led through, a row each.
func (m *summaryPage) scenarios() {
	if len(m.report.Scenarios) == 0 {
		return
	}
	m.line("\n### Scenarios\n\n| scenario | steps seen | took | the client | otherwise |\n|---|---:|---:|---|---|")
	for i, s := range m.report.Scenarios {
		var row strings.Builder
		for _, cell := range []string{text.CodeSpan(text.Printable(s.Name)), outline.StepsText(s), outline.Seconds(s.Seconds), text.Inline(outline.EndText(s)), oddities(outline.Oddities(s))} {
			row.WriteString("| " + cell + " ")
		}
		if m.b.Len()+row.Len() > maxMarkdown {
			m.line("\n… and %s: see report.html.", text.Plural(len(m.report.Scenarios)-i, "more", "more"))
			return
		}
		m.line("%s|", row.String())
	}
}

func oddities(told []string) string {
	if len(told) == 0 {
		return ""
	}
	return text.CodeSpan(strings.Join(told, "; "))
}
