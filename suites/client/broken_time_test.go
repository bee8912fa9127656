package client_test

import (
	"github.com/authconform/authconform/openapi/facts"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/scenario"
)

// redraws draws a scenario in another way.
func redraws(name scenario.Name, draw func(*sketch, *strip)) func(*sketch) {
	return func(k *sketch) { draw(k, k.anew(name)) }
}

func timeFaults() map[string]fault {
	const reused, after, renewed, foreseen = "client.token.reused", "client.expiry.not-used-after", "client.expiry.renewed", "client.expiry.foreseen"
	return map[string]fault{
		"asks for a token for every call": {prioticket, []string{reused}, redraws(scenario.Steady, func(_ *sketch, s *strip) {
			for i := range 12 {
				s.ask(0.1 + 0.9*float64(i))
				s.call(0.2+0.9*float64(i), i+1)
			}
			s.ends(11, 0)
		})},
		"refreshes for every third call": {ticketpark, []string{reused}, redraws(scenario.Steady, func(_ *sketch, s *strip) {
			for i := range 4 {
				s.ask(0.1 + 2.7*float64(i))
				s.calls(0.2+2.7*float64(i), 0.9, 3, i+1)
			}
			s.ends(11, 0)
		})},
		"asks twice before its first call": {"", []string{reused}, redraws(scenario.Steady, func(_ *sketch, s *strip) {
			s.ask(0.1)
			s.ask(0.15)
			s.calls(0.2, 0.9, 12, 2)
			s.ends(11, 0)
		})},
		"asks for two tokens when one was refused": {"", []string{reused}, redraws(scenario.Revoked, func(k *sketch, s *strip) {
			s.ask(0.1)
			s.calls(0.2, 0.9, 2, 1)
			s.call(2, 1, answers(k.refusal()))
			s.ask(2.02)
			s.ask(2.0301) // as soon as the one before was answered
			s.calls(2.1, 0.1, 5, 3)
			s.ends(3, 0)
		})},
		"asks in each of its threads": {"", []string{"client.token.no-stampede"}, redraws(scenario.Steady, threads(3))},
		"asks more often than it has threads": {prioticket, []string{reused}, redraws(scenario.Steady, func(k *sketch, s *strip) {
			s.ask(0.09)
			threads(3)(k, s)
		})},
		"goes on with an expired token": {"", []string{after, renewed}, redraws(scenario.Expiry, func(k *sketch, s *strip) {
			s.ask(0.1)
			s.calls(0.2, 0.7, 6, 1)
			s.calls(4.4, 0.7, 8, 1, answers(k.refusal()))
			s.ends(10, 1)
		})},
		"goes on with an expired token while it has to wait for another": {"", []string{after}, redraws(scenario.LimitedRequests, func(k *sketch, s *strip) {
			s.ask(0.1)
			s.calls(0.2, 0.8, 4, 1)
			s.ask(3.2, answers(429, "Retry-After", "2"))
			s.calls(3.3, 0.8, 2, 1, answers(k.refusal()))
			s.ask(5.5)
			s.calls(5.6, 0.8, 2, 2)
			s.ends(8, 1)
		})},
		"ends with its token": {"", []string{renewed}, redraws(scenario.Expiry, func(_ *sketch, s *strip) {
			s.ask(0.1)
			s.calls(0.2, 0.7, 6, 1)
			s.ends(4.5, 1)
		})},
		"ends with the refusal of its token": {"", []string{renewed}, redraws(scenario.Expiry, func(k *sketch, s *strip) {
			s.ask(0.1)
			s.calls(0.2, 0.7, 6, 1)
			s.call(4.4, 1, answers(k.refusal()))
			s.ends(4.5, 1)
		})},
		"calls twice with an expired token": {"", []string{after}, redraws(scenario.Expiry, func(k *sketch, s *strip) {
			s.ask(0.1)
			s.calls(0.2, 0.7, 6, 1)
			s.call(4.4, 1, answers(k.refusal()))
			s.call(4.41, 1, answers(k.refusal()))
			s.ask(4.5)
			s.calls(4.6, 0.7, 5, 2)
			s.ask(8.1)
			s.calls(8.2, 0.7, 2, 3)
			s.ends(10, 0)
		})},
		"learns of expiry from refusals": {"", []string{foreseen}, redraws(scenario.Expiry, func(k *sketch, s *strip) {
			s.ask(0.1)
			s.calls(0.2, 0.7, 6, 1)
			s.call(4.4, 1, answers(k.refusal()))
			s.ask(4.5)
			s.calls(4.6, 0.7, 5, 2)
			s.call(8.8, 2, answers(k.refusal()))
			s.ask(8.9)
			s.calls(9, 0.7, 2, 3)
			s.ends(11, 0)
		})},
		"goes on with a revoked token": {"", []string{"client.revoked.no-hammering"}, redraws(scenario.Revoked, func(k *sketch, s *strip) {
			s.ask(0.1)
			s.calls(0.2, 0.1, 2, 1)
			s.calls(0.4, 0.1, 4, 1, answers(k.refusal()))
			s.ends(1, 1)
		})},
	}
}

