package reference

import (
	"crypto/tls"
	"errors"
	"net/http"
	"slices"
	"time"
)

// wireVariants are other ways to put the same on the wire, whatever the contract.
func wireVariants() []Variant {
	return []Variant{
		leaves("json-spaced", "writes JSON with white space around it", replies(every, replaced("{", "\r\n{\n\t"), after(" \n"))),
		leaves("json-escaped", "writes letters as escapes", tokens(replaced(`"token_type"`, `"token\u005ftype"`))),
		leaves("media-type-parameters", "adds parameters to the media type", replies(every, field("Content-Type", `Application/JSON ; charset="UTF-8"`))),
		leaves("pieces", "writes every body in pieces", replies(every, inPieces)),
		leaves("http-1", "speaks HTTP/1.1 only", oldHTTP),
		leaves("http-1-pieces", "speaks HTTP/1.1 only, and writes every body in chunks", together(replies(every, inPieces), oldHTTP)),
		leaves("tls-1-2-only", "speaks TLS 1.2 only", settings(func(c *tls.Config) { c.MaxVersion = tls.VersionTLS12 })),
		leaves("fields-extra", "sends more header fields", replies(every, field("Server", "reference"), field("X-Request-Id", "1"), field("Set-Cookie", "a=b; Secure"),
			field("Vary", "Accept"), field("Link", `</docs>; rel="help"`), field("Content-Language", "en"))),
		leaves("dateless", "sends no Date", replies(every, field("Date"))),
		leaves("date-slow", "sends the Date of a clock that is ten minutes slow", replies(every, func(r *reply) {
			field("Date", time.Now().Add(-10*time.Minute).UTC().Format(http.TimeFormat))(r)
		})),
		leaves("hsts-absent", "sends no Strict-Transport-Security", replies(every, field("Strict-Transport-Security")), "transport.hsts"),
		leaves("slow", "takes its time", replies(every, func(*reply) { time.Sleep(5 * time.Millisecond) })),
		leaves("503-once", "is unavailable for a moment", outage(http.StatusServiceUnavailable)()),
		leaves("502-once", "answers for a moment as a gateway without the target", outage(http.StatusBadGateway)()),
		leaves("429-once", "asks for a moment of patience", outage(http.StatusTooManyRequests)()),
		leaves("500-once", "fails once on a valid request", outage(http.StatusInternalServerError)()),
		leaves("500-once-refusing", "fails once on a request that is to be refused", counted(func(n int64) bool { return n == 1 },
			status(http.StatusBadRequest, http.StatusUnauthorized), generic(http.StatusInternalServerError))),
		leaves("408-once", "is too slow for its front for a moment", outage(http.StatusRequestTimeout)()),
		leaves("522-once", "is not reached by its content delivery network for a moment", outage(522)()),
		leaves("http-2", "speaks HTTP/2 only", newHTTP),
		leaves("tls-1-2-rsa", "speaks TLS 1.2 with RSA key exchange only, and HTTP/1.1", exchangesByRSA),
		leaves("drops-once", "ends one connection without an answer", first(broken)),
		leaves("drops-later", "ends the ninth exchange without an answer", counted(func(n int64) bool { return n == 9 }, every, broken)),
	}
}

// plainVariants are other ways to reject plain HTTP (R18).
func plainVariants() []Variant {
	rejects := func(status int) func(*Config) {
		return inClear(func(w http.ResponseWriter, _ *http.Request, _ http.Handler) { w.WriteHeader(status) })
	}
	return []Variant{
		leaves("plain-closed", "closes connections of plain HTTP", inClear(func(http.ResponseWriter, *http.Request, http.Handler) {
			panic(http.ErrAbortHandler)
		})),
		leaves("plain-404", "answers plain HTTP with 404", rejects(http.StatusNotFound)),
		leaves("plain-400", "answers plain HTTP with 400", rejects(http.StatusBadRequest)),
		leaves("plain-426", "answers plain HTTP with 426", rejects(http.StatusUpgradeRequired)),
		leaves("plain-503", "answers plain HTTP with 503", rejects(http.StatusServiceUnavailable)),
		leaves("plain-https-required", "says over plain HTTP, as an OAuth error, that HTTPS is required", inClear(func(w http.ResponseWriter, r *http.Request, _ http.Handler) {
			invalidClient("HTTPS is required.").Write(w, r)
		})),
		leaves("plain-invalid-request", "answers plain HTTP with another OAuth error than HTTPS", inClear(func(w http.ResponseWriter, r *http.Request, _ http.Handler) {
			invalidRequest("Try again elsewhere.").Write(w, r)
		})),
		leaves("plain-other-json", "answers plain HTTP with an error in JSON that is not OAuth's", inClear(func(w http.ResponseWriter, r *http.Request, _ http.Handler) {
			failure(http.StatusForbidden, "HTTPS_ONLY", "HTTPS only.").Write(w, r)
		})),
	}
}

// newHTTP offers HTTP/2 alone, and refuses who does not.
func newHTTP(c *Config) {
	settings(func(t *tls.Config) {
		t.GetConfigForClient = func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
			only := t.Clone()
			only.GetConfigForClient, only.NextProtos = nil, []string{"h2"}
			if !slices.Contains(hello.SupportedProtos, "h2") {
				return nil, errors.New("the client does not offer HTTP/2")
			}
			return only, nil
		}
	})(c)
}

// exchangesByRSA has a key of the kind that the exchange takes: the certificate is another one then. The server itself is
// not told, for its HTTP/2, which nobody is offered, forbids such suites.
func exchangesByRSA(c *Config) {
	c.KeyRSA = true
	settings(func(t *tls.Config) {
		t.GetConfigForClient = func(*tls.ClientHelloInfo) (*tls.Config, error) {
			old := t.Clone()
			old.GetConfigForClient, old.NextProtos, old.MaxVersion = nil, []string{"http/1.1"}, tls.VersionTLS12
			old.CipherSuites = []uint16{tls.TLS_RSA_WITH_AES_128_GCM_SHA256, tls.TLS_RSA_WITH_AES_128_CBC_SHA}
			return old, nil
		}
	})(c)
}

// oldHTTP offers HTTP/1.1 alone: net/http would add HTTP/2 to what the settings themselves offer.
func oldHTTP(c *Config) {
	settings(func(t *tls.Config) {
		t.GetConfigForClient = func(*tls.ClientHelloInfo) (*tls.Config, error) {
			old := t.Clone()
			old.GetConfigForClient, old.NextProtos = nil, []string{"http/1.1"}
			return old, nil
		}
	})(c)
}
