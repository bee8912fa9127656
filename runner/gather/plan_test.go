package gather

import (
	"fmt"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/target"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/probe"
)

// A plan holds every request of a run and no secret, and nobody hears of it.
func TestPlanSendsNothing(t *testing.T) {
	_, asked := start(t, reference.Config{})
	heard := atomic.Int32{}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			heard.Add(1)
			_ = conn.Close()
		}
	}()
	asked.BaseURL = &url.URL{Scheme: "https", Host: listener.Addr().String(), Path: "/v3.8/distributor"}
	asked.PlainURL = &url.URL{Scheme: "http", Host: listener.Addr().String(), Path: "/v3.8/distributor"}
	asked.Resource = &target.Resource{Path: "/orders", Method: "GET"}
	asked.RevokeCommand, asked.Profile, asked.Burst = "false", target.FullProfile, 5
	secret := asked.Client.Secret

	plan, err := Planned(t.Context(), asks(t, asked))
	if err != nil {
		t.Fatal(err)
	}
	if heard.Load() > 0 {
		t.Errorf("%d connections were made", heard.Load())
	}
	if len(plan.Record.Exchanges) != len(plan.Probes) || len(plan.Probes) < 60 {
		t.Errorf("found %d requests for %d probes", len(plan.Record.Exchanges), len(plan.Probes))
	}
	for i, x := range plan.Record.Exchanges {
		if x.Probe != string(plan.Probes[i].Name) || x.Response != nil || x.Failure != nil {
			t.Errorf("%s stands for %s, or has an answer", x.Probe, plan.Probes[i].Name)
		}
		if text := x.Request.URL + string(x.Request.Body) + headers(x); strings.Contains(text, secret) {
			t.Errorf("%s shows the secret", x.Probe)
		}
		if plan.Probes[i].Name == probe.Burst && plan.Counts[i] != 5 {
			t.Errorf("a burst of 5 is planned %d times", plan.Counts[i])
		}
	}
}

func headers(x evidence.Exchange) string {
	var b strings.Builder
	for _, f := range x.Request.Header {
		b.WriteString(f.Name + ": " + f.Value + "\n")
	}
	return b.String()
}

// No two probes of a plan send the token endpoint the same bytes: a clause that passes on bytes it shares with another
// question has not asked its own. The controls are the same request on purpose, and so are logins, libraries and further uses: those travel otherwise.
func TestNoTwoProbesSendTheSame(t *testing.T) {
	_, bare := start(t, reference.Config{})
	_, user := withUser(t, reference.Config{})
	for _, run := range []Run{asks(t, bare), user} {
		for _, profile := range []string{target.CoreProfile, target.FullProfile} {
			for _, scope := range []string{"", "https://example.com/a-scope"} {
				for choice := range 20 {
					asked := *run.Target
					asked.Profile, asked.Scope = profile, scope
					again := run
					again.Target, again.Choice = &asked, strconv.Itoa(choice)
					plan, err := Planned(t.Context(), again)
					if err != nil {
						t.Fatal(err)
					}
					differ(t, plan)
				}
			}
		}
	}
}

func differ(t *testing.T, plan Plan) {
	t.Helper()
	controls := append(probe.ValidAfterGuesses(), probe.Valid, probe.LibraryHeader, probe.LibraryParams)
	sent := map[string]probe.Name{}
	for i, p := range plan.Probes {
		if p.Expect == probe.Connection || p.Resource || p.Phase >= probe.Chain || p.Repeats != "" || slices.Contains(controls, p.Name) {
			continue
		}
		request := plan.Record.Exchanges[i].Request
		request.Header = slices.DeleteFunc(slices.Clone(request.Header), func(f evidence.Field) bool {
			return strings.EqualFold(f.Name, "App-Reference")
		})
		text := fmt.Sprint(request.Method, request.URL, request.Header, string(request.Body))
		if other := sent[text]; other != "" {
			t.Errorf("%s and %s send the same in a run of %s, profile %s, scope %q", other, p.Name, plan.Record.Run.Contract, plan.Record.Run.Profile, plan.Record.Run.Scope)
		}
		sent[text] = p.Name
	}
}
