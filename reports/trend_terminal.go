package reports

import (
	"fmt"
	"strconv"
	"strings"
)

// WriteTrend writes a trend for people: a table of each series, what flipped, and last which clauses are unsteady.
func (t Terminal) WriteTrend(trend Trend) error {
	p := page{width: t.width(), ink: ink{on: t.Color}}
	if text := trend.tornText(); text != "" {
		p.bullet("!", text)
		p.line("")
	}
	for i, s := range trend.Series {
		if i > 0 {
			p.line("")
		}
		p.series(s)
	}
	if len(trend.Series) > 0 {
		p.line("")
	}
	p.paragraph("", trend.closing())
	if _, err := t.W.Write(p.b.Bytes()); err != nil {
		return fmt.Errorf("writing to the terminal: %w", err)
	}
	return nil
}

func (p *page) series(s Series) {
	for _, l := range wrap(s.name(), p.width) {
		p.line(p.ink.paint(bold, l))
	}
	p.line(s.span())
	p.line("")
	p.line("  " + p.ink.paint(faint, "started (UTC)     verdict        passed  failed  warned   p50 ms   p99 ms"))
	for _, run := range s.Runs {
		color := map[Verdict]shade{VerdictConformant: green, VerdictNonconformant: red, VerdictInconclusive: yellow}[run.Verdict]
		p50, p99 := "·", "·"
		if run.Latency.Answers > 0 {
			p50, p99 = decimal(run.Latency.P50), decimal(run.Latency.P99)
		}
		p.line("  " + run.Started.UTC().Format(minute) + "  " + p.ink.paint(color, pad(string(run.Verdict), len("nonconformant"))) +
			p.number(8, run.Counts.Passed, plain) + p.number(8, run.Counts.Failed, red) + p.number(8, run.Counts.Warned, yellow) +
			fmt.Sprintf("%9s%9s", p50, p99))
	}
	if len(s.Flips) == 0 {
		return
	}
	p.heading("Flipped between kept (✓) and broken (✗), run by run (- is not judged)")
	p.line("")
	for _, c := range s.Flips {
		sign, color := " ", plain
		if c.Unsteady() {
			sign, color = "!", yellow
		}
		p.line(p.ink.paint(color, sign) + " " + p.ink.paint(bold, Printable(c.ID)) + "  " + many(c.Flips, "flip", "flips"))
		p.paragraph("    ", c.strip())
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
