package history

import (
	"bytes"
	"errors"
	"math"
	"regexp"
	"strings"
	"testing"
	"time"

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
		fromZero bool
		ticks    string
		segments int
		points   int
	}{
		"all the same":     {[]float64{145, 145, 145}, false, "145 146", 2, 3},
		"close together":   {[]float64{143, 145}, false, "143 144 145", 1, 2},
		"from zero":        {[]float64{90, 130}, true, "0 50 100 150", 1, 2},
		"a gap":            {[]float64{1, math.NaN(), 3}, true, "0 1 2 3", 0, 2},
		"one":              {[]float64{7}, true, "0 2 4 6 8", 0, 1},
		"nothing":          {[]float64{math.NaN()}, true, "0 1", 0, 0},
		"tenths":           {[]float64{0.3}, true, "0 1", 0, 1},
		"very much":        {[]float64{0, 987654}, true, "0 500000 1000000", 1, 2},
		"no runs":          {nil, true, "0 1", 0, 0},
		"hundreds of runs": {make([]float64, 500), true, "0 1", 499, 500},
	} {
		drawn := draw("id", "t", "d", c.fromZero, []curve{{values: c.values, point: point}})
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
