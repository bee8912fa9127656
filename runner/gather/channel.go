package gather

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/authconform/authconform/runner/target"
	"github.com/authconform/authconform/suites/probe"
)

// What an answer may cost. Beyond the body's limit it is cut, beyond the head's it is a failure.
const (
	maxBody = 1 << 20
	maxHead = 64 << 10
)

// errHandshakeOnly ends a connection that was made to learn about its handshake: nothing is sent on it.
var errHandshakeOnly = errors.New("the handshake was all that was asked")

// proxyRefused is the answer of a forward proxy to CONNECT.
type proxyRefused struct{ status string }

func (e *proxyRefused) Error() string { return "the forward proxy answered CONNECT with " + e.status }

// channels makes a connection pool for each way in which a request may travel. All of them use
// RoundTrip alone: no redirects, no cookies.
type channels struct {
	target *target.Target
	https  *http.Transport
	http1  *http.Transport
	plain  *http.Transport

	begun atomic.Bool   // the first question is on its way over https
	wake  chan struct{} // closed when it has its connection

	mu  sync.Mutex
	own map[probe.Channel]*http.Transport // by what asks for a connection of its own

	// certificateAsked says that the target asked for a client certificate.
	certificateAsked atomic.Bool
}

func newChannels(t *target.Target) *channels {
	c := &channels{target: t, wake: make(chan struct{})}
	c.https, c.http1, c.plain = c.transport(true), c.transport(false), c.transport(false)
	return c
}

func (c *channels) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, t := range slices.AppendSeq([]*http.Transport{c.https, c.http1, c.plain}, maps.Values(c.own)) {
		t.CloseIdleConnections()
	}
}

// inWake lets a question wait until the first over HTTP/2 has its connection: all travel on that one, and those that begin
// before it is there would each make another. The first is given what to call when it has it, or never will.
func (c *channels) inWake(ctx context.Context) (connected func()) {
	if c.begun.CompareAndSwap(false, true) {
		return sync.OnceFunc(func() { close(c.wake) })
	}
	select {
	case <-c.wake:
	case <-ctx.Done():
	}
	return func() {}
}

func (c *channels) transport(http2 bool) *http.Transport {
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	protocols.SetHTTP2(http2)
	return &http.Transport{
		Proxy:                  func(r *http.Request) (*url.URL, error) { return c.target.Proxy(r.URL) },
		OnProxyConnectResponse: refusal,
		DialContext:            c.dial,
		TLSClientConfig:        &tls.Config{RootCAs: c.target.TLS.Roots, GetClientCertificate: c.certificate, CipherSuites: cipherSuites()},
		Protocols:              protocols,
		DisableCompression:     true, // undone by ourselves, within the limit
		MaxResponseHeaderBytes: maxHead,
		MaxIdleConnsPerHost:    c.target.Concurrency,
		IdleConnTimeout:        time.Minute,
	}
}

// dial connects, to where the user says that a name leads.
func (c *channels) dial(ctx context.Context, network, address string) (net.Conn, error) {
	if to, said := c.target.Connect[address]; said {
		address = to
	}
	return (&net.Dialer{Timeout: c.target.Timeout}).DialContext(ctx, network, address)
}

func refusal(_ context.Context, _ *url.URL, _ *http.Request, answer *http.Response) error {
	if answer.StatusCode == http.StatusOK {
		return nil
	}
	return &proxyRefused{fmt.Sprint(answer.StatusCode)}
}

// certificate gives the client certificate to a target that asks for one; an empty one when there is none.
func (c *channels) certificate(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
	c.certificateAsked.Store(true)
	if len(c.target.TLS.Certificates) == 0 {
		return &tls.Certificate{}, nil
	}
	return &c.target.TLS.Certificates[0], nil
}

// travelsInOrder says that a question goes over that connection: what is asked in order, and wherever a good token is
// shown. Which of several connections it gets out of a pool would depend on what is under way beside it, and so would
// what a target makes of it that ties a token to the connection that fetched it, or has a node that knows none.
func (a *asker) travelsInOrder(p probe.Probe, as probe.Channel) bool {
	if as != (probe.Channel{}) {
		return false
	}
	switch p.Phase {
	case probe.Between, probe.Fallback:
		return a.record.Run.Form == "" // in the preflight
	case probe.ResourceFree, probe.Revocation:
		return p.Expect == probe.Served
	case probe.Bulk, probe.Doubt:
		return false
	default:
		return true
	}
}

// of gives the pool for a channel.
func (c *channels) of(channel probe.Channel) *http.Transport {
	switch {
	case channel.Own != 0:
		return c.ownOf(channel)
	case channel.Plain:
		return c.plain
	case channel.HTTP1:
		return c.http1
	default:
		return c.https
	}
}

// ownOf gives the pool, of one connection, that a channel has for itself.
func (c *channels) ownOf(channel probe.Channel) *http.Transport {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.own[channel] == nil {
		shared := channel
		shared.Own = 0
		t := c.of(shared).Clone()
		t.MaxConnsPerHost = 1
		if c.own == nil {
			c.own = map[probe.Channel]*http.Transport{}
		}
		c.own[channel] = t
	}
	return c.own[channel]
}

// alone gives a pool for one request, which offers what every other does: what breaks its connection breaks nobody
// else's answer.
func (c *channels) alone(channel probe.Channel) *http.Transport { return c.of(channel).Clone() }

// cipherSuites are those that a request may travel with over TLS 1.2: those of crypto/tls, and whatever else has AES in it: the
// key exchange with RSA, which lacks forward secrecy, and CBC with SHA-256, which some targets still have alone. (Those of
// TLS 1.3 are not for choosing.)
func cipherSuites() []uint16 {
	var suites []uint16
	for _, suite := range append(tls.CipherSuites(), tls.InsecureCipherSuites()...) {
		if !suite.Insecure || strings.Contains(suite.Name, "_WITH_AES_") {
			suites = append(suites, suite.ID)
		}
	}
	return suites
}

// handshake makes a pool of its own that offers one TLS version alone, and what every request offers besides; with a
// version that nobody should speak any more, every cipher suite that there is, so that no target seems to refuse it that
// does not. It gives what was agreed on to seen. The certificate is not verified: nothing is sent, and whether it
// verifies is another question.
func (c *channels) handshake(version uint16, seen func(tls.ConnectionState)) *http.Transport {
	t := c.of(probe.Channel{}).Clone()
	t.TLSClientConfig = &tls.Config{
		MinVersion: version, MaxVersion: version, CipherSuites: cipherSuites(),
		NextProtos: t.TLSClientConfig.NextProtos, GetClientCertificate: c.certificate,
		InsecureSkipVerify: true, //nolint:gosec // only the version is asked, and nothing is sent
		VerifyConnection: func(state tls.ConnectionState) error {
			seen(state)
			return errHandshakeOnly
		},
	}
	if version < tls.VersionTLS12 {
		for _, suite := range tls.InsecureCipherSuites() {
			t.TLSClientConfig.CipherSuites = append(t.TLSClientConfig.CipherSuites, suite.ID)
		}
	}
	t.DisableKeepAlives = true
	return t
}

// connected says where names lead to, sorted, as curl's --resolve has it.
func connected(t *target.Target) []string {
	var list []string
	for from, to := range t.Connect {
		host, port, err := net.SplitHostPort(from)
		address, _, other := net.SplitHostPort(to)
		if strings.Contains(address, ":") {
			address = "[" + address + "]"
		}
		if err == nil && other == nil {
			list = append(list, host+":"+port+":"+address)
		}
	}
	slices.Sort(list)
	return list
}
