package reports

import (
	"cmp"
	"slices"

	"github.com/authconform/authconform/openapi/wire"
	"github.com/authconform/authconform/reports/text"
	"github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/evidence"
)

// What one result may hold of a target's words: a hostile one decides how many violations there are and
// how long a member's name is, and must not decide the size of a report.
const (
	MaxViolations = 20
)

// maxSpellings is how many questions may have several spellings: far more than a contract has.
const maxSpellings = 100

// Complete gives the report as the writers write it: Schema and Summary filled in, coverage judged,
// results sorted by id, coverage by pointer, times in UTC, no list null, and every text of bounded length.
// It is idempotent and leaves its receiver alone.
func (r Report) Complete() Report {
	r.Schema = SchemaID
	r.Started, r.Finished = r.Started.UTC(), r.Finished.UTC()
	text.BoundAll(&r.Reason, &r.Target.BaseURL, &r.Target.PlainURL, &r.Target.Environment, &r.Target.Scope)
	r.Preflight = text.NonNil(r.Preflight)
	for i, s := range r.Preflight {
		r.Preflight[i].Detail = text.Bounded(s.Detail, text.MaxText)
	}
	r.Noted = text.NonNil(r.Noted)
	for i := range r.Noted {
		text.BoundAll(&r.Noted[i].About, &r.Noted[i].Seen)
		r.Noted[i].Evidence = text.NonNil(r.Noted[i].Evidence)
	}
	r.Spellings = slices.Clone(r.Spellings[:min(len(r.Spellings), maxSpellings)])
	r.Names = slices.Clone(r.Names[:min(len(r.Names), maxNames)])
	for i, n := range r.Names {
		r.Names[i].Shell = text.SafeShell(n.Shell)
	}
	r.Results = text.NonNil(r.Results)
	for i := range r.Results {
		r.Results[i].complete()
		r.Results[i].Reproduce = RequestCommand(r.Results[i].Request, r.TokenRequest, r.Names)
	}
	r.completeScenarios()
	slices.SortStableFunc(r.Results, func(a, b Result) int { return cmp.Compare(a.ID, b.ID) })
	r.Summary = Summarise(r.Results)
	r.Completeness.NotJudged = slices.Clone(r.Completeness.NotJudged)
	for i := range r.Completeness.NotJudged {
		text.BoundAll(&r.Completeness.NotJudged[i])
	}
	r.Completeness = r.rests()
	r.Findings = findingsOf(r.Results)
	r.Coverage = judgedCoverage(r.Coverage, r.Results)
	r.Exchanges = completeExchanges(r.Exchanges)
	return r
}

// Summarise counts results.
func Summarise(results []Result) Summary {
	var s Summary
	for _, r := range results {
		s.Add(r)
		switch r.Level {
		case Mandatory:
			s.Mandatory.Add(r)
		case Recommended:
			s.Recommended.Add(r)
		case Optional:
			s.Optional.Add(r)
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
		switch {
		case x.Life != nil:
			continue
		case x.Request.Method == "" && (x.Heard == nil || x.Heard.Endpoint == ""):
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

// Add counts a result.
func (c *Counts) Add(r Result) {
	c.Clauses++
	if r.Excused() {
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
	text.BoundAll(&r.Title, &r.Message, &r.Note, &r.Reason, &r.BaselineError, &r.Sent, &r.Got, &r.Wanted, &r.Scenario)
	if r.Known != nil {
		r.Known = &clause.KnownDeviation{
			Reason: text.Bounded(r.Known.Reason, text.MaxText), Owner: text.Bounded(r.Known.Owner, text.MaxText), Expires: r.Known.Expires,
		}
	}
	if r.Explanation != nil {
		e := *r.Explanation
		e.Probes = text.NonNil(e.Probes)
		r.Explanation = &e
	}
	r.Evidence = text.NonNil(r.Evidence)
	r.Violations = text.NonNil(r.Violations)
	if over := len(r.Violations) - MaxViolations; over > 0 {
		r.Violations = append(r.Violations[:MaxViolations-1], wire.Violation{
			Rule: ruleMore, Detail: text.Plural(over+1, "further violation", "further violations"),
		})
	}
	for i, v := range r.Violations {
		r.Violations[i].Pointer, r.Violations[i].Detail = text.Bounded(v.Pointer, text.MaxPointer), text.Bounded(v.Detail, text.MaxText)
	}
}

// ruleMore stands in the place of the violations that were too many to keep.
const ruleMore = "more"

func judgedCoverage(coverage []Coverage, results []Result) []Coverage {
	judged := map[string]bool{}
	for _, r := range results {
		judged[r.ID] = judged[r.ID] || r.Status == Passed || r.Deviates()
	}
	coverage = text.NonNil(coverage)
	for i, c := range coverage {
		coverage[i].Clauses = text.NonNil(c.Clauses)
		slices.Sort(coverage[i].Clauses)
		coverage[i].Judged = slices.ContainsFunc(c.Clauses, func(id string) bool { return judged[id] })
	}
	slices.SortStableFunc(coverage, func(a, b Coverage) int {
		return cmp.Or(cmp.Compare(a.Pointer, b.Pointer), cmp.Compare(a.Statement, b.Statement))
	})
	return coverage
}
