package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/baseline"
	"github.com/authconform/authconform/reports/text"
	"github.com/authconform/authconform/suites"
	"github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/client"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/probe"
	"github.com/authconform/authconform/suites/scenario"
)

// reportBuilder is what a report is made of: the contract, what was chosen of it, and the evidence.
type reportBuilder struct {
	contract *openapi.Contract
	patterns []string
	strict   bool
	embedded bool
	all      []clause.Clause // the whole catalogue
	clauses  []clause.Clause // what was chosen of it
	baseline baseline.Baseline
	rec      evidence.Record
}

// catalogue chooses the clauses that are to be judged.
func (s *reportBuilder) catalogue() error {
	var err error
	list := suites.Catalogue
	if s.rec.Run.Role == evidence.OfClient {
		list = suites.ClientCatalogue
	}
	if s.all, err = list(s.contract); err != nil {
		return err
	}
	s.clauses, err = clause.Choose(s.all, s.patterns)
	return err
}

// judged judges the evidence and gives the whole report.
func (s reportBuilder) judged() (reports.Report, evidence.Record) {
	if s.rec.Run.Role == evidence.OfClient {
		return s.report(suites.JudgeClient(s.clauses, s.rec)), s.rec
	}
	return s.report(suites.Judge(s.clauses, s.rec)), s.rec
}

// report gives the whole report of what the evidence came to for each clause.
func (s reportBuilder) report(outcomes []clause.Outcome) reports.Report {
	report := s.frame()
	about := map[string]clause.Clause{}
	for _, c := range s.clauses {
		about[c.ID] = c
	}
	for _, o := range outcomes {
		report.Results = append(report.Results, s.result(o, about[o.ID]))
	}
	report.Results = s.baseline.Apply(report.Results)
	report.Coverage = s.coverage(outcomes)
	if report.Role == evidence.Service {
		report.Noted, report.Spellings = suites.See(s.contract, s.rec), suites.Spelt(s.contract, s.rec)
	}
	report.Verdict, report.Reason = reports.Judge(report.Results, ids(s.clauses), reports.Terms{Strict: s.strict, Interrupted: s.rec.Run.Interrupted, LeftOut: s.leftOut(), NotJudged: s.notJudged()})
	return report.Complete()
}

func ids(clauses []clause.Clause) []string {
	list := make([]string, len(clauses))
	for i, c := range clauses {
		list[i] = c.ID
	}
	return list
}

// leftOut are the mandatory clauses that nobody chose.
func (s reportBuilder) leftOut() []string {
	chosen := ids(s.clauses)
	var left []string
	for _, c := range s.all {
		if c.Level == clause.Mandatory && !slices.Contains(chosen, c.ID) {
			left = append(left, c.ID)
		}
	}
	return left
}

// notJudged are the keywords of the document that nobody holds the target's answers, or the client's requests, against.
func (s reportBuilder) notJudged() []string {
	var keywords []string
	for _, operation := range s.contract.Operations() {
		for r := range operation.EachRequirement() {
			keyword := fmt.Sprintf("%s (%s:%d)", r.Value, r.File, r.Line)
			if r.Kind == openapi.KeywordKind && (len(r.Statuses) == 0) == (s.rec.Run.Role == evidence.OfClient) && !slices.Contains(keywords, keyword) {
				keywords = append(keywords, keyword)
			}
		}
	}
	return keywords
}

// unjudged gives the report of a run that was not judged, and why.
func (s reportBuilder) unjudged(why string) reports.Report {
	report := s.frame()
	report.Verdict, report.Reason = reports.VerdictInconclusive, strings.ReplaceAll(why, "\n", "; ")
	return report.Complete()
}

func (s reportBuilder) frame() reports.Report {
	run := s.rec.Run
	if run.Started.IsZero() {
		run.Started = time.Now()
		run.Finished = run.Started
	}
	completeness := reports.Filtered(s.leftOut())
	completeness.NotJudged = s.notJudged()
	return reports.Report{
		Contract: reports.Contract{
			Name: s.contract.Name, Title: s.contract.Title, Version: s.contract.Version,
			Document: s.contract.File, Digest: s.contract.Digest, Operation: run.Operation,
		},
		Target: reports.Target{
			BaseURL: run.BaseURL, PlainURL: run.PlainURL, Environment: run.Environment,
			Profile: run.Profile, Form: run.Form, Scope: run.Scope, Embedded: s.embedded,
		},
		Suite:   reports.Suite{Name: "authconform", Version: program, Run: run.ID},
		Started: run.Started, Finished: run.Finished, Interrupted: run.Interrupted,
		Strict: s.strict, Partial: len(s.clauses) < len(s.all), Clauses: s.patterns, Completeness: completeness,
		Role: run.Role, Subject: run.Subject, Scenarios: s.scenarios(),
		Names: run.Names, TokenRequest: reports.TokenRequestOf(&s.rec), Preflight: run.Preflight, Traffic: reports.TrafficOf(s.rec), Exchanges: reports.ExchangesOf(s.rec),
	}
}

// scenarios tells what a client was led through, and what was wanted of it in each.
func (s reportBuilder) scenarios() []reports.Scenario {
	told := reports.ScenariosOf(s.rec)
	for i := range told {
		about, _ := scenario.Of(s.contract, scenario.Name(told[i].Name))
		told[i].Does = about.Does
		for _, step := range client.Steps(s.contract, s.rec, scenario.Name(told[i].Name)) {
			told[i].Steps = append(told[i].Steps, reports.ScenarioStep{Step: string(step.Step), Met: step.Met, Detail: step.Detail, Evidence: step.Evidence})
		}
	}
	return told
}

// result adds to an outcome what is told of it: what it rests on, and of what is not kept the worst exchange.
func (s reportBuilder) result(o clause.Outcome, about clause.Clause) reports.Result {
	o.Explanation = explanation(s.contract, about)
	if len(o.Violations) > 0 && len(o.Exchanges) > 0 && s.rec.Run.Role == evidence.OfClient {
		worst := o.Exchanges[0]
		o.Scenario = worst.Probe
		if worst.Request.Method != "" {
			o.Sent, _ = text.Describe(&s.rec, worst)
		}
	} else if len(o.Violations) > 0 && len(o.Exchanges) > 0 {
		worst := o.Exchanges[0]
		o.Sent, o.Got = text.Describe(&s.rec, worst)
		o.Request = reports.SentOf(&s.rec, worst)
		if words := probe.FormInWords(probe.Name(s.rec.Run.Form)); o.ID == clause.Accepted && words != "" {
			o.Sent, _ = text.DescribeForm(&s.rec, worst)
			o.Message = "The same request " + words + " is answered with a token."
		}
	}
	return reports.Result(o)
}

// coverage lists what the document states, which clauses hold the target to it, and what became of them.
func (s reportBuilder) coverage(outcomes []clause.Outcome) []reports.Coverage {
	byID := map[string]clause.Outcome{}
	for _, o := range outcomes {
		byID[o.ID] = o
	}
	var rows []reports.Coverage
	cover := suites.Coverage
	if s.rec.Run.Role == evidence.OfClient {
		cover = suites.ClientCoverage
	}
	for _, covered := range cover(s.contract, s.all) {
		state, reason := covered.State(byID)
		rows = append(rows, reports.Coverage{
			Pointer: covered.Statement.Pointer, Location: covered.Location(), Statement: covered.InWords(),
			Clauses: covered.Clauses, State: state, Reason: reason,
		})
	}
	return rows
}
