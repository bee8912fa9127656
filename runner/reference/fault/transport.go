package fault

import (
	"cmp"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/authconform/authconform/runner/reference"
)

// PlainDeviations are plain HTTP in its forms (R18).
func PlainDeviations() []Deviation {
	const (
		rejected    = "transport.plain-http.rejected"
		credentials = "transport.plain-http.credentials-rejected"
		resource    = "transport.plain-http.resource-rejected"
	)
	page := func(w http.ResponseWriter) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte("<!doctype html><p>Use HTTPS")) // fails when the client is gone
	}
	return []Deviation{
		New("served-in-clear", "is reached over plain HTTP alone", func(c *reference.Config) { c.InClear = true }, "transport.server.https", rejected, credentials, resource),
		New("plain-token", "issues tokens over plain HTTP", inClear(func(w http.ResponseWriter, r *http.Request, sound http.Handler) {
			sound.ServeHTTP(w, r)
		}), rejected, credentials),
		New("plain-token-to-known", "issues tokens over plain HTTP, and shuts others out", inClear(func(w http.ResponseWriter, r *http.Request, sound http.Handler) {
			kept := &kept{ResponseWriter: w}
			if sound.ServeHTTP(kept, r); kept.status/100 != 2 {
				reference.RejectPlain(w, r)
				return
			}
			_, _ = w.Write(kept.body) // fails when the client is gone
		}), credentials),
		New("plain-resource", "serves its resource over plain HTTP", inClear(func(w http.ResponseWriter, r *http.Request, _ http.Handler) {
			if r.Method == http.MethodPost {
				reference.RejectPlain(w, r)
				return
			}
			w.Header().Set("Content-Type", "application/json")
			_, _ = w.Write([]byte("{}")) // fails when the client is gone
		}), resource),
		New("plain-credentials-page", "shows a web page over plain HTTP to whoever it knows", inClear(func(w http.ResponseWriter, r *http.Request, sound http.Handler) {
			kept := &kept{ResponseWriter: w}
			if sound.ServeHTTP(kept, r); kept.status/100 != 2 {
				reference.RejectPlain(w, r)
				return
			}
			page(w)
		}), credentials),
		New("plain-oauth-error", "refuses clients over plain HTTP as it does over HTTPS", inClear(func(w http.ResponseWriter, r *http.Request, _ http.Handler) {
			reference.InvalidClient("The client is unknown.").Write(w, r)
		}), rejected),
		New("plain-page", "shows a web page over plain HTTP", inClear(func(w http.ResponseWriter, _ *http.Request, _ http.Handler) { page(w) }), rejected, credentials, resource),
		New("plain-no-content", "accepts requests over plain HTTP with 204", inClear(func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
			w.WriteHeader(http.StatusNoContent)
		}), rejected, credentials, resource),
		New("plain-redirect", "redirects plain HTTP to HTTPS", redirects(http.StatusPermanentRedirect, sameResource), "transport.plain-http.redirect"),
		New("plain-redirect-found", "redirects plain HTTP to HTTPS with a status that turns POST into GET", redirects(http.StatusFound, sameResource),
			"transport.plain-http.redirect"),
		New("plain-redirect-elsewhere", "redirects plain HTTP to another resource", redirects(http.StatusFound, func(r *http.Request) string {
			return "https://" + hostname(r) + "/login"
		}), rejected, credentials, resource),
		New("plain-redirect-more", "redirects plain HTTP to HTTPS, with a ticket in the query", redirects(http.StatusTemporaryRedirect, func(r *http.Request) string {
			return sameResource(r) + "?ticket=1"
		}), rejected, credentials, resource),
		New("plain-redirect-other-host", "redirects plain HTTP to another host", redirects(http.StatusFound, func(r *http.Request) string {
			return "https://elsewhere.invalid" + r.URL.RequestURI()
		}), rejected, credentials, resource),
		New("plain-redirect-plain", "redirects plain HTTP to plain HTTP", redirects(http.StatusFound, func(r *http.Request) string {
			return "http://" + hostname(r) + "/v4" + r.URL.Path
		}), rejected, credentials, resource),
		New("plain-redirect-nowhere", "redirects plain HTTP and does not say where", inClear(func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
			w.WriteHeader(http.StatusFound)
		}), rejected, credentials, resource),
	}
}

