package client

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/authconform/authconform/runner/client/stage"
	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/scenario"
)

const (
	// patience is how often it is looked whether all steps are met.
	patience = 250 * time.Millisecond
	// quietTime is how long nothing may have been asked when a client that nobody here has started is taken to be done.
	quietTime = 3 * time.Second
)

// hall is a port at which several scenarios are played, each below a path of its own, with one certificate.
type hall struct {
	leaf      tls.Certificate
	authority []byte
	port      *stage.Port // nil while nobody is played there
	listener  net.Listener
	reached   string          // how a client on this machine comes to it: host and port
	ctx       context.Context //nolint:containedctx // of the listening

	mu       sync.Mutex
	plays    []*play
	handlers []http.Handler
}

// receive has a scenario played in the hall, and gives the address.
func (h *hall) receive(p *play, handler http.Handler) string {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.plays, h.handlers = append(h.plays, p), append(h.handlers, handler)
	if h.port == nil {
		h.port = &stage.Port{TLS: p.settings, Channel: evidence.Secure, Book: p.book, BookOf: h.bookOf}
		h.port.Handle(http.HandlerFunc(h.serve))
		h.port.Listen(h.ctx, h.listener)
	}
	return "https://" + h.reached
}

// at gives the place of the scenario to which a path belongs; the first has what belongs to none.
func (h *hall) at(path string) int {
	for i, p := range h.plays {
		if path == p.prefix || strings.HasPrefix(path, p.prefix+"/") {
			return i
		}
	}
	return 0
}

func (h *hall) bookOf(path string) *stage.Recording {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.plays[h.at(path)].book
}

func (h *hall) serve(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	handler := h.handlers[h.at(r.URL.Path)]
	h.mu.Unlock()
	handler.ServeHTTP(w, r)
}

func (h *hall) close() {
	if h.port != nil {
		h.port.Close()
		return
	}
	_ = h.listener.Close() // nobody came
}

// listen plays all scenarios at once to a client that nobody here starts, until its time is over, ctx ends or all that is
// waited for was seen.
func (g *gatherer) listen(ctx context.Context) error {
	open, err := g.open(ctx)
	if err != nil {
		return err
	}
	defer open.close()
	late := g.measure(ctx)
	var plays []*play
	defer func() {
		most := late()
		for _, p := range plays {
			p.leave(most)
			g.plays = append(g.plays, p)
		}
	}()
	for _, s := range g.Scenarios {
		p := &play{gatherer: g, scenario: s, behaviour: behaviours()[s.Name]}
		if len(g.Scenarios) > 1 {
			p.prefix = "/" + string(s.Name)
		}
		p.played = p.begun()
		p.played.Listening = true
		if err := p.set(ctx, g.Listen, open); err != nil {
			p.close()
			return err
		}
		plays = append(plays, p)
		g.tell(Event{Kind: Begun, Scenario: s.Name})
		g.tell(Event{Kind: Configure, Scenario: s.Name, Variables: p.variables(1)})
	}
	g.await(ctx, plays)
	return nil
}

// open opens the hall.
func (g *gatherer) open(ctx context.Context) (*hall, error) {
	leaf, authority, err := reference.Certify(hostOf(g.Listen), false)
	if err != nil {
		return nil, err
	}
	listener, err := listener(ctx, g.Listen)
	if err != nil {
		return nil, err
	}
	return &hall{leaf: leaf, authority: authority, listener: listener, reached: reached(g.Listen, listener.Addr().String()), ctx: ctx}, nil
}

// await returns when the listening is over.
func (g *gatherer) await(ctx context.Context, plays []*play) {
	if g.For > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, g.For)
		defer cancel()
	}
	look := time.NewTicker(patience)
	defer look.Stop()
	met := map[scenario.Name]bool{}
	for {
		select {
		case <-ctx.Done():
			return
		case <-look.C:
		}
		if g.Met == nil {
			continue
		}
		quiet := true
		for _, p := range plays {
			name := p.scenario.Name
			if !met[name] && g.Met(p.interim(), name) {
				met[name] = true
				g.tell(Event{Kind: Over, Scenario: name, Done: len(met), Total: len(plays)})
			}
			quiet = quiet && p.quiet() >= quietTime
		}
		if quiet && len(met) == len(plays) {
			return
		}
	}
}

// interim is the record of a scenario up to now.
func (p *play) interim() evidence.Record {
	played := p.played
	played.Quiet, played.Finished = p.quiet(), time.Now().UTC()
	return evidence.Record{
		Run: evidence.Run{
			Contract: p.house.contract.Name, ContractDigest: p.house.contract.Digest, Role: evidence.OfClient, Subject: &p.Subject,
			Scenarios: []evidence.Played{played},
		},
		Exchanges: append(p.exchanges(), p.listened()),
	}
}

// listened is the life of a client that nobody here has started.
func (p *play) listened() evidence.Exchange {
	return p.lived(1, p.played.Started, evidence.Life{Number: 1, Ending: evidence.Listened})
}

// quiet is how long nothing was asked, since it was listened to.
func (p *play) quiet() time.Duration {
	last := p.played.Started
	for _, x := range p.book.Exchanges() {
		if ended := x.Started.Add(x.Duration); ended.After(last) {
			last = ended
		}
	}
	return time.Since(last)
}

// leave ends a scenario to which nobody is listened any longer.
func (p *play) leave(late time.Duration) {
	p.played.Quiet, p.played.Finished, p.played.Lag = p.quiet(), time.Now().UTC(), late
	p.lives = append(p.lives, p.listened())
	p.close()
}
