package site

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/fleet"
	"github.com/authconform/authconform/reports/text"
)

type targetPage struct {
	head
	Name, State, Tone string
	Reason            string
	Since             string
	Until             string
	Base, Contract    string
	Gone              bool
	Missing           bool
	Verdicts          strip
	Flips             int
	Courses           []targetCourse
	More              int
	Runs              []targetRun
}

type targetCourse struct {
	says
	Now, Tone string
	Flips     int
	Strip     strip
}

type targetRun struct {
	Started       stamp
	Report        string
	Verdict, Tone string
	Partial       bool
	Counts        reports.Counts
	Errors4xx     int
	Took          string
	P50, P99      string
	Suite         string
	Changed       bool // from the run before
}

// WriteTarget writes the page of a target: its verdicts night by night, and the clauses that it broke in any of them.
func (s Site) WriteTarget(w io.Writer, name string) error {
	i := slices.IndexFunc(s.targets, func(t *target) bool { return t.name == name })
	if i < 0 {
		return fmt.Errorf("wanted a target of the site, found %q", name)
	}
	t := s.targets[i]
	v := targetPage{
		head: s.head(name, ".."), Name: name, State: string(t.state), Tone: t.state.tone(), Gone: t.gone, Missing: t.missing,
		Reason: text.Printable(t.last.Reason), Base: text.Printable(text.Bounded(t.last.Target.BaseURL, maxAddress)), Contract: t.contractInWords(),
	}
	if len(t.runs) > 0 {
		s.tell(t, &v)
	}
	return write(w, "target", v, targetTemplate)
}

// maxAddress is how much of an address is shown, in bytes.
const maxAddress = 300

func (s Site) tell(t *target, v *targetPage) {
	verdicts := t.verdicts()
	v.Verdicts, v.Flips = stripOf(verdicts, t.history, verdictWords), verdicts.flips()
	since, nights := verdicts.since(t.history)
	v.Since = fmt.Sprintf("%s since %s, %s", verdictWords(verdicts.judgements[len(verdicts.judgements)-1]), since.Format(time.DateOnly), text.Plural(nights, "night", "nights"))
	if t.missing || t.gone {
		v.Since = "last known: " + v.Since
	}
	v.Until = stampOf(t.last.ValidUntil).Human
	courses := t.courses(s.known, s.nights.clauses)
	v.More = max(len(courses)-maxCourses, 0)
	for _, c := range courses[:min(len(courses), maxCourses)] {
		row := targetCourse{says: s.clauseOf(c.clause), Now: c.now().String(), Flips: c.flips(), Strip: stripOf(c, t.history, judgement.String)}
		row.Tone = map[judgement]string{kept: "good", broken: "bad", unjudged: "warn"}[c.now()]
		v.Courses = append(v.Courses, row)
	}
	for i, r := range slices.Backward(t.runs) {
		told := r.row()
		told.Changed = i > 0 && t.runs[i-1].verdict != r.verdict
		v.Runs = append(v.Runs, told)
	}
}

func verdictWords(j judgement) string {
	switch j {
	case kept:
		return string(reports.VerdictConformant)
	case broken:
		return string(reports.VerdictNonconformant)
	case unjudged:
		return "not judged"
	}
	return ""
}

func (r run) row() targetRun {
	told := targetRun{
		Started: stampOf(r.started), Report: link(r.report, ".."), Verdict: fleet.InWords(r.verdict), Partial: r.completeness == reports.Partial,
		Counts: r.counts, Errors4xx: r.errors4xx, Took: seconds(r.finished.Sub(r.started)), P50: "–", P99: "–", Suite: text.Printable(text.Bounded(r.suite, maxWords)),
	}
	told.Tone = map[judgement]string{kept: "good", broken: "bad", unjudged: "warn"}[r.judgement()]
	if r.verdict == fleet.Usage {
		told.Tone = "bad"
	}
	if r.latency != nil {
		told.P50, told.P99 = decimal(r.latency.P50), decimal(r.latency.P99)
	}
	return told
}

func seconds(d time.Duration) string { return decimal(max(d, 0).Seconds()) }

func decimal(f float64) string { return strconv.FormatFloat(f, 'f', 1, 64) }
