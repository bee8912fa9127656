package clause

import (
	"fmt"
	"slices"
	"strings"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/runner/evidence"
	"github.com/authconform/authconform/runner/probe"
	"github.com/authconform/authconform/suites/hold"
)

// Accepted is the clause on which every other clause of the token endpoint rests (R26).
const Accepted = "token.valid.accepted"

// Refreshed is the clause on which every other clause of the refresh grant rests.
const Refreshed = "token.refresh.accepted"

// Served is the clause on which every other clause of the protected resource rests.
const Served = "resource.token.accepted"

// Status is what a judgement came to.
type Status string

// The five results. Could not ask is never answered wrongly, and never a pass.
const (
	Passed       Status = "passed"
	Failed       Status = "failed"
	Warned       Status = "warned" // a recommended or optional clause that is not kept
	Skipped      Status = "skipped"
	Inconclusive Status = "inconclusive"
)

// Outcome is what the judgement of one clause came to.
type Outcome struct {
	Clause     Clause
	Status     Status
	Reason     string // why skipped or inconclusive
	Flag       string // the flag that lets a skipped clause be asked
	BlockedBy  string // the clause whose failure keeps this one from being judged (R26)
	Note       string // which of the answers that conform the target gave (R2)
	Violations []openapi.Violation
	Exchanges  []evidence.Exchange // what was judged; on a failure, what failed
	Gravest    bool                // a token was issued to the unauthenticated (R11)
}

// Judge holds the clause against the evidence. It is pure.
func (c Clause) Judge(rec evidence.Record) Outcome {
	subjects, held := c.subjects(rec)
	if held != nil {
		return *held
	}
	var judged, failing []evidence.Exchange
	var violations []openapi.Violation
	why := ""
	for _, x := range subjects {
		if c.applies != nil {
			if reason := c.applies(rec, x); reason != "" {
				why = reason
				continue
			}
		}
		judged = append(judged, x)
		if found := c.Hold.Violations(x); len(found) > 0 {
			failing = append(failing, x)
			violations = append(violations, found...)
		}
	}
	switch {
	case len(judged) == 0:
		return Outcome{Clause: c, Status: Skipped, Reason: why, Exchanges: subjects}
	case len(failing) == 0:
		return Outcome{Clause: c, Status: Passed, Exchanges: judged, Note: c.note(rec, judged)}
	}
	return Outcome{
		Clause: c, Status: c.broken(), Violations: distinct(violations), Exchanges: failing,
		Gravest: c.gravest && slices.ContainsFunc(violations, func(v openapi.Violation) bool { return v.Rule == hold.TokenIssued }),
	}
}

// note says which of several answers that conform the target gave (R2), and in which form it was asked when
// that is not the documented one (R26).
func (c Clause) note(rec evidence.Record, judged []evidence.Exchange) string {
	note := c.Hold.Note(judged[0])
	form := rec.Run.Form
	if form == "" || form == "documented" || len(c.Subject.probes) == 0 || c.Subject.free {
		return note
	}
	return strings.TrimPrefix(note+"; asked in the form of the probe "+form, "; ")
}

func (c Clause) broken() Status {
	if c.Level == Mandatory {
		return Failed
	}
	return Warned
}

// subjects chooses what is judged, or says why nothing can be.
func (c Clause) subjects(rec evidence.Record) ([]evidence.Exchange, *Outcome) {
	if c.Subject.answers != nil {
		chosen := slices.Collect(func(yield func(evidence.Exchange) bool) {
			for _, x := range rec.Exchanges {
				if ofTokenEndpoint(x) && c.Subject.answers(x) && !yield(x) {
					return
				}
			}
		})
		if len(chosen) > 0 {
			return chosen, nil
		}
		if !controlled(rec) {
			return nil, blocked(c)
		}
		return nil, &Outcome{Clause: c, Status: Skipped, Reason: c.Subject.none}
	}
	var subjects []evidence.Exchange
	for _, name := range c.Subject.probes {
		x, ok := rec.Of(string(name))
		if !ok {
			return nil, c.unasked(rec, name)
		}
		if answered := c.every(rec, name); len(answered) > 0 { // 429 and the like are answers to a burst, and no outage
			subjects = append(subjects, answered...)
			continue
		}
		if isForm(name) && tooEarly(rec, x) {
			return nil, &Outcome{
				Clause: c, Status: Inconclusive, BlockedBy: Accepted, Exchanges: []evidence.Exchange{x},
				Reason: "it was asked in a form that the target does not take",
			}
		}
		if reason := c.unanswered(rec, x); reason != "" {
			return nil, &Outcome{Clause: c, Status: Inconclusive, Reason: reason, Exchanges: []evidence.Exchange{x}}
		}
		subjects = append(subjects, x)
	}
	if held := c.uncontrolled(rec); held != nil {
		return nil, held
	}
	return subjects, nil
}

