package clause_test

import (
	"fmt"
	"net/http"
	"slices"
	"testing"

	. "github.com/onsi/gomega"

	"github.com/authconform/authconform/openapi/wire"
	"github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/match"
	"github.com/authconform/authconform/suites/probe"
)

// judgement is a record, and what a clause makes of it.
type judgement struct {
	name   string
	clause clause.Clause
	rec    evidence.Record
	status clause.Status
	reason string // part of it
}

func check(t *testing.T, rows []judgement) {
	t.Helper()
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			g := NewWithT(t)
			o := judged(r.clause, r.rec)
			g.Expect(o.Status).To(Equal(r.status), o.Reason)
			g.Expect(o.Reason).To(ContainSubstring(r.reason))
			g.Expect(o.ID).To(Equal(r.clause.ID))
			switch o.Status {
			case clause.Skipped, clause.Inconclusive:
				g.Expect(o.Reason).NotTo(BeEmpty())
				g.Expect(o.Violations).To(BeEmpty())
			case clause.Failed, clause.Warned:
				g.Expect(o.Reason).To(BeEmpty())
				g.Expect(o.Violations).NotTo(BeEmpty())
			case clause.Passed:
				g.Expect(o.Reason).To(BeEmpty())
				g.Expect(o.Violations).To(BeEmpty())
			}
		})
	}
}

func TestStatusFollowsLevelAndAnswer(t *testing.T) {
	right, wrong := answer(probe.GrantMissing, 400, refusal), answer(probe.GrantMissing, 401, refusal)
	about := func(level clause.Level) clause.Clause { return refusing(level, probe.GrantMissing) }
	check(t, []judgement{
		{"kept", about(clause.Mandatory), steady(right), clause.Passed, ""},
		{"a mandatory one broken", about(clause.Mandatory), steady(wrong), clause.Failed, ""},
		{"a recommended one broken", about(clause.Recommended), steady(wrong), clause.Warned, ""},
		{"an optional one broken", about(clause.Optional), steady(wrong), clause.Warned, ""},
		{"the last attempt counts", about(clause.Mandatory), steady(wrong, right), clause.Passed, ""},
		{"and only the last", about(clause.Mandatory), steady(right, wrong), clause.Failed, ""},
	})
}

// Of a family is judged what was asked, and nothing is missing when another spelling was not.
func TestFamiliesAreJudgedByWhatWasAsked(t *testing.T) {
	matcher := match.Refused(match.Error(http.StatusBadRequest, "invalid_request"))
	about := func(subject clause.Subject) clause.Clause {
		return clause.New("errors.test.refused", clause.Mandatory, "a page", 9, "refuses a test", subject, matcher)
	}
	family := about(clause.OneOf(probe.GrantBlanks, probe.GrantLonger))
	beside := about(clause.From(probe.GrantUnknown).Or(probe.GrantBlanks, probe.GrantLonger))
	base, right, wrong := answer(probe.GrantUnknown, 400, refusal), answer(probe.GrantLonger, 400, refusal), answer(probe.GrantLonger, 401, refusal)
	unasked := steady(base)
	unasked.Skipped = []evidence.Skipped{{Probe: string(probe.GrantBlanks), Reason: "it takes something"}}
	check(t, []judgement{
		{"one kept", family, steady(right), clause.Passed, ""},
		{"one broken", family, steady(wrong), clause.Failed, ""},
		{"none asked", family, unasked, clause.Skipped, "it takes something"},
		{"no answer to the one asked", family, steady(silence(probe.GrantLonger, evidence.Timeout)), clause.Inconclusive, "nobody answered"},
		{"the question alone", beside, steady(base), clause.Passed, ""},
		{"a spelling beside it", beside, steady(base, right), clause.Passed, ""},
		{"a spelling that breaks it", beside, steady(base, wrong), clause.Failed, ""},
		{"a spelling alone", beside, steady(right), clause.Inconclusive, "the evidence has no exchange grant-unknown"},
	})
}

