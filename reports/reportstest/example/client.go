package example

import (
	"fmt"
	"strings"
	"time"

	"github.com/authconform/authconform/openapi/wire"
	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/reportstest"
	"github.com/authconform/authconform/suites/evidence"
)

// scene makes the exchanges of one scenario of a client.
type scene struct {
	rec   *evidence.Record
	name  string
	began time.Time
	n     int
}

func (s *scene) add(at time.Duration, x evidence.Exchange) {
	s.n++
	x.ID, x.Probe, x.Attempt = fmt.Sprintf("%s.%d", s.name, s.n), s.name, s.n
	x.Started, x.Duration = s.began.Add(at), 4*time.Millisecond
	s.rec.Exchanges = append(s.rec.Exchanges, x)
}

// fetches is a request for a token, and the number of the token that is issued; 0 for none.
func (s *scene) fetches(at time.Duration, status, token int) {
	x := answered("POST", "/oauth2/token", status)
	x.Heard = &evidence.Heard{
		Endpoint: evidence.TokenEndpoint, Channel: evidence.Secure, Life: 1, Offered: "TLS 1.3",
		Shown: []evidence.Shown{{What: evidence.ClientCredential, Where: evidence.InAuthorization, Scheme: "Basic"}},
	}
	if token > 0 {
		x.Heard.Issued = &evidence.Issued{Access: token}
	}
	s.add(at, x)
}

// calls is a call of the resource with a token; 0 for none.
func (s *scene) calls(at time.Duration, status, token int) {
	x := answered("GET", "/orders", status)
	x.Heard = &evidence.Heard{Endpoint: evidence.ResourceEndpoint, Channel: evidence.Secure, Life: 1, Offered: "TLS 1.3"}
	if token > 0 {
		x.Heard.Shown = []evidence.Shown{{What: evidence.AccessToken, Where: evidence.InAuthorization, Scheme: "Bearer", Token: token}}
	}
	s.add(at, x)
}

func answered(method, path string, status int) evidence.Exchange {
	return evidence.Exchange{
		Request:  evidence.Request{Method: method, URL: "https://127.0.0.1:41001" + path, Proto: "HTTP/1.1"},
		Response: &evidence.Response{Proto: "HTTP/1.1", Status: status},
		TLS:      &evidence.TLS{Version: "TLS 1.3", CipherSuite: "TLS_AES_128_GCM_SHA256"},
	}
}

// lives is a life of the client, from the scenario's beginning on.
func (s *scene) lives(took time.Duration, l evidence.Life) {
	l.Number, l.Searched = 1, true
	s.rec.Exchanges = append(s.rec.Exchanges, evidence.Exchange{ID: s.name + ".life-1", Probe: s.name, Started: s.began, Duration: took, Life: &l})
	s.rec.Run.Scenarios = append(s.rec.Run.Scenarios, evidence.Played{
		Name: s.name, Started: s.began, Finished: s.began.Add(took), Calls: 12, Pause: 750 * time.Millisecond, Lifetime: time.Hour,
	})
}

// Called is the record of a client that was led through four scenarios.
func Called() evidence.Record {
	const ms = time.Millisecond
	rec := evidence.Record{Run: evidence.Run{
		Role: evidence.OfClient, Subject: &evidence.Subject{Name: "tickets-sdk", Version: "2.4.1", Command: "./adapter --verbose", Digest: "sha256:" + strings.Repeat("0e", 32)},
	}}
	began := time.Date(2025, 3, 1, 12, 0, 0, 0, time.FixedZone("CET", 3600))
	at := func(name string, after time.Duration) *scene {
		return &scene{rec: &rec, name: name, began: began.Add(after)}
	}

	steady := at("steady", 0)
	for i := range 12 {
		when := time.Duration(i) * 750 * ms
		if i%4 == 0 { // it forgets its token
			steady.fetches(when+10*ms, 200, i/4+1)
		}
		steady.calls(when+30*ms, 200, i/4+1)
	}
	steady.lives(9*time.Second, evidence.Life{Ending: evidence.Exited, Output: "12 calls\n", Printed: 9})

	revoked := at("revoked", 100*ms)
	revoked.fetches(10*ms, 200, 1)
	for i := range 8 {
		status := 200
		if i > 1 {
			status = 403
		}
		revoked.calls(time.Duration(i)*100*ms+20*ms, status, 1)
	}
	revoked.lives(900*ms, evidence.Life{
		Ending: evidence.Exited, Code: 1, Output: "403 with ‹access token›\n", Printed: 400,
		Leaks: []evidence.Leak{{What: evidence.AccessToken, Where: evidence.StandardError, As: "as it is"}},
	})

	limited := at("limited", 200*ms)
	limited.fetches(10*ms, 200, 1)
	limited.calls(20*ms, 200, 1)
	limited.fetches(3*time.Second, 429, 0)
	limited.calls(3010*ms, 403, 0)
	limited.lives(60*time.Second, evidence.Life{Ending: evidence.TimedOut, Output: "waiting\n", Printed: 8})

	untrusted := at("untrusted", 300*ms)
	untrusted.add(10*ms, evidence.Exchange{
		Failure: &evidence.Failure{Kind: evidence.TLSUntrusted, Detail: "the client refused the certificate"},
		Heard:   &evidence.Heard{Channel: evidence.Untrusted, Life: 1, Offered: "TLS 1.3"},
	})
	untrusted.lives(50*ms, evidence.Life{Ending: evidence.Exited, Code: 1})
	return rec
}

func steps(met int, all ...string) []reports.ScenarioStep {
	var list []reports.ScenarioStep
	for i, step := range all {
		list = append(list, reports.ScenarioStep{Step: step, Met: i < met})
	}
	return list
}

