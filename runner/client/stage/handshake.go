package stage

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"slices"
	"strings"
	"syscall"

	"github.com/authconform/authconform/suites/evidence"
)

// shake is the handshake of a connection. One that fails is an exchange.
func (p *Port) shake(conn *begun, known *connection) (*tls.Conn, bool) {
	ctx, cancel := context.WithTimeout(p.ctx, handshakeTimeout)
	defer cancel()
	settings := p.TLS.Clone()
	settings.GetConfigForClient = func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
		if len(hello.SupportedVersions) > 0 {
			known.offered = tls.VersionName(slices.Max(usual(hello.SupportedVersions)))
		}
		return nil, nil //nolint:nilnil // as it is to be
	}
	over := tls.Server(conn, settings)
	known.channel = p.Channel
	if err := over.HandshakeContext(ctx); err != nil {
		p.failed(known, failureOf(err))
		return nil, false
	}
	state := over.ConnectionState()
	known.session = &evidence.TLS{
		Version: tls.VersionName(state.Version), CipherSuite: tls.CipherSuiteName(state.CipherSuite), ALPN: state.NegotiatedProtocol,
	}
	return over, true
}

// usual leaves out the versions that clients offer to see whether servers mind (RFC 8701).
func usual(versions []uint16) []uint16 {
	kept := slices.DeleteFunc(slices.Clone(versions), func(v uint16) bool { return v > tls.VersionTLS13 })
	return append(kept, 0)
}

// failed records a handshake, or a connection after it, that came to nothing.
func (p *Port) failed(known *connection, failure *evidence.Failure) {
	if m, listening := p.Book.begin(); listening {
		p.Book.record(m, evidence.Exchange{
			Failure: failure, TLS: known.session, Remote: known.remote,
			Heard: &evidence.Heard{Channel: known.channel, Offered: known.offered},
		})
	}
}

// recordHandshake records a handshake after which nothing was asked.
func (p *Port) recordHandshake(known *connection) {
	if known.session != nil && known.isUnused() {
		p.failed(known, nil)
	}
}

// unread records what a server could not make a request of.
func (p *Port) unread(t *tapped) {
	raw, refused := t.left()
	if len(raw) == 0 {
		return
	}
	t.known.requested()
	if !refused {
		p.failed(t.known, &evidence.Failure{Kind: evidence.ConnectionReset, Detail: "the client ended the connection within a request"})
		return
	}
	p.unreadable(t.known, raw)
}

func (p *Port) unreadable(known *connection, raw []byte) {
	if m, listening := p.Book.begin(); listening {
		p.Book.record(m, evidence.Exchange{
			Request: evidence.Request{Body: raw}, TLS: known.session, Remote: known.remote,
			Heard: &evidence.Heard{Endpoint: evidence.Unreadable, Channel: known.channel, Offered: known.offered, Shown: p.Book.inRaw(raw)},
		})
	}
}

// failureOf says why a handshake failed, as far as the client lets anybody know.
func failureOf(err error) *evidence.Failure {
	text := err.Error()
	failure := &evidence.Failure{Kind: evidence.TLSFailed, Detail: text}
	has := func(words ...string) bool {
		return slices.ContainsFunc(words, func(word string) bool { return strings.Contains(text, word) })
	}
	var waited net.Error
	switch {
	case has("unknown certificate authority"):
		failure.Kind = evidence.TLSUntrusted
	case has("expired certificate"):
		failure.Kind = evidence.TLSExpired
	case has("bad certificate", "unsupported certificate", "unknown certificate", "revoked certificate"):
		failure.Kind = evidence.TLSCertificate
	case has("unsupported versions", "protocol version not supported"):
		failure.Kind = evidence.TLSVersion
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE), errors.Is(err, net.ErrClosed):
		failure.Kind, failure.Detail = evidence.ConnectionReset, "the client ended the connection within the handshake"
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &waited) && waited.Timeout():
		failure.Kind, failure.Detail, failure.Step = evidence.Timeout, "the handshake took too long", evidence.Shaking
	}
	return failure
}
