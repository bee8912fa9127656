package history

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"math"
	"strings"
	"time"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/page"
	"github.com/authconform/authconform/reports/text"
)

//go:embed trend.css
var trendStyle string

//go:embed trend.html.tmpl
var trendTemplate string

// trendPage is a trend as the page shows it: every text in it went through Printable.
type trendPage struct {
	Style     template.CSS
	StyleHash string
	Word      string // what the trend comes to
	Tone      string // class: good or warn
	Lead      string
	Torn      string
	Series    []trendSeries
}

type trendSeries struct {
	ID, Name, Span string
	Passed         chart
	Latency        chart
	Runs           []trendRun
	Reserved       []string // what is wanting in conformant runs
	Linked         bool     // one of them at least to its report
	Unsteady       int
	Flips          []trendFlips
}

type trendRun struct {
	Started, Suite, Verdict, Tone string

	Report string // where it is, as seen from the page; "" where it is no more

	Counts        reports.Counts
	P50, P90, P99 string
}

type trendFlips struct {
	Number   string
	ID       string
	Flips    int
	Unsteady bool
	Text     string // the judgements in words
	Cells    []trendCell
}

type trendCell struct{ X, Width, Y, Height, Class, Text string }

// WriteHTML writes a trend as one page that is all there is to it: it holds its style and its charts, runs no script
// and asks no network. Beside each chart stand its numbers as a table.
func WriteHTML(w io.Writer, t Trend) error {
	word, lead, _ := strings.Cut(t.closing(), ": ")
	view := trendPage{Word: word, Lead: text.Printable(lead), Tone: "good", Torn: t.tornText()}
	view.Style, view.StyleHash = page.Style(trendStyle)
	for i, s := range t.Series {
		view.Series = append(view.Series, s.view(i, t.Reports))
		if len(s.unsteady()) > 0 {
			view.Tone = "warn"
		}
	}
	if err := page.Write(w, "trend", view, trendTemplate); err != nil {
		return fmt.Errorf("writing the trend as HTML: %w", err)
	}
	return nil
}

func (s Series) view(number int, links map[string]string) trendSeries {
	id := fmt.Sprintf("series-%d", number+1)
	v := trendSeries{
		ID: id, Name: s.name(), Span: s.span(), Passed: s.passedChart(id + "-passed"), Latency: s.latencyChart(id + "-latency"),
		Unsteady: len(s.unsteady()), Reserved: s.reserved(),
	}
	for _, run := range s.Runs {
		v.Runs = append(v.Runs, s.viewOf(run, links[run.Suite.Run]))
		v.Linked = v.Linked || links[run.Suite.Run] != ""
	}
	for i, c := range s.Flips {
		v.Flips = append(v.Flips, c.view(fmt.Sprintf("%s-flips-%d", id, i+1), s))
	}
	return v
}

func (s Series) viewOf(e Entry, report string) trendRun {
	v := trendRun{
		Started: s.stamp(e), Report: report, Suite: text.Printable(e.Suite.Version), Verdict: e.verdict(), Tone: e.tone(), Counts: e.Counts,
		P50: "–", P90: "–", P99: "–",
	}
	if e.Latency.Answers > 0 {
		v.P50, v.P90, v.P99 = decimal(e.Latency.P50), decimal(e.Latency.P90), decimal(e.Latency.P99)
	}
	return v
}

func (e Entry) tone() string {
	return map[reports.Verdict]string{reports.VerdictConformant: "good", reports.VerdictNonconformant: "bad", reports.VerdictInconclusive: "warn"}[e.Verdict]
}

// passedChart draws how many clauses passed; a point that is no dot says that its run was not conformant.
func (s Series) passedChart(id string) chart {
	passed := curve{class: "passed", name: "passed", point: func(i int) chartPoint {
		e := s.Runs[i]
		sign := map[reports.Verdict]string{reports.VerdictNonconformant: "✗", reports.VerdictInconclusive: "?"}[e.Verdict]
		return chartPoint{Sign: sign, Class: e.tone(), Text: fmt.Sprintf("%s: %d passed, %s", s.stamp(e), e.Counts.Passed, e.verdict())}
	}}
	low, high := math.MaxInt, 0
	for _, e := range s.Runs {
		value := float64(e.Counts.Passed)
		if e.Counts.Clauses == 0 { // nothing was judged
			value = math.NaN()
		} else {
			low, high = min(low, e.Counts.Passed), max(high, e.Counts.Passed)
		}
		passed.values = append(passed.values, value)
	}
	desc := "No run judged anything."
	if low <= high {
		desc = fmt.Sprintf("Between %d and %d clauses passed. The numbers stand in the table of runs.", low, high)
	}
	return s.drawn(id, "Clauses that passed, by run", desc, countScale, passed)
}

