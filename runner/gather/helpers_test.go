package gather

import (
	"context"
	"crypto/x509"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/reference/targets"
	"github.com/authconform/authconform/runner/target"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/probe"
)

// patienceOfTests is for what has to come: generous, because only a failing test waits for it.
const patienceOfTests = 20 * time.Second

func prioticketContract(t testing.TB) *openapi.Contract {
	t.Helper()
	c, err := openapi.Load("prioticket")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// start runs a reference target with something changed, and describes it as the command would.
func start(t testing.TB, c reference.Config) (*reference.Server, *target.Target) {
	t.Helper()
	server, err := targets.Start(context.WithoutCancel(t.Context()), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(server.CA) {
		t.Fatal("the reference target has no authority")
	}
	return server, &target.Target{
		BaseURL: parsed(t, server.BaseURL), PlainURL: parsed(t, server.PlainURL),
		Client: probe.Credentials{ID: server.ClientID, Secret: server.ClientSecret}, Scope: server.Scope,
		TLS: target.TLS{Roots: roots}, Timeout: patienceOfTests, Concurrency: target.DefaultConcurrency,
		Loopback: true, Proxy: direct,
	}
}

func direct(*url.URL) (*url.URL, error) { return nil, nil }

func parsed(t testing.TB, address string) *url.URL {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func asks(t testing.TB, asked *target.Target) Run {
	t.Helper()
	return Run{Contract: prioticketContract(t), Target: asked, Version: "test"}
}

// gathered runs everything, or the controls and the named probes alone.
func gathered(t testing.TB, asked *target.Target, names ...probe.Name) evidence.Record {
	t.Helper()
	run := asks(t, asked)
	if len(names) > 0 {
		run.Wanted = only(names...)
	}
	rec, err := Gather(t.Context(), run)
	if err != nil {
		t.Fatal(err)
	}
	return rec
}

func only(names ...probe.Name) func(probe.Name) bool {
	return func(name probe.Name) bool { return slices.Contains(names, name) }
}

func newTestAsker(t testing.TB, run Run) *asker {
	t.Helper()
	a, err := newAsker(run)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(a.channels.close)
	return a
}

// once asks one probe without retries and without redaction: what the connection itself made of it.
func once(ctx context.Context, t testing.TB, asked *target.Target, name probe.Name) evidence.Exchange {
	t.Helper()
	return sent(ctx, t, newTestAsker(t, asks(t, asked)), name)
}

func sent(ctx context.Context, t testing.TB, a *asker, name probe.Name) evidence.Exchange {
	t.Helper()
	i := slices.IndexFunc(a.probes, func(p probe.Probe) bool { return p.Name == name })
	if i < 0 {
		t.Fatalf("no probe %s", name)
	}
	x, err := a.send(ctx, name, a.draft(a.probes[i]), false)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func exchange(t testing.TB, rec evidence.Record, name probe.Name) evidence.Exchange {
	t.Helper()
	x, ok := rec.Of(string(name))
	if !ok {
		t.Fatalf("%s was not asked: %+v", name, rec.Skipped)
	}
	return x
}

// told is the outcome of an exchange in a word: its status, or the kind of its failure.
func told(x evidence.Exchange) string {
	switch {
	case x.Failure != nil:
		return string(x.Failure.Kind)
	case x.Response != nil:
		return http.StatusText(x.Response.Status)
	case x.TLS != nil:
		return x.TLS.Version
	default:
		return "nothing"
	}
}

// probeOf names the probe that a request belongs to, by the header that the suite signs with.
func probeOf(r *http.Request) probe.Name {
	_, name, _ := strings.Cut(r.Header.Get("App-Reference"), "/")
	return probe.Name(name)
}

// instead answers one probe in its own way, and leaves every other one to the sound target.
func instead(name probe.Name, answer http.HandlerFunc) func(http.Handler) http.Handler {
	return func(sound http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if probeOf(r) == name {
				answer(w, r)
				return
			}
			sound.ServeHTTP(w, r)
		})
	}
}

// closedPort gives an address on this machine where nobody listens.
func closedPort(t testing.TB) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	return listener.Addr().String()
}
