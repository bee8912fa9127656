package clause

import (
	"fmt"
	"slices"
	"strings"

	"github.com/onsi/ginkgo/v2/types"

	"github.com/authconform/authconform/openapi/wire"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/match"
	"github.com/authconform/authconform/suites/probe"
)

// Status is what a spec came to.
type Status string

// The five results. Could not ask is never answered wrongly, and never a pass.
const (
	Passed       Status = "passed"
	Failed       Status = "failed"
	Warned       Status = "warned" // a recommended or optional clause that is not kept
	Skipped      Status = "skipped"
	Inconclusive Status = "inconclusive"
)

// Outcome is what the spec of one clause came to, from the spec to report.json: the one shape of it. What judging does not
// say is added on the way, by whoever knows it.
type Outcome struct {
	ID    string `json:"id"`
	Title string `json:"title"` // completes "The target …", or of a clause that binds clients "The client …", without a full stop
	Area  string `json:"area"`
	Level Level  `json:"level"`
	// Critical marks a token issued to the unauthenticated (R11): such failures are told first.
	Critical bool   `json:"gravest"`
	Status   Status `json:"status"`
	Source   string `json:"source"`             // "endpoint page, response 401"
	Ruling   string `json:"ruling,omitempty"`   // "R9"
	Location string `json:"location,omitempty"` // "openapi/prioticket/distributor-3.8.yaml:123"
	Message  string `json:"message,omitempty"`  // what is wrong, in a sentence, where Violations does not say it; beside them what else is to know
	Note     string `json:"note,omitempty"`     // which of several allowed answers the target gave (R2)

	Violations []wire.Violation `json:"violations"`
	Evidence   []string         `json:"evidence"` // ids of Exchanges

	// Reason says why the clause was skipped or is inconclusive.
	Reason string `json:"reason,omitempty"`
	// Known says that the baseline lists the deviation, which then does not count. reports.Baseline.Apply sets it.
	Known *KnownDeviation `json:"known,omitempty"`
	// BaselineError says why the baseline's entry for this clause does not hold: it passes, or is beyond excuse (R11).
	BaselineError string `json:"baselineError,omitempty"`
	// Flag is the flag that would let a skipped clause be asked.
	Flag string `json:"flag,omitempty"`
	// BlockedBy is the clause whose failure keeps this one from being judged (R26).
	BlockedBy string `json:"blockedBy,omitempty"`

	Sent      string `json:"sent,omitempty"`
	Got       string `json:"got,omitempty"`
	Wanted    string `json:"wanted,omitempty"`    // what a clause that is not kept wants, in words
	Reproduce string `json:"reproduce,omitempty"` // a shell command, safe to copy; reports.Report.Complete makes it of Request
	// Request is what Reproduce sends again; nil where no command can.
	Request *SentRequest `json:"request,omitempty"`

	// Scenario is the one that shows what a client does not keep, and Did tells what the client did in it, a moment a line;
	// reports.Report.Complete makes it of the scenario's timeline, and Reproduce what plays it again.
	Scenario string   `json:"scenario,omitempty"`
	Did      []string `json:"did,omitempty"`

	// Explanation is the same whatever came of the clause: what it rests on, and how owners mend it.
	Explanation *Explanation `json:"explanation,omitempty"`

	// Exchanges are what was judged; on a failure, what failed. No file has them here.
	Exchanges []evidence.Exchange `json:"-"`
	// Asked tells what was looked for in vain from what was not asked.
	Asked bool `json:"-"`
}

// Outcome reads what came of a clause out of Ginkgo's report on its spec: the one place where Ginkgo's results become
// ours. It is false for a spec that did not run, because a filter left it out or the run was interrupted. What neither
// passed, failed nor was skipped for a reason is a fault of ours, and never the target's.
func (s *Suite) Outcome(c Clause, report types.SpecReport) (Outcome, bool) {
	left := entriesOf(report)
	switch state := report.State; {
	case state == types.SpecStatePassed && left.broken != nil:
		return c.broken(Warned, left), true
	case state == types.SpecStatePassed && len(left.judged.exchanges) > 0:
		o := c.outcome(Passed, left.judged.exchanges)
		o.Note = c.note(s.rec, left.judged.exchanges)
		return o, true
	case state == types.SpecStateFailed && left.broken != nil:
		return c.broken(Failed, left), true
	case (state == types.SpecStateSkipped || state == types.SpecStateFailed) && left.held != nil:
		o := c.outcome(left.held.Status, left.held.exchanges)
		o.Reason, o.Flag, o.BlockedBy = left.held.Reason, left.held.Flag, left.held.BlockedBy
		o.Asked = o.Asked && (o.Flag == "" || c.Subject.watch == nil) // a scenario that was not played showed nothing
		return o, true
	case state == types.SpecStateFailed: // by an It of its own, which expected nothing of Gomega's kind
		left.broken = &Broken{Violations: []wire.Violation{{Rule: "expectation", Detail: report.Failure.Message}}}
		return c.broken(c.unkept(), left), true
	case state == types.SpecStateSkipped && report.Failure.Message == "":
		return Outcome{}, false
	case state == types.SpecStateSkipped: // by an It of its own
		o := c.outcome(Skipped, left.judged.exchanges)
		o.Reason = report.Failure.Message
		return o, true
	}
	o := c.outcome(Inconclusive, nil)
	o.Reason = "authconform failed to judge this clause (" + report.State.String() + "): please report it"
	return o, true
}

