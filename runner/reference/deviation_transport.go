package reference

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
	"time"
)

// plainDeviations are plain HTTP in its forms (R18).
func plainDeviations() []Deviation {
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
		breaks("served-in-clear", "is reached over plain HTTP alone", func(c *Config) { c.InClear = true }, "transport.server.https", rejected, credentials, resource),
		breaks("plain-token", "issues tokens over plain HTTP", inClear(func(w http.ResponseWriter, r *http.Request, sound http.Handler) {
			sound.ServeHTTP(w, r)
		}), rejected, credentials),
		breaks("plain-token-to-known", "issues tokens over plain HTTP, and shuts others out", inClear(func(w http.ResponseWriter, r *http.Request, sound http.Handler) {
			kept := &kept{ResponseWriter: w}
			if sound.ServeHTTP(kept, r); kept.status != http.StatusOK {
				rejectPlain(w, r)
				return
			}
			_, _ = w.Write(kept.body) // fails when the client is gone
		}), credentials),
		breaks("plain-resource", "serves its resource over plain HTTP", inClear(func(w http.ResponseWriter, r *http.Request, _ http.Handler) {
			if r.Method == http.MethodPost {
				rejectPlain(w, r)
				return
			}
			w.Header().Set("Content-Type", "application/json")
			_, _ = w.Write([]byte("{}")) // fails when the client is gone
		}), resource),
		breaks("plain-credentials-page", "shows a web page over plain HTTP to whoever it knows", inClear(func(w http.ResponseWriter, r *http.Request, sound http.Handler) {
			kept := &kept{ResponseWriter: w}
			if sound.ServeHTTP(kept, r); kept.status != http.StatusOK {
				rejectPlain(w, r)
				return
			}
			page(w)
		}), credentials),
		breaks("plain-oauth-error", "refuses clients over plain HTTP as it does over HTTPS", inClear(func(w http.ResponseWriter, r *http.Request, _ http.Handler) {
			invalidClient("The client is unknown.").Write(w, r)
		}), rejected),
		breaks("plain-page", "shows a web page over plain HTTP", inClear(func(w http.ResponseWriter, _ *http.Request, _ http.Handler) { page(w) }), rejected, credentials, resource),
		breaks("plain-no-content", "accepts requests over plain HTTP with 204", inClear(func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
			w.WriteHeader(http.StatusNoContent)
		}), rejected, credentials, resource),
		breaks("plain-redirect", "redirects plain HTTP to HTTPS", redirects(http.StatusPermanentRedirect, sameResource), "transport.plain-http.redirect"),
		breaks("plain-redirect-found", "redirects plain HTTP to HTTPS with a status that turns POST into GET", redirects(http.StatusFound, sameResource),
			"transport.plain-http.redirect"),
		breaks("plain-redirect-elsewhere", "redirects plain HTTP to another resource", redirects(http.StatusFound, func(r *http.Request) string {
			return "https://" + hostname(r) + "/login"
		}), rejected, credentials, resource),
		breaks("plain-redirect-other-host", "redirects plain HTTP to another host", redirects(http.StatusFound, func(r *http.Request) string {
			return "https://elsewhere.invalid" + r.URL.RequestURI()
		}), rejected, credentials, resource),
		breaks("plain-redirect-plain", "redirects plain HTTP to plain HTTP", redirects(http.StatusFound, func(r *http.Request) string {
			return "http://" + hostname(r) + "/v4" + r.URL.Path
		}), rejected, credentials, resource),
		breaks("plain-redirect-nowhere", "redirects plain HTTP and does not say where", inClear(func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
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

func redirects(status int, where func(*http.Request) string) func(*Config) {
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

// tlsDeviations are faults below HTTP (R19).
func tlsDeviations() []Deviation {
	const certificate = "transport.tls.certificate"
	versions := func(lowest, highest uint16) func(*Config) {
		return settings(func(c *tls.Config) { c.MinVersion, c.MaxVersion = lowest, highest })
	}
	return []Deviation{
		breaks("tls-1-0-taken", "speaks TLS 1.0 and later", versions(tls.VersionTLS10, 0), "transport.tls.1-0-refused", "transport.tls.1-1-refused"),
		breaks("tls-1-1-taken", "speaks TLS 1.1 and later", versions(tls.VersionTLS11, 0), "transport.tls.1-1-refused"),
		breaks("tls-1-2-refused", "speaks TLS 1.3 alone", versions(tls.VersionTLS13, 0), "transport.tls.1-2"),
		breaks("certificate-untrusted", "shows a certificate of an authority that nobody knows", shows("127.0.0.1", time.Hour), certificate),
		breaks("certificate-other-host", "shows a certificate for another host", shows("192.0.2.1", time.Hour), certificate),
		breaks("certificate-expired", "shows a certificate that has expired", shows("127.0.0.1", -time.Minute), certificate),
	}
}

// shows has the target show a certificate that signed itself, for a host and until a time from now.
func shows(host string, until time.Duration) func(*Config) {
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
		Subject: pkix.Name{CommonName: host}, NotBefore: now.Add(-certificateLifetime), NotAfter: now.Add(until),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		IPAddresses: []net.IP{net.ParseIP(host)},
	}
	der, err := create(leaf, leaf, &key.PublicKey, key)
	if err != nil {
		return tls.Certificate{}
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}
