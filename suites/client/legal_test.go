package client_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/scenario"
)

// habit is something that a client may do, and what is skipped because of it.
type habit struct {
	contract string // "" for both
	skips    []string
	change   func(*sketch)
}

func habits() map[string]habit {
	return map[string]habit{
		"asks without credentials first": {"", nil, func(k *sketch) {
			for _, s := range k.scenes {
				if len(s.list) > 0 && s.list[0].Life == nil && isAsk(s.list[0]) && s.list[0].Response.Status == 200 {
					s.ask(0.05, unauthenticated, answers(401))
				}
			}
		}},
		"asks without credentials first, and the service is down": {"", nil, redraws(scenario.OutageAtFirst, func(_ *sketch, s *strip) {
			s.ask(0.1, scoped, unauthenticated, answers(503))
			s.ask(1.8, scoped, unauthenticated, answers(503))
			s.ask(3.3, scoped, unauthenticated, answers(401))
			s.ask(3.4, scoped)
			s.calls(3.5, 0.6, 8, 1)
			s.ends(10, 1)
		})},
		"asks without credentials first, and credentials are refused": {"", nil, redraws(scenario.RefusedClient, func(_ *sketch, s *strip) {
			for i := range 3 {
				s.ask(0.1+0.3*float64(i), unauthenticated, answers(401))
				s.ask(0.2+0.3*float64(i), answers(401))
			}
			s.ends(1.2, 1)
		})},
		"is challenged a moment before it is told to wait": {"", nil, redraws(scenario.LimitedRequests, func(_ *sketch, s *strip) {
			s.ask(0.1)
			s.calls(0.2, 0.8, 4, 1)
			s.ask(3.2, unauthenticated, answers(401), takes(400*time.Microsecond))
			s.ask(3.2006, answers(429, "Retry-After", "2"), takes(400*time.Microsecond))
			s.ask(5.3)
			s.calls(5.4, 0.8, 4, 2)
			s.ends(9, 1)
		})},
		"accepts an empty list": {prioticket, nil, asks(field("Accept", " , "))},
		"fetches anew for every call where tokens live seconds": {prioticket, nil, redraws(scenario.Expiry, func(_ *sketch, s *strip) {
			for i := range 14 {
				s.ask(0.1+0.7*float64(i), scoped)
				s.call(0.2+0.7*float64(i), i+1)
			}
			s.ends(10, 0)
		})},
		"calls side by side when its token expires": {"", nil, redraws(scenario.Expiry, func(k *sketch, s *strip) {
			s.played.Lag = 50 * time.Millisecond
			s.ask(0.1, scoped)
			for i := range 3 {
				for range 2 {
					s.call(0.2+1.5*float64(i), 1, lasting)
				}
			}
			s.call(4.5, 1, answers(k.refusal())) // one learns of it
			s.call(4.52, 1, answers(k.refusal()))
			s.ask(4.6)
			s.calls(4.7, 0.7, 5, 2)
			s.ask(8)
			s.calls(8.1, 0.7, 2, 3)
			s.ends(10, 0)
		})},
		"takes a second from a token to its first call": {"", nil, redraws(scenario.LimitedRequests, func(k *sketch, s *strip) {
			s.ask(0.1)
			s.calls(1.3, 0.6, 4, 1)
			s.call(3.2, 1, answers(k.refusal()))
			s.call(3.9, 1, answers(k.refusal())) // it counts from when it had it
			s.ask(4.4, answers(429, "Retry-After", "2"))
			s.ask(6.5)
			s.calls(6.6, 0.6, 2, 2)
			s.ends(8, 1)
		})},
		"renews a token five minutes early": {"", nil, redraws(scenario.Revoked, func(k *sketch, s *strip) {
			s.played.Lifetime = time.Hour
			s.ask(0.1)
			s.calls(0.2, 0.1, 2, 1)
			s.call(0.4, 1, answers(k.refusal()))
			s.ask(3600 - 299)
			s.call(3600-298, 2)
			s.ends(3600-200, 0)
		})},
		"renews in each of its threads": {ticketpark, nil, redraws(scenario.Expiry, func(_ *sketch, s *strip) {
			const threads = 3
			for round := range 3 {
				for i := range threads {
					at := 0.1 + 3.8*float64(round) + 0.012*float64(i)
					if x := s.ask(at); round == 0 {
						login(x)
					} else {
						refreshing(threads*(round-1) + i + 1)(x)
					}
				}
				for i := range threads {
					s.call(0.2+3.8*float64(round), threads*round+i+1, lasting)
				}
			}
			s.ends(9, 0)
		})},
		"ends when its token is revoked": {"", nil, redraws(scenario.Revoked, func(k *sketch, s *strip) {
			s.ask(0.1)
			s.calls(0.2, 0.1, 2, 1)
			s.call(0.4, 1, answers(k.refusal()))
			s.ends(0.5, 1)
		})},
		"ends when it is to wait": {"", []string{"client.limited.waits"}, redraws(scenario.LimitedRequests, func(_ *sketch, s *strip) {
			s.ask(0.1)
			s.calls(0.2, 0.8, 4, 1)
			s.ask(3, answers(429, "Retry-After", "2"))
			s.ends(3.1, 1)
		})},
		"ends when the service is down": {"", []string{"client.outage.recovers"}, redraws(scenario.OutageAtFirst, func(_ *sketch, s *strip) {
			s.ask(0.1, answers(503))
			s.ends(0.2, 1)
		})},
		"does not start without a password": {ticketpark, []string{"client.restart.refreshes"}, redraws(scenario.Restart, func(_ *sketch, s *strip) {
			s.ask(0.1)
			s.calls(0.2, 0.1, 2, 1)
			s.ends(0.5, 0)
			s.ends(0.6, 2)
		})},
		"logs in again when a refresh is refused": {ticketpark, nil, redraws(scenario.Revoked, func(k *sketch, s *strip) {
			s.ask(0.1)
			s.calls(0.2, 0.1, 2, 1)
			s.call(0.4, 1, answers(k.refusal()))
			s.ask(0.5, answers(400))
			s.ask(0.6, again)
			s.calls(0.7, 0.1, 5, 2)
			s.ends(2, 0)
		})},
		"follows a redirect to another host without a secret": {"", nil, func(k *sketch) { k.of(scenario.RedirectHost).ask(0.2, over(evidence.OtherHost), shown()) }},
		"names itself to the resource":                        {"", nil, calling(showsToo(evidence.Shown{What: evidence.ClientCredential, Where: evidence.InQuery, Flaw: evidence.FlawIncomplete}))},
		"writes its scheme in lower case": {"", nil, func(k *sketch) {
			calling(scheme("bearer"))(k)
			asks(scheme("basic"))(k)
		}},
		"names itself in the body too": {"", nil, asks(showsToo(evidence.Shown{What: evidence.ClientCredential, Where: evidence.InBody, Flaw: evidence.FlawIncomplete}))},
		"accepts anything":             {"", nil, asks(field("Accept", "text/html, */*;q=0.1"))},
		"does not say what it accepts": {prioticket, nil, asks(field("Accept", ""))},
		"looks for a document of the API": {"", nil, func(k *sketch) {
			k.of(scenario.Steady).ask(0.05, elsewhere, method("GET"), shown(), body(""), answers(404))
		}},
		"speaks HTTP/1.1 alone":      {"", []string{"client.open.http2"}, func(k *sketch) { k.of("open-http2").list[0].Request.Proto = "HTTP/1.1" }},
		"takes no compressed bodies": {"", []string{"client.open.body-gzip"}, func(k *sketch) { k.of("open-body-gzip").list[0].Response.Header = nil }},
		"takes no token type but the page's": {ticketpark, []string{"client.open.token-type-other"}, redraws("open-token-type-other", func(_ *sketch, s *strip) {
			s.ask(0.1)
			s.ends(0.2, 1)
		})},
		"has a charset in its media type": {prioticket, nil, asks(field("Content-Type", "application/json; charset=utf-8"))},
	}
}

