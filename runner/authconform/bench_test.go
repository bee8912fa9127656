package main

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/spf13/pflag"
	"golang.org/x/sync/errgroup"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/runner/gather"
	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/reference/targets"
	"github.com/authconform/authconform/runner/target"
	"github.com/authconform/authconform/suites"
	"github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/probe"
)

// tape records the requests of a run, to be played again.
type tape struct {
	mu       sync.Mutex
	requests []taped
	latency  time.Duration
}

type taped struct {
	method, url string
	header      http.Header
	body        []byte
}

func (t *tape) wrap(scheme string) func(http.Handler) http.Handler {
	return func(sound http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body, err := io.ReadAll(r.Body)
			if err != nil {
				return
			}
			r.Body = io.NopCloser(bytes.NewReader(body))
			t.mu.Lock()
			t.requests = append(t.requests, taped{r.Method, scheme + "://" + r.Host + r.URL.String(), r.Header.Clone(), body})
			t.mu.Unlock()
			time.Sleep(t.latency)
			sound.ServeHTTP(w, r)
		})
	}
}

func (t *tape) rewind() []taped {
	t.mu.Lock()
	defer t.mu.Unlock()
	requests := t.requests
	t.requests = nil
	return requests
}

// BenchmarkCoreRun compares a full core run, gathered and judged, with the same requests sent by bare HTTP clients at
// the same concurrency. All start without connections, and take turns in one process.
//
// run/bare is the bound: the bare client waits twice, as whoever means to learn the same has to. Nothing is sent until
// the valid request was answered (a wrong address, certificate or secret costs one request, and what is refused later is
// refused by a target that was seen to grant), and the valid request at the end is sent when everything else was
// answered (it shows that none of that locked the client out). Were either sent beside others, what comes of a run would
// depend on which of them the target takes first. All that lies between is sent at once.
//
// A run waits twice more, since a valid request comes directly after a wrong secret and nothing that names the client beside
// one (R12). With eight under way that is 1.25 times the bound, as TestTheRoundTripsOfARun holds without a clock; what is
// beyond it here is work, and what else the machine does. run/ordered is beside a client that waits where R12 has it wait.
//
// run/unordered is beside a client that waits for nothing, and learns neither.
func BenchmarkCoreRun(b *testing.B) {
	for _, latency := range []time.Duration{0, 50 * time.Millisecond} {
		b.Run("latency="+latency.String(), func(b *testing.B) { benchmarkCoreRun(b, latency) })
	}
}

func benchmarkCoreRun(b *testing.B, latency time.Duration) {
	recording := &tape{latency: latency}
	server, err := targets.Start(b.Context(), reference.Config{Wrap: recording.wrap("https"), WrapPlain: recording.wrap("http")})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = server.Close() })
	run := runOf(b, server)
	var whole, ordered, bare, unordered time.Duration
	var traffic reports.Traffic
	for b.Loop() {
		began := time.Now()
		traffic = coreRun(b, run)
		whole += time.Since(began)
		requests := recording.rewind()
		began = time.Now()
		replay(b, server, guessed(b, run.Contract, requests))
		ordered += time.Since(began)
		began = time.Now()
		replay(b, server, controlled(b, requests))
		bare += time.Since(began)
		began = time.Now()
		replay(b, server, [][]taped{requests})
		unordered += time.Since(began)
		recording.rewind()
	}
	n := float64(b.N)
	b.ReportMetric(whole.Seconds()*1000/n, "run-ms/op")
	b.ReportMetric(ordered.Seconds()*1000/n, "ordered-ms/op")
	b.ReportMetric(bare.Seconds()*1000/n, "bare-ms/op")
	b.ReportMetric(unordered.Seconds()*1000/n, "unordered-ms/op")
	b.ReportMetric(whole.Seconds()/ordered.Seconds(), "run/ordered")
	b.ReportMetric(whole.Seconds()/bare.Seconds(), "run/bare")
	b.ReportMetric(whole.Seconds()/unordered.Seconds(), "run/unordered")
	b.ReportMetric(float64(traffic.Requests), "requests/op")
	b.ReportMetric(float64(traffic.Errors4xx), "4xx/op")
}