// outcome is an outcome of the clause, of which nothing more is said yet.
func (c Clause) outcome(status Status, exchanges []evidence.Exchange) Outcome {
	return Outcome{
		ID: c.ID, Title: c.Sentence, Area: c.Area(), Level: c.Level, Status: status,
		Source: string(c.Source), Ruling: c.Ruling.String(), Location: c.Location(),
		Evidence: names(exchanges), Exchanges: exchanges, Asked: len(exchanges) > 0 || len(c.Subject.probes) == 0,
	}
}

// unkept is the status of the clause where it is not kept.
func (c Clause) unkept() Status {
	if c.Level == Mandatory {
		return Failed
	}
	return Warned
}

// broken is the outcome of a clause that is not kept.
func (c Clause) broken(status Status, left entries) Outcome {
	violations, exchanges := left.broken.Violations, left.broken.exchanges
	if len(exchanges) == 0 { // something else than an exchange was expected to be so
		exchanges = left.judged.exchanges
	}
	o := c.outcome(status, exchanges)
	if status == Warned && o.Level == Mandatory {
		o.Level = Recommended // of a mandatory clause, no more than what is recommended is broken (Mild)
	}
	o.Wanted, o.Violations = left.broken.Wanted, distinct(violations)
	o.Critical = c.gravest && slices.ContainsFunc(violations, func(v wire.Violation) bool { return v.Rule == match.TokenIssued })
	return o
}

// note says which of several answers that conform the target gave (R2), and in which form it was asked when
// that is not the documented one (R26).
func (c Clause) note(rec evidence.Record, judged []evidence.Exchange) string {
	note := ""
	if !slices.Contains(c.Subject.spelt, probe.Name(judged[0].Probe)) { // another spelling another day is no other answer
		note = c.Against(rec).Note(judged[0])
	}
	words := probe.FormInWords(probe.Name(rec.Run.Form))
	if words == "" || len(c.Subject.probes) == 0 || c.Subject.free {
		return note
	}
	return strings.TrimPrefix(note+"; asked "+words, "; ")
}

func distinct(violations []wire.Violation) []wire.Violation {
	var kept []wire.Violation
	for _, v := range violations {
		if !slices.Contains(kept, v) {
			kept = append(kept, v)
		}
	}
	return kept
}

// Held is why a clause was not judged: the report entry of a spec that is skipped or inconclusive.
type Held struct {
	Status    Status
	Reason    string
	Flag      string `json:",omitempty"` // the flag that lets a skipped clause be asked
	BlockedBy string `json:",omitempty"` // the clause whose failure keeps this one from being judged (R26)

	exchanges []evidence.Exchange // what was looked at in vain
}

// String tells it as one sentence.
func (h Held) String() string {
	text := h.Reason
	if h.Flag != "" {
		text += " (" + h.Flag + ")"
	}
	if h.BlockedBy != "" {
		text += " (blocked by " + h.BlockedBy + ")"
	}
	return fmt.Sprintf("%s: %s", h.Status, text)
}

// Judged is the report entry that says which exchanges a spec has judged.
type Judged struct {
	Exchanges []string

	exchanges []evidence.Exchange
}

// String lists them by their names.
func (j Judged) String() string { return strings.Join(j.Exchanges, ", ") }

// Broken is the report entry of an expectation that was not met: Gomega's message, and what is in it as values.
type Broken struct {
	Wanted     string
	Exchanges  []string
	Violations []wire.Violation

	message   string
	exchanges []evidence.Exchange
}

// String is the message as Gomega prints it.
func (b Broken) String() string { return b.message }

// entries are the values that a spec left in its report.
type entries struct {
	judged Judged
	held   *Held
	broken *Broken
}

func entriesOf(report types.SpecReport) entries {
	var left entries
	for _, entry := range report.ReportEntries {
		switch value := entry.GetRawValue().(type) {
		case Judged:
			left.judged = value
		case Held:
			left.held = &value
		case Broken:
			left.broken = &value
		}
	}
	return left
}

func names(exchanges []evidence.Exchange) []string {
	list := make([]string, len(exchanges))
	for i, x := range exchanges {
		list[i] = x.ID
	}
	return list
}
