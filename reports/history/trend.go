package history

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/text"
)

// Trend is what a history shows: one series for all runs that can be compared.
type Trend struct {
	Series []Series `json:"series"` // by contract, target, profile and patterns
	Torn   []int    `json:"torn"`   // the numbers of lines of the history that are left out
	// Reports are addresses of reports, by the id of the run, as the page that shows the trend may lead to them.
	Reports map[string]string `json:"-"`
}

// Series is the runs against one target by one contract and profile, of the same clauses.
type Series struct {
	Runs []Entry `json:"runs"` // as they started, the last ones
	All  int     `json:"all"`  // how many runs the history has of these
	// Flips are the clauses that flipped at all, the unsteadiest first.
	Flips []ClauseFlips `json:"flips"`
}

// Judgement is what one run says of a clause, as far as flips go.
type Judgement string

// The judgements. What was not judged neither flips nor hides a flip.
const (
	JudgedKept   Judgement = "kept"
	JudgedBroken Judgement = "broken" // failed, warned, or known to the baseline
	JudgedNot    Judgement = "not judged"
)

// ClauseFlips is how often a clause went from kept to broken or back.
type ClauseFlips struct {
	ID         string      `json:"id"`
	Flips      int         `json:"flips"`
	Judgements []Judgement `json:"judgements"` // one per run of the series
}

// Unsteady says that the clause flipped more than once: that is neither a fault nor its mending.
func (c ClauseFlips) Unsteady() bool { return c.Flips > 1 }

// WriteJSON writes it for programs.
func (t Trend) WriteJSON(w io.Writer) error {
	if t.Series == nil {
		t.Series = []Series{}
	}
	if t.Torn == nil {
		t.Torn = []int{}
	}
	for i, s := range t.Series {
		if s.Flips == nil {
			t.Series[i].Flips = []ClauseFlips{}
		}
	}
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(t)
}

// TrendOf makes series of the last runs of each target; last is how many of each are kept, at least 1.
func TrendOf(h History, last int) Trend {
	runs := map[string][]Entry{}
	for _, e := range h.Entries {
		runs[e.series()] = append(runs[e.series()], e)
	}
	t := Trend{Torn: h.Torn}
	for _, key := range slices.Sorted(maps.Keys(runs)) {
		entries := runs[key]
		slices.SortStableFunc(entries, byStart)
		s := Series{Runs: entries[max(0, len(entries)-max(last, 1)):], All: len(entries)}
		s.Flips = flips(s.Runs)
		t.Series = append(t.Series, s)
	}
	return t
}

// series names the series that an entry belongs to, in words.
func (e Entry) series() string {
	parts := []string{e.Contract.Name, reports.LongName(e.Target), "profile " + e.Target.Profile}
	if len(e.Patterns) > 0 {
		parts = append(parts, "only "+reports.AsClauseFlags(e.Patterns))
	}
	return text.Printable(strings.Join(parts, ", "))
}

// inPart is what a verdict is that speaks of less than can be asked (R39).
const inPart = string(reports.VerdictConformant) + " in part"

// verdict is the verdict in words, with what takes something away from a good one.
func (e Entry) verdict() string {
	if e.Verdict == reports.VerdictConformant && e.Completeness == reports.Partial {
		return inPart
	}
	return string(e.Verdict)
}

// reserved gives what the conformant runs in part lacked, in words, what the last ones lacked first.
func (s Series) reserved() []string {
	var told []string
	for _, e := range slices.Backward(s.Runs) {
		if e.verdict() == inPart && e.Reason != "" && !slices.Contains(told, e.Reason) {
			told = append(told, e.Reason)
		}
	}
	if more := len(told) - text.MaxListed; more > 0 {
		told = append(told[:text.MaxListed], text.Plural(more, "other reason", "other reasons"))
	}
	for i, t := range told {
		told[i] = text.Printable(inPart + ": " + t)
	}
	return told
}

func (s Series) name() string { return s.Runs[0].series() }

// unsteady gives the clauses that flipped more than once.
func (s Series) unsteady() []ClauseFlips {
	return slices.DeleteFunc(slices.Clone(s.Flips), func(c ClauseFlips) bool { return !c.Unsteady() })
}

