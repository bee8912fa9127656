package reports

import (
	"cmp"
	"fmt"
	"io"
	"strings"
)

// WriteDiffMarkdown writes a diff for a pull request or the summary of a CI step: tables, and what is better
// folded away. What a target said stands in code spans, where it can neither format nor mention anybody.
func WriteDiffMarkdown(w io.Writer, d Diff) error {
	var b strings.Builder
	if d.Regressed {
		b.WriteString("## Regressed\n\n")
		for _, r := range d.Regressions {
			fmt.Fprintf(&b, "- %s\n", markdown(r))
		}
		b.WriteString("\n")
	} else {
		fmt.Fprintf(&b, "## No regression\n\n%s\n\n", markdown(cmp.Or(d.tally(), "nothing changed")+"."))
	}
	b.WriteString("| | verdict | run | suite | target |\n|---|---|---|---|---|\n")
	for _, row := range []struct {
		label string
		side  DiffSide
	}{{"old", d.Old}, {"new", d.New}} {
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", row.label, row.side.Verdict, row.side.Started.UTC().Format("2006-01-02 15:04:05 UTC"),
			markdown(row.side.Suite.Name+" "+row.side.Suite.Version), codeSpan(row.side.Target.longName()))
	}
	if len(d.Circumstances) > 0 {
		b.WriteString("\nWhat else differs:\n\n")
		for _, c := range d.Circumstances {
			fmt.Fprintf(&b, "- %s\n", markdown(c))
		}
	}
	for _, kind := range ChangeKinds() {
		markdownChanges(&b, kind, d.of(kind))
	}
	if len(d.Coverage) > 0 {
		fmt.Fprintf(&b, "\n<details><summary>Coverage of the contract's document (%d)</summary>\n\n| statement | was | is |\n|---|---|---|\n", len(d.Coverage))
		for _, c := range d.Coverage {
			fmt.Fprintf(&b, "| %s %s | %s | %s |\n", codeSpan(c.Pointer), markdown(c.Statement), markdown(c.Old), markdown(c.New))
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
		fmt.Fprintf(b, "\n<details><summary>%s (%d)</summary>\n", kind.heading(), len(changes))
	} else {
		fmt.Fprintf(b, "\n### %s\n", kind.heading())
	}
	b.WriteString("\n| clause | level | was | is |\n|---|---|---|---|\n")
	for _, c := range changes {
		fmt.Fprintf(b, "| %s<br>%s | %s | %s | %s |\n", codeSpan(c.ID), markdown(Result{Title: c.Title}.sentence()), c.Level,
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
	text := string(s.Status)
	if s.Known {
		text += ", known"
	}
	if s.Text != "" {
		text += ": " + codeSpan(s.Text)
	}
	return text
}

// codeSpan makes a code span of what a target said, "" of nothing: there it can neither format nor mention anybody.
func codeSpan(text string) string {
	if text == "" {
		return ""
	}
	text = strings.ReplaceAll(Printable(text), "|", `\|`)
	longest, run := 0, 0
	for _, c := range text {
		if c == '`' {
			run++
		} else {
			run = 0
		}
		longest = max(longest, run)
	}
	fence := strings.Repeat("`", longest+1)
	if longest > 0 {
		text = " " + text + " "
	}
	return fence + text + fence
}
