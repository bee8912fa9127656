package reports_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/reportstest"
	"github.com/authconform/authconform/reports/reportstest/example"
	"github.com/authconform/authconform/suites/evidence"
)

func TestNameOf(t *testing.T) {
	for want, s := range map[string]*evidence.Subject{
		"the client":        nil,
		"the client 2":      {Version: "2"},
		"tickets-sdk 2.4":   {Name: "tickets-sdk", Version: "2.4", Command: "./adapter"},
		"adapter":           {Command: "./adapter --verbose ‹given›"},
		"adapter.py":        {Command: "python3 -u adapter.py"},
		"authconform":       {Command: "authconform ‹given› prioticket"},
		"adapter.jar":       {Command: "java -jar lib/adapter.jar other.txt"},
		"node.exe":          {Command: "node.exe ‹given›"},
		"adapter.mjs 1.0.0": {Command: "node adapter.mjs", Version: "1.0.0"},
		"my client":         {Name: "my client"},
		"python3":           {Command: "python3 -c ‹given›"},
	} {
		if got := reports.NameOf(s); got != want {
			t.Errorf("%+v is called %q, wanted %q", s, got, want)
		}
	}
}

// What a client did is told in so many lines, whatever it did, and what a result rests on is among them.
func TestDidIsBounded(t *testing.T) {
	var s reports.Scenario
	for i := range 150 {
		s.Timeline = append(s.Timeline, reports.Event{Exchange: fmt.Sprint(i), At: float64(i), Did: fmt.Sprintf("calls %d", i), Got: "200"})
	}
	s.Left = 3
	did := s.Did([]string{"70", "71"})
	if len(did) != 21 || did[20] != "· and 133 moments more, in the timeline" {
		t.Errorf("%d lines, the last is %q", len(did), did[len(did)-1])
	}
	for _, cited := range []string{"» 70.0 s calls 70: 200", "» 71.0 s calls 71: 200"} {
		if !slices.Contains(did, cited) {
			t.Errorf("%q is not told: %q", cited, did)
		}
	}
	var all []string
	for i := range 150 {
		all = append(all, fmt.Sprint(i))
	}
	if did := s.Did(all); len(did) != 21 || !strings.HasPrefix(did[0], "» 0.0 s") || !strings.HasPrefix(did[19], "» 149.0 s") {
		t.Errorf("where each is cited: %q", did)
	}
}

// What is alike is told once, with how often; but not across what lies between.
func TestDidTellsRepetitionsTogether(t *testing.T) {
	var s reports.Scenario
	for i, did := range []string{"calls", "calls", "asks", "calls"} {
		s.Timeline = append(s.Timeline, reports.Event{Exchange: fmt.Sprint(i), At: float64(i), Did: did, Got: "200"})
	}
	want := []string{"· 0.0 to 1.0 s calls: 200 (2 times)", "· 2.0 s asks: 200", "» 3.0 s calls: 200"}
	if got := s.Did([]string{"3"}); !slices.Equal(got, want) {
		t.Errorf("%q, wanted %q", got, want)
	}
}

// A report can be anybody's: what it has its reader type is made of names that mean nothing to a shell, and starts nobody's command.
func TestReplayIsSafe(t *testing.T) {
	r := example.HostileClient().Complete()
	replayed := 0
	for _, x := range r.Results {
		if x.Reproduce == "" {
			continue
		}
		replayed++
		if strings.ContainsAny(x.Reproduce, "$;|&`(){}<>\n") || !strings.HasSuffix(x.Reproduce, " -- …") {
			t.Errorf("%s: %q", x.ID, x.Reproduce)
		}
	}
	if replayed == 0 {
		t.Error("nothing is played again")
	}
	kept := example.Client()
	kept.Results[2].Reproduce, kept.Results[2].Did = "rm -rf ~", []string{reportstest.Hostile}
	for _, x := range kept.Complete().Results {
		if strings.Contains(x.Reproduce, "rm -rf") || slices.Contains(x.Did, reportstest.Hostile) {
			t.Errorf("%s takes what the file says: %q %q", x.ID, x.Reproduce, x.Did)
		}
	}
}

// What is only of clients is in no report of a service.
func TestServicesHaveNoScenarios(t *testing.T) {
	r := example.Failed()
	r.Subject, r.Scenarios = &evidence.Subject{Name: "x"}, example.Client().Scenarios
	r.Target.Client, r.Results[0].Scenario, r.Results[0].Did = "x", "steady", []string{"y"}
	r = r.Complete()
	if r.Subject != nil || r.Scenarios != nil || r.Target.Client != "" || r.Party() != "target" {
		t.Errorf("%+v %v %q", r.Subject, r.Scenarios, r.Target.Client)
	}
	for _, x := range r.Results {
		if x.Scenario != "" || x.Did != nil {
			t.Errorf("%s: %q %q", x.ID, x.Scenario, x.Did)
		}
	}
}

// A life is no exchange and no traffic; a handshake, and bytes that are none, are told apart.
func TestTrafficOfAClient(t *testing.T) {
	rec := example.Called()
	rec.Exchanges = append(rec.Exchanges, evidence.Exchange{ID: "x", Probe: "steady", Heard: &evidence.Heard{Endpoint: evidence.Unreadable}})
	got := reports.TrafficOf(rec)
	if want := (reports.Traffic{Requests: 29, Errors4xx: 8, Unanswered: 1, Handshakes: 1}); got != want {
		t.Errorf("%+v, wanted %+v", got, want)
	}
	for _, x := range reports.ExchangesOf(rec) {
		if strings.Contains(x.ID, "life") {
			t.Errorf("%s is told as an exchange", x.ID)
		}
	}
}
