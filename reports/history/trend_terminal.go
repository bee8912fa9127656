package history

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/text"
)

// WriteTerminal writes a trend for people: a table of each series, what flipped, and last which clauses are unsteady.
func WriteTerminal(t text.Terminal, trend Trend) error {
	p := text.NewPrinter(t.Width, t.Color)
	if text := trend.tornText(); text != "" {
		p.Bullet("!", text)
		p.Line("")
	}
	for i, s := range trend.Series {
		if i > 0 {
			p.Line("")
		}
		writeSeries(p, s)
	}
	if len(trend.Series) > 0 {
		p.Line("")
	}
	p.Paragraph("", trend.closing())
	if _, err := t.W.Write(p.Bytes()); err != nil {
		return fmt.Errorf("writing to the terminal: %w", err)
	}
	return nil
}

func writeSeries(p *text.Printer, s Series) {
	for _, l := range text.Wrap(s.name(), p.Width) {
		p.Line(p.Paint(text.Bold, l))
	}
	p.Line(s.span())
	p.Line("")
	p.Line("  " + p.Paint(text.Faint, text.Pad("started (UTC)", len(s.stamp(s.Runs[0])))+"  verdict            passed failed warned   p50 ms   p99 ms"))
	for _, run := range s.Runs {
		color := map[reports.Verdict]text.Color{reports.VerdictConformant: text.Green, reports.VerdictNonconformant: text.Red, reports.VerdictInconclusive: text.Yellow}[run.Verdict]
		p50, p99 := "·", "·"
		if run.Latency.Answers > 0 {
			p50, p99 = decimal(run.Latency.P50), decimal(run.Latency.P99)
		}
		p.Line("  " + s.stamp(run) + "  " + p.Paint(color, text.Pad(run.verdict(), len(inPart))) +
			p.Number(7, run.Counts.Passed, text.Plain) + p.Number(7, run.Counts.Failed, text.Red) + p.Number(7, run.Counts.Warned, text.Yellow) +
			fmt.Sprintf("%9s%9s", p50, p99))
	}
	for _, reservation := range s.reserved() {
		p.Line("")
		p.Paragraph("  ", reservation)
	}
	if len(s.Flips) == 0 {
		return
	}
	p.Heading("Flipped between kept (✓) and broken (✗), run by run (- is not judged)")
	p.Line("")
	for _, c := range s.Flips {
		sign, color := " ", text.Plain
		if c.Unsteady() {
			sign, color = "!", text.Yellow
		}
		p.Line(p.Paint(color, sign) + " " + p.Paint(text.Bold, text.Printable(c.ID)) + "  " + text.Plural(c.Flips, "flip", "flips"))
		p.Paragraph("    ", c.strip())
	}
}

// strip is a clause's judgements, a sign each.
func (c ClauseFlips) strip() string {
	var b strings.Builder
	for _, j := range c.Judgements {
		b.WriteString(map[Judgement]string{JudgedKept: "✓", JudgedBroken: "✗", JudgedNot: "-"}[j])
	}
	return b.String()
}

// decimal writes a number with at most one decimal.
func decimal(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }
