// Package gather asks a target the probes of a contract, and records what comes back: concurrently, within the
// provider's limits, with bounded retries of outages, and redacted from the first byte kept.
package gather

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/runner/evidence"
	"github.com/authconform/authconform/runner/probe"
	"github.com/authconform/authconform/runner/target"
)

// Observer is told how a run goes on. Its methods may be called from several goroutines, one at a time.
type Observer interface {
	// Step tells of a step of the preflight.
	Step(evidence.Step)
	// Asked tells that done of total probes were answered, or could not be; the named one last.
	Asked(done, total int, probe string)
}

// Run is what to gather.
type Run struct {
	Contract *openapi.Contract
	Target   *target.Target
	Version  string                // of authconform
	Wanted   func(probe.Name) bool // nil for every probe; the controls are asked in any case
	Observer Observer
}

// Stopped is the error of a preflight that failed: nothing could be asked. Step.Act says who has to act.
type Stopped struct{ Step evidence.Step }

// Error says what failed, in words.
func (s *Stopped) Error() string { return s.Step.Name + ": " + s.Step.Detail }

// Gather asks the target and gives the evidence. When the preflight fails the error is a *Stopped, and the
// evidence holds what was seen until then. A cancelled context is no error: Run.Interrupted says so, and what
// was gathered is there.
func Gather(ctx context.Context, run Run) (evidence.Record, error) {
	a, err := newAsker(run)
	if err != nil {
		return evidence.Record{}, err
	}
	defer a.channels.close()
	err = a.preflight(ctx)
	if err == nil {
		err = a.rest(ctx)
	} else {
		a.record.Run.Halted = true
	}
	return a.finish(ctx), err
}

// asker is the state of one run.
type asker struct {
	Run
	target   *target.Target
	values   probe.Values
	sender   probe.Sender
	probes   []probe.Probe
	valid    probe.Draft // the valid request in the form that the target takes (R26)
	channels *channels
	pace     *pace
	redactor *evidence.Redactor
	retries  retryBudget
	heard    atomic.Bool // the target has answered something over HTTP

	mu     sync.Mutex
	record evidence.Record
	done   int
}

func newAsker(run Run) (*asker, error) {
	id, err := random(8)
	if err != nil {
		return nil, err
	}
	values, err := valuesOf(run)
	if err != nil {
		return nil, err
	}
	redactor, err := evidence.NewRedactor(run.Contract.Vocabulary(), values.Secrets()...)
	if err != nil {
		return nil, &Stopped{evidence.Step{Name: "configuration", Status: "failed", Detail: err.Error(), Act: "configuration"}}
	}
	a := &asker{
		Run: run, target: run.Target, values: values, sender: probe.Sender{Version: run.Version, Run: id},
		probes: probe.For(run.Contract), valid: probe.Documented(run.Contract, values),
		channels: newChannels(run.Target), pace: newPace(run.Contract.Facts.Limits), redactor: redactor,
		retries: retryBudget{left: maxRetries},
	}
	a.record.Run = evidence.Run{
		ID: id, Version: run.Version, Contract: run.Contract.Name, ContractDigest: run.Contract.Digest,
		BaseURL: run.Target.BaseURL.String(), PlainURL: run.Target.PlainURL.String(),
		Environment: run.Target.Environment, Embedded: run.Target.Embedded, Profile: "core", Scope: run.Target.Scope, Started: time.Now().UTC(),
	}
	return a, nil
}

// valuesOf makes up the decoys: a client that does not exist has another name in every run, so that no target
// can know it.
func valuesOf(run Run) (probe.Values, error) {
	id, err := random(8)
	if err != nil {
		return probe.Values{}, err
	}
	secret, err := random(16)
	if err != nil {
		return probe.Values{}, err
	}
	scope, given := run.Target.Scope, run.Target.Scope != ""
	if !given {
		scope = run.Contract.Facts.Scope.Example
	}
	return probe.Values{
		Client: probe.Credentials{ID: run.Target.Client.ID, Secret: run.Target.Client.Secret},
		Decoy:  probe.Credentials{ID: "authconform-unknown-" + id, Secret: "Decoy-" + secret},
		Scope:  scope, ScopeGiven: given,
	}, nil
}

func random(bytes int) (string, error) {
	b := make([]byte, bytes)
	if _, err := rand.Read(b); err != nil {
		return "", fmt.Errorf("random bytes: %w", err)
	}
	return hex.EncodeToString(b), nil
}

// rest asks what the preflight left: everything in between at once, then the last control.
func (a *asker) rest(ctx context.Context) error {
	between := a.choose(ctx)
	total := len(a.record.Exchanges) + len(between) + 1
	group := errgroup.Group{}
	group.SetLimit(a.target.Concurrency)
	for _, p := range between {
		group.Go(func() error { return a.ask(ctx, p, total) })
	}
	if err := group.Wait(); err != nil {
		return err
	}
	if a.record.Run.Form == "" {
		return nil
	}
	return a.ask(ctx, a.named(probe.ValidLast), total)
}

// choose takes the probes that can be asked, and records why the others are not.
func (a *asker) choose(ctx context.Context) []probe.Probe {
	var chosen []probe.Probe
	for _, p := range a.probes {
		if _, asked := a.record.Of(string(p.Name)); asked || p.Phase == probe.Fallback || !a.wanted(p) {
			continue
		}
		why := a.withheld(p)
		if ctx.Err() != nil {
			why = &evidence.Unasked{Probe: string(p.Name), Reason: interrupted}
		}
		if why != nil {
			a.record.Unasked = append(a.record.Unasked, *why)
			continue
		}
		if p.Phase == probe.Between {
			chosen = append(chosen, p)
		}
	}
	return chosen
}

func (a *asker) wanted(p probe.Probe) bool {
	return a.Wanted == nil || p.Phase != probe.Between || a.Wanted(p.Name)
}

func (a *asker) named(name probe.Name) probe.Probe {
	i := slices.IndexFunc(a.probes, func(p probe.Probe) bool { return p.Name == name })
	return a.probes[i] // the controls are in every contract's list
}

// finish closes the record. What was recorded before a token was known is redacted once more.
func (a *asker) finish(ctx context.Context) evidence.Record {
	a.record.Run.Finished = time.Now().UTC()
	a.record.Run.Interrupted = ctx.Err() != nil
	a.record.Run.Names = a.redactor.Names()
	slices.SortStableFunc(a.record.Exchanges, func(x, y evidence.Exchange) int { // as they were sent, not as they were answered
		return cmp.Or(x.Started.Compare(y.Started), strings.Compare(x.ID, y.ID))
	})
	slices.SortStableFunc(a.record.Unasked, func(x, y evidence.Unasked) int { return strings.Compare(x.Probe, y.Probe) })
	return a.redactor.Record(a.record)
}
