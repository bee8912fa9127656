package stage

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"os"
	"sync"

	"github.com/authconform/authconform/suites/evidence"
)

// maxRaw bounds what is kept of bytes that are no request.
const maxRaw = 16 << 10

// connection is what is known of one to which requests belong.
type connection struct {
	channel evidence.Channel
	offered string        // the highest version of TLS
	session *evidence.TLS // nil in clear
	remote  string
	tap     *tapped // over HTTP/1.1

	mu       sync.Mutex
	requests int
	busy     bool
}

func (c *connection) requested() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.requests++
}

func (c *connection) set(busy bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.busy = busy
}

func (c *connection) isBusy() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.busy
}

func (c *connection) isUnused() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.requests == 0
}

type connectionKey struct{}

func (c *connection) in(ctx context.Context) context.Context {
	return context.WithValue(ctx, connectionKey{}, c)
}

// connectionOf gives the connection of a request; an unknown one for a request that came in another way.
func connectionOf(ctx context.Context) *connection {
	if c, ok := ctx.Value(connectionKey{}).(*connection); ok {
		return c
	}
	return &connection{channel: evidence.Secure}
}

// begun is a connection of which the first bytes were read already.
type begun struct {
	net.Conn
	first io.Reader
}

func (b *begun) Read(p []byte) (int, error) { return b.first.Read(p) }

// tapped is a connection over HTTP/1.1 that keeps what was read of a request, until it was understood.
type tapped struct {
	net.Conn
	known *connection

	mu      sync.Mutex
	raw     []byte // since the last request that was understood
	within  bool   // a request is being read further
	deaf    bool   // nothing more is kept
	open    bool   // something was read since, and nothing has answered it
	refused bool   // but for a server that could not make anything of it
	ended   bool   // the client sends no more
}

func (t *tapped) Read(p []byte) (int, error) {
	n, err := t.Conn.Read(p)
	t.mu.Lock()
	defer t.mu.Unlock()
	t.raw = append(t.raw, p[:min(n, max(0, maxRaw-len(t.raw)))]...)
	t.ended = t.ended || err != nil && !errors.Is(err, os.ErrDeadlineExceeded) // net/http interrupts its own reading so
	if n > 0 && !t.within && !t.deaf {
		t.open = true
		t.known.set(true)
	}
	return n, err
}

func (t *tapped) Write(p []byte) (int, error) {
	t.mu.Lock()
	t.refused = t.refused || t.open && !t.ended
	t.mu.Unlock()
	return t.Conn.Write(p)
}

// understood forgets what was read: it is the head of a request.
func (t *tapped) understood() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.raw, t.open, t.refused, t.within = nil, false, false, true
}

// taken is for when a request was read: what comes now is another one, but for the rest of one that was not read to its end.
func (c *connection) taken(whole bool) {
	if t := c.tap; t != nil {
		t.mu.Lock()
		defer t.mu.Unlock()
		t.raw, t.within, t.deaf = nil, false, !whole
	}
}

// left gives what was read and never understood, and whether the server has refused it.
func (t *tapped) left() (raw []byte, refused bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.open {
		return nil, false
	}
	return t.raw, t.refused
}

func newReader(b []byte) io.Reader { return bytes.NewReader(b) }
