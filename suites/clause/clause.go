package clause

import (
	"fmt"
	"runtime"
	"slices"
	"strings"

	"github.com/authconform/authconform/openapi/facts"
	"github.com/authconform/authconform/openapi/wire"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/match"
	"github.com/authconform/authconform/suites/probe"
	"github.com/authconform/authconform/suites/scenario"
)

// Level is how much a clause weighs.
type Level string

// The vendor's three tiers of certification.
const (
	Mandatory   Level = "mandatory"   // the sources state it
	Recommended Level = "recommended" // the standards beneath the sources advise it
	Optional    Level = "optional"    // good practice: reported, never counted
)

// Source names where a clause is stated.
type Source string

// Clause is one promise, in one place.
type Clause struct {
	ID       string
	Level    Level
	Source   Source
	Ruling   Ruling
	Sentence string // third person present; completes "The target …"
	Subject  Subject
	Hold     match.Matcher

	// Operation is the token operation that the clause is about, where the contract has several: the ID ends with it.
	Operation string

	File string // where the clause is written: the document's line, or the Go file's
	Line int

	applies  func(evidence.Record, evidence.Exchange) string
	control  probe.Name
	beside   []probe.Name // the same request over HTTPS
	gravest  bool
	needs    []facts.Feature
	readings []reading
	bind     func(evidence.Record) match.Matcher
	byHand   bool         // an It of the area judges it
	mild     []string     // the rules whose violations only warn
	table    string       // the table that it is a row of
	layout   *wire.Layout // by which answers are read
}

// New makes a clause, located at the line on which New is called.
func New(id string, level Level, source Source, ruling Ruling, sentence string, subject Subject, matcher match.Matcher) Clause {
	c := Clause{ID: id, Level: level, Source: source, Ruling: ruling, Sentence: sentence, Subject: subject, Hold: matcher}
	if _, file, line, ok := runtime.Caller(1); ok {
		c.File, c.Line = inModule(file), line
	}
	return c
}

// At places a clause that is generated from a document on the line that states it.
func (c Clause) At(file string, line int) Clause {
	c.File, c.Line = file, line
	return c
}

// When restricts a clause to exchanges of which it speaks: the function returns "" for those, and
// otherwise why the clause does not apply. A clause that applies to nothing is skipped, not passed.
func (c Clause) When(applies func(evidence.Exchange) string) Clause {
	return c.WhenRun(func(_ evidence.Record, x evidence.Exchange) string { return applies(x) })
}

// WhenRun is When for what only the whole run tells.
func (c Clause) WhenRun(applies func(evidence.Record, evidence.Exchange) string) Clause {
	c.applies = applies
	return c
}

// Seeing lets the matcher see the whole run, for what one answer alone does not tell.
func (c Clause) Seeing(bind func(evidence.Record) match.Matcher) Clause {
	c.bind = bind
	return c
}

// Critical marks a clause of R11: whoever is asked about there must not have a token.
func (c Clause) Critical() Clause {
	c.gravest = true
	return c
}

// ByHand marks a clause that is no row of a table, because it is about several exchanges or their order: the area writes
// an It for it.
func (c Clause) ByHand() Clause {
	c.byHand = true
	return c
}

// Mild names rules whose violations are against what is recommended alone, though the clause is mandatory (R28): one that has
// no other violations warns.
func (c Clause) Mild(rules ...string) Clause {
	c.mild = rules
	return c
}

// After names the valid request from which the clause's probe differs in one thing: without its success
// nothing can be said, for its failure would be the cause of this one's.
func (c Clause) After(control probe.Name) Clause {
	c.control = control
	return c
}

// Beside names the requests over HTTPS that the clause's own may be the same as: the one that authenticates alike is what an
// answer over plain HTTP is compared with (R18).
func (c Clause) Beside(secure ...probe.Name) Clause {
	c.beside = secure
	return c
}

// Control is the valid request without whose success nothing can be said; "" where the run's own controls suffice.
func (c Clause) Control() probe.Name { return c.control }

// Of makes the clause one of a token operation among several: its ID ends with the operation's name.
func (c Clause) Of(operation string) Clause {
	if operation != "" {
		c.ID, c.Operation = c.ID+"."+operation, operation
	}
	return c
}

