package client

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/authconform/authconform/runner/client/stage"
	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/scenario"
)

// Why a life was ended.
var (
	errTimedOut = errors.New("its time was over")
	errFlooded  = errors.New("it asked or printed more than is listened to")
)

const (
	// mostRequests is many times what any client needs in a scenario.
	mostRequests = 250
	// settling is how long what was under way when a client ended may take.
	settling = 500 * time.Millisecond
)

// play is one scenario under way.
type play struct {
	*gatherer
	scenario  scenario.Scenario
	behaviour behaviour
	given     credentials
	prefix    string // of its paths, where several share a port

	book      *stage.Recording
	target    *reference.Target
	settings  *tls.Config
	address   string // of the port, https://…
	ports     []*stage.Port
	sought    *sought
	directory string // what it keeps: the authority's certificate, the client's state

	flooded atomic.Pointer[context.CancelCauseFunc] // ends the life
	played  evidence.Played
	lives   []evidence.Exchange
}

// perform plays one scenario to its end.
func (g *gatherer) perform(ctx context.Context, s scenario.Scenario) (*play, error) {
	p := &play{gatherer: g, scenario: s, behaviour: behaviours()[s.Name]}
	late := g.measure(ctx)
	p.played = p.begun()
	defer func() {
		p.played.Finished, p.played.Lag = time.Now().UTC(), late()
		p.close()
	}()
	if err := p.set(ctx, "127.0.0.1:0", nil); err != nil {
		return p, err
	}
	g.tell(Event{Kind: Begun, Scenario: s.Name})
	for life := 1; life <= s.Lives && ctx.Err() == nil; life++ {
		if life > 1 {
			p.waitForExpiry(ctx)
		}
		if err := p.live(ctx, life); err != nil {
			return p, err
		}
	}
	if ctx.Err() != nil {
		p.played.Broken = "the run was interrupted"
	}
	return p, nil
}

// begun is what is known of a scenario as it begins.
func (p *play) begun() evidence.Played {
	s := p.scenario
	return evidence.Played{Name: string(s.Name), Started: time.Now().UTC(), Calls: s.Calls, Pause: s.Pause, Lifetime: s.Lifetime, Scope: p.scope()}
}

func (p *play) scope() string {
	if p.scenario.Scoped {
		return p.house.scope
	}
	return ""
}

// waitForExpiry returns when the access token that was issued last has expired.
func (p *play) waitForExpiry(ctx context.Context) {
	const after = 50 * time.Millisecond
	if until, issued := p.book.Expires(); issued {
		select {
		case <-ctx.Done():
		case <-time.After(time.Until(until) + after):
		}
	}
}

// set builds the scene: ports that listen, the target, the record. Where several scenarios share a hall, those that have
// nothing of their own in TLS are played there.
func (p *play) set(ctx context.Context, address string, shared *hall) error {
	user := p.house.policy.Owner
	p.given = fresh(user)
	if p.behaviour.special {
		p.given = special(user)
	}
	if err := p.hide(); err != nil {
		return err
	}
	if err := p.furnish(address, shared); err != nil {
		return err
	}
	p.book = p.newBook()
	plain, err := p.listenAt(ctx, elsewhere(address), nil, evidence.InClear)
	if err != nil {
		return err
	}
	other, err := p.listenAt(ctx, elsewhere(address), p.settings, evidence.OtherHost)
	if err != nil {
		return err
	}
	other.Handle(p.book.Handler(http.HandlerFunc(reference.RejectPlain)))
	p.target, err = p.house.target(p.scenario, p.given, p.behaviour, scenery{
		plainURL: "http://" + reached(address, plain.Address()), otherURL: "https://" + reached(address, other.Address()),
		tokenPath: p.book.TokenPath, resourcePath: p.book.ResourcePath, scope: p.house.scope,
	})
	if err != nil {
		return err
	}
	answers := p.book.Handler(p.ending(p.house.mapped(p.prefix, p.target.TLSHandler())))
	if shared != nil && p.behaviour.ordinary() {
		p.address = shared.receive(p, answers)
		return nil
	}
	if shared != nil {
		address = elsewhere(address)
	}
	main, err := p.listenAt(ctx, address, p.settings, p.channel())
	if err != nil {
		return err
	}
	main.Handle(answers)
	p.address = "https://" + reached(address, main.Address())
	return nil
}

// listenAt opens a port; its handler is set before anybody knows of it.
func (p *play) listenAt(ctx context.Context, address string, settings *tls.Config, channel evidence.Channel) (*stage.Port, error) {
	listener, err := listener(ctx, address)
	if err != nil {
		return nil, err
	}
	port := &stage.Port{TLS: settings, Channel: channel, Book: p.book}
	port.Listen(ctx, listener)
	p.ports = append(p.ports, port)
	return port, nil
}