func (s Series) latencyChart(id string) chart {
	percentile := func(name string, of func(Latency) float64) curve {
		c := curve{class: name, name: name, point: func(i int) chartPoint {
			e := s.Runs[i]
			return chartPoint{Text: fmt.Sprintf("%s: %s %s ms", s.stamp(e), name, decimal(of(e.Latency)))}
		}}
		for _, e := range s.Runs {
			value := of(e.Latency)
			if e.Latency.Answers == 0 {
				value = math.NaN()
			}
			c.values = append(c.values, value)
		}
		return c
	}
	slowest := 0.0
	for _, e := range s.Runs {
		slowest = max(slowest, e.Latency.P99)
	}
	return s.drawn(id, "Time to an answer in milliseconds, by run",
		"The median and the 90th and 99th percentile; the highest is "+decimal(slowest)+" ms. The numbers stand in the table of runs.", timeScale,
		percentile("p99", func(l Latency) float64 { return l.P99 }),
		percentile("p90", func(l Latency) float64 { return l.P90 }),
		percentile("p50", func(l Latency) float64 { return l.P50 }))
}

func (s Series) drawn(id, title, desc string, on scale, curves ...curve) chart {
	c := draw(id, title, desc, on, curves)
	last := len(s.Runs) - 1
	labels := min(len(s.Runs), maxTimes)
	before := ""
	for i := range labels {
		run := 0
		if i > 0 {
			run = (i*last + (labels-1)/2) / (labels - 1)
		}
		date, clock, _ := strings.Cut(s.stamp(s.Runs[run]), " ")
		at := chartTime{X: percent(across(float64(run), len(s.Runs))), Anchor: "middle", Time: clock, Date: date}
		if date == before {
			at.Date = ""
		}
		if run == last && last > 0 {
			at.X, at.Anchor = "100%", "end"
		}
		c.Times, before = append(c.Times, at), date
	}
	c.Days = s.newDays()
	return c
}

// newDays gives the places between two runs of different days, unless each day has only one.
func (s Series) newDays() []string {
	var places []string
	for i := 1; i < len(s.Runs); i++ {
		if day(s.Runs[i-1]) != day(s.Runs[i]) {
			places = append(places, percent(across(float64(i)-.5, len(s.Runs))))
		}
	}
	if len(places) == len(s.Runs)-1 {
		return nil
	}
	return places
}

func day(e Entry) string { return e.Started.UTC().Format(time.DateOnly) }

// view draws a cell for each run: a high one for kept, a low one for broken, a line for what was not judged.
func (c ClauseFlips) view(number string, s Series) trendFlips {
	v := trendFlips{Number: number, ID: text.Printable(c.ID), Flips: c.Flips, Unsteady: c.Unsteady()}
	counts := map[Judgement]int{}
	width := 100 / float64(len(c.Judgements))
	for i, j := range c.Judgements {
		counts[j]++
		cell := trendCell{X: percent(float64(i) * width), Width: percent(width * .86), Text: s.stamp(s.Runs[i]) + ": " + string(j)}
		switch j {
		case JudgedKept:
			cell.Y, cell.Height, cell.Class = "0%", "50%", "good"
		case JudgedBroken:
			cell.Y, cell.Height, cell.Class = "50%", "50%", "bad"
		case JudgedNot:
			cell.Y, cell.Height, cell.Class = "47%", "6%", "none"
		}
		v.Cells = append(v.Cells, cell)
	}
	v.Text = fmt.Sprintf("kept in %d, broken in %d", counts[JudgedKept], counts[JudgedBroken])
	if n := counts[JudgedNot]; n > 0 {
		v.Text += fmt.Sprintf(", not judged in %d", n)
	}
	return v
}