// Alone is the clause as it is where there is one token operation.
func (c Clause) Alone() Clause {
	if c.Operation != "" {
		c.ID, c.Operation = strings.TrimSuffix(c.ID, "."+c.Operation), ""
	}
	return c
}

// Location is where the clause is written: "suites/errors/client.go:12".
func (c Clause) Location() string { return fmt.Sprintf("%s:%d", c.File, c.Line) }

// Area is the part of the contract that the clause belongs to: the first word of its ID.
func (c Clause) Area() string {
	area, _, _ := strings.Cut(c.ID, ".")
	return area
}

// Subject is the evidence that a clause speaks of.
type Subject struct {
	probes  []probe.Name
	spelt   []probe.Name // those of them that are judged where they were asked (probe.Family)
	again   []probe.Name // those of spelt that are further uses of others: what one of them shows, no outage of another hides
	answers func(evidence.Exchange) bool
	none    string                       // why nothing was judged, when no answer matches
	every   bool                         // not the last answer alone
	free    bool                         // needs no valid control: the question is below OAuth
	used    bool                         // of the protected resource, not of the token endpoint
	also    func(evidence.Exchange) bool // beside the answers to the probes: what befell others

	scenarios []scenario.Name // of a clause that binds clients
	watch     func(evidence.Record) ([]evidence.Exchange, *Held)
}

// Probes lists what has to be asked before the clause can be judged; empty when any answer may do.
func (s Subject) Probes() []probe.Name { return s.probes }

// Scenarios lists those that the clause is judged by, where it binds clients.
func (s Subject) Scenarios() []scenario.Name { return s.scenarios }

// Watched takes what choose gives of a record that was made of a client in the named scenarios, or why there is nothing to
// judge.
func Watched(choose func(evidence.Record) ([]evidence.Exchange, *Held), scenarios ...scenario.Name) Subject {
	return Subject{scenarios: scenarios, watch: choose}
}

// From takes the last answer to each of the named probes.
func From(probes ...probe.Name) Subject { return Subject{probes: probes} }

// OneOf takes the answers to those of the probes that a run has asked, of a family of which it asks one or all: none is
// missing when another was asked.
func OneOf(family ...probe.Name) Subject { return Subject{probes: family, spelt: family} }

// Or takes the answers to those of a family, too, that a run has asked.
func (s Subject) Or(family ...probe.Name) Subject {
	s.probes, s.spelt = slices.Concat(s.probes, family), slices.Concat(s.spelt, family)
	return s
}

// AndUses takes the answers to further uses of what its probes show, where they were made; or of what others do.
func (s Subject) AndUses(uses ...probe.Name) Subject {
	s.again = slices.Concat(s.again, uses)
	return s.Or(uses...)
}

// Below takes the named probes without asking for a control: what they show does not depend on
// whether the target issues tokens.
func Below(probes ...probe.Name) Subject { return Subject{probes: probes, free: true} }

// And takes every other exchange, too, that the predicate chooses, whatever was asked: what one node of several does is not
// seen on the first connection.
func (s Subject) And(choose func(evidence.Exchange) bool) Subject {
	s.also = choose
	return s
}

// Every takes every answer to a probe that is sent many times.
func Every(name probe.Name) Subject {
	return Subject{probes: []probe.Name{name}, every: true}
}

// Answers takes every answer of the token endpoint that the predicate chooses, whatever provoked it and
// at whichever attempt; none says what was not seen when there is none.
func Answers(none string, choose func(evidence.Exchange) bool) Subject {
	return Subject{answers: choose, none: none}
}

// AnswersOfResource is Answers for those of the protected resource.
func AnswersOfResource(none string, choose func(evidence.Exchange) bool) Subject {
	return Subject{answers: choose, none: none, used: true}
}

// inModule keeps a machine's own directories out of reports.
func inModule(file string) string {
	if i := strings.LastIndex(file, "/suites/"); i >= 0 {
		return file[i+1:]
	}
	return file[strings.LastIndex(file, "/")+1:]
}
