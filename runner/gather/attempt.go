package gather

import (
	"context"
	"crypto/tls"
	"net/http/httptrace"
	"sync"

	"github.com/authconform/authconform/suites/evidence"
)

// attempt watches over one request, so that it is sent once: net/http sends a request again by itself when it thinks that
// the target has not taken it in (REFUSED_STREAM and GOAWAY of RFC 9113, a connection that ended while it was idle),
// and would do so unpaced and unrecorded.
type attempt struct {
	ctx context.Context //nolint:containedctx // the request's own
	end context.CancelFunc

	mu       sync.Mutex
	step     step   // how far the connection has come
	remote   string // what it has come to; "" where a proxy is in between
	used     bool   // the connection had been in use before
	sent     bool
	repeated bool // net/http was about to send it again
}

// step is where a connection is: what a timeout is blamed on.
type step int

const (
	resolving step = iota
	connecting
	shaking
	asking
)

// onlyOnce begins an attempt. Whom it is connected to is noted in x, and left is told when it was sent.
func onlyOnce(within context.Context, x *evidence.Exchange, left func(probe string)) *attempt {
	a := &attempt{}
	within, a.end = context.WithCancel(within)
	a.ctx = httptrace.WithClientTrace(within, &httptrace.ClientTrace{
		ConnectStart: func(string, string) { a.at(connecting) },
		ConnectDone: func(_, address string, err error) {
			a.mu.Lock()
			defer a.mu.Unlock()
			if err == nil && !x.Proxied {
				a.remote = address
			}
		},
		TLSHandshakeStart: func() { a.at(shaking) },
		GotConn: func(c httptrace.GotConnInfo) {
			if !x.Proxied {
				x.Remote = c.Conn.RemoteAddr().String()
			}
			a.connected(c)
		},
		WroteRequest: func(info httptrace.WroteRequestInfo) {
			if info.Err == nil {
				left(x.Probe)
			}
		},
		WroteHeaders: func() {
			a.mu.Lock()
			defer a.mu.Unlock()
			a.sent = true
		},
	})
	return a
}

func (a *attempt) at(s step) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.step = max(a.step, s)
}

// connected ends the attempt when the request was sent already. A connection of HTTP/1.1 is closed, because net/http
// would write to it all the same; one of HTTP/2 is shared, and the end of the context is enough.
func (a *attempt) connected(c httptrace.GotConnInfo) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.step = asking
	if !a.sent {
		a.used = c.Reused // not WasIdle, which is false of one that was handed over as it became free
		return
	}
	a.repeated = true
	a.end()
	if secure, ok := c.Conn.(*tls.Conn); !ok || secure.ConnectionState().NegotiatedProtocol != "h2" {
		_ = c.Conn.Close() // nothing was asked on it
	}
}

// reached is whom the connection was made to, though nothing was asked on it.
func (a *attempt) reached() string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.remote
}

// failure says why there is no answer. run is the run's own context.
func (a *attempt) failure(run context.Context, err error) *evidence.Failure {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.repeated && run.Err() == nil {
		return &evidence.Failure{Kind: evidence.ConnectionReset, Step: a.ofIdle(), Detail: "the target refused to take the request in (REFUSED_STREAM, GOAWAY or a closed connection)"}
	}
	f := classify(run, err)
	if f.Kind == evidence.ConnectionReset {
		f.Step = a.ofIdle()
	}
	if f.Kind == evidence.ConnectionReset && a.step == shaking {
		f.Detail, f.Step = "the connection was closed within the TLS handshake, as by who has no cipher suite or TLS version in common with the suite", evidence.Shaking
	}
	if f.Kind == evidence.Timeout {
		f.Detail = []string{
			resolving: "the host name was not resolved in time", connecting: "no connection was made in time",
			shaking: "the TLS handshake was not over in time", asking: f.Detail,
		}[a.step]
		f.Step = []string{resolving: evidence.Resolving, connecting: evidence.Connecting, shaking: evidence.Shaking, asking: evidence.Answering}[a.step]
	}
	return f
}

// ofIdle is the step at which a connection ended that had been in use before; "" for one that was made for the request.
func (a *attempt) ofIdle() string {
	if a.used {
		return evidence.Idle
	}
	return ""
}
