package diff

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/text"
)

// WriteMarkdown writes a diff for a pull request or the summary of a CI step: tables, and what is better
// folded away. What a target said stands in code spans, where it can neither format nor mention anybody.
func WriteMarkdown(w io.Writer, d Diff) error {
	var b strings.Builder
	if d.Regressed {
		b.WriteString("## Regressed\n\n")
		for _, r := range d.Regressions {
			fmt.Fprintf(&b, "- %s\n", text.Markdown(r))
		}
		b.WriteString("\n")
	} else {
		fmt.Fprintf(&b, "## No regression\n\n%s\n\n", text.Markdown(cmp.Or(d.tally(), "nothing changed")+"."))
	}
	b.WriteString("| | verdict | run | suite | target |\n|---|---|---|---|---|\n")
	for _, row := range []struct {
		label string
		side  Side
	}{{"old", d.Old}, {"new", d.New}} {
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", row.label, row.side.verdict(), row.side.Started.UTC().Format("2006-01-02 15:04:05 UTC"),
			text.Markdown(row.side.Suite.Name+" "+row.side.Suite.Version), text.CodeSpan(reports.LongName(row.side.Target)))
	}
	if len(d.Circumstances) > 0 {
		b.WriteString("\nWhat else differs:\n\n")
		for _, c := range d.Circumstances {
			fmt.Fprintf(&b, "- %s\n", text.Markdown(c))
		}
	}
	for _, kind := range ChangeKinds() {
		markdownChanges(&b, kind, d.of(kind))
	}
	if len(d.Coverage) > 0 {
		fmt.Fprintf(&b, "\n<details><summary>Coverage of the contract's document (%d)</summary>\n\n| statement | was | is |\n|---|---|---|\n", len(d.Coverage))
		for _, c := range d.Coverage {
			fmt.Fprintf(&b, "| %s %s | %s | %s |\n", text.CodeSpan(c.Pointer), text.Markdown(c.Statement), text.Markdown(c.Old), text.Markdown(c.New))
		}
		b.WriteString("\n</details>\n")
	}
	if _, err := io.WriteString(w, b.String()); err != nil {
		return fmt.Errorf("writing the diff: %w", err)
	}
	return nil
}

func markdownChanges(b *strings.Builder, kind ChangeKind, changes []Change) {
	if len(changes) == 0 {
		return
	}
	folded := true
	for _, c := range changes {
		folded = folded && !c.inFull()
	}
	if folded {
		fmt.Fprintf(b, "\n<details><summary>%s (%d)</summary>\n", kind.heading(changes[0].party()), len(changes))
	} else {
		fmt.Fprintf(b, "\n### %s\n", kind.heading(changes[0].party()))
	}
	b.WriteString("\n| clause | level | was | is |\n|---|---|---|---|\n")
	for _, c := range changes {
		fmt.Fprintf(b, "| %s<br>%s | %s | %s | %s |\n", text.CodeSpan(c.ID), text.Markdown(reports.Result{Title: c.Title, Area: c.Area}.Sentence()), c.Level,
			markdownStanding(c.Old), markdownStanding(c.New))
	}
	if folded {
		b.WriteString("\n</details>\n")
	}
}

func markdownStanding(s *Standing) string {
	if s == nil {
		return ""
	}
	words := string(s.Status)
	if s.Known {
		words += ", known"
	}
	if s.Text != "" {
		words += ": " + text.CodeSpan(s.Text)
	}
	return words
}
