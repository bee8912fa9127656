package gather

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"slices"
	"strings"
	"time"

	"github.com/authconform/authconform/runner/redact"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/probe"
)

// send puts one question to the target and gives what came of it, unredacted. It never fails: a failure is evidence. A
// question that is asked again has a connection of its own.
func (a *asker) send(ctx context.Context, name probe.Name, d probe.Draft, again bool) (evidence.Exchange, error) {
	endpoint := a.address(d)
	request, err := d.Render(*endpoint)
	if err != nil {
		return evidence.Exchange{}, err
	}
	connected := func() {}
	if d.Channel == (probe.Channel{}) && !again && a.speaksHTTP2() {
		connected = a.channels.inWake(ctx)
	}
	defer connected()
	x := evidence.Exchange{Probe: string(name), Request: request, Started: time.Now(), Layout: a.layout}
	proxy, err := a.target.Proxy(endpoint)
	x.Proxied = err == nil && proxy != nil
	within, cancel := context.WithTimeout(ctx, a.target.Timeout)
	defer cancel()
	switch {
	case d.Channel.Handshake != 0:
		a.shake(within, ctx, d.Channel.Handshake, &x)
	case d.Channel.Raw && !x.Proxied && a.overhear(within, ctx, &x):
	case again:
		transport := a.channels.alone(d.Channel)
		a.trip(within, ctx, transport, &x)
		transport.CloseIdleConnections()
	default:
		traced := httptrace.WithClientTrace(within, &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { connected() }})
		a.trip(traced, ctx, a.channels.of(d.Channel), &x)
	}
	x.Duration = time.Since(x.Started)
	return x, nil
}

// speaksHTTP2Alone says that a question got no answer over HTTP/1.1 from a target that has answered over HTTP/2. A refresh may have
// been made when its connection ends later than in the handshake.
func (a *asker) speaksHTTP2Alone(p probe.Probe, x evidence.Exchange) bool {
	return x.Failure != nil && a.speaksHTTP2() && (!p.Renews || x.Failure.Kind == evidence.TLSFailed || x.Failure.Step == evidence.Shaking) &&
		slices.Contains([]evidence.FailureKind{evidence.TLSFailed, evidence.ConnectionReset, evidence.Malformed}, x.Failure.Kind)
}

// speaksHTTP2 says that the target answered its first question over HTTP/2.
func (a *asker) speaksHTTP2() bool {
	first, _ := a.of(probe.Valid)
	return first.Response != nil && first.Response.Proto == "HTTP/2.0"
}

// trip makes the round trip of an HTTP request.
func (a *asker) trip(within, run context.Context, transport http.RoundTripper, x *evidence.Exchange) {
	attempt := onlyOnce(within, x, a.hasLeft)
	defer attempt.end()
	request, err := http.NewRequestWithContext(attempt.ctx, x.Request.Method, x.Request.URL, bytes.NewReader(x.Request.Body))
	if err != nil {
		x.Failure = &evidence.Failure{Kind: evidence.Malformed, Detail: "the request cannot be made"}
		return
	}
	for _, f := range x.Request.Header {
		request.Header[f.Name] = append(request.Header[f.Name], f.Value) // in the spelling given, not the canonical one
	}
	answer, err := transport.RoundTrip(request)
	if err != nil {
		x.Failure, x.Remote = attempt.failure(run, err), cmp.Or(x.Remote, attempt.reached())
		if a.channels.certificateAsked.Load() && !a.heard.Load() {
			x.Failure = forWantOfCertificate(x.Failure)
		}
		return
	}
	a.heard.Store(true)
	defer func() { _ = answer.Body.Close() }() // what matters was read, or failed to be
	x.Request.Proto = answer.Proto
	if answer.TLS != nil {
		x.TLS = agreed(*answer.TLS, true)
	}
	if x.Proxied && strings.HasPrefix(x.Request.URL, "http:") && ofForwardProxy(answer.StatusCode) {
		x.Failure = &evidence.Failure{Kind: evidence.Proxy, Detail: fmt.Sprintf("%d came back, which may be the forward proxy's own", answer.StatusCode)}
		return
	}
	if answer.StatusCode == http.StatusSwitchingProtocols { // what follows has no end of its own, and no time-out ends it
		x.Failure = &evidence.Failure{Kind: evidence.Malformed, Detail: "the target switched to another protocol, which nobody asked for"}
		return
	}
	body, truncated, coding, err := content(answer)
	if err != nil && !strings.HasPrefix(x.Request.URL, "http:") { // over plain HTTP, any part of an answer is one (R18)
		x.Failure = attempt.failure(run, err)
		return
	}
	x.Response = &evidence.Response{
		Proto: answer.Proto, Status: answer.StatusCode, Header: fields(answer.Header), Body: body, Truncated: truncated, Coding: coding,
	}
}

