package clause

import (
	"fmt"
	"slices"
	"strings"

	"github.com/onsi/ginkgo/v2/types"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/runner/evidence"
	"github.com/authconform/authconform/runner/probe"
	"github.com/authconform/authconform/suites/hold"
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

// Outcome is what the spec of one clause came to.
type Outcome struct {
	Clause     Clause
	Status     Status
	Reason     string // why skipped or inconclusive
	Flag       string // the flag that lets a skipped clause be asked
	BlockedBy  string // the clause whose failure keeps this one from being judged (R26)
	Note       string // which of the answers that conform the target gave (R2)
	Wanted     string // what a clause that is not kept wants, in words
	Violations []openapi.Violation
	Exchanges  []evidence.Exchange // what was judged; on a failure, what failed
	Gravest    bool                // a token was issued to the unauthenticated (R11)
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
		return Outcome{Clause: c, Status: Passed, Exchanges: left.judged.exchanges, Note: c.note(s.rec, left.judged.exchanges)}, true
	case state == types.SpecStateFailed && left.broken != nil:
		return c.broken(Failed, left), true
	case (state == types.SpecStateSkipped || state == types.SpecStateFailed) && left.held != nil:
		held := left.held
		return Outcome{
			Clause: c, Status: held.Status, Reason: held.Reason, Flag: held.Flag, BlockedBy: held.BlockedBy, Exchanges: held.exchanges,
		}, true
	case state == types.SpecStateFailed: // by an It of its own, which expected nothing of Gomega's kind
		left.broken = &Broken{Violations: []openapi.Violation{{Rule: "expectation", Detail: report.Failure.Message}}}
		return c.broken(c.unkept(), left), true
	case state == types.SpecStateSkipped && report.Failure.Message == "":
		return Outcome{}, false
	case state == types.SpecStateSkipped: // by an It of its own
		return Outcome{Clause: c, Status: Skipped, Reason: report.Failure.Message, Exchanges: left.judged.exchanges}, true
	}
	return Outcome{
		Clause: c, Status: Inconclusive,
		Reason: "authconform failed to judge this clause (" + report.State.String() + "): please report it",
	}, true
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
	return Outcome{
		Clause: c, Status: status, Wanted: left.broken.Wanted, Violations: distinct(violations), Exchanges: exchanges,
		Gravest: c.gravest && slices.ContainsFunc(violations, func(v openapi.Violation) bool { return v.Rule == hold.TokenIssued }),
	}
}

// note says which of several answers that conform the target gave (R2), and in which form it was asked when
// that is not the documented one (R26).
func (c Clause) note(rec evidence.Record, judged []evidence.Exchange) string {
	note := ""
	if !slices.Contains(c.Subject.spelt, probe.Name(judged[0].Probe)) { // another spelling another day is no other answer
		note = c.Against(rec).Note(judged[0])
	}
	form := rec.Run.Form
	if form == "" || form == "documented" || len(c.Subject.probes) == 0 || c.Subject.free {
		return note
	}
	return strings.TrimPrefix(note+"; asked in the form of the probe "+form, "; ")
}

func distinct(violations []openapi.Violation) []openapi.Violation {
	var kept []openapi.Violation
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
	Violations []openapi.Violation

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