// TestOutagesAreNoDeviations is R4: whatever keeps a target from answering says nothing of its contract.
func TestOutagesAreNoDeviations(t *testing.T) {
	c := refusing(clause.Mandatory, probe.GrantMissing)
	var rows []judgement
	for _, status := range []int{408, 429, 502, 503, 504, 520, 523, 527} {
		rows = append(rows,
			judgement{fmt.Sprint(status), c, steady(answer(probe.GrantMissing, status, "")), clause.Inconclusive, "an outage"},
			judgement{fmt.Sprint(status, " to a valid request"), granting(probe.ValidScope), steady(answer(probe.ValidScope, status, "")), clause.Inconclusive, "an outage"})
	}
	for _, kind := range []evidence.FailureKind{
		evidence.ResolveFailed, evidence.ConnectRefused, evidence.ConnectionReset, evidence.Timeout, evidence.TooLarge, evidence.Malformed,
		evidence.Interrupted, evidence.Proxy, evidence.TLSFailed,
	} {
		rows = append(rows, judgement{string(kind), c, steady(silence(probe.GrantMissing, kind)), clause.Inconclusive, "nobody answered"})
	}
	check(t, rows)
}

// TestInternalServerErrors is R4 of 500: a deviation where the request is to blame, and it comes again, and valid ones are
// answered before, between and after.
func TestInternalServerErrors(t *testing.T) {
	c, fault := refusing(clause.Mandatory, probe.GrantMissing), answer(probe.GrantMissing, 500, "")
	well, ill := answer(probe.ValidControl, 200, aToken), answer(probe.ValidScope, 500, "")
	unanswered := controls(200, 200, fault, well, fault)
	unanswered.Exchanges = unanswered.Exchanges[:len(unanswered.Exchanges)-1]
	const once, unsteady = "did not come twice", "did not all succeed"
	check(t, []judgement{
		{"twice, between sound controls", c, controls(200, 200, fault, well, fault), clause.Failed, ""},
		{"once", c, controls(200, 200, fault, well), clause.Inconclusive, once},
		{"and not again", c, controls(200, 200, fault, well, answer(probe.GrantMissing, 400, refusal)), clause.Passed, ""},
		{"twice, without a control between", c, controls(200, 200, fault, fault), clause.Inconclusive, unsteady},
		{"and a valid one between fails, too", c, controls(200, 200, fault, well, ill, fault), clause.Inconclusive, unsteady},
		{"and a valid one just before fails, too", c, controls(200, 200, ill, fault, well, fault), clause.Inconclusive, unsteady},
		{"and a valid one long before failed", c, controls(200, 200, ill, well, fault, well, fault), clause.Failed, ""},
		{"before a control that fails", c, controls(200, 500, fault, well, fault), clause.Inconclusive, unsteady},
		{"before a control that is refused", c, controls(200, 400, fault, well, fault), clause.Inconclusive, unsteady},
		{"after a control that is refused", c, controls(400, 200, fault, fault), clause.Inconclusive, "500"},
		{"without a last control", c, unanswered, clause.Inconclusive, unsteady},
		{"to a valid request", granting(probe.ValidScope), controls(200, 200, ill, well, ill), clause.Inconclusive, "an outage in answer to a valid request"},
		{"to another media type", refusing(clause.Recommended, probe.AcceptXML), controls(200, 200, answer(probe.AcceptXML, 500, ""), well, answer(probe.AcceptXML, 500, "")), clause.Warned, ""},
		{"501 is the target's own", c, controls(200, 200, answer(probe.GrantMissing, 501, "")), clause.Failed, ""},
	})
}

