package suites_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/spf13/pflag"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/runner/evidence"
	"github.com/authconform/authconform/runner/gather"
	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/target"
	"github.com/authconform/authconform/suites"
	"github.com/authconform/authconform/suites/clause"
)

// bite judges one target after the other, since Ginkgo's state is global; they may be asked at once.
type bite struct {
	contract *openapi.Contract
	clauses  []clause.Clause
	judging  sync.Mutex
}

func newBite(t *testing.T) *bite {
	t.Helper()
	contract, err := openapi.Load(target.DefaultContract)
	if err != nil {
		t.Fatal(err)
	}
	for i := range contract.Facts.Limits {
		contract.Facts.Limits[i].Penalty = time.Millisecond // waited out after a 429 that says no time
	}
	all, err := suites.Catalogue(contract)
	if err != nil {
		t.Fatal(err)
	}
	return &bite{contract: contract, clauses: all}
}

func (b *bite) judged(t *testing.T, c reference.Config, effort reference.Effort, edit func(*target.Target)) []clause.Outcome {
	t.Helper()
	rec, err := b.asked(t.Context(), c, effort, edit, nil)
	if err != nil {
		t.Fatal(err)
	}
	return b.judge(rec)
}

func (b *bite) judge(rec evidence.Record) []clause.Outcome {
	b.judging.Lock()
	defer b.judging.Unlock()
	return suites.Judge(b.clauses, rec)
}

// The sound target meets a core run with less errors than the limit, and a burst after it with more.
const (
	burst     = 30
	maxErrors = 60
)

// configured is the sound target that an effort is made for.
func configured(effort reference.Effort) reference.Config {
	if effort == reference.Burst {
		return reference.Config{MaxErrors: maxErrors}
	}
	return reference.Config{}
}

// asked starts a reference target, and gathers what it answers to one question after the other: a fault
// that shows only sometimes then shows at the same questions each time.
func (b *bite) asked(ctx context.Context, c reference.Config, effort reference.Effort, edit func(*target.Target), watch gather.Observer) (evidence.Record, error) {
	server, err := reference.Start(context.WithoutCancel(ctx), c)
	if err != nil {
		return evidence.Record{}, err
	}
	defer func() { _ = server.Close() }()
	described, err := embeddedIn(server)
	if err != nil {
		return evidence.Record{}, err
	}
	described.Concurrency = 1
	switch effort {
	case reference.Full:
		described.Profile, described.MaxWait = target.FullProfile, 0
	case reference.Patient:
		described.Profile = target.FullProfile
	case reference.Burst:
		described.Burst = burst
	case reference.Core:
	}
	if edit != nil {
		edit(described)
	}
	return gather.Gather(ctx, gather.Run{Contract: b.contract, Target: described, Version: "test", Observer: watch})
}

// embeddedIn describes a reference target without a word from the run's own flags and environment.
func embeddedIn(server *reference.Server) (*target.Target, error) {
	fs := pflag.NewFlagSet("bite", pflag.ContinueOnError)
	own := target.Bind(fs)
	if err := own.Resolve(fs, func(string) (string, bool) { return "", false }, "/nonexistent"); err != nil {
		return nil, err
	}
	client := func(c reference.Credentials) *target.Credentials {
		return &target.Credentials{ID: c.ID, Secret: c.Secret}
	}
	return own.Embedded(target.Embedded{
		BaseURL: server.BaseURL, PlainURL: server.PlainURL, CA: server.CA,
		ClientID: server.ClientID, ClientSecret: server.ClientSecret, Scope: server.Scope,
		Resource: &target.Resource{Path: server.ResourcePath, Method: http.MethodGet},
		Clients: target.Clients{
			Unauthorized: client(server.Unauthorized), InvalidGrant: client(server.InvalidGrant), Special: client(server.Special),
		},
		Revoke: func(_ context.Context, token string) error {
			if !server.Revoke(token) {
				return fmt.Errorf("there is no such token to revoke")
			}
			return nil
		},
	})
}

// compare wants the clauses that are not kept to be exactly these.
func compare(t *testing.T, what string, wanted []string, outcomes []clause.Outcome) {
	t.Helper()
	found := map[string]clause.Outcome{}
	for _, o := range outcomes {
		if o.Status == clause.Failed || o.Status == clause.Warned {
			found[o.Clause.ID] = o
		}
	}
	var lines []string
	for _, id := range wanted {
		if _, ok := found[id]; !ok {
			lines = append(lines, "not caught: "+id+statusOf(id, outcomes))
		}
	}
	for id, o := range found {
		if !slices.Contains(wanted, id) {
			lines = append(lines, fmt.Sprintf("blamed:     %s, %s %v", id, o.Exchanges[0].Probe, o.Violations))
		}
	}
	if lines != nil {
		slices.Sort(lines)
		t.Errorf("%s\n%s", what, strings.Join(lines, "\n"))
	}
}

func statusOf(id string, outcomes []clause.Outcome) string {
	for _, o := range outcomes {
		if o.Clause.ID == id {
			return fmt.Sprintf(", which is %s %s", o.Status, o.Reason)
		}
	}
	return ", which was not judged"
}

// hidesNothing wants no failure, and nothing that could not be judged.
func hidesNothing(t *testing.T, outcomes []clause.Outcome) {
	t.Helper()
	for _, o := range outcomes {
		if o.Status == clause.Failed || o.Status == clause.Inconclusive {
			t.Errorf("%s %s %s: nothing is broken, and nothing hidden", o.Clause.ID, o.Status, o.Reason)
		}
	}
}

// asksAll wants nothing skipped of what the IDs begin with.
func asksAll(t *testing.T, outcomes []clause.Outcome, prefixes ...string) {
	t.Helper()
	for _, o := range outcomes {
		of := func(prefix string) bool { return strings.HasPrefix(o.Clause.ID, prefix) }
		if o.Status == clause.Skipped && slices.ContainsFunc(prefixes, of) {
			t.Errorf("%s is skipped: %s", o.Clause.ID, o.Reason)
		}
	}
}
