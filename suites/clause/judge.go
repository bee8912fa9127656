package clause

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/match"
	"github.com/authconform/authconform/suites/probe"
)

// Accepted is the clause on which every other clause of the token endpoint rests (R26).
const Accepted = "token.valid.accepted"

// Refreshed is the clause on which every other clause of the refresh grant rests.
const Refreshed = "token.refresh.accepted"

// ResourceAccepted is the clause on which every other clause of the protected resource rests.
const ResourceAccepted = "resource.token.accepted"

// evidence chooses the exchanges that the clause speaks of, or says why there is nothing to judge. It is pure.
func (c Clause) evidence(rec evidence.Record, controlled bool) ([]evidence.Exchange, *Held) {
	subjects, held := c.subjects(rec, controlled)
	if held != nil || c.applies == nil {
		return subjects, held
	}
	why := ""
	spoken := slices.DeleteFunc(slices.Clone(subjects), func(x evidence.Exchange) bool {
		reason := c.applies(rec, x)
		why = cmp.Or(reason, why)
		return reason != ""
	})
	if len(spoken) == 0 {
		return nil, &Held{Status: Skipped, Reason: why, exchanges: subjects}
	}
	return spoken, nil
}

// Against is the matcher that exchanges of a record are held against: some see the whole run, or another answer beside each.
func (c Clause) Against(rec evidence.Record) match.Matcher {
	switch {
	case c.bind != nil:
		return c.bind(rec).In(c.layout)
	case len(c.beside) == 0:
		return c.Hold
	}
	return c.Hold.Beside(func(x evidence.Exchange) evidence.Exchange {
		for _, name := range c.beside {
			y, ok := rec.Of(string(name))
			if ok && (len(c.beside) == 1 || slices.Equal(shown(y), shown(x))) { // an unknown client is one, whatever its secret
				return y
			}
		}
		return evidence.Exchange{}
	})
}

// shown are the Authorization header fields of a request.
func shown(x evidence.Exchange) []evidence.Field {
	return slices.DeleteFunc(slices.Clone(x.Request.Header), func(f evidence.Field) bool { return !strings.EqualFold(f.Name, "Authorization") })
}

// subjects chooses the answers to the clause's questions.
func (c Clause) subjects(rec evidence.Record, controlled bool) ([]evidence.Exchange, *Held) {
	if c.Subject.watch != nil {
		return c.Subject.watch(rec)
	}
	if c.Subject.answers != nil {
		return c.ofAnswers(rec, controlled)
	}
	var subjects []evidence.Exchange
	var outage *Held // of a further use
	for _, name := range c.Subject.asksFor(rec) {
		x, ok := rec.Of(string(name))
		if !ok {
			return nil, c.whySkipped(rec, name)
		}
		if answered := c.every(rec, name); len(answered) > 0 { // 429 and the like are answers to a burst, and no outage
			subjects = append(subjects, answered...)
			continue
		}
		if isForm(name) && tooEarly(rec, x) {
			return nil, &Held{
				Status: Inconclusive, BlockedBy: Accepted, exchanges: []evidence.Exchange{x},
				Reason: "it was asked in a form that the target does not take",
			}
		}
		if reason := c.unanswered(rec, x); reason != "" {
			if u, given := rec.WhySkipped(string(name)); given && !u.Outage && u.Missing == "" { // asked in vain, and given up
				return nil, c.whySkipped(rec, name)
			}
			held := &Held{Status: Inconclusive, Reason: reason, exchanges: []evidence.Exchange{x}}
			if !slices.Contains(c.Subject.again, name) {
				return nil, held
			}
			outage = cmp.Or(outage, held)
			continue
		}
		subjects = append(subjects, x)
	}
	if outage != nil && !c.isBroken(rec, subjects) {
		return nil, outage
	}
	if c.Subject.also != nil {
		for _, x := range rec.Exchanges {
			if c.Subject.also(x) && !slices.Contains(c.Subject.probes, probe.Name(x.Probe)) {
				subjects = append(subjects, x)
			}
		}
	}
	if held := c.uncontrolled(rec, controlled); held != nil {
		return nil, held
	}
	return subjects, nil
}

// ofAnswers chooses the answers that a clause speaks of, whatever provoked them.
func (c Clause) ofAnswers(rec evidence.Record, controlled bool) ([]evidence.Exchange, *Held) {
	chosen := slices.Collect(func(yield func(evidence.Exchange) bool) {
		for _, x := range rec.Exchanges {
			if c.concerns(x) && c.Subject.answers(x) && !yield(x) {
				return
			}
		}
	})
	if len(chosen) > 0 {
		return chosen, nil
	}
	if !controlled {
		return nil, blocked()
	}
	if _, served := rec.Of(string(probe.ResourceAccepted)); c.Subject.used && !served {
		return nil, c.whySkipped(rec, probe.ResourceAccepted)
	}
	return nil, &Held{Status: Skipped, Reason: c.Subject.none}
}

