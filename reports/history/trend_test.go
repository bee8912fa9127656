package history

import (
	"bytes"
	"errors"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/reportstest"
	"github.com/authconform/authconform/reports/reportstest/example"
	"github.com/authconform/authconform/reports/text"
)

// past is a history of a steady target and of one whose clauses flip.
func past() History {
	h := History{Torn: []int{3, 9}}
	begin := time.Date(2025, 3, 1, 3, 0, 0, 0, time.UTC)
	for day := range 14 {
		e := Of(example.Conformant(), answers(12, 13, 14, 15, 20+day%3, 21, 22+day, 25, 25+day, 40+5*(day%4), 60+17*(day%4)))
		e.Started = begin.AddDate(0, 0, day)
		e.Finished = e.Started.Add(time.Minute)
		if day > 9 {
			e.Suite.Version = "0.2.0"
		}
		switch day {
		case 3, 4, 7, 11: // now and then
			e = flipped(e, "errors.method.get")
			e.Verdict = reports.VerdictNonconformant
		case 9: // an outage
			e.Verdict, e.Latency, e.Counts, e.Statuses = reports.VerdictInconclusive, Latency{}, reports.Counts{}, Statuses{}
		}
		if day >= 6 && day != 9 { // broken for good
			e = flipped(e, "token.members")
			e.Verdict = reports.VerdictNonconformant
		}
		h.Entries = append(h.Entries, e)
	}
	embedded := Of(example.Partial(), answers(1, 2, 3))
	h.Entries = append(h.Entries, embedded)
	return h
}

func flipped(e Entry, id string) Entry {
	var passed []string
	for _, x := range e.Statuses.Passed {
		if x != id {
			passed = append(passed, x)
		}
	}
	e.Statuses.Passed, e.Statuses.Failed = passed, append(e.Statuses.Failed, id)
	e.Counts.Passed--
	e.Counts.Failed++
	return e
}

func hostilePast() History {
	e := Of(example.HostileReport(), answers(5))
	e.Suite.Version, e.Target.Profile, e.Patterns = reportstest.Hostile, reportstest.Hostile, []string{reportstest.Hostile}
	broken := flipped(e, "token.members")
	return History{Entries: []Entry{e, broken, e}}
}

func trends() map[string]Trend {
	return map[string]Trend{
		"runs":    TrendOf(past(), 50),
		"last":    TrendOf(past(), 4),
		"none":    TrendOf(History{}, 50),
		"hostile": TrendOf(hostilePast(), 50),
	}
}

func TestTrendGolden(t *testing.T) {
	for name, trend := range trends() {
		t.Run(name, func(t *testing.T) {
			var b, page bytes.Buffer
			if err := errors.Join(WriteTerminal(text.Terminal{W: &b}, trend), WriteHTML(&page, trend)); err != nil {
				t.Fatal(err)
			}
			reportstest.Golden(t, name+".trend.txt", b.Bytes())
			reportstest.Golden(t, name+".trend.html", page.Bytes())
			for line := range strings.Lines(b.String() + page.String()) {
				if line = strings.TrimSuffix(line, "\n"); text.Printable(line) != line {
					t.Errorf("a line that is not printable: %q", line)
				}
			}
			for line := range strings.Lines(b.String()) {
				if text.Columns(line) > 80 && !strings.Contains(line, "://") {
					t.Errorf("more than 80 columns: %q", line)
				}
			}
		})
	}
}

// The page asks no network, runs no script and takes no style but its own.
func TestTrendIsSelfContained(t *testing.T) {
	for name, trend := range trends() {
		var page bytes.Buffer
		if err := WriteHTML(&page, trend); err != nil {
			t.Fatal(err)
		}
		if found := regexp.MustCompile(`(?i)<script|<link|<img|<iframe|\son[a-z]+=|\sstyle=|\ssrc=|url\(|@import|href="[^#]`).Find(page.Bytes()); found != nil {
			t.Errorf("%s: the page holds %s", name, found)
		}
	}
	var page bytes.Buffer
	if err := WriteHTML(&page, TrendOf(hostilePast(), 50)); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(page.String(), "<failure/>") || !strings.Contains(page.String(), "&lt;failure/&gt;") {
		t.Error("a target's markup is markup")
	}
}

