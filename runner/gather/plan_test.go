package gather

import (
	"net"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/authconform/authconform/runner/evidence"
	"github.com/authconform/authconform/runner/probe"
	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/target"
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