// isBroken says that one of the exchanges of which the clause speaks does not keep it.
func (c Clause) isBroken(rec evidence.Record, subjects []evidence.Exchange) bool {
	against := c.Against(rec)
	return slices.ContainsFunc(subjects, func(x evidence.Exchange) bool {
		return (c.applies == nil || c.applies(rec, x) == "") && len(against.Violations(x)) > 0
	})
}

// asksFor gives the probes that have to be judged: of a family those that were asked, or the first when none was.
func (s Subject) asksFor(rec evidence.Record) []probe.Name {
	missing := func(name probe.Name) bool {
		_, ok := rec.Of(string(name))
		return !ok && slices.Contains(s.spelt, name)
	}
	if asked := slices.DeleteFunc(slices.Clone(s.probes), missing); len(asked) > 0 {
		return asked
	}
	return s.probes[:1]
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

// concerns says that an answer is of the place that the clause speaks of.
func (c Clause) concerns(x evidence.Exchange) bool {
	if c.Subject.used {
		return x.Response != nil && probe.IsResource(probe.Name(x.Probe))
	}
	return ofTokenEndpoint(x)
}

// ofTokenEndpoint leaves out what was asked over plain HTTP: whoever answers there is not the endpoint.
func ofTokenEndpoint(x evidence.Exchange) bool {
	return x.Response != nil && !probe.IsPlain(probe.Name(x.Probe)) && !probe.IsResource(probe.Name(x.Probe))
}

func (c Clause) whySkipped(rec evidence.Record, name probe.Name) *Held {
	u, ok := rec.WhySkipped(string(name))
	switch {
	case !ok:
		return &Held{Status: Inconclusive, Reason: fmt.Sprintf("the evidence has no exchange %s, and does not say why", name)}
	case u.Outage:
		return &Held{Status: Inconclusive, Reason: u.Reason}
	case u.Missing != "":
		return &Held{Status: Inconclusive, Reason: u.Reason, BlockedBy: c.blocking(u.Missing)}
	case rec.Run.Interrupted:
		return &Held{Status: Inconclusive, Reason: u.Reason}
	default:
		return &Held{Status: Skipped, Reason: u.Reason, Flag: u.Flag}
	}
}

// forms26 are the other forms in which a valid request may be answered (R26).
func forms26() []probe.Name {
	return slices.DeleteFunc(probe.Forms(), func(name probe.Name) bool { return name == probe.Valid })
}

// tooEarly says that a form was tried before one was found that works: it differs in two things from that one, and
// nobody knows which of them was refused.
func tooEarly(rec evidence.Record, x evidence.Exchange) bool {
	works, ok := rec.Of(rec.Run.Form)
	return ok && !x.Granted() && x.Started.Before(works.Started)
}

func isForm(name probe.Name) bool { return slices.Contains(forms26(), name) }

// isControlled says that the target grants a token to some valid request, in whichever form (R26).
func isControlled(rec evidence.Record) bool {
	for _, name := range probe.Forms() {
		if x, ok := rec.Of(string(name)); ok && x.Granted() {
			return true
		}
	}
	return false
}

// uncontrolled says why a clause cannot be judged though its probes were answered: no valid request
// succeeds, so that a refusal would be no refusal of this request.
func (c Clause) uncontrolled(rec evidence.Record, controlled bool) *Held {
	if c.Subject.free || c.ID == Accepted {
		return nil
	}
	if !controlled {
		return blocked()
	}
	if c.control == "" {
		return nil
	}
	x, asked := rec.Of(string(c.control))
	resource := probe.IsResource(c.control)
	switch {
	case c.control == probe.Valid, asked && !resource && x.Granted(), asked && resource && x.Response != nil && x.Response.Status/100 == 2:
		return nil // a valid request is controlled in whichever form the target takes it
	case resource:
		return lacking(c.control, "was not served")
	}
	return lacking(c.control, "was not answered with a token")
}

// lacking says what a clause lacks whose control did not succeed: where a clause of its own judges that, it is blocked by that one.
func lacking(control probe.Name, came string) *Held {
	if judged, ok := map[probe.Name]Held{
		probe.ResourceAccepted: {Reason: "the resource did not take the first token", BlockedBy: ResourceAccepted},
		probe.Refresh:          {Reason: "no refresh was answered with a token", BlockedBy: Refreshed},
	}[control]; ok {
		judged.Status = Inconclusive
		return &judged
	}
	return &Held{Status: Inconclusive, Reason: fmt.Sprintf("its control, %s, %s", control, came)}
}

func blocked() *Held {
	return &Held{Status: Inconclusive, Reason: "no valid request was answered with a token", BlockedBy: Accepted}
}