// kept is an answer that is not sent.
type kept struct {
	http.ResponseWriter
	status int
	body   []byte
}

func (k *kept) Header() http.Header { return http.Header{} }

func (k *kept) WriteHeader(status int) { k.status = status }

func (k *kept) Write(b []byte) (int, error) {
	k.status = cmp.Or(k.status, http.StatusOK)
	k.body = append(k.body, b...)
	return len(b), nil
}

func redirects(status int, where func(*http.Request) string) func(*reference.Config) {
	return inClear(func(w http.ResponseWriter, r *http.Request, _ http.Handler) {
		w.Header().Set("Location", where(r))
		w.WriteHeader(status)
	})
}

func sameResource(r *http.Request) string { return "https://" + hostname(r) + r.URL.RequestURI() }

func hostname(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.Host)
	if err != nil {
		return r.Host
	}
	return host
}

// TLSDeviations are faults below HTTP (R19).
func TLSDeviations() []Deviation {
	const certificate = "transport.tls.certificate"
	versions := func(lowest, highest uint16) func(*reference.Config) {
		return settings(func(c *tls.Config) { c.MinVersion, c.MaxVersion = lowest, highest })
	}
	return []Deviation{
		New("tls-1-0-taken", "speaks TLS 1.0 and later", versions(tls.VersionTLS10, 0), "transport.tls.1-0-refused", "transport.tls.1-1-refused"),
		New("tls-1-1-taken", "speaks TLS 1.1 and later", versions(tls.VersionTLS11, 0), "transport.tls.1-1-refused"),
		New("tls-1-2-refused", "speaks TLS 1.3 alone", versions(tls.VersionTLS13, 0), "transport.tls.1-2"),
		New("certificate-untrusted", "shows a certificate of an authority that nobody knows", shows("127.0.0.1", time.Hour), certificate),
		New("certificate-other-host", "shows a certificate for another host", shows("192.0.2.1", time.Hour), certificate),
		New("certificate-expired", "shows a certificate that has expired", shows("127.0.0.1", -time.Minute), certificate),
		New("certificate-of-one-node-expired", "has a node, of three, whose certificate has expired", onEveryThird("127.0.0.1", -time.Minute), certificate),
	}
}

// onEveryThird shows that certificate on every third connection, and the target's own on the others.
func onEveryThird(host string, until time.Duration) func(*reference.Config) {
	var connections atomic.Int64
	bad := sync.OnceValue(func() tls.Certificate { return selfSigned(host, until) })
	return settings(func(c *tls.Config) {
		c.GetConfigForClient = func(*tls.ClientHelloInfo) (*tls.Config, error) {
			const nodes = 3
			if connections.Add(1)%nodes != 0 {
				return nil, nil //nolint:nilnil // crypto/tls: nil is the configuration that there is
			}
			other := c.Clone()
			other.GetConfigForClient, other.GetCertificate, other.Certificates = nil, nil, []tls.Certificate{bad()}
			return other, nil
		}
	})
}

// shows has the target show a certificate that signed itself, for a host and until a time from now.
func shows(host string, until time.Duration) func(*reference.Config) {
	return settings(func(c *tls.Config) { c.Certificates = []tls.Certificate{selfSigned(host, until)} })
}

// selfSigned gives an empty certificate when none can be made: every handshake fails then, which is loud enough.
func selfSigned(host string, until time.Duration) tls.Certificate {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}
	}
	now := time.Now()
	leaf := &x509.Certificate{
		Subject: pkix.Name{CommonName: host}, NotBefore: now.Add(-reference.CertificateLifetime), NotAfter: now.Add(until),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		IPAddresses: []net.IP{net.ParseIP(host)},
	}
	der, err := reference.Create(leaf, leaf, &key.PublicKey, key)
	if err != nil {
		return tls.Certificate{}
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}