func TestTrendOf(t *testing.T) {
	trend := TrendOf(past(), 50)
	if len(trend.Series) != 2 || len(trend.Series[0].Runs) != 14 || len(trend.Series[1].Runs) != 1 {
		t.Fatalf("%d series", len(trend.Series))
	}
	got := map[string]int{}
	for _, c := range trend.Series[0].Flips {
		got[c.ID] = c.Flips
	}
	if len(got) != 2 || got["errors.method.get"] != 6 || got["token.members"] != 1 {
		t.Errorf("flips %v", got)
	}
	if unsteady := trend.Series[0].unsteady(); len(unsteady) != 1 || unsteady[0].ID != "errors.method.get" {
		t.Errorf("unsteady %v", unsteady)
	}
	if last := TrendOf(past(), 4).Series[0]; len(last.Runs) != 4 || last.All != 14 || last.Runs[3].Started.Day() != 14 {
		t.Errorf("the last runs are %v", last.span())
	}
	shuffled := past()
	shuffled.Entries[0], shuffled.Entries[5] = shuffled.Entries[5], shuffled.Entries[0]
	if s := TrendOf(shuffled, 50).Series[0]; !s.Runs[0].Started.Before(s.Runs[5].Started) {
		t.Error("runs stand in the order of the file, not of time")
	}
}

func TestCountFlips(t *testing.T) {
	of := map[rune]Judgement{'k': JudgedKept, 'b': JudgedBroken, '-': JudgedNot}
	for text, want := range map[string]int{
		"": 0, "k": 0, "kkkk": 0, "kb": 1, "k-b": 1, "k--k": 0, "-b-": 0, "kbkb": 3, "b-kk-b": 2, "--": 0,
	} {
		var judgements []Judgement
		for _, r := range text {
			judgements = append(judgements, of[r])
		}
		if got := countFlips(judgements); got != want {
			t.Errorf("%q flips %d times, want %d", text, got, want)
		}
	}
}

func TestDraw(t *testing.T) {
	point := func(int) chartPoint { return chartPoint{} }
	for name, c := range map[string]struct {
		values   []float64
		on       scale
		ticks    string
		segments int
		points   int
	}{
		"all the same":     {[]float64{145, 145, 145}, countScale, "143 144 145 146 147", 2, 3},
		"all nothing":      {[]float64{0, 0}, countScale, "0 1 2 3 4", 1, 2},
		"close together":   {[]float64{143, 145}, countScale, "142 143 144 145 146", 1, 2},
		"far apart":        {[]float64{90, 145}, countScale, "80 100 120 140 160", 1, 2},
		"from zero":        {[]float64{90, 130}, timeScale, "0 50 100 150", 1, 2},
		"a gap":            {[]float64{1, math.NaN(), 3}, timeScale, "0 1 2 3", 0, 2},
		"one":              {[]float64{7}, timeScale, "0 2 4 6 8", 0, 1},
		"nothing":          {[]float64{math.NaN()}, timeScale, "0 0.5 1", 0, 0},
		"tenths":           {[]float64{0.3}, timeScale, "0 0.1 0.2 0.3 0.4", 0, 1},
		"nearly equal":     {[]float64{0.3, .3, .4}, timeScale, "0 0.1 0.2 0.3 0.4", 2, 3},
		"very much":        {[]float64{0, 987654}, timeScale, "0 500000 1000000", 1, 2},
		"no runs":          {nil, timeScale, "0 0.5 1", 0, 0},
		"hundreds of runs": {make([]float64, 500), timeScale, "0 0.1 0.2 0.3 0.4", 499, 500},
	} {
		drawn := draw("id", "t", "d", c.on, []curve{{values: c.values, point: point}})
		var ticks []string
		for _, tick := range drawn.Ticks {
			ticks = append(ticks, tick.Text)
		}
		if got := strings.Join(ticks, " "); got != c.ticks {
			t.Errorf("%s: ticks at %s, want %s", name, got, c.ticks)
		}
		if line := drawn.Lines[0]; len(line.Segments) != c.segments || len(line.Points) != c.points {
			t.Errorf("%s: %d segments and %d points, want %d and %d", name, len(line.Segments), len(line.Points), c.segments, c.points)
		}
	}
}

func TestTrendWritersReportErrors(t *testing.T) {
	trend := TrendOf(past(), 50)
	if err := WriteTerminal((text.Terminal{W: reportstest.Broken{}}), trend); !errors.Is(err, reportstest.ErrBroken) {
		t.Error(err)
	}
	if err := WriteHTML(reportstest.Broken{}, trend); !errors.Is(err, reportstest.ErrBroken) {
		t.Error(err)
	}
}