func takes(d time.Duration) edit { return func(x *evidence.Exchange) { x.Duration = d } }

// No habit is blamed, and nothing is inconclusive because of it.
func TestHabitsAreNotBlamed(t *testing.T) {
	for name, h := range habits() {
		for _, contract := range openapi.Names() {
			if h.contract != "" && h.contract != contract {
				continue
			}
			k := sound(t, contract)
			h.change(k)
			for id, o := range judge(t, k) {
				want := clause.Passed
				if slices.Contains(h.skips, id) {
					want = clause.Skipped
				}
				if o.Status != want {
					t.Errorf("%s: a client that %s: %s is %s, wanted %s: %s %v", contract, name, id, o.Status, want, o.Reason, o.Violations)
				}
			}
		}
	}
}

// One cause is told once: what cannot be judged because of it is inconclusive, and names it.
func TestOneCauseBlocksTheOthers(t *testing.T) {
	for _, contract := range openapi.Names() {
		k := &sketch{c: load(t, contract)}
		for _, of := range scenario.For(k.c) {
			s := k.anew(of.Name)
			if of.Name == scenario.UntrustedCA || of.Name == scenario.UntrustedHost {
				k.draw(s)
				continue
			}
			s.ask(0.1, flawed(evidence.FlawWrong), answers(401))
			s.ends(0.2, 1)
		}
		for id, o := range judge(t, k) {
			switch {
			case o.Status == clause.Failed && id != "client.authentication.basic":
				t.Errorf("%s: %s fails too: %v", contract, id, o.Violations)
			case strings.HasPrefix(id, "client.open.") || strings.HasPrefix(id, "client.token.") || strings.HasPrefix(id, "client.expiry."):
				if o.Status != clause.Inconclusive || o.BlockedBy != "client.authentication.basic" {
					t.Errorf("%s: %s is %s, blocked by %q: %s", contract, id, o.Status, o.BlockedBy, o.Reason)
				}
			}
		}
	}
}

