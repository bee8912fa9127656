package gather

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"syscall"
	"testing"
	"time"

	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/target"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/probe"
)

// Each kind of failure, by a connection that really fails so.
func TestFailuresAreClassified(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		bend func(*testing.T, *reference.Config)
		aim  func(*testing.T, *target.Target)
		want evidence.FailureKind
	}{
		{"closed port", nil, func(t *testing.T, asked *target.Target) { asked.BaseURL.Host = closedPort(t) }, evidence.ConnectRefused},
		{"unknown authority", nil, func(_ *testing.T, asked *target.Target) { asked.TLS.Roots = x509.NewCertPool() }, evidence.TLSUntrusted},
		{"a certificate for others", shows(func(leaf *x509.Certificate) { leaf.IPAddresses, leaf.DNSNames = nil, []string{"other.test"} }), nil, evidence.TLSHostname},
		{"an old certificate", shows(func(leaf *x509.Certificate) { leaf.NotAfter = time.Now().Add(-time.Minute) }), nil, evidence.TLSExpired},
		{"a certificate of tomorrow", shows(func(leaf *x509.Certificate) { leaf.NotBefore = time.Now().Add(24 * time.Hour) }), nil, evidence.TLSExpired},
		{"a certificate for clients", shows(func(leaf *x509.Certificate) { leaf.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth} }), nil, evidence.TLSCertificate},
		{"old TLS alone", tlsIs(func(c *tls.Config) { c.MinVersion, c.MaxVersion = tls.VersionTLS10, tls.VersionTLS11 }), nil, evidence.TLSVersion},
		{"no certificate of ours", tlsIs(func(c *tls.Config) { c.ClientAuth = tls.RequireAnyClientCert }), nil, evidence.TLSClientCert},
		{"a handshake that fails", tlsIs(func(c *tls.Config) {
			c.GetConfigForClient = func(*tls.ClientHelloInfo) (*tls.Config, error) { return nil, errors.New("not today") }
		}), nil, evidence.TLSFailed},
		{"no TLS", nil, func(_ *testing.T, asked *target.Target) { asked.BaseURL.Host = asked.PlainURL.Host }, evidence.Malformed},
		{"closed at once", nil, accepts(func(conn net.Conn) { _ = conn.Close() }), evidence.ConnectionReset},
		{"SSH", nil, accepts(func(conn net.Conn) { _, _ = fmt.Fprint(conn, "SSH-2.0-OpenSSH_9.9\r\n") }), evidence.Malformed},
		{"accepted and left", nil, accepts(func(net.Conn) {}), evidence.Timeout},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			config := reference.Config{}
			if c.bend != nil {
				c.bend(t, &config)
			}
			server, asked := start(t, config)
			asked.Timeout = time.Second
			if c.aim != nil {
				c.aim(t, asked)
			}
			if roots := authorityOf(config); roots != nil {
				asked.TLS.Roots = roots
			}
			x := once(t.Context(), t, asked, probe.Valid)
			if told(x) != string(c.want) || x.Failure.Detail == "" {
				t.Errorf("%s ended in %s (%+v), wanted %s", server.BaseURL, told(x), x.Failure, c.want)
			}
		})
	}
}