func runOf(b *testing.B, server *reference.Server) gather.Run {
	b.Helper()
	contract, err := openapi.Load(target.DefaultContract)
	if err != nil {
		b.Fatal(err)
	}
	flags := pflag.NewFlagSet("bench", pflag.ContinueOnError)
	options := target.Bind(flags)
	if err := options.Resolve(flags, func(string) (string, bool) { return "", false }, b.TempDir()); err != nil {
		b.Fatal(err)
	}
	described, err := options.Embedded(target.Embedded{
		BaseURL: server.BaseURL, PlainURL: server.PlainURL, CA: server.CA,
		ClientID: server.ClientID, ClientSecret: server.ClientSecret, Scope: server.Scope,
	})
	if err != nil {
		b.Fatal(err)
	}
	return gather.Run{Contract: contract, Target: described, Version: "bench"}
}

// coreRun gathers and judges, and makes sure that it was a whole run of a sound target.
func coreRun(b *testing.B, run gather.Run) reports.Traffic {
	b.Helper()
	clauses, err := suites.Catalogue(run.Contract)
	if err != nil {
		b.Fatal(err)
	}
	rec, err := gather.Gather(b.Context(), run)
	if err != nil {
		b.Fatal(err)
	}
	for _, o := range suites.Judge(clauses, rec) {
		if o.Status != clause.Passed && o.Status != clause.Skipped {
			b.Fatalf("%s is %s: %s", o.ID, o.Status, o.Reason)
		}
	}
	return reports.TrafficOf(rec)
}

// controlled are the requests of a run in the order that tells something: the valid one, all others, the valid one again.
func controlled(b *testing.B, requests []taped) [][]taped {
	b.Helper()
	last := len(requests) - 1
	for i, name := range map[int]probe.Name{0: probe.Valid, last: probe.ValidLast} {
		if i < 0 || !strings.HasSuffix(requests[i].header.Get("App-Reference"), "/"+string(name)) {
			b.Fatalf("request %d of the run is not %s", i, name)
		}
	}
	return [][]taped{requests[:1], requests[1:last], requests[last:]}
}

// guessed are the requests of a run as they have to wait for each other: the valid one, what came before the first wrong secret
// was shown, and then a wrong secret and the valid request after it in turn (R12), with the first of them all that is left.
func guessed(b *testing.B, contract *openapi.Contract, requests []taped) [][]taped {
	b.Helper()
	alone := map[string]bool{}
	for _, p := range probe.For(contract) {
		if p.Guess || p.Phase == probe.Directly || p.Name == probe.ValidLast {
			alone[string(p.Name)] = true
		}
	}
	var rounds [][]taped
	var before, beside []taped
	for _, r := range requests[1:] {
		_, name, _ := strings.Cut(r.header.Get("App-Reference"), "/")
		switch {
		case alone[name]:
			rounds = append(rounds, []taped{r})
		case len(rounds) == 0:
			before = append(before, r)
		default:
			beside = append(beside, r)
		}
	}
	if len(rounds) < 4 {
		b.Fatalf("%d requests of the run are wrong secrets and what follows them, wanted four", len(rounds))
	}
	rounds[0] = append(rounds[0], beside...)
	return append([][]taped{requests[:1], before}, rounds...)
}

// replay sends requests as a program would that does nothing else: those of a round at once, and a round after the other.
func replay(b *testing.B, server *reference.Server, rounds [][]taped) {
	b.Helper()
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(server.CA) {
		b.Fatal("the reference target has no authority")
	}
	transport := &http.Transport{
		TLSClientConfig: &tls.Config{RootCAs: roots}, ForceAttemptHTTP2: true, DisableCompression: true,
		MaxIdleConnsPerHost: target.DefaultConcurrency,
	}
	defer transport.CloseIdleConnections()
	for _, round := range rounds {
		group := errgroup.Group{}
		group.SetLimit(target.DefaultConcurrency)
		for _, r := range round {
			group.Go(func() error { return play(b, transport, r) })
		}
		if err := group.Wait(); err != nil {
			b.Fatal(err)
		}
	}
}

func play(b *testing.B, transport *http.Transport, r taped) error {
	b.Helper()
	request, err := http.NewRequestWithContext(b.Context(), r.method, r.url, bytes.NewReader(r.body))
	if err != nil {
		return err
	}
	request.Header = r.header
	answer, err := transport.RoundTrip(request)
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, answer.Body)
	_ = answer.Body.Close()
	return err
}
