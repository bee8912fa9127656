package reference

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
	"time"
)

const (
	headerTimeout = 5 * time.Second
	bodyTimeout   = 30 * time.Second
	idleTimeout   = time.Minute
	maxHeader     = 64 << 10
)

// Server is a target that listens.
type Server struct {
	// BaseURL is what the contract's paths are appended to: https://127.0.0.1:PORT/v3.8/distributor, or PlainURL where
	// the target is in clear.
	BaseURL string
	// PlainURL is the same at the listener for plain HTTP, which rejects: http://127.0.0.1:PORT/v3.8/distributor.
	PlainURL string
	// ResourcePath is the protected resource's, to be appended to BaseURL.
	ResourcePath string
	// ClientID and ClientSecret are the credentials of the client that gets what it asks for.
	ClientID, ClientSecret string
	// Unauthorized, InvalidGrant and Special are the credentials of the other clients; Config says what they get.
	Unauthorized, InvalidGrant, Special Credentials
	// Scope is one that the client is granted.
	Scope string
	// CA holds the certificate, in PEM, of the authority that the server's own certificate is from.
	CA []byte

	target *Target
	close  func() error
	forget func() bool // that ctx ends the server
}

// Start makes a target and listens, until Close is called or ctx ends. When it returns, the target answers.
func Start(ctx context.Context, c Config) (*Server, error) {
	target := New(c)
	c = target.config
	secure, err := listen(ctx, c.Address)
	if err != nil {
		return nil, err
	}
	plain, err := listen(ctx, c.PlainAddress)
	if err != nil {
		return nil, errors.Join(err, secure.Close())
	}
	host := hostOf(c.Address)
	leaf, authority, err := certify(host)
	if err != nil {
		return nil, errors.Join(err, secure.Close(), plain.Close())
	}
	settings := &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{leaf}}
	if c.TLS != nil {
		c.TLS(settings)
	}
	secureServer, plainServer := target.httpServer(ctx, target.TLSHandler()), target.httpServer(ctx, target.PlainHandler())
	secureServer.TLSConfig = settings
	s := &Server{
		BaseURL:      "https://" + at(host, secure) + BasePath,
		PlainURL:     "http://" + at(hostOf(c.PlainAddress), plain) + BasePath,
		ResourcePath: OrdersPath,
		ClientID:     c.ClientID, ClientSecret: c.ClientSecret, Scope: BookingScope, CA: authority,
		Unauthorized: c.Unauthorized, InvalidGrant: c.InvalidGrant, Special: c.Special,
		target: target,
	}
	if c.InClear {
		s.BaseURL = s.PlainURL
	}
	s.serve(ctx,
		running{secureServer, func() error { return secureServer.ServeTLS(secure, "", "") }},
		running{plainServer, func() error { return plainServer.Serve(plain) }})
	return s, nil
}

// Close stops listening, lets requests that are under way finish within two seconds, and ends the rest. It
// gives the reason why the server stopped before, if it did. Closing twice is no different from once.
func (s *Server) Close() error {
	s.forget()
	return s.close()
}

// Revoke does what Target.Revoke does.
func (s *Server) Revoke(token string) bool { return s.target.Revoke(token) }

// running is a server and what keeps it going until it is stopped.
type running struct {
	server *http.Server
	run    func() error
}

// serve runs the servers and arranges for their end.
func (s *Server) serve(ctx context.Context, servers ...running) {
	ended := make(chan error, len(servers))
	stops := make([]func(), len(servers))
	for i, r := range servers {
		a := &activity{active: map[net.Conn]struct{}{}}
		r.server.ConnState = a.follow
		stops[i] = func() { stop(context.WithoutCancel(ctx), r.server, a) }
		go func() { ended <- r.run() }()
	}
	s.close = sync.OnceValue(func() error {
		var stopping sync.WaitGroup
		for _, end := range stops {
			stopping.Go(end)
		}
		stopping.Wait()
		var failures []error
		for range servers {
			if err := <-ended; !errors.Is(err, http.ErrServerClosed) {
				failures = append(failures, fmt.Errorf("serving the reference target: %w", err))
			}
		}
		return errors.Join(failures...)
	})
	s.forget = context.AfterFunc(ctx, func() { _ = s.close() }) // whoever calls Close still gets the error
}

func (t *Target) httpServer(ctx context.Context, handler http.Handler) *http.Server {
	complaints := t.config.ErrorLog
	if complaints == nil {
		complaints = log.New(io.Discard, "", 0)
	}
	return &http.Server{
		Handler: handler, ErrorLog: complaints, MaxHeaderBytes: maxHeader,
		ReadHeaderTimeout: headerTimeout, ReadTimeout: bodyTimeout, WriteTimeout: bodyTimeout, IdleTimeout: idleTimeout,
		BaseContext: func(net.Listener) context.Context { return ctx },
	}
}

func listen(ctx context.Context, address string) (net.Listener, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("want a free address to listen on, found %q unusable, choose another: %w", address, err)
	}
	return listener, nil
}

// hostOf gives the host under which a listener at an address is reached from this machine.
func hostOf(address string) string {
	host, _, err := net.SplitHostPort(address)
	if ip := net.ParseIP(host); err != nil || host == "" || ip != nil && ip.IsUnspecified() {
		return "127.0.0.1"
	}
	return host
}

func at(host string, listener net.Listener) string {
	_, port, _ := net.SplitHostPort(listener.Addr().String()) // a TCP listener's address always parts
	return net.JoinHostPort(host, port)
}