// What no connection on this machine can be made to fail with, or not on every machine.
func TestErrorsAreClassified(t *testing.T) {
	t.Parallel()
	ended, end := context.WithCancel(t.Context())
	end()
	dial := func(cause error) error {
		return fmt.Errorf("round trip: %w", &net.OpError{Op: "dial", Net: "tcp", Err: cause})
	}
	for _, c := range []struct {
		run  context.Context
		err  error
		want evidence.FailureKind
	}{
		{t.Context(), dial(&net.DNSError{Name: "target.test", IsNotFound: true}), evidence.ResolveFailed},
		{t.Context(), dial(&net.DNSError{Name: "target.test", Err: "server misbehaving", IsTemporary: true}), evidence.ResolveFailed},
		{t.Context(), dial(&net.DNSError{Name: "target.test", IsTimeout: true}), evidence.Timeout},
		{t.Context(), dial(syscall.ECONNREFUSED), evidence.ConnectRefused},
		{t.Context(), dial(syscall.EHOSTUNREACH), evidence.ConnectFailed},
		{t.Context(), dial(syscall.ENETUNREACH), evidence.ConnectFailed},
		{t.Context(), dial(syscall.EACCES), evidence.ConnectFailed},
		{t.Context(), dial(syscall.ETIMEDOUT), evidence.Timeout},
		{t.Context(), context.DeadlineExceeded, evidence.Timeout},
		{t.Context(), &net.OpError{Op: "proxyconnect", Err: syscall.ECONNREFUSED}, evidence.Proxy},
		{t.Context(), &proxyRefused{"403"}, evidence.Proxy},
		{t.Context(), &net.OpError{Op: "read", Err: syscall.ECONNRESET}, evidence.ConnectionReset},
		{t.Context(), &net.OpError{Op: "write", Err: syscall.EPIPE}, evidence.ConnectionReset},
		{t.Context(), errors.New("http2: server sent GOAWAY and closed the connection"), evidence.ConnectionReset},
		{t.Context(), errors.New("stream error: stream ID 3; INTERNAL_ERROR; received from peer"), evidence.ConnectionReset},
		{t.Context(), errors.New("remote error: tls: protocol version not supported"), evidence.TLSVersion},
		{t.Context(), errors.New("tls: server selected unsupported protocol version 301"), evidence.TLSVersion},
		{t.Context(), errors.New("remote error: tls: handshake failure"), evidence.TLSFailed},
		{t.Context(), errors.New("something that nobody has met"), evidence.Malformed},
		{ended, dial(syscall.ECONNREFUSED), evidence.Interrupted},
		{ended, context.Canceled, evidence.Interrupted},
	} {
		if got := classify(c.run, c.err); got.Kind != c.want || got.Detail == "" {
			t.Errorf("%v: %+v, wanted %s", c.err, got, c.want)
		}
	}
}

// A failure of the handshake of a target that wants a certificate is told as that; a refused connection is not.
func TestAFailureForWantOfACertificate(t *testing.T) {
	t.Parallel()
	for kind, want := range map[evidence.FailureKind]evidence.FailureKind{
		evidence.TLSFailed: evidence.TLSClientCert, evidence.ConnectionReset: evidence.TLSClientCert, evidence.Malformed: evidence.TLSClientCert,
		evidence.Timeout: evidence.Timeout, evidence.Proxy: evidence.Proxy, evidence.TLSUntrusted: evidence.TLSUntrusted,
	} {
		if got := forWantOfCertificate(&evidence.Failure{Kind: kind, Detail: "x"}); got.Kind != want {
			t.Errorf("%s became %s, wanted %s", kind, got.Kind, want)
		}
	}
}

// The steps of the preflight name who has to act, for every kind of failure there is.
func TestEveryFailureNamesWhoHasToAct(t *testing.T) {
	t.Parallel()
	for kind, want := range map[evidence.FailureKind]string{
		evidence.ResolveFailed: actEnvironment, evidence.Proxy: actEnvironment,
		evidence.ConnectRefused: actTarget, evidence.ConnectFailed: actTarget, evidence.TLSUntrusted: actTarget,
		evidence.TLSHostname: actTarget, evidence.TLSExpired: actTarget, evidence.TLSCertificate: actTarget,
		evidence.TLSClientCert: actConfiguration, evidence.TLSVersion: actTarget, evidence.TLSFailed: actTarget,
		evidence.Malformed: actTarget, evidence.TooLarge: actTarget, evidence.ConnectionReset: actTarget,
		evidence.Timeout: actTarget, evidence.Interrupted: actTarget,
	} {
		if _, act, advice := whose(kind, false); act != want || advice == "" {
			t.Errorf("%s: %s has to act (%q), wanted %s", kind, act, advice, want)
		}
	}
}

func tlsIs(edit func(*tls.Config)) func(*testing.T, *reference.Config) {
	return func(_ *testing.T, c *reference.Config) { c.TLS = edit }
}

// accepts aims at a listener that does one thing with every connection.
func accepts(then func(net.Conn)) func(*testing.T, *target.Target) {
	return func(t *testing.T, asked *target.Target) {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		var held []net.Conn
		accepted := make(chan struct{})
		go func() {
			defer close(accepted)
			for {
				conn, err := listener.Accept()
				if err != nil {
					return
				}
				held = append(held, conn)
				then(conn)
			}
		}()
		t.Cleanup(func() {
			_ = listener.Close()
			<-accepted
			for _, conn := range held {
				_ = conn.Close()
			}
		})
		asked.BaseURL.Host = listener.Addr().String()
	}
}

// bytesOf answers every request with these very bytes, and closes.
func bytesOf(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		_, _ = conn.Write([]byte(text))
		_ = conn.Close()
	}
}