func baseClient() reports.Report {
	rec := Called()
	r := Base()
	r.Target, r.Preflight, r.Names = reports.Target{Profile: "core"}, nil, nil
	r.Suite.Run, r.Finished = "91ab", r.Started.Add(61*time.Second)
	r.Role, r.Subject = rec.Run.Role, rec.Run.Subject
	r.Scenarios, r.Exchanges, r.Traffic = reports.ScenariosOf(rec), reports.ExchangesOf(rec), reports.TrafficOf(rec)
	r.Coverage = []reports.Coverage{{Pointer: "/paths/~1oauth2~1token/post", Location: "openapi/prioticket/distributor-3.8.yaml:20", Statement: "is asked with POST", Clauses: []string{"client.request.method"}}}
	for i, told := range []struct {
		does  string
		steps []reports.ScenarioStep
	}{
		{"does everything right, and its tokens live an hour", steps(3, "asks for a token", "calls the resource more than once", "ends")},
		{"refuses the first token at the resource from the third call on", steps(4, "asks for a token", "calls the resource", "calls with the token that is refused", "ends")},
		{"answers the second request for a token with 429 and Retry-After: 2", steps(3, "asks for a token", "calls the resource", "is told to wait by the second answer to a request for a token", "ends")},
		{"shows a certificate of another authority than the client is told to trust", steps(2, "begins a handshake", "ends")},
	} {
		r.Scenarios[i].Does, r.Scenarios[i].Steps = told.does, told.steps
	}
	r.Results = Passes("client.request.method", "client.transport.certificate")
	r.Results[0].Evidence, r.Results[1].Evidence = []string{"steady.1", "revoked.1"}, []string{"untrusted.1"}
	return r
}

// Client is a run of a client that keeps less than it has to.
func Client() reports.Report {
	r := baseClient()
	r.Results = append(
		r.Results,
		reports.Result{
			ID: "client.token.reused", Title: "asks for no token while it has one that is good", Area: reports.ClientArea, Level: reports.Mandatory, Status: reports.Failed,
			Source: "concept page, Authentication", Ruling: "R31", Scenario: "steady", Evidence: []string{"steady.6", "steady.11"},
			Violations: []wire.Violation{{Rule: "reused", Detail: "found 2 requests for a token while the one before lived; wanted none"}},
			Wanted:     "one token for as long as it lives",
		},
		reports.Result{
			ID: "client.revoked.no-hammering", Title: "does not go on with a token that was refused", Area: reports.ClientArea, Level: reports.Recommended, Status: reports.Warned,
			Source: "concept page", Ruling: "R33", Scenario: "revoked", Evidence: []string{"revoked.6", "revoked.7", "revoked.8", "revoked.9"},
			Violations: []wire.Violation{{Rule: "hammering", Detail: "found 5 further calls with a token that was refused; wanted at most 2"}},
			Wanted:     "another token, or an end",
		},
		reports.Result{
			ID: "client.confidential.output", Title: "prints no secret", Area: reports.ClientArea, Level: reports.Mandatory, Status: reports.Failed,
			Source: "concept page", Ruling: "R36", Scenario: "revoked", Evidence: []string{"revoked.life-1"},
			Violations: []wire.Violation{{Rule: "leak", Detail: "found the access token in standard error; wanted no secret"}}, Wanted: "no secret in what it prints",
			Explanation: Explanation(),
		},
		reports.Result{
			ID: "client.expiry.renewed", Title: "asks for a new token after expiry", Area: reports.ClientArea, Level: reports.Mandatory, Status: reports.Skipped,
			Source: "concept page", Ruling: "R32", Reason: "the scenario expiry was not played", Flag: "--scenario",
		},
		reports.Result{
			ID: "client.limited.waits", Title: "waits as long as it is told", Area: reports.ClientArea, Level: reports.Recommended, Status: reports.Inconclusive,
			Source: "concept page", Ruling: "R35", Reason: "the client did not end in the scenario limited",
		},
	)
	return Judged(r)
}

// ClientKept is a run of a client that keeps all that it was seen at.
func ClientKept() reports.Report {
	r := baseClient()
	r.Subject = &evidence.Subject{Command: "python3 adapter.py"}
	r.Scenarios = r.Scenarios[:1]
	r.Scenarios[0].Listening = true
	r.Scenarios[0].Lives[0].Ending = evidence.Listened
	return Judged(r)
}

// HostileClient is a run of a client in which every text of it wants to do harm.
func HostileClient() reports.Report {
	r := Client()
	r.Subject = &evidence.Subject{Name: reportstest.Hostile, Version: reportstest.Hostile, Command: "; rm -rf ~ #" + reportstest.Hostile}
	for i := range r.Scenarios {
		s := &r.Scenarios[i]
		s.Does, s.Broken = reportstest.Hostile, reportstest.Hostile
		for j := range s.Steps {
			s.Steps[j].Detail, s.Steps[j].Met = reportstest.Hostile, false
		}
		for j := range s.Lives {
			l := &s.Lives[j]
			l.Output, l.Leaks = strings.Repeat(reportstest.Hostile, 20), []evidence.Leak{{What: "</title><script>", Where: reportstest.Hostile, As: reportstest.Hostile}}
		}
		e := s.Timeline[len(s.Timeline)-1]
		e.Did, e.Got = "</title></svg><script>alert(1)</script>"+reportstest.Hostile, reportstest.Hostile
		s.Timeline = append(s.Timeline, e)
	}
	for range 200 {
		r.Scenarios[3].Timeline = append(r.Scenarios[3].Timeline, r.Scenarios[3].Timeline[0])
	}
	r.Scenarios[0].Name = "$(touch pwned)" + reportstest.Hostile
	r.Results[2].Scenario = r.Scenarios[0].Name
	return Judged(r)
}