// ofForwardProxy says that a proxy in between may have made the answer itself.
func ofForwardProxy(status int) bool {
	return slices.Contains([]int{
		http.StatusProxyAuthRequired, http.StatusForbidden, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout,
	}, status)
}

// shake makes a handshake and nothing else.
func (a *asker) shake(within, run context.Context, version uint16, x *evidence.Exchange) {
	attempt := onlyOnce(within, x, a.hasLeft)
	defer attempt.end()
	seen := make(chan tls.ConnectionState, 1) // the handshake may outlive the round trip's patience
	transport := a.channels.handshake(version, func(state tls.ConnectionState) { seen <- state })
	defer transport.CloseIdleConnections()
	request, err := http.NewRequestWithContext(attempt.ctx, http.MethodHead, x.Request.URL, http.NoBody)
	if err != nil {
		x.Failure = &evidence.Failure{Kind: evidence.Malformed, Detail: "the request cannot be made"}
		return
	}
	answer, err := transport.RoundTrip(request)
	if err == nil { // cannot be: the handshake ends in errHandshakeOnly
		_ = answer.Body.Close()
		return
	}
	select {
	case state := <-seen:
		x.TLS = agreed(state, false)
	default:
		x.Failure = attempt.failure(run, err)
	}
}

// content reads a body up to the limit, and undoes its content codings. One that does not keep to them is an answer all
// the same.
func content(answer *http.Response) (body []byte, truncated bool, coding *evidence.Coding, err error) {
	raw, err := io.ReadAll(io.LimitReader(answer.Body, maxBody+1))
	cut := err != nil || len(raw) > maxBody
	body, truncated, coding = redact.Decode(raw, answer.Header.Values("Content-Encoding"), maxBody, cut)
	if err != nil {
		err = fmt.Errorf("reading the body: %w", err)
	}
	end := min(len(body), maxBody)
	return body[:end:end], truncated, coding, err
}

func fields(header http.Header) []evidence.Field {
	var list []evidence.Field
	for name, values := range header {
		for _, value := range values {
			list = append(list, evidence.Field{Name: name, Value: value})
		}
	}
	slices.SortStableFunc(list, func(a, b evidence.Field) int { return strings.Compare(a.Name, b.Name) })
	return list
}

func agreed(state tls.ConnectionState, verified bool) *evidence.TLS {
	t := &evidence.TLS{
		Version: tls.VersionName(state.Version), CipherSuite: tls.CipherSuiteName(state.CipherSuite),
		ALPN: state.NegotiatedProtocol, Verified: verified,
	}
	if len(state.PeerCertificates) > 0 {
		leaf := state.PeerCertificates[0]
		sum := sha256.Sum256(leaf.Raw)
		t.Subject, t.Issuer, t.DNSNames = leaf.Subject.String(), leaf.Issuer.String(), leaf.DNSNames
		t.NotBefore, t.NotAfter, t.Fingerprint = leaf.NotBefore.UTC(), leaf.NotAfter.UTC(), hex.EncodeToString(sum[:])
	}
	return t
}