// TestNothingIsJudgedWithoutAControl is R26: a target that refuses everything refuses nothing in particular.
func TestNothingIsJudgedWithoutAControl(t *testing.T) {
	g := NewWithT(t)
	right := answer(probe.GrantMissing, 400, refusal)
	c := refusing(clause.Mandatory, probe.GrantMissing)
	o := judged(c, controls(400, 400, right))
	g.Expect(o.Status).To(Equal(clause.Inconclusive))
	g.Expect(o.BlockedBy).To(Equal(clause.Accepted))

	accepted := clause.New(clause.Accepted, clause.Mandatory, "a page", 26, "accepts", clause.From(probe.Valid), match.Granted())
	g.Expect(judged(accepted, controls(400, 400)).Status).To(Equal(clause.Failed), "the control itself is judged")

	for _, form := range []probe.Name{probe.FormEncoded, probe.BodyCredentials, probe.FormCredentials} {
		rec := controls(400, 200, answer(form, 200, aToken), right)
		rec.Run.Form = string(form)
		o := judged(c, rec)
		g.Expect(o.Status).To(Equal(clause.Passed), "another form that works will do: %s", o.Reason)
		g.Expect(o.Note).To(Equal("asked "+probe.FormInWords(form)), "and the report says which (R26)")
	}
	below := clause.New("transport.test", clause.Mandatory, "a page", 18, "rejects", clause.Below(probe.PlainHTTP), match.NotAcceptedInClear())
	g.Expect(judged(below, controls(400, 400, answer(probe.PlainHTTP, 403, ""))).Status).To(Equal(clause.Passed), "what is below OAuth needs no token")
}

func TestAfterWaitsForItsControl(t *testing.T) {
	c := granting(probe.ValidLayout).After(probe.ValidScope)
	answered := answer(probe.ValidLayout, 400, refusal)
	check(t, []judgement{
		{"granted", c, steady(answer(probe.ValidScope, 200, aToken), answered), clause.Failed, ""},
		{"refused", c, steady(answer(probe.ValidScope, 400, refusal), answered), clause.Inconclusive, "its control, valid-scope,"},
		{"not asked", c, steady(answered), clause.Inconclusive, "its control, valid-scope,"},
	})
}

func TestWhatWasNotAsked(t *testing.T) {
	c := refusing(clause.Mandatory, probe.QueryCredentials)
	unasked := func(u evidence.Skipped, interrupted bool) evidence.Record {
		rec := steady()
		u.Probe = string(probe.QueryCredentials)
		rec.Skipped, rec.Run.Interrupted = []evidence.Skipped{u}, interrupted
		return rec
	}
	check(t, []judgement{
		{"by choice", c, unasked(evidence.Skipped{Reason: "for want of a flag", Flag: "--allow"}, false), clause.Skipped, "for want of a flag"},
		{"blocked", c, unasked(evidence.Skipped{Reason: "no form works", Missing: evidence.LacksToken}, false), clause.Inconclusive, "no form works"},
		{"in an outage", c, unasked(evidence.Skipped{Reason: "the target is not well", Outage: true}, false), clause.Inconclusive, "the target is not well"},
		{"interrupted", c, unasked(evidence.Skipped{Reason: "the run was interrupted"}, true), clause.Inconclusive, "the run was interrupted"},
		{"without a word", c, steady(), clause.Inconclusive, "does not say why"},
	})
	g := NewWithT(t)
	g.Expect(judged(c, unasked(evidence.Skipped{Reason: "r", Flag: "--allow"}, false)).Flag).To(Equal("--allow"))
	g.Expect(judged(c, unasked(evidence.Skipped{Reason: "r", Missing: evidence.LacksService}, false)).BlockedBy).To(Equal(clause.ResourceAccepted))
}

func TestWhenRestricts(t *testing.T) {
	only401 := func(x evidence.Exchange) string {
		if x.Response.Status == http.StatusUnauthorized {
			return ""
		}
		return "not answered with 401"
	}
	one := clause.New("errors.test", clause.Mandatory, "a page", 9, "challenges", clause.From(probe.GrantMissing), match.AnyChallenge()).When(only401)
	all := clause.New("errors.test", clause.Mandatory, "a page", 9, "challenges", answers(), match.AnyChallenge()).When(only401)
	interrupted := one.WhenRun(func(rec evidence.Record, _ evidence.Exchange) string {
		if rec.Run.Interrupted {
			return "the run was interrupted"
		}
		return ""
	})
	rec := steady(answer(probe.GrantMissing, 401, ""))
	rec.Run.Interrupted = true
	check(t, []judgement{
		{"it applies", one, steady(answer(probe.GrantMissing, 401, "")), clause.Failed, ""},
		{"it does not apply", one, steady(answer(probe.GrantMissing, 400, "")), clause.Skipped, "not answered with 401"},
		{"it applies to one of several", all, steady(answer(probe.GrantMissing, 400, ""), answer(probe.GrantNull, 401, "")), clause.Failed, ""},
		{"it applies to none of several", all, steady(answer(probe.GrantMissing, 400, ""), answer(probe.GrantNull, 400, "")), clause.Skipped, "not answered with 401"},
		{"the run says that it does not apply", interrupted, rec, clause.Skipped, "the run was interrupted"},
		{"the run says that it applies", interrupted, steady(answer(probe.GrantMissing, 400, "")), clause.Failed, ""},
	})
	g := NewWithT(t)
	g.Expect(judged(all, steady(answer(probe.GrantMissing, 400, ""), answer(probe.GrantNull, 401, ""))).Exchanges).To(HaveLen(1))
}