// Several runs of one day, or of one minute, are told apart on the axis, in the table and on the terminal.
func TestTrendTellsRunsOfADayApart(t *testing.T) {
	begin := time.Date(2025, 3, 1, 23, 30, 0, 0, time.UTC)
	series := func(apart time.Duration, n int) Trend {
		var h History
		for i := range n {
			e := Of(example.Conformant(), answers(12))
			e.Started = begin.Add(time.Duration(i) * apart)
			h.Entries = append(h.Entries, e)
		}
		return TrendOf(h, 50)
	}
	for name, c := range map[string]struct {
		trend Trend
		times []chartTime
		days  []string
		row   string // what the terminal calls the second run
	}{
		"of a minute": {series(20*time.Second, 3), []chartTime{
			{"10%", "middle", "23:30:00", "2025-03-01"}, {"54%", "middle", "23:30:20", ""}, {"100%", "end", "23:30:40", ""},
		}, nil, "  2025-03-01 23:30:20  conformant"},
		"of two days": {series(20*time.Minute, 3), []chartTime{
			{"10%", "middle", "23:30", "2025-03-01"}, {"54%", "middle", "23:50", ""}, {"100%", "end", "00:10", "2025-03-02"},
		}, []string{"76%"}, "  2025-03-01 23:50  conformant"},
		"one a day": {series(24*time.Hour, 2), []chartTime{
			{"10%", "middle", "23:30", "2025-03-01"}, {"100%", "end", "23:30", "2025-03-02"},
		}, nil, "  2025-03-02 23:30  conformant"},
		"one": {series(0, 1), []chartTime{{"54%", "middle", "23:30", "2025-03-01"}}, nil, "  2025-03-01 23:30  conformant"},
	} {
		drawn := c.trend.Series[0].passedChart("id")
		if diff := cmp.Diff(c.times, drawn.Times); diff != "" {
			t.Errorf("%s: times (-want +got):\n%s", name, diff)
		}
		if diff := cmp.Diff(c.days, drawn.Days); diff != "" {
			t.Errorf("%s: days (-want +got):\n%s", name, diff)
		}
		var told bytes.Buffer
		if err := WriteTerminal(text.Terminal{W: &told}, c.trend); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(told.String(), c.row) {
			t.Errorf("%s: no row %q in\n%s", name, c.row, &told)
		}
	}
	if many := series(time.Hour, 50).Series[0].passedChart("id").Times; len(many) != maxTimes {
		t.Errorf("%d times below a chart", len(many))
	}
}

// A page leads to the report of each run that is still there, and of no other run.
func TestTrendLeadsToReports(t *testing.T) {
	home := t.TempDir()
	name := filepath.Join(home, "histories", "h.jsonl")
	var h History
	for _, run := range []struct{ id, dir string }{{"first", "out/a b:c"}, {"second", "out/again"}, {"third", "out/again"}, {"fourth", "out/gone"}, {"fifth", ""}} {
		report := example.Conformant()
		report.Suite.Run = run.id
		e := Of(report, answers(12))
		dir := filepath.Join(home, run.dir)
		if run.dir != "" {
			e = e.ReportedIn(dir, name)
		}
		if err := os.MkdirAll(dir, 0o750); err != nil {
			t.Fatal(err)
		}
		if run.dir != "" && run.dir != "out/gone" {
			if err := os.WriteFile(filepath.Join(dir, reports.ReportFile), example.Render(t, report, func(b *bytes.Buffer, r reports.Report) error { return reports.WriteJSON(b, r) }), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		h.Entries = append(h.Entries, e)
	}
	if got := h.Entries[0].Directory; got != filepath.FromSlash("../out/a b:c") {
		t.Errorf("kept as %q", got)
	}
	trend := TrendOf(h, 50).LeadTo(name, filepath.Join(home, "out", "trend.html"))
	want := map[string]string{"first": "./a%20b:c/report.html", "third": "again/report.html"}
	if diff := cmp.Diff(want, trend.Reports); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	var page bytes.Buffer
	if err := WriteHTML(&page, trend); err != nil {
		t.Fatal(err)
	}
	for _, address := range want {
		if !strings.Contains(page.String(), `<a href="`+address+`">`) {
			t.Errorf("the page does not lead to %s", address)
		}
	}
}
