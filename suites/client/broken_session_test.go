package client_test

import (
	"strings"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/scenario"
)

func confidentialFaults() map[string]fault {
	leaks := func(name scenario.Name, life int, leak evidence.Leak) func(*sketch) {
		return func(k *sketch) {
			for _, x := range k.of(name).list {
				if x.Life != nil && x.Life.Number == life {
					x.Life.Leaks = []evidence.Leak{leak}
				}
			}
		}
	}
	return map[string]fault{
		"prints its secret":  {"", []string{"client.confidential.output"}, leaks(scenario.Expiry, 1, evidence.Leak{What: evidence.ClientSecret, Where: evidence.StandardError, As: "base64"})},
		"prints a token":     {"", []string{"client.confidential.output"}, leaks(scenario.Steady, 1, evidence.Leak{What: evidence.AccessToken, Where: evidence.StandardOutput, As: "as it is"})},
		"saves the password": {ticketpark, []string{"client.confidential.state"}, leaks(scenario.Restart, 1, evidence.Leak{What: evidence.Password, Where: "session.json", As: "as it is"})},
	}
}

// again is a login where a refresh would be.
func again(x *evidence.Exchange) { login(x) }

func sessionFaults() map[string]fault {
	const once, used, latest, restarts = "client.password.once", "client.refresh.used", "client.refresh.latest", "client.restart.refreshes"
	return map[string]fault{
		"sends the password when its token expires": {ticketpark, []string{once, used}, redraws(scenario.Expiry, func(_ *sketch, s *strip) {
			s.ask(0.1)
			s.calls(0.2, 0.7, 6, 1)
			s.ask(4.2, again)
			s.calls(4.3, 0.7, 5, 2)
			s.ask(8.4, again)
			s.calls(8.5, 0.7, 2, 3)
			s.ends(10, 0)
		})},
		"sends the password when its token is revoked": {ticketpark, []string{once}, redraws(scenario.Revoked, func(k *sketch, s *strip) {
			s.ask(0.1)
			s.calls(0.2, 0.1, 2, 1)
			s.call(0.4, 1, answers(k.refusal()))
			s.ask(1.5, again)
			s.calls(1.6, 0.1, 6, 2)
			s.ends(3, 0)
		})},
		"sends the password with refreshes": {ticketpark, []string{once}, func(k *sketch) {
			k.every(isRefresh, showsToo(evidence.Shown{What: evidence.Password, Where: evidence.InBody}))
			k.anew(scenario.Restart)
			k.drop(scenario.Restart)
		}},
		"sends the password when a refresh is limited": {ticketpark, []string{once + " mildly"}, func(k *sketch) {
			k.of(scenario.LimitedRequests).list[6].Request.Body = []byte("grant_type=password&username=joe&password=‹password›")
			login(k.of(scenario.LimitedRequests).list[6])
		}},
		"refreshes with its first refresh token": {ticketpark, []string{latest}, func(k *sketch) {
			k.every(func(x *evidence.Exchange) bool { return isRefresh(x) && strings.HasPrefix(x.ID, "expiry") }, refreshing(1))
		}},
		"refreshes with its access token": {ticketpark, []string{latest}, func(k *sketch) {
			k.every(isRefresh, func(x *evidence.Exchange) { x.Heard.Shown[1].What = evidence.AccessToken })
		}},
		"asks without a password when it is started again": {ticketpark, []string{restarts}, redraws(scenario.Restart, func(_ *sketch, s *strip) {
			s.ask(0.1)
			s.calls(0.2, 0.1, 2, 1)
			s.ends(0.5, 0)
			s.ask(3, again, body("grant_type=password&username=joe"), answers(400))
			s.ends(4, 1)
		})},
		"does nothing when it is started again, and is content": {ticketpark, []string{restarts}, redraws(scenario.Restart, func(_ *sketch, s *strip) {
			s.ask(0.1)
			s.calls(0.2, 0.1, 2, 1)
			s.ends(0.5, 0)
			s.ends(4, 0)
		})},
		"calls with the expired token when it is started again": {ticketpark, []string{restarts}, redraws(scenario.Restart, func(_ *sketch, s *strip) {
			s.ask(0.1)
			s.calls(0.2, 0.1, 2, 1)
			s.ends(0.5, 0)
			s.calls(3, 0.1, 2, 1, answers(401))
			s.ends(4, 1)
		})},
	}
}

// openFaults are clients that stop at an answer that conforms, each at one.
func openFaults() map[string]fault {
	all := map[string]fault{}
	for _, contract := range openapi.Names() {
		c, err := openapi.Load(contract)
		if err != nil {
			panic(err)
		}
		for _, s := range scenario.For(c) {
			if !s.Open {
				continue
			}
			id := "client.open." + strings.TrimPrefix(string(s.Name), "open-")
			all["does not take "+string(s.Name)+" of "+contract] = fault{contract, []string{id}, func(k *sketch) {
				strip := k.of(s.Name)
				for _, x := range strip.list {
					if x.Life == nil && isCall(x) && (s.Name != "open-refresh-token-unchanged" || x.Heard.Shown[0].Token == 2) {
						answers(500)(x)
					}
				}
			}}
		}
	}
	return all
}