// answers are all errors, whatever provoked them.
func answers() clause.Subject {
	return clause.Answers("no error was seen", func(x evidence.Exchange) bool { return x.Response.Status >= http.StatusBadRequest })
}

func TestAnswersTakeEveryAttemptOfTheTokenEndpoint(t *testing.T) {
	c := clause.New("errors.test", clause.Mandatory, "a page", 8, "says it in JSON", answers(), match.OneJSONText())
	check(t, []judgement{
		{"each attempt", c, steady(answer(probe.ValidScope, 503, "<html>"), answer(probe.ValidScope, 200, aToken)), clause.Failed, ""},
		{"not plain HTTP", c, steady(answer(probe.PlainHTTP, 403, "HTTPS only")), clause.Skipped, "no error was seen"},
		{"nothing that was not answered", c, steady(silence(probe.ValidScope, evidence.Timeout)), clause.Skipped, "no error was seen"},
		{"nothing, and no control", c, evidence.Record{}, clause.Inconclusive, "no valid request"},
		{"something, though no control", c, controls(400, 400, answer(probe.GrantMissing, 401, "<html>")), clause.Failed, ""},
	})
}

func TestViolationsAreToldOnce(t *testing.T) {
	g := NewWithT(t)
	c := clause.New("errors.test", clause.Mandatory, "a page", 8, "says it in JSON", answers(), match.OneJSONText())
	o := judged(c, steady(answer(probe.GrantNull, 400, ""), answer(probe.GrantArray, 400, refusal), answer(probe.GrantMissing, 400, ""), answer(probe.GrantEmpty, 400, refusal+"x")))
	g.Expect(o.Violations).To(HaveLen(2))
	g.Expect(o.Exchanges).To(HaveLen(3), "the failing ones, all of them")
	g.Expect(slices.ContainsFunc(o.Exchanges, func(x evidence.Exchange) bool { return x.Probe == string(probe.GrantArray) })).To(BeFalse())
}

func TestGravest(t *testing.T) {
	g := NewWithT(t)
	c := refusing(clause.Mandatory, probe.WrongSecret)
	token, error401 := steady(answer(probe.WrongSecret, 200, aToken)), steady(answer(probe.WrongSecret, 401, refusal))
	g.Expect(judged(c.Critical(), token).Critical).To(BeTrue())
	g.Expect(judged(c.Critical(), error401).Critical).To(BeFalse(), "no token was issued")
	g.Expect(judged(c, token).Critical).To(BeFalse(), "a token for a malformed request of the right client")
	g.Expect(judged(c, token).Violations).To(Equal([]wire.Violation{{
		Pointer: "status", Rule: match.TokenIssued, Detail: "a token was issued, with status 200; wanted 400 invalid_request",
	}}))
}

