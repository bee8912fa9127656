package caller

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/http"
	"net/url"

	"golang.org/x/oauth2"
)

// goes follows redirects of some requests to some places, with all that the request had.
func goes(fits func(asked *http.Request, to *url.URL) bool) func(*habits) {
	return func(h *habits) {
		h.follows = func(asked *http.Request, to *url.URL) *http.Request {
			if !fits(asked, to) {
				return nil
			}
			return again(asked, to)
		}
	}
}

func transportFaults() []Deviation {
	const secure, host = "client.transport.https-only", "client.transport.same-host"
	return []Deviation{
		newDeviation("redirect-followed", "goes wherever a redirect points, with all that it has", goes(func(*http.Request, *url.URL) bool { return true }), secure, host).
			in("redirect-plain", "redirect-host", "redirect-resource"),
		newDeviation("redirect-plain-followed", "follows a redirect of the token endpoint to plain HTTP", goes(func(asked *http.Request, to *url.URL) bool {
			return asked.Method == http.MethodPost && to.Scheme == "http"
		}), secure).in("redirect-plain"),
		newDeviation("redirect-host-followed", "follows a redirect to another host with its secret", goes(func(asked *http.Request, to *url.URL) bool {
			return to.Scheme == "https" && asked.URL.Host != to.Host
		}), host).in("redirect-host"),
		newDeviation("redirect-resource-followed", "follows a redirect of the resource to plain HTTP", goes(func(asked *http.Request, _ *url.URL) bool {
			return asked.Method == http.MethodGet
		}), secure).in("redirect-resource"),
		newDeviation("redirect-plain-bare", "follows a redirect to plain HTTP without its secrets", func(h *habits) { h.follows = bare }, secure).
			in("redirect-plain", "redirect-host", "redirect-resource"),
		newDeviation("certificate-unverified", "verifies no certificate", func(h *habits) {
			h.secures = func(_ *life, c *tls.Config) { c.InsecureSkipVerify = true }
		}, "client.transport.certificate", "client.transport.host-name").in("untrusted", "untrusted-host"),
		newDeviation("certificate-of-any-authority", "trusts any certificate that names the host", func(h *habits) {
			h.secures = ofAnyAuthority
		}, "client.transport.certificate").in("untrusted", "untrusted-host"),
		newDeviation("host-name-unverified", "does not look whom a certificate is for", func(h *habits) { h.secures = ofAnyName }, "client.transport.host-name").in("untrusted", "untrusted-host"),
		newDeviation("tls-old", "offers TLS 1.1 at most", func(h *habits) {
			h.secures = func(_ *life, c *tls.Config) { c.MinVersion, c.MaxVersion = tls.VersionTLS10, tls.VersionTLS11 }
		}, "client.transport.tls-version"),
		newDeviation("plain-first", "tries plain HTTP first", func(h *habits) {
			h.detour = func(l *life) { l.inClear(l.task.resourceURL) }
		}, secure),
		newDeviation("plain-tokens", "asks for tokens over plain HTTP", asks(func(_ *life, d *draft) { d.URL.Scheme = "http" }), secure),
		newDeviation("plain-calls", "calls the resource over plain HTTP", func(h *habits) {
			h.calls = append(h.calls, func(_ *life, r *http.Request, _ *oauth2.Token) { r.URL.Scheme = "http" })
		}, secure),
	}
}

// bare follows redirects with neither a body nor any field of the request.
func bare(asked *http.Request, to *url.URL) *http.Request {
	request, err := http.NewRequestWithContext(asked.Context(), http.MethodGet, to.String(), nil) //nolint:gosec // where it is redirected to is the point
	if err != nil {
		return nil
	}
	return request
}

// ofAnyAuthority verifies the name of a certificate, and not its authority.
func ofAnyAuthority(l *life, c *tls.Config) {
	address, err := url.Parse(l.task.tokenURL)
	if err != nil {
		return
	}
	c.InsecureSkipVerify = true
	c.VerifyConnection = func(s tls.ConnectionState) error {
		if len(s.PeerCertificates) == 0 {
			return errors.New("there is no certificate")
		}
		return s.PeerCertificates[0].VerifyHostname(address.Hostname())
	}
}

// ofAnyName verifies the authority of a certificate, and not its name.
func ofAnyName(_ *life, c *tls.Config) {
	roots := c.RootCAs
	c.InsecureSkipVerify = true
	c.VerifyConnection = func(s tls.ConnectionState) error {
		if len(s.PeerCertificates) == 0 {
			return errors.New("there is no certificate")
		}
		options := x509.VerifyOptions{Roots: roots, Intermediates: x509.NewCertPool()}
		for _, between := range s.PeerCertificates[1:] {
			options.Intermediates.AddCert(between)
		}
		_, err := s.PeerCertificates[0].Verify(options)
		return err
	}
}

// inClear makes one request of a URL over plain HTTP, without any secret.
func (l *life) inClear(address string) {
	to, err := url.Parse(address)
	if err != nil {
		return
	}
	to.Scheme = "http"
	if request, err := http.NewRequestWithContext(l.ctx, http.MethodGet, to.String(), nil); err == nil {
		l.discard(request)
	}
}
