package fault

import (
	"crypto/tls"
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/authconform/authconform/runner/reference"
)

// WireVariants are other ways to put the same on the wire, whatever the contract.
func WireVariants() []Variant {
	return []Variant{
		NewVariant("json-spaced", "writes JSON with white space around it", Responses(Always, Replace("{", "\r\n{\n\t"), Append(" \n"))),
		NewVariant("json-escaped", "writes letters as escapes", Tokens(Replace(`"token_type"`, `"token\u005ftype"`))),
		NewVariant("media-type-parameters", "adds parameters to the media type", Responses(Always, SetField("Content-Type", `Application/JSON ; charset="UTF-8"`))),
		NewVariant("pieces", "writes every body in pieces", Responses(Always, inPieces)),
		NewVariant("http-1", "speaks HTTP/1.1 only", oldHTTP),
		NewVariant("http-1-pieces", "speaks HTTP/1.1 only, and writes every body in chunks", Compose(Responses(Always, inPieces), oldHTTP)),
		NewVariant("tls-1-2-only", "speaks TLS 1.2 only", settings(func(c *tls.Config) { c.MaxVersion = tls.VersionTLS12 })),
		NewVariant("fields-extra", "sends more header fields", Responses(Always, SetField("Server", "reference"), SetField("X-Request-Id", "1"), SetField("Set-Cookie", "a=b; Secure"),
			SetField("Vary", "Accept"), SetField("Link", `</docs>; rel="help"`), SetField("Content-Language", "en"))),
		NewVariant("dateless", "sends no Date", Responses(Always, SetField("Date"))),
		NewVariant("date-slow", "sends the Date of a clock that is ten minutes slow", Responses(Always, func(r *Response) {
			SetField("Date", time.Now().Add(-10*time.Minute).UTC().Format(http.TimeFormat))(r)
		})),
		NewVariant("hsts-absent", "sends no Strict-Transport-Security", Responses(Always, SetField("Strict-Transport-Security")), "transport.hsts"),
		NewVariant("slow", "takes its time", Responses(Always, func(*Response) { time.Sleep(5 * time.Millisecond) })),
		NewVariant("503-once", "is unavailable for a moment", Outage(http.StatusServiceUnavailable)()),
		NewVariant("502-once", "answers for a moment as a gateway without the target", Outage(http.StatusBadGateway)()),
		NewVariant("429-once", "asks for a moment of patience", Outage(http.StatusTooManyRequests)()),
		NewVariant("500-once", "fails once on a valid request", Outage(http.StatusInternalServerError)()),
		NewVariant("500-once-refusing", "fails once on a request that is to be refused", Counted(func(n int64) bool { return n == 1 },
			WithStatus(http.StatusBadRequest, http.StatusUnauthorized), Generic(http.StatusInternalServerError))),
		NewVariant("500-now-and-then", "fails on every twenty-fifth request", Counted(func(n int64) bool { return n%25 == 0 }, Always, Generic(http.StatusInternalServerError))),
		NewVariant("408-once", "is too slow for its front for a moment", Outage(http.StatusRequestTimeout)()),
		NewVariant("522-once", "is not reached by its content delivery network for a moment", Outage(522)()),
		NewVariant("http-2", "speaks HTTP/2 only", newHTTP),
		NewVariant("tls-1-2-rsa", "speaks TLS 1.2 with RSA key exchange only, and HTTP/1.1", exchangesByRSA),
		NewVariant("tls-1-2-cbc", "speaks TLS 1.2 with CBC and SHA-256 only, and HTTP/1.1", older(tls.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256, tls.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256)),
		NewVariant("drops-once", "ends one connection without an answer", First(broken)),
		NewVariant("drops-later", "ends the ninth exchange without an answer", Counted(func(n int64) bool { return n == 9 }, Always, broken)),
	}
}

// PlainVariants are other ways to reject plain HTTP (R18).
func PlainVariants() []Variant {
	rejects := func(status int) func(*reference.Config) {
		return inClear(func(w http.ResponseWriter, _ *http.Request, _ http.Handler) { w.WriteHeader(status) })
	}
	return []Variant{
		NewVariant("plain-closed", "closes connections of plain HTTP", inClear(func(http.ResponseWriter, *http.Request, http.Handler) {
			panic(http.ErrAbortHandler)
		})),
		NewVariant("plain-404", "answers plain HTTP with 404", rejects(http.StatusNotFound)),
		NewVariant("plain-400", "answers plain HTTP with 400", rejects(http.StatusBadRequest)),
		NewVariant("plain-426", "answers plain HTTP with 426", rejects(http.StatusUpgradeRequired)),
		NewVariant("plain-503", "answers plain HTTP with 503", rejects(http.StatusServiceUnavailable)),
		NewVariant("plain-https-required", "says over plain HTTP, as an OAuth error, that HTTPS is required", inClear(func(w http.ResponseWriter, r *http.Request, _ http.Handler) {
			reference.InvalidClient("HTTPS is required.").Write(w, r)
		})),
		NewVariant("plain-secure-connection", "says over plain HTTP, as an OAuth error, that a secure connection is required", inClear(func(w http.ResponseWriter, r *http.Request, _ http.Handler) {
			reference.InvalidClient("A secure connection is required.").Write(w, r)
		})),
		NewVariant("plain-invalid-request", "answers plain HTTP with another OAuth error than HTTPS", inClear(func(w http.ResponseWriter, r *http.Request, _ http.Handler) {
			reference.InvalidRequest("Try again elsewhere.").Write(w, r)
		})),
		NewVariant("plain-other-json", "answers plain HTTP with an error in JSON that is not OAuth's", inClear(func(w http.ResponseWriter, r *http.Request, _ http.Handler) {
			reference.GenericError(http.StatusForbidden, "HTTPS_ONLY", "HTTPS only.").Write(w, r)
		})),
	}
}

// newHTTP offers HTTP/2 alone, and refuses who does not.
func newHTTP(c *reference.Config) {
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
func exchangesByRSA(c *reference.Config) {
	c.KeyRSA = true
	older(tls.TLS_RSA_WITH_AES_128_GCM_SHA256, tls.TLS_RSA_WITH_AES_128_CBC_SHA)(c)
}

// older speaks TLS 1.2 and HTTP/1.1, with those cipher suites alone.
func older(suites ...uint16) func(*reference.Config) {
	return settings(func(t *tls.Config) {
		t.GetConfigForClient = func(*tls.ClientHelloInfo) (*tls.Config, error) {
			old := t.Clone()
			old.GetConfigForClient, old.NextProtos, old.MaxVersion, old.CipherSuites = nil, []string{"http/1.1"}, tls.VersionTLS12, suites
			return old, nil
		}
	})
}

// oldHTTP offers HTTP/1.1 alone: net/http would add HTTP/2 to what the settings themselves offer.
func oldHTTP(c *reference.Config) {
	settings(func(t *tls.Config) {
		t.GetConfigForClient = func(*tls.ClientHelloInfo) (*tls.Config, error) {
			old := t.Clone()
			old.GetConfigForClient, old.NextProtos = nil, []string{"http/1.1"}
			return old, nil
		}
	})(c)
}