// reached is how a client comes to where was listened at an address: by the host that this names, and the port that was free.
func reached(asked, got string) string {
	_, port, err := net.SplitHostPort(got)
	if err != nil {
		return got
	}
	return net.JoinHostPort(hostOf(asked), port)
}

func listener(ctx context.Context, address string) (net.Listener, error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("want a free address to listen on, found %q unusable, choose another: %w", address, err)
	}
	return l, nil
}

// elsewhere is a free port of the same host.
func elsewhere(address string) string {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return "127.0.0.1:0"
	}
	return net.JoinHostPort(host, "0")
}

func (p *play) channel() evidence.Channel {
	if p.behaviour.shows != trusted {
		return evidence.Untrusted
	}
	return evidence.Secure
}

func (p *play) newBook() *stage.Recording {
	f := p.house.contract.Facts
	return &stage.Recording{
		Scenario: string(p.scenario.Name), Lifetime: p.scenario.Lifetime, Redactor: p.redactor, Most: mostRequests,
		TokenPath: p.prefix + p.house.base + p.house.tokenPath, ResourcePath: p.prefix + p.house.base + p.house.resourcePath,
		Layout: p.house.contract.Layout(),
		Given: stage.Given{
			ClientID: p.given.id, ClientSecret: p.given.secret, Username: p.given.username, Password: p.given.password,
			FormEncoded: f.ClientAuthentication.FormEncoded,
			IDParameter: f.ClientAuthentication.IDParameter, SecretParameter: f.ClientAuthentication.SecretParameter,
			PasswordParameter: f.User.PasswordParameter, RefreshParameter: f.Refresh.Parameter,
			KeyIn: f.ClientAuthentication.Key.In, KeyName: f.ClientAuthentication.Key.Name,
		},
		Issues: p.learn, Fits: p.fits,
		Flooded: func() {
			if end := p.flooded.Load(); end != nil {
				(*end)(errFlooded)
			}
		},
		Seen: func(x evidence.Exchange) {
			p.tell(Event{Kind: Heard, Scenario: p.scenario.Name, Life: x.Heard.Life, Exchange: &x})
		},
	}
}

// live is one life of the client.
func (p *play) live(ctx context.Context, number int) error {
	ctx, end := context.WithCancelCause(ctx)
	defer end(nil)
	p.flooded.Store(&end)
	timed, cancel := context.WithTimeoutCause(ctx, p.Timeout, errTimedOut)
	defer cancel()
	printed := newOutput(p.sought, func() { end(errFlooded) })
	p.book.Begin(number)
	begun := time.Now()
	p.tell(Event{Kind: Started, Scenario: p.scenario.Name, Life: number})
	ended, err := p.Start.Start(timed, Life{
		Scenario: p.scenario.Name, Number: number, Variables: p.variables(number), Stdout: printed.stdout(), Stderr: printed.stderr(),
	})
	if err != nil {
		return err
	}
	for _, port := range p.ports {
		port.Settle(settling)
	}
	life := evidence.Life{Number: number, Ending: ended.Ending, Code: ended.Code}
	switch cause := context.Cause(timed); {
	case errors.Is(cause, errFlooded):
		life.Ending, life.Code = evidence.Flooded, 0
	case errors.Is(cause, errTimedOut):
		life.Ending, life.Code = evidence.TimedOut, 0
	case ctx.Err() != nil:
		life.Ending, life.Code = evidence.Abandoned, 0
	}
	printed.tell(&life, p.redactor)
	leaks, searched := p.sought.kept(p.stateDirectory())
	life.Leaks, life.Searched = append(life.Leaks, leaks...), life.Searched && searched
	x := p.lived(number, begun, life)
	p.lives = append(p.lives, x)
	p.tell(Event{Kind: Ended, Scenario: p.scenario.Name, Life: number, Exchange: &x})
	return nil
}

// lived is a life as an exchange.
func (p *play) lived(number int, begun time.Time, life evidence.Life) evidence.Exchange {
	return evidence.Exchange{
		ID: string(p.scenario.Name) + ".life-" + strconv.Itoa(number), Probe: string(p.scenario.Name), Attempt: number,
		Started: begun.UTC(), Duration: time.Since(begun), Life: &life,
	}
}

// close ends what the scenario has opened.
func (p *play) close() {
	for _, port := range p.ports {
		port.Close()
	}
	if p.directory != "" {
		_ = os.RemoveAll(p.directory) // what is left of it is the system's to remove
	}
}
