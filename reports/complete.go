package reports

import (
	"cmp"
	"slices"
	"unicode/utf8"

	"github.com/authconform/authconform/openapi/wire"
	"github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/evidence"
)

// What one result may hold of a target's words: a hostile one decides how many violations there are and
// how long a member's name is, and must not decide the size of a report.
const (
	maxViolations = 20
	maxText       = 1000 // bytes
	maxPointer    = 200  // bytes
)

// maxSpellings is how many questions may have several spellings: far more than a contract has.
const maxSpellings = 100

// Complete gives the report as the writers write it: Schema and Summary filled in, coverage judged,
// results sorted by id, coverage by pointer, times in UTC, no list null, and every text of bounded length.
// It is idempotent and leaves its receiver alone.
func (r Report) Complete() Report {
	r.Schema = SchemaID
	r.Started, r.Finished = r.Started.UTC(), r.Finished.UTC()
	boundAll(&r.Reason, &r.Target.BaseURL, &r.Target.PlainURL, &r.Target.Environment, &r.Target.Scope)
	r.Preflight = list(r.Preflight)
	for i, s := range r.Preflight {
		r.Preflight[i].Detail = bounded(s.Detail, maxText)
	}
	r.Noted = list(r.Noted)
	for i := range r.Noted {
		boundAll(&r.Noted[i].About, &r.Noted[i].Seen)
		r.Noted[i].Evidence = list(r.Noted[i].Evidence)
	}
	r.Spellings = slices.Clone(r.Spellings[:min(len(r.Spellings), maxSpellings)])
	r.Names = slices.Clone(r.Names[:min(len(r.Names), maxNames)])
	for i, n := range r.Names {
		r.Names[i].Shell = safeShell(n.Shell)
	}
	r.Results = list(r.Results)
	for i := range r.Results {
		r.Results[i].complete()
		r.Results[i].Reproduce = requestCommand(r.Results[i].Request, r.Names)
	}
	slices.SortStableFunc(r.Results, func(a, b Result) int { return cmp.Compare(a.ID, b.ID) })
	r.Summary = Summarise(r.Results)
	r.Coverage = judgedCoverage(r.Coverage, r.Results)
	r.Exchanges = completeExchanges(r.Exchanges)
	return r
}

// Summarise counts results.
func Summarise(results []Result) Summary {
	var s Summary
	for _, r := range results {
		s.add(r)
		switch r.Level {
		case Mandatory:
			s.Mandatory.add(r)
		case Recommended:
			s.Recommended.add(r)
		case Optional:
			s.Optional.add(r)
		}
		if r.Note != "" {
			s.Notes++
		}
	}
	return s
}

// TrafficOf counts what a record's exchanges cost the target.
func TrafficOf(rec evidence.Record) Traffic {
	var t Traffic
	for _, x := range rec.Exchanges {
		if x.Request.Method == "" {
			t.Handshakes++
			continue
		}
		t.Requests++
		switch {
		case x.Response == nil:
			t.Unanswered++
		case x.Response.Status >= 400 && x.Response.Status <= 499:
			t.Errors4xx++
		case x.Response.Status >= 500 && x.Response.Status <= 599:
			t.Errors5xx++
		}
	}
	return t
}

// SetUpFailed says that the run did not come past its preflight.
func (r Report) SetUpFailed() bool {
	return slices.ContainsFunc(r.Preflight, func(s evidence.Step) bool { return s.Status == "failed" })
}

func (c *Counts) add(r Result) {
	c.Clauses++
	if r.excused() {
		c.Known++
		return
	}
	switch r.Status {
	case Passed:
		c.Passed++
	case Failed:
		c.Failed++
	case Warned:
		c.Warned++
	case Skipped:
		c.Skipped++
	case Inconclusive:
		c.Inconclusive++
	}
}

func (r *Result) complete() {
	boundAll(&r.Title, &r.Message, &r.Note, &r.Reason, &r.BaselineError, &r.Sent, &r.Got, &r.Wanted)
	if r.Known != nil {
		r.Known = &clause.KnownDeviation{
			Reason: bounded(r.Known.Reason, maxText), Owner: bounded(r.Known.Owner, maxText), Expires: r.Known.Expires,
		}
	}
	if r.Explanation != nil {
		e := *r.Explanation
		e.Probes = list(e.Probes)
		r.Explanation = &e
	}
	r.Evidence = list(r.Evidence)
	r.Violations = list(r.Violations)
	if over := len(r.Violations) - maxViolations; over > 0 {
		r.Violations = append(r.Violations[:maxViolations-1], wire.Violation{
			Rule: ruleMore, Detail: many(over+1, "further violation", "further violations"),
		})
	}
	for i, v := range r.Violations {
		r.Violations[i].Pointer, r.Violations[i].Detail = bounded(v.Pointer, maxPointer), bounded(v.Detail, maxText)
	}
}

// ruleMore stands in the place of the violations that were too many to keep.
const ruleMore = "more"

func judgedCoverage(coverage []Coverage, results []Result) []Coverage {
	judged := map[string]bool{}
	for _, r := range results {
		judged[r.ID] = judged[r.ID] || r.Status == Passed || r.deviates()
	}
	coverage = list(coverage)
	for i, c := range coverage {
		coverage[i].Clauses = list(c.Clauses)
		slices.Sort(coverage[i].Clauses)
		coverage[i].Judged = slices.ContainsFunc(c.Clauses, func(id string) bool { return judged[id] })
	}
	slices.SortStableFunc(coverage, func(a, b Coverage) int {
		return cmp.Or(cmp.Compare(a.Pointer, b.Pointer), cmp.Compare(a.Statement, b.Statement))
	})
	return coverage
}

// list copies, and makes of nil an empty list: a reader of JSON need not tell the two apart.
func list[T any](s []T) []T { return append(make([]T, 0, len(s)), s...) }

func bounded(s string, limit int) string {
	s = valid(s[:min(len(s), limit+utf8.UTFMax)]) // a character cut in two there is cut off below
	if len(s) <= limit {
		return s
	}
	return beginning(s, limit-len("…")) + "…"
}
