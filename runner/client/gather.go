package client

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"net"
	"slices"
	"sync"
	"time"

	"github.com/authconform/authconform/reports/har"
	"github.com/authconform/authconform/runner/redact"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/scenario"
)

// slimBody is what is kept of a request's body where there is no room.
const slimBody = 4 << 10

// gatherer is the state of one run.
type gatherer struct {
	Run
	house    house
	redactor *redact.Redactor
	id       string
	begun    time.Time
	measure  func(context.Context) (longest func() time.Duration) // how late the machine is

	mu    sync.Mutex
	plays []*play  // those that are over
	room  har.Room // what is left of the evidence's file

	telling sync.Mutex
}

func newGatherer(run Run) (*gatherer, error) {
	h, err := playable(run.Contract)
	if err != nil {
		return nil, err
	}
	if run.Start == nil && run.Listen == "" {
		return nil, errors.New("want a command that starts the client or an address to listen at, found neither: write the command behind --, or give --listen")
	}
	if command, ok := run.Start.(Command); ok {
		if err := command.Check(); err != nil {
			return nil, err
		}
	}
	if len(run.Scenarios) == 0 {
		run.Scenarios = scenario.For(run.Contract)
	}
	run.Timeout, run.Concurrency = cmp.Or(run.Timeout, DefaultTimeout), cmp.Or(run.Concurrency, DefaultConcurrency)
	redactor, err := redact.NewRedactor(run.Contract.Vocabulary())
	if err == nil {
		redactor.TokensAt(run.Contract.Layout().TokenPlaces()...)
		if form := run.Contract.TokenForm(); form != nil {
			redactor.Keeping(redact.Form{Alike: form.Alike, Beginnings: form.Beginnings})
		}
	}
	if err != nil {
		return nil, err
	}
	redactor.TokensAt(run.Contract.Layout().TokenPlaces()...)
	id := make([]byte, 8)
	if _, err := rand.Read(id); err != nil {
		return nil, err
	}
	return &gatherer{Run: run, house: h, redactor: redactor, id: hex.EncodeToString(id), begun: time.Now().UTC(), measure: lag}, nil
}

// fits gives an exchange as it is where there is room for it in the evidence's file, and else without what a client can make
// large.
func (g *gatherer) fits(x evidence.Exchange) evidence.Exchange {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.room.Takes(x) {
		return x
	}
	x.Request.Body = x.Request.Body[:min(len(x.Request.Body), slimBody)]
	return har.Slim(x)
}

// tell tells of an event, one at a time.
func (g *gatherer) tell(e Event) {
	if g.Progress == nil {
		return
	}
	g.telling.Lock()
	defer g.telling.Unlock()
	g.Progress(e)
}

// playAll plays the scenarios, the longest first, several at once.
func (g *gatherer) playAll(ctx context.Context) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	queue := slices.Clone(g.Scenarios)
	longestFirst(queue)
	waiting := make(chan scenario.Scenario, len(queue))
	for _, s := range queue {
		waiting <- s
	}
	close(waiting)
	var stages sync.WaitGroup
	var failed sync.Once
	var failure error
	for range max(1, min(g.Concurrency, len(queue))) {
		stages.Go(func() {
			for s := range waiting {
				if ctx.Err() != nil {
					return
				}
				if err := g.playWell(ctx, s); err != nil {
					failed.Do(func() { failure = err })
					stop(err)
				}
			}
		})
	}
	stages.Wait()
	return failure
}

func longestFirst(queue []scenario.Scenario) {
	slices.SortStableFunc(queue, func(a, b scenario.Scenario) int { return cmp.Compare(lasts(b), lasts(a)) })
}

// lasts is about the least time that a scenario takes a client that does what it is there for.
func lasts(s scenario.Scenario) time.Duration {
	waits := map[scenario.Name]time.Duration{scenario.OutageAtFirst: scenario.OutageLasts, scenario.LimitedRequests: retryAfter}
	return waits[s.Name] + s.Duration()*time.Duration(s.Lives) + s.Lifetime*time.Duration(s.Lives-1)
}

// playWell plays a scenario, and once more when the machine was too slow for it.
func (g *gatherer) playWell(ctx context.Context, s scenario.Scenario) error {
	p, err := g.perform(ctx, s)
	if err == nil && p.played.Lag > tooLate && ctx.Err() == nil {
		g.tell(Event{Kind: Again, Scenario: s.Name})
		p, err = g.perform(ctx, s)
	}
	if err != nil {
		return err
	}
	g.mu.Lock()
	g.plays = append(g.plays, p)
	done := len(g.plays)
	g.mu.Unlock()
	g.tell(Event{Kind: Over, Scenario: s.Name, Done: done, Total: len(g.Scenarios)})
	return nil
}

// finish closes the record, and redacts it with all that is known by then.
func (g *gatherer) finish(ctx context.Context) evidence.Record {
	rec := evidence.Record{Run: evidence.Run{
		ID: g.id, Version: g.Version, Contract: g.Contract.Name, ContractDigest: g.Contract.Digest,
		Operation: g.Contract.Operation,
		Role:      evidence.OfClient, Subject: &g.Subject, Started: g.begun, Finished: time.Now().UTC(),
		Interrupted: ctx.Err() != nil && g.Listen == "", // it is how who listens is ended
	}}
	slices.SortStableFunc(g.plays, func(a, b *play) int { return a.played.Started.Compare(b.played.Started) })
	for _, p := range g.plays {
		rec.Run.Scenarios = append(rec.Run.Scenarios, p.played)
		rec.Exchanges = append(rec.Exchanges, p.exchanges()...)
	}
	return g.redactor.Record(rec)
}

// exchanges are what a scenario has to tell, in the order in which it came.
func (p *play) exchanges() []evidence.Exchange {
	list := slices.Concat(p.lives, p.book.Exchanges())
	slices.SortStableFunc(list, func(a, b evidence.Exchange) int { return a.Started.Compare(b.Started) })
	return list
}

func hostOf(address string) string {
	host, _, err := net.SplitHostPort(address)
	if ip := net.ParseIP(host); err != nil || host == "" || ip != nil && ip.IsUnspecified() {
		return "127.0.0.1"
	}
	return host
}