// threads ask each for itself, and call side by side.
func threads(number int) func(*sketch, *strip) {
	return func(k *sketch, s *strip) {
		for i := range number {
			x := s.ask(0.1 + float64(i)/1000)
			if k.c.Facts.Has(facts.PasswordGrant) {
				login(x)
			}
		}
		for round := range 12 / number {
			for i := range number {
				s.call(0.2+2.7*float64(round), i+1, lasting)
			}
		}
		s.ends(11, 0)
	}
}

func lasting(x *evidence.Exchange) { x.Duration *= 15 }

func transportFaults() map[string]fault {
	secret := []edit{over(evidence.OtherHost)}
	return map[string]fault{
		"follows a redirect to plain HTTP":       {"", []string{"client.transport.https-only"}, func(k *sketch) { k.of(scenario.RedirectPlain).ask(0.2, over(evidence.InClear)) }},
		"follows one of the resource":            {"", []string{"client.transport.https-only"}, func(k *sketch) { k.of(scenario.RedirectResource).call(0.25, 1, over(evidence.InClear)) }},
		"asks over plain HTTP":                   {"", []string{"client.transport.https-only"}, func(k *sketch) { k.of(scenario.Steady).ask(0.05, over(evidence.InClear), answers(400)) }},
		"shows its secret to another host":       {"", []string{"client.transport.same-host"}, func(k *sketch) { k.of(scenario.RedirectHost).ask(0.2, secret...) }},
		"asks whomever an authority vouches for": {"", []string{"client.transport.certificate"}, func(k *sketch) { k.of(scenario.UntrustedCA).ask(0.15, over(evidence.Untrusted)) }},
		"asks whichever host":                    {"", []string{"client.transport.host-name"}, func(k *sketch) { k.of(scenario.UntrustedHost).ask(0.15, over(evidence.Untrusted)) }},
		"offers TLS 1.1":                         {"", []string{"client.transport.tls-version"}, asks(func(x *evidence.Exchange) { x.Heard.Offered = "TLS 1.1" })},
	}
}

func refusalFaults() map[string]fault {
	return map[string]fault{
		"asks again and again when refused": {"", []string{"client.refused.stops"}, func(k *sketch) {
			for i := range 3 {
				k.of(scenario.RefusedClient).ask(0.2+float64(i)/10, answers(401))
			}
		}},
		"does not wait": {"", []string{"client.limited.waits"}, func(k *sketch) { k.of(scenario.LimitedRequests).ask(3.5, answers(429, "Retry-After", "2")) }},
		"hammers while the service is down": {"", []string{"client.outage.bounded"}, func(k *sketch) {
			for i := range 3 {
				k.of(scenario.OutageAtFirst).ask(0.2+float64(i)/10, answers(503))
			}
		}},
		"gives up for good": {"", []string{"client.outage.recovers"}, redraws(scenario.OutageAtFirst, func(_ *sketch, s *strip) {
			s.ask(0.1, answers(503))
			s.ends(6, 1)
		})},
		"asks and does not call when the service is back": {"", []string{"client.outage.recovers"}, redraws(scenario.OutageAtFirst, func(_ *sketch, s *strip) {
			s.ask(0.1, answers(503))
			s.ask(4)
			s.ends(6, 1)
		})},
		"calls with null": {"", []string{"client.no-token.not-made-up"}, func(k *sketch) {
			k.of(scenario.NoTokenEmpty).call(0.2, 0, flawed(evidence.FlawMadeUp), answers(403))
		}},
	}
}
