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
	// BaseURL is what the contract's paths are appended to: https://127.0.0.1:PORT, and what the contract has before
	// them; PlainURL where the target is in clear.
	BaseURL string
	// PlainURL is the same at the listener for plain HTTP, which rejects.
	PlainURL string
	// ResourcePath is the protected resource's, to be appended to BaseURL.
	ResourcePath string
	// ClientID and ClientSecret are the credentials of the client that gets what it asks for.
	ClientID, ClientSecret string
	// Unauthorized, InvalidGrant, Special and Other are the credentials of the other clients; Config says what they get.
	// Those that the contract has no use for are empty.
	Unauthorized, InvalidGrant, Special, Other Credentials
	// Username and Password are the resource owner's; empty where the contract has none.
	Username, Password string
	// Scope is one that the client is granted; empty where the contract has none.
	Scope string
	// CA holds the certificate, in PEM, of the authority that the server's own certificate is from.
	CA []byte

	target *Target
	close  func() error
	forget func() bool // that ctx ends the server
}

// Start makes a target of the configuration's policy and listens, until Close is called or ctx ends. When it returns, the target answers.
func Start(ctx context.Context, c Config) (*Server, error) {
	target := New(c)
	c = target.Config
	secure, err := listen(ctx, c.Address)
	if err != nil {
		return nil, err
	}
	plain, err := listen(ctx, c.PlainAddress)
	if err != nil {
		return nil, errors.Join(err, secure.Close())
	}
	host := hostOf(c.Address)
	leaf, authority, err := Certify(host, c.KeyRSA)
	if err != nil {
		return nil, errors.Join(err, secure.Close(), plain.Close())
	}
	settings := &tls.Config{
		MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{leaf},
		CurvePreferences: []tls.CurveID{tls.X25519, tls.CurveP256, tls.CurveP384}, // post-quantum key exchange would double the work of each connection
	}
	if c.TLS != nil {
		c.TLS(settings)
	}
	secureServer, plainServer := target.httpServer(ctx, target.TLSHandler()), target.httpServer(ctx, target.PlainHandler())
	secureServer.TLSConfig = settings
	s := &Server{
		BaseURL:      "https://" + at(host, secure) + c.Policy.Base,
		PlainURL:     "http://" + at(hostOf(c.PlainAddress), plain) + c.Policy.Base,
		ResourcePath: c.Policy.Resource,
		ClientID:     c.ClientID, ClientSecret: c.ClientSecret, CA: authority,
		target: target,
	}
	s.acquaint(c)
	if c.InClear {
		s.BaseURL = s.PlainURL
	}
	s.serve(ctx,
		running{secureServer, func() error { return secureServer.ServeTLS(secure, "", "") }},
		running{plainServer, func() error { return plainServer.Serve(plain) }})
	return s, nil
}

// acquaint tells of whom and what the target knows beside its client, as far as the contract has a use for it.
func (s *Server) acquaint(c Config) {
	s.Scope = c.Policy.Scope
	if c.Policy.Owner {
		s.Username, s.Password, s.Other = c.Username, c.Password, c.Other
		return
	}
	if !c.Policy.Alike {
		s.Unauthorized, s.InvalidGrant, s.Special = c.Unauthorized, c.InvalidGrant, c.Special
	}
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
	complaints := t.Config.ErrorLog
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
