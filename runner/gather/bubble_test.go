package gather

import (
	"context"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/reference/prioticket"
	"github.com/authconform/authconform/runner/reference/targets"
	"github.com/authconform/authconform/runner/target"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/probe"
)

const (
	bubbleAddress = "127.0.0.1:1080"
	bubblePlain   = "127.0.0.1:1081" // nobody listens
)

// pipes is a listener whose connections never leave the process, so that a run over them is in a
// synctest bubble: time stands still there until everybody waits, and waiting costs none.
type pipes struct {
	accepted chan net.Conn
	done     chan struct{}
	close    func()
}

func newPipes() *pipes {
	done := make(chan struct{})
	return &pipes{accepted: make(chan net.Conn), done: done, close: sync.OnceFunc(func() { close(done) })}
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case conn := <-p.accepted:
		return conn, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error {
	p.close()
	return nil
}

func (p *pipes) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 1080} }

func (p *pipes) dial(ctx context.Context, network, address string) (net.Conn, error) {
	if address != bubbleAddress {
		return nil, &net.OpError{Op: "dial", Net: network, Err: syscall.ECONNREFUSED}
	}
	near, far := net.Pipe()
	select {
	case p.accepted <- far:
		return near, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// inBubble gives an asker of a target that is served over pipes, in clear. It is called in a bubble.
func inBubble(t *testing.T, wrap func(http.Handler) http.Handler, names ...probe.Name) *asker {
	t.Helper()
	return inBubbleOf(t, reference.Config{}, wrap, names...)
}

func inBubbleOf(t *testing.T, config reference.Config, wrap func(http.Handler) http.Handler, names ...probe.Name) *asker {
	t.Helper()
	run := asks(t, &target.Target{Scope: prioticket.BookingScope})
	if len(names) > 0 {
		run.Wanted = only(names...)
	}
	return inBubbleBy(t, config, wrap, run, prioticket.BasePath)
}

// inBubbleBy completes a run to one that asks the target that it starts.
func inBubbleBy(t *testing.T, config reference.Config, wrap func(http.Handler) http.Handler, run Run, path string) *asker {
	t.Helper()
	sound := targets.New(config)
	handler := sound.TLSHandler()
	if wrap != nil {
		handler = wrap(handler)
	}
	listener := newPipes()
	server := &http.Server{Handler: handler, ErrorLog: log.New(io.Discard, "", 0)}
	go func() { _ = server.Serve(listener) }()
	run.Target.BaseURL, run.Target.PlainURL = parsed(t, "http://"+bubbleAddress+path), parsed(t, "http://"+bubblePlain+path)
	run.Target.Client.ID, run.Target.Client.Secret = sound.Credentials()
	run.Target.Timeout, run.Target.Concurrency, run.Target.Loopback, run.Target.Proxy = target.DefaultTimeout, target.DefaultConcurrency, true, direct
	a := newTestAsker(t, run)
	for _, transport := range []*http.Transport{a.channels.https, a.channels.http1, a.channels.plain} {
		transport.DialContext = listener.dial
	}
	t.Cleanup(func() { // before the asker's own: the server's connections end with it
		a.channels.close()
		_ = server.Close()
	})
	return a
}

// gatherBy does what Gather does, with an asker that was prepared.
func gatherBy(ctx context.Context, a *asker) (evidence.Record, error) {
	err := a.preflight(ctx)
	if err == nil {
		err = a.rest(ctx)
	}
	return a.finish(ctx), err
}

// arrivals are the requests that reached a target, in the order in which they did.
type arrivals struct {
	mu   sync.Mutex
	list []arrival
}

type arrival struct {
	probe  probe.Name
	at     time.Time
	header http.Header
	url    string
	body   string
}

// note stands in front of a handler, and reads the body for itself and for it.
func (s *arrivals) note(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		r.Body = readAgain(body)
		s.mu.Lock()
		s.list = append(s.list, arrival{probeOf(r), time.Now(), r.Header.Clone(), r.URL.String(), string(body)})
		s.mu.Unlock()
		next.ServeHTTP(w, r)
	})
}

func (s *arrivals) all() []arrival {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]arrival(nil), s.list...)
}

func (s *arrivals) of(name probe.Name) []arrival {
	var list []arrival
	for _, a := range s.all() {
		if a.probe == name {
			list = append(list, a)
		}
	}
	return list
}
