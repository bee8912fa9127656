package client

import (
	"context"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/authconform/authconform/suites/client"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/scenario"
)

// told is who notes the events of a run, and plays a client to those that it is told how to configure.
type told struct {
	mu     sync.Mutex
	events []Event
	lives  sync.WaitGroup
	client Func
}

func (n *told) note(e Event) {
	n.mu.Lock()
	n.events = append(n.events, e)
	n.mu.Unlock()
	if e.Kind == Configure && n.client != nil {
		getenv := Life{Variables: e.Variables}.Getenv
		n.lives.Go(func() { n.client(context.Background(), getenv, io.Discard, io.Discard) })
	}
}

func (n *told) of(kind Kind) []Event {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(n.events), func(e Event) bool { return e.Kind != kind })
}

// A client that nobody here starts is led through several scenarios at once, each below a path of its own, until all that is
// waited for was seen.
func TestListening(t *testing.T) {
	t.Parallel()
	c := contract(t, "prioticket")
	names := []scenario.Name{"open-white-space", "open-token-short", "open-http1", "open-http2", "open-charset", scenario.UntrustedHost}
	notes := &told{client: plain}
	rec, err := Gather(t.Context(), Run{
		Contract: c, Scenarios: chosen(t, c, names...), Listen: "127.0.0.1:0", Progress: notes.note, For: time.Minute,
		Met: func(rec evidence.Record, name scenario.Name) bool {
			return !slices.ContainsFunc(client.Steps(c, rec, name), func(s client.StepSeen) bool { return !s.Met })
		},
	})
	notes.lives.Wait()
	if err != nil {
		t.Fatal(err)
	}
	if rec.Run.Interrupted || len(rec.Run.Scenarios) != len(names) {
		t.Errorf("run: %+v", rec.Run)
	}
	addresses := map[string]int{}
	for _, e := range notes.of(Configure) {
		base := Life{Variables: e.Variables}.Getenv("AUTHCONFORM_BASE_URL")
		host, path, _ := strings.Cut(strings.TrimPrefix(base, "https://"), "/")
		addresses[host]++
		if path != string(e.Scenario)+"/v3.8/distributor" {
			t.Errorf("%s is at %s", e.Scenario, base)
		}
	}
	if len(addresses) != 4 { // one for those that have nothing of their own in TLS, and one for each other
		t.Errorf("addresses: %v", addresses)
	}
	for _, p := range rec.Run.Scenarios {
		if !p.Listening || p.Quiet < quietTime {
			t.Errorf("%s: %+v", p.Name, p)
		}
	}
	call := "https resource GET [access token in Authorization Bearer #1] -> 200"
	for _, name := range names[:5] {
		want := []string{"life-1 listened 0", "1 https token POST [client in Authorization Basic #0] -> 200 issues 1/0", "2 " + call, "3 " + call}
		if got := lines(rec, name); !slices.Equal(got, want) {
			t.Errorf("%s: %q", name, got)
		}
	}
	if len(notes.of(Over)) != len(names) || len(notes.of(Heard)) != 16 {
		t.Errorf("told of %d requests, and %d ends", len(notes.of(Heard)), len(notes.of(Over)))
	}
}

// Listening ends when its time is over, and when it is interrupted, which is no failure.
func TestListeningEnds(t *testing.T) {
	t.Parallel()
	c := contract(t, "ticketpark")
	for name, run := range map[string]Run{"its time": {For: 300 * time.Millisecond}, "interrupted": {}} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			run.Contract, run.Scenarios, run.Listen = c, chosen(t, c, scenario.Steady), "127.0.0.1:0"
			run.Progress = func(e Event) {
				if e.Kind == Configure && name == "interrupted" {
					cancel()
				}
			}
			rec, err := Gather(ctx, run)
			if err != nil || rec.Run.Interrupted || len(rec.Exchanges) != 1 || rec.Exchanges[0].Life.Ending != evidence.Listened {
				t.Errorf("%v %+v", err, rec)
			}
		})
	}
}

// An address that is taken is an error.
func TestListeningWhereSomebodyIs(t *testing.T) {
	c := contract(t, "prioticket")
	busy, err := listener(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer busy.Close()
	if _, err := Gather(t.Context(), Run{Contract: c, Listen: busy.Addr().String()}); err == nil {
		t.Error("no error")
	}
}
