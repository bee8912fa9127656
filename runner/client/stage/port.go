package stage

import (
	"bytes"
	"context"
	"crypto/tls"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/authconform/authconform/suites/evidence"
)

// What a connection may take.
const (
	firstByteTimeout = 30 * time.Second // connections that are kept for later send nothing for a while
	handshakeTimeout = 10 * time.Second
	headTimeout      = 10 * time.Second
	idleTimeout      = 2 * time.Minute
	maxHead          = 64 << 10
	maxConnections   = 256
)

// Port is where a client may come to.
type Port struct {
	// TLS is how it speaks TLS; nil for a port of plain HTTP.
	TLS *tls.Config
	// Channel is how requests that come over TLS came.
	Channel evidence.Channel
	// Book takes what is no request, and requests in clear.
	Book *Recording
	// BookOf gives the record of a path where several scenarios share the port; nil where Book has them all.
	BookOf func(path string) *Recording

	handler  atomic.Pointer[http.Handler]
	listener net.Listener
	accepted chan net.Conn // with whom hands were shaken
	server   *http.Server
	serving  sync.WaitGroup
	ctx      context.Context //nolint:containedctx // of the port, from Listen to Close
	cancel   context.CancelFunc

	mu    sync.Mutex
	conns map[net.Conn]*connection // those that are open
}

// Listen begins to listen at an address of the network, until Close.
func (p *Port) Listen(ctx context.Context, listener net.Listener) {
	p.listener, p.accepted, p.conns = listener, make(chan net.Conn), map[net.Conn]*connection{}
	p.ctx, p.cancel = context.WithCancel(context.WithoutCancel(ctx))
	p.server = &http.Server{
		Handler: p.answering(), ErrorLog: log.New(io.Discard, "", 0), MaxHeaderBytes: maxHead,
		ReadHeaderTimeout: headTimeout, ReadTimeout: headTimeout, IdleTimeout: idleTimeout,
		ConnState: p.follow,
		ConnContext: func(ctx context.Context, c net.Conn) context.Context {
			if known := p.connection(c); known != nil {
				return known.in(ctx)
			}
			return ctx
		},
		BaseContext: func(net.Listener) context.Context { return p.ctx },
	}
	p.serving.Go(func() { _ = p.server.Serve(handed{p}) }) // ends with Close
	p.serving.Go(p.accept)
}

// Handle says who answers requests over TLS. Without it there is nothing at the port.
func (p *Port) Handle(handler http.Handler) { p.handler.Store(&handler) }

// Address is where it listens: "127.0.0.1:4711".
func (p *Port) Address() string { return p.listener.Addr().String() }

// answering tells the connection that its request was understood.
func (p *Port) answering() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		conn := connectionOf(r.Context())
		if conn.tap != nil {
			conn.tap.understood()
		}
		conn.requested()
		conn.set(true)
		if r.ProtoMajor != 1 { // what is over HTTP/1.1 is told by follow
			defer conn.set(false)
		}
		if handler := p.handler.Load(); handler != nil {
			(*handler).ServeHTTP(w, r)
			return
		}
		http.NotFound(w, r)
	})
}

// follow is told what becomes of connections on which a handshake has succeeded.
func (p *Port) follow(c net.Conn, state http.ConnState) {
	known := p.connection(c)
	if known == nil {
		return
	}
	switch state {
	case http.StateIdle:
		known.set(false)
	case http.StateClosed, http.StateHijacked:
		if known.tap != nil {
			p.unread(known.tap)
		}
		p.recordHandshake(known)
		p.forget(c)
	case http.StateNew, http.StateActive:
	}
}

// connection gives what is known of a connection; nil where it is none of the port's.
func (p *Port) connection(c net.Conn) *connection {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.conns[bare(c)]
}

// bare is the connection beneath all that was put around it.
func bare(c net.Conn) net.Conn {
	if t, ok := c.(*tapped); ok {
		c = t.Conn
	}
	if over, ok := c.(*tls.Conn); ok {
		c = over.NetConn()
	}
	if b, ok := c.(*begun); ok {
		c = b.Conn
	}
	return c
}

// accept takes connections until the listener is closed.
func (p *Port) accept() {
	for {
		conn, err := p.listener.Accept()
		if err != nil {
			if p.ctx.Err() != nil {
				return
			}
			wait(p.ctx, 5*time.Millisecond) // too many files are open, say: that passes
			continue
		}
		known := &connection{remote: conn.RemoteAddr().String(), busy: true}
		if !p.remember(conn, known) {
			_ = conn.Close() // more than a client needs
			continue
		}
		p.serving.Go(func() { p.receive(conn, known) })
	}
}

func (p *Port) remember(conn net.Conn, known *connection) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.conns) >= maxConnections || p.ctx.Err() != nil {
		return false
	}
	p.conns[conn] = known
	return true
}

// forget closes a connection.
func (p *Port) forget(conn net.Conn) {
	_ = conn.Close() // it may be closed already
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.conns, bare(conn))
}

// receive tells by the first byte whether a connection begins with TLS.
func (p *Port) receive(conn net.Conn, known *connection) {
	const handshakeRecord = 22 // RFC 8446, section 5.1
	first := make([]byte, 1)
	known.set(false)
	_ = conn.SetReadDeadline(time.Now().Add(firstByteTimeout)) // a connection takes deadlines
	if _, err := io.ReadFull(conn, first); err != nil {
		p.forget(conn)
		return
	}
	known.set(true)
	_ = conn.SetReadDeadline(time.Time{}) // as before
	whole := &begun{Conn: conn, first: io.MultiReader(bytes.NewReader(first), conn)}
	if p.TLS == nil || first[0] != handshakeRecord {
		p.inClear(whole, known)
		p.forget(conn)
		return
	}
	p.secure(whole, known)
}

// secure shakes hands, and has the connection served in the version of HTTP that was agreed on.
func (p *Port) secure(conn *begun, known *connection) {
	over, ok := p.shake(conn, known)
	if !ok {
		p.forget(conn)
		return
	}
	known.set(false)
	var served net.Conn = over // net/http speaks HTTP/2 on connections of TLS alone
	if over.ConnectionState().NegotiatedProtocol != "h2" {
		known.tap = &tapped{Conn: over, known: known}
		served = known.tap
	}
	select {
	case p.accepted <- served:
	case <-p.ctx.Done():
		p.forget(over)
	}
}

// Settle waits until no connection has anything under way, at two looks in a row, but no longer than a time.
func (p *Port) Settle(longest time.Duration) {
	const look = 4 * time.Millisecond
	for quiet, until := 0, time.Now().Add(longest); quiet < 2 && time.Now().Before(until); time.Sleep(look) {
		quiet++
		p.mu.Lock()
		for _, known := range p.conns {
			if known.isBusy() {
				quiet = 0
			}
		}
		p.mu.Unlock()
	}
}

// Close ends all connections, and returns when nothing is under way.
func (p *Port) Close() {
	p.cancel()
	_ = p.listener.Close() // what is under way is to end
	_ = p.server.Close()   // the same
	p.mu.Lock()
	for conn := range p.conns {
		_ = conn.Close() // whoever reads from it ends
	}
	p.mu.Unlock()
	p.serving.Wait()
}

// handed is the listener of connections that were accepted already.
type handed struct{ *Port }

func (h handed) Accept() (net.Conn, error) {
	select {
	case conn := <-h.accepted:
		return conn, nil
	case <-h.ctx.Done():
		return nil, net.ErrClosed
	}
}

func (h handed) Close() error   { return nil }
func (h handed) Addr() net.Addr { return h.listener.Addr() }
