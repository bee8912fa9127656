package site

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"net/url"
	"path"
	"strings"
	"time"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/page"
	"github.com/authconform/authconform/reports/text"
)

// The directories of a site, below its own.
const (
	TargetsDirectory = "targets"
	ClausesDirectory = "clauses"
	BadgesDirectory  = "badges"
	IndexFile        = "index.html"
)

// Generator is what every page says of who made it: a directory whose index has it may be written over.
const Generator = `<meta name="generator" content="authconform site">`

var (
	//go:embed site.css
	siteStyle string
	//go:embed index.js
	indexScript string
	//go:embed head.html.tmpl
	headTemplate string
	//go:embed index.html.tmpl
	indexTemplate string
	//go:embed target.html.tmpl
	targetTemplate string
	//go:embed clause.html.tmpl
	clauseTemplate string
)

// head is what all pages have: every text in it, and in what follows, went through Printable.
type head struct {
	Style      template.CSS
	StyleHash  string
	Script     template.JS
	ScriptHash string
	Title      string
	Up         string // the way to the site's own directory
	AsOf       stamp
}

// stamp is a time as a page has it.
type stamp struct{ Machine, Human string }

func stampOf(t time.Time) stamp {
	return stamp{t.UTC().Format(time.RFC3339), t.UTC().Format("2006-01-02 15:04")}
}

func (s Site) head(title, up string) head {
	h := head{Title: title, Up: up, AsOf: stampOf(s.now)}
	h.Style, h.StyleHash = page.Style(siteStyle)
	return h
}

// link is where the page of a report is, as seen from a page that is so far below the site's own directory.
func link(report, up string) string {
	if report == "" {
		return ""
	}
	return (&url.URL{Path: path.Join(up, path.Dir(report), reports.PageFile)}).String()
}

// age is how long ago something was, in one unit.
func (s Site) age(t time.Time) string {
	d := max(s.now.Sub(t), 0)
	const day = 24 * time.Hour
	switch {
	case d < time.Hour:
		return fmt.Sprintf("%d min", int(d.Minutes()))
	case d < 2*day:
		return fmt.Sprintf("%d h", int(d.Hours()))
	default:
		return fmt.Sprintf("%d d", int(d/day))
	}
}

// says tells a clause that may have a page.
type says struct{ ID, Page string }

func (s Site) clauseOf(number int32) says {
	id := s.nights.clauses[number]
	told := says{ID: text.Printable(id)}
	if s.pages[number] {
		told.Page = id
	}
	return told
}

func write(w io.Writer, name string, view any, template string) error {
	if err := page.Write(w, name, view, headTemplate, template); err != nil {
		return fmt.Errorf("writing the page of %s: %w", name, err)
	}
	return nil
}

// strip is a row of runs, as SVG takes it: those of one judgement that follow each other are one piece.
type strip struct {
	Text   string
	Pieces []piece
}

type piece struct{ X, Width, Y, Height, Class, Text string }

// stripOf draws a course: a high piece for kept, a low one for broken, a line for what was not judged.
func stripOf(c course, h *history, words func(judgement) string) strip {
	var s strip
	counts := map[judgement]int{}
	n := float64(len(c.judgements))
	for first := 0; first < len(c.judgements); {
		j, next := c.judgements[first], first
		for next < len(c.judgements) && c.judgements[next] == j {
			next++
		}
		counts[j] += next - first
		p := piece{X: percent(float64(first) / n), Width: percent(float64(next-first) / n), Text: between(h.runs[first].started, h.runs[next-1].started) + ": " + words(j)}
		switch j {
		case kept:
			p.Y, p.Height, p.Class = "0%", "50%", "good"
		case broken:
			p.Y, p.Height, p.Class = "50%", "50%", "bad"
		case unjudged:
			p.Y, p.Height, p.Class = "47%", "6%", "none"
		}
		s.Pieces = append(s.Pieces, p)
		first = next
	}
	var parts []string
	for _, j := range []judgement{kept, broken, unjudged} {
		if counts[j] > 0 {
			parts = append(parts, fmt.Sprintf("%s in %d", words(j), counts[j]))
		}
	}
	s.Text = strings.Join(parts, ", ")
	return s
}

func between(first, last time.Time) string {
	a, b := first.Format(time.DateOnly), last.Format(time.DateOnly)
	if a == b {
		return a
	}
	return a + " to " + b
}

func percent(f float64) string { return fmt.Sprintf("%.4g%%", 100*f) }
