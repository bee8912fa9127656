package gather

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/probe"
)

// lingering is how long a connection is listened to after an answer that has to be without content, where the target
// does not close it though it was asked to.
const lingering = time.Second

// overhear sends a request over a connection of its own, HTTP/1.1, and keeps what comes after an answer's head even where
// nothing may: net/http hides the content of an answer to HEAD. False when there is no such connection.
func (a *asker) overhear(ctx, run context.Context, x *evidence.Exchange) bool {
	request, err := http.NewRequestWithContext(ctx, x.Request.Method, x.Request.URL, http.NoBody)
	if err != nil {
		return false
	}
	request.Close = true
	for _, f := range x.Request.Header {
		request.Header[f.Name] = append(request.Header[f.Name], f.Value)
	}
	conn, err := a.connect(ctx, request)
	if err != nil {
		return false
	}
	defer func() { _ = conn.Close() }()                        // all of it was read
	end := context.AfterFunc(ctx, func() { _ = conn.Close() }) // whoever reads is told
	defer end()
	x.Remote, x.Request.Proto = conn.RemoteAddr().String(), "HTTP/1.1"
	if secure, ok := conn.(*tls.Conn); ok {
		x.TLS = agreed(secure.ConnectionState(), true)
	}
	if err := request.Write(conn); err != nil {
		x.Failure = classify(run, err)
		return true
	}
	reader := bufio.NewReader(io.LimitReader(conn, maxHead+maxBody))
	answer, err := final(reader, request)
	if err != nil {
		x.Failure = classify(run, err)
		return true
	}
	defer func() { _ = answer.Body.Close() }()
	a.heard.Store(true)
	_ = conn.SetReadDeadline(time.Now().Add(lingering)) // a connection that is closed tells so when it is read
	answer.Body = io.NopCloser(patient{reader})
	body, truncated, coding, err := content(answer)
	if err != nil {
		truncated = true
	}
	x.Response = &evidence.Response{
		Proto: answer.Proto, Status: answer.StatusCode, Header: fields(answer.Header), Body: body, Truncated: truncated, Coding: coding,
	}
	return true
}

// connect dials as the pool of HTTP/1.1 does.
func (a *asker) connect(ctx context.Context, request *http.Request) (net.Conn, error) {
	pool, host := a.channels.http1, request.URL.Host
	if request.URL.Port() == "" {
		host = net.JoinHostPort(request.URL.Hostname(), map[string]string{"http": "80", "https": "443"}[request.URL.Scheme])
	}
	conn, err := pool.DialContext(ctx, "tcp", host)
	if err != nil || request.URL.Scheme != "https" {
		return conn, err
	}
	settings := pool.TLSClientConfig.Clone()
	settings.ServerName, settings.NextProtos = request.URL.Hostname(), []string{"http/1.1"}
	secure := tls.Client(conn, settings)
	if err := secure.HandshakeContext(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("handshake: %w", err), conn.Close())
	}
	if first, _ := a.of(probe.Valid); !strings.HasPrefix(first.Request.Proto, "HTTP/1") && secure.ConnectionState().NegotiatedProtocol != "http/1.1" {
		return nil, errors.Join(errors.New("want HTTP/1.1, found a target that may speak HTTP/2 alone"), secure.Close())
	}
	return secure, nil
}

// final reads past what a server may say before its answer (RFC 9110, section 15.2).
func final(reader *bufio.Reader, request *http.Request) (*http.Response, error) {
	for {
		answer, err := http.ReadResponse(reader, request)
		if err != nil || answer.StatusCode/100 != 1 {
			return answer, err
		}
		_ = answer.Body.Close() // it has none
	}
}

// patient takes a connection that stays open and silent for one that has ended.
type patient struct{ io.Reader }

// Read implements io.Reader.
func (p patient) Read(b []byte) (int, error) {
	n, err := p.Reader.Read(b)
	if errors.Is(err, os.ErrDeadlineExceeded) {
		err = io.EOF
	}
	return n, err
}