func TestNoteSaysWhichAnswerWasGiven(t *testing.T) {
	g := NewWithT(t)
	several := clause.New("errors.test", clause.Mandatory, "a page", 9, "refuses", clause.From(probe.GrantEmpty),
		match.Refused(match.Error(400, "invalid_request"), match.Status(422)))
	g.Expect(judged(several, steady(answer(probe.GrantEmpty, 422, ""))).Note).To(Equal("answered 422"))
	g.Expect(judged(several, steady(answer(probe.GrantEmpty, 400, refusal))).Note).To(Equal("answered 400 invalid_request"))
	g.Expect(judged(refusing(clause.Mandatory, probe.GrantEmpty), steady(answer(probe.GrantEmpty, 400, refusal))).Note).To(BeEmpty())
	plain := clause.New("transport.test", clause.Mandatory, "a page", 18, "rejects", clause.Below(probe.PlainHTTP), match.NotAcceptedInClear())
	g.Expect(judged(plain, steady(silence(probe.PlainHTTP, evidence.ConnectRefused))).Note).To(Equal("nobody answered"))
}

// TestQuestionsBelowOAuth tells which failures are answers to what is asked of the connection.
func TestQuestionsBelowOAuth(t *testing.T) {
	plain := clause.New("transport.a", clause.Mandatory, "a page", 18, "rejects", clause.Below(probe.PlainHTTP), match.NotAcceptedInClear())
	old := clause.New("transport.b", clause.Recommended, "a page", 19, "refuses", clause.Below(probe.TLS10), match.Refuses("TLS 1.0"))
	speaks := clause.New("transport.c", clause.Recommended, "a page", 19, "takes", clause.Below(probe.TLS12), match.Speaks("TLS 1.2"))
	trusted := clause.New("transport.d", clause.Mandatory, "a page", 19, "shows", clause.Below(probe.Valid), match.Trusted())
	lone := func(x evidence.Exchange) evidence.Record { return evidence.Record{Exchanges: []evidence.Exchange{x}} }
	check(t, []judgement{
		{"plain HTTP refused", plain, lone(silence(probe.PlainHTTP, evidence.ConnectRefused)), clause.Passed, ""},
		{"plain HTTP closed", plain, lone(silence(probe.PlainHTTP, evidence.ConnectionReset)), clause.Passed, ""},
		{"plain HTTP without an answer", plain, lone(silence(probe.PlainHTTP, evidence.Timeout)), clause.Passed, ""},
		{"plain HTTP on a host without a name", plain, lone(silence(probe.PlainHTTP, evidence.ResolveFailed)), clause.Inconclusive, "nobody answered"},
		{"plain HTTP behind a proxy", plain, lone(silence(probe.PlainHTTP, evidence.Proxy)), clause.Inconclusive, "nobody answered"},
		{"plain HTTP interrupted", plain, lone(silence(probe.PlainHTTP, evidence.Interrupted)), clause.Inconclusive, "nobody answered"},
		{"plain HTTP with 503", plain, lone(answer(probe.PlainHTTP, 503, "")), clause.Passed, ""},
		{"plain HTTP with a token", plain, lone(answer(probe.PlainHTTP, 200, aToken)), clause.Failed, ""},
		{"an old version refused", old, lone(handshake(probe.TLS10, evidence.TLSVersion)), clause.Passed, ""},
		{"an old version reset", old, lone(handshake(probe.TLS10, evidence.ConnectionReset)), clause.Passed, ""},
		{"an old version spoken", old, lone(handshake(probe.TLS10, "")), clause.Warned, ""},
		{"an old version on a closed port", old, lone(handshake(probe.TLS10, evidence.ConnectRefused)), clause.Inconclusive, "nobody answered"},
		{"an old version without an answer", old, lone(handshake(probe.TLS10, evidence.Timeout)), clause.Inconclusive, "nobody answered"},
		{"TLS 1.2 refused", speaks, lone(handshake(probe.TLS12, evidence.TLSVersion)), clause.Warned, ""},
		{"TLS 1.2 on a closed port", speaks, lone(handshake(probe.TLS12, evidence.ConnectRefused)), clause.Inconclusive, "nobody answered"},
		{"a certificate that is bad", trusted, lone(silence(probe.Valid, evidence.TLSExpired)), clause.Failed, ""},
		{"a certificate that nobody saw", trusted, lone(silence(probe.Valid, evidence.ConnectRefused)), clause.Inconclusive, "nobody answered"},
		{"a certificate of a target that is down", trusted, lone(answer(probe.Valid, 503, "")), clause.Passed, ""},
	})
}