// A client that stops at the plain answer too is not blamed for the others.
func TestOpenAnswersNeedThePlainOne(t *testing.T) {
	k := sound(t, prioticket)
	k.every(isCall, answers(500))
	for id, o := range judge(t, k) {
		if strings.HasPrefix(id, "client.open.") && o.Status != clause.Inconclusive {
			t.Errorf("%s is %s: %s", id, o.Status, o.Reason)
		}
	}
	k = sound(t, prioticket)
	k.only("open-http1")
	s := k.anew("open-http1")
	s.shake(0.1)
	s.ends(0.2, 1)
	if o := judge(t, k)["client.open.http1"]; o.Status != clause.Inconclusive {
		t.Errorf("without another scenario a client that does not get there is %s", o.Status)
	}
	k.draw(k.anew(scenario.Steady))
	if o := judge(t, k)["client.open.http1"]; o.Status != clause.Failed {
		t.Errorf("a client that does not ask over HTTP/1.1 is %s: %s", o.Status, o.Reason)
	}
}

// What nobody started is not searched, and what was not searched is not kept.
func TestOutputThatNobodySaw(t *testing.T) {
	k := sound(t, ticketpark)
	for _, s := range k.scenes {
		s.played.Listening, s.list = true, slices.DeleteFunc(s.list, func(x *evidence.Exchange) bool { return x.Life != nil })
	}
	outcomes := judge(t, k)
	for _, id := range []string{"client.confidential.output", "client.confidential.state"} {
		if o := outcomes[id]; o.Status != clause.Skipped {
			t.Errorf("listening, %s is %s: %s", id, o.Status, o.Reason)
		}
	}
	k = sound(t, ticketpark)
	for _, x := range k.of(scenario.Steady).list {
		if x.Life != nil {
			x.Life.Searched = false
		}
	}
	if o := judge(t, k)["client.confidential.output"]; o.Status != clause.Inconclusive {
		t.Errorf("not searched, the output is %s: %s", o.Status, o.Reason)
	}
}

// Absence shows at the end alone: where nobody saw that, nothing is kept that is about what did not come.
func TestAbsenceNeedsAnEnd(t *testing.T) {
	for _, contract := range openapi.Names() {
		k := sound(t, contract)
		for _, s := range k.scenes {
			s.list = slices.DeleteFunc(s.list, func(x *evidence.Exchange) bool { return x.Life != nil })
		}
		outcomes := judge(t, k)
		for _, id := range []string{
			"client.token.reused", "client.token.no-stampede", "client.expiry.not-used-after", "client.revoked.no-hammering", "client.refused.stops",
			"client.limited.waits", "client.outage.bounded", "client.no-token.not-made-up", "client.transport.https-only",
			"client.transport.same-host", "client.transport.certificate", "client.transport.host-name", "client.confidential.output",
		} {
			if o := outcomes[id]; o.Status != clause.Inconclusive {
				t.Errorf("%s: %s is %s: %s", contract, id, o.Status, o.Reason)
			}
		}
	}
}