func flips(runs []Entry) []ClauseFlips {
	judged := map[string][]Judgement{}
	for i, run := range runs {
		for id, judgement := range run.Statuses.judgements() {
			if judged[id] == nil {
				judged[id] = slices.Repeat([]Judgement{JudgedNot}, len(runs))
			}
			judged[id][i] = judgement
		}
	}
	var list []ClauseFlips
	for id, judgements := range judged {
		if n := countFlips(judgements); n > 0 {
			list = append(list, ClauseFlips{ID: id, Flips: n, Judgements: judgements})
		}
	}
	slices.SortFunc(list, func(a, b ClauseFlips) int { return cmp.Or(b.Flips-a.Flips, cmp.Compare(a.ID, b.ID)) })
	return list
}

func (s Statuses) judgements() map[string]Judgement {
	of := map[string]Judgement{}
	for judgement, lists := range map[Judgement][][]string{
		JudgedKept: {s.Passed}, JudgedBroken: {s.Failed, s.Warned, s.Known},
	} {
		for _, id := range slices.Concat(lists...) {
			of[id] = judgement
		}
	}
	return of
}

func countFlips(judgements []Judgement) int {
	n, before := 0, JudgedNot
	for _, j := range judgements {
		if j == JudgedNot {
			continue
		}
		if before != JudgedNot && j != before {
			n++
		}
		before = j
	}
	return n
}

// span says which runs a series holds.
func (s Series) span() string {
	first, last := s.stamp(s.Runs[0]), s.stamp(s.Runs[len(s.Runs)-1])
	switch {
	case len(s.Runs) == 1 && s.All == 1:
		return "one run, " + first + " UTC"
	case len(s.Runs) < s.All:
		return fmt.Sprintf("the last %d of %d runs, ", len(s.Runs), s.All) + first + " to " + last + " UTC"
	}
	return text.Plural(len(s.Runs), "run", "runs") + ", " + first + " to " + last + " UTC"
}

const minute = "2006-01-02 15:04"

// stamp says when a run began, to the second where another one began within the same minute.
func (s Series) stamp(e Entry) string {
	for i := 1; i < len(s.Runs); i++ {
		if s.Runs[i-1].Started.UTC().Format(minute) == s.Runs[i].Started.UTC().Format(minute) {
			return e.Started.UTC().Format(time.DateTime)
		}
	}
	return e.Started.UTC().Format(minute)
}

// closing names the clauses that are unsteady, in one sentence.
func (t Trend) closing() string {
	if len(t.Series) == 0 {
		return "no runs: the history is empty."
	}
	var parts []string
	for _, s := range t.Series {
		unsteady := s.unsteady()
		if len(unsteady) == 0 {
			continue
		}
		var ids []string
		for _, c := range unsteady[:min(len(unsteady), text.MaxListed)] {
			ids = append(ids, c.ID)
		}
		if more := len(unsteady) - len(ids); more > 0 {
			ids = append(ids, "and "+text.Plural(more, "other", "others"))
		}
		text := text.Plural(len(unsteady), "clause", "clauses") + " flipped more than once in " + text.Plural(len(s.Runs), "run", "runs")
		if len(t.Series) > 1 {
			text += " of " + s.name()
		}
		parts = append(parts, text+" ("+strings.Join(ids, ", ")+")")
	}
	if len(parts) == 0 {
		return "steady: no clause flipped more than once."
	}
	return "unsteady: " + strings.Join(parts, "; ") + "."
}

// tornText tells of what the history has lost, "" where it is whole.
func (t Trend) tornText() string {
	if len(t.Torn) == 0 {
		return ""
	}
	shown := t.Torn[:min(len(t.Torn), text.MaxListed)]
	numbers := make([]string, len(shown))
	for i, n := range shown {
		numbers[i] = strconv.Itoa(n)
	}
	lines := "line " + numbers[0] + " is"
	if len(numbers) > 1 {
		lines = "lines " + strings.Join(numbers, ", ") + " are"
	}
	return lines + " cut off, and left out: a run ended while it was written"
}