// every gives all answers to a probe, for a clause that takes them all.
func (c Clause) every(rec evidence.Record, name probe.Name) []evidence.Exchange {
	if !c.Subject.every {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(rec.Exchanges), func(x evidence.Exchange) bool {
		return x.Probe != string(name) || x.Response == nil
	})
}

// ofTokenEndpoint leaves out what was asked over plain HTTP: whoever answers there is not the endpoint.
func ofTokenEndpoint(x evidence.Exchange) bool {
	return x.Response != nil && x.Probe != string(probe.PlainHTTP) && !probe.IsResource(probe.Name(x.Probe))
}

func (c Clause) unasked(rec evidence.Record, name probe.Name) *Outcome {
	u, ok := rec.WhyUnasked(string(name))
	switch {
	case !ok:
		return &Outcome{Clause: c, Status: Inconclusive, Reason: fmt.Sprintf("the evidence has no exchange %s, and does not say why", name)}
	case u.Outage:
		return &Outcome{Clause: c, Status: Inconclusive, Reason: u.Reason}
	case u.BlockedBy != "":
		return &Outcome{Clause: c, Status: Inconclusive, Reason: u.Reason, BlockedBy: u.BlockedBy}
	case rec.Run.Interrupted:
		return &Outcome{Clause: c, Status: Inconclusive, Reason: u.Reason}
	default:
		return &Outcome{Clause: c, Status: Skipped, Reason: u.Reason, Flag: u.Flag}
	}
}

// forms26 are the other forms in which a valid request may be answered (R26).
var forms26 = []probe.Name{probe.FormEncoded, probe.BodyCredentials, probe.FormCredentials}

// tooEarly says that a form was tried before one was found that works: it differs in two things from that one, and
// nobody knows which of them was refused.
func tooEarly(rec evidence.Record, x evidence.Exchange) bool {
	works, ok := rec.Of(rec.Run.Form)
	return ok && !x.Granted() && x.Started.Before(works.Started)
}

func isForm(name probe.Name) bool { return slices.Contains(forms26, name) }

// controlled says that the target grants a token to some valid request, in whichever form (R26).
func controlled(rec evidence.Record) bool {
	for _, name := range append([]probe.Name{probe.Valid}, forms26...) {
		if x, ok := rec.Of(string(name)); ok && x.Granted() {
			return true
		}
	}
	return false
}

// uncontrolled says why a clause cannot be judged though its probes were answered: no valid request
// succeeds, so that a refusal would be no refusal of this request.
func (c Clause) uncontrolled(rec evidence.Record) *Outcome {
	if c.Subject.free || c.ID == Accepted {
		return nil
	}
	if !controlled(rec) {
		return blocked(c)
	}
	if c.control == "" {
		return nil
	}
	x, ok := rec.Of(string(c.control))
	switch {
	case probe.IsResource(c.control) && (!ok || x.Response == nil || x.Response.Status/100 != 2):
		return &Outcome{Clause: c, Status: Inconclusive, Reason: "the resource did not take the first token", BlockedBy: Served}
	case c.control == probe.Refresh && (!ok || !x.Granted()):
		return &Outcome{Clause: c, Status: Inconclusive, Reason: "no refresh was answered with a token", BlockedBy: Refreshed}
	case c.control == probe.Valid: // in whichever form the target takes it
		return nil
	case !probe.IsResource(c.control) && (!ok || !x.Granted()):
		return &Outcome{Clause: c, Status: Inconclusive, Reason: fmt.Sprintf("its control, %s, was not answered with a token", c.control)}
	}
	return nil
}

func blocked(c Clause) *Outcome {
	return &Outcome{Clause: c, Status: Inconclusive, Reason: "no valid request was answered with a token", BlockedBy: Accepted}
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
