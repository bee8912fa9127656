package match

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/authconform/authconform/openapi/wire"
	"github.com/authconform/authconform/suites/evidence"
)

// OfClient makes a matcher of what a client did: it may have got no answer, and may have done something else than to ask.
func OfClient(wanted string, judge func(evidence.Exchange) []wire.Violation) Matcher {
	return ofConnection(wanted, judge)
}

// NotAcceptedInClear wants plain HTTP to be rejected (R18): no connection, or an error that is not what the same request gets
// over HTTPS. Where that is not known (see Beside), codes are those that tell an OAuth answer.
func NotAcceptedInClear(codes ...string) Matcher {
	const wanted = "no connection, or a 4xx or 5xx that is not what the same request gets over HTTPS"
	judge := func(x evidence.Exchange, looked bool) []wire.Violation {
		if x.Response == nil {
			return nil
		}
		status := x.Response.Status
		switch {
		case x.HasToken():
			return one("status", TokenIssued, "a token was issued over plain HTTP")
		case status/100 == 3 && toSameResource(x):
			return nil
		case status/100 == 3:
			return one("Location", "plain-http.redirect", "found %d to another resource; wanted %s", status, wanted)
		case status < http.StatusBadRequest:
			return one("status", "plain-http.served", "found %d over plain HTTP; wanted %s", status, wanted)
		case looked && !wantsHTTPS(x):
			return one("/error", "plain-http.served", "found the error %s over plain HTTP; wanted %s", x.ErrorCode(), wanted)
		}
		return nil
	}
	m := ofConnection(wanted, func(x evidence.Exchange) []wire.Violation { return judge(x, slices.Contains(codes, x.ErrorCode())) }).noting(answered)
	m.beside = func(x, secure evidence.Exchange) []wire.Violation {
		return judge(x, x.ErrorCode() != "" && x.ErrorCode() == secure.ErrorCode() && status(x) == status(secure))
	}
	return m
}

func status(x evidence.Exchange) int {
	if x.Response == nil {
		return 0
	}
	return x.Response.Status
}

// How an error says that HTTPS is required. An address in it says nothing.
var (
	anAddress   = regexp.MustCompile(`\w+://\S+`)
	theProtocol = regexp.MustCompile(`(?i)(\b|_)(https|tls|ssl)(\b|_)|\b(in)?secure (connection|channel|transport|protocol|request)|\b(un)?encrypted\b|\bplain[- ]?(text )?http\b`)
)

// wantsHTTPS says that an error tells that HTTPS is required.
func wantsHTTPS(x evidence.Exchange) bool {
	for name, value := range x.Members() {
		if text, ok := value.(string); ok && name != "error_uri" && theProtocol.MatchString(anAddress.ReplaceAllString(text, "")) {
			return true
		}
	}
	return false
}

// NotRedirected wants plain HTTP to be rejected rather than sent on to https: the secret has already travelled in clear.
func NotRedirected() Matcher {
	return ofConnection("a rejection, not a redirect", func(x evidence.Exchange) []wire.Violation {
		if x.Response == nil || x.Response.Status/100 != 3 || !toSameResource(x) {
			return nil
		}
		return one("Location", "plain-http.redirect", "found %d to the same resource on https", x.Response.Status)
	})
}

// toSameResource says that a redirect keeps host and path, changes the scheme to https, and adds nothing. The port is free.
func toSameResource(x evidence.Exchange) bool {
	answer, _ := x.Answer()
	from, err := url.Parse(x.Request.URL)
	if err != nil {
		return false
	}
	to, err := from.Parse(answer.Header.Get("Location"))
	return err == nil && to.Scheme == "https" && strings.EqualFold(to.Hostname(), from.Hostname()) && to.EscapedPath() == from.EscapedPath() &&
		to.Fragment == "" && (to.RawQuery == "" || to.RawQuery == from.RawQuery)
}

// OverTLS wants the exchange to have gone over https.
func OverTLS() Matcher {
	return ofConnection("an https address", func(x evidence.Exchange) []wire.Violation {
		if strings.HasPrefix(x.Request.URL, "https://") {
			return nil
		}
		return one("url", "scheme", "the target's address is not https")
	})
}

// Trusted wants a certificate that verifies for the host (R19).
func Trusted() Matcher {
	return ofConnection("a certificate that verifies for the host", func(x evidence.Exchange) []wire.Violation {
		if !Distrusted(x) {
			return nil
		}
		return one("certificate", string(x.Failure.Kind), "%s", x.Failure.Detail)
	})
}

// Distrusted says that an exchange ended at the target's certificate: that it did not verify.
func Distrusted(x evidence.Exchange) bool {
	return x.Failure != nil && slices.Contains([]evidence.FailureKind{
		evidence.TLSUntrusted, evidence.TLSHostname, evidence.TLSExpired, evidence.TLSCertificate,
	}, x.Failure.Kind)
}

// Speaks wants a handshake of exactly the version that was offered to succeed.
func Speaks(version string) Matcher {
	return ofConnection("a handshake with "+version, func(x evidence.Exchange) []wire.Violation {
		if x.TLS != nil {
			return nil
		}
		return one("tls", "tls.version", "wanted %s to be enough, found: %s", version, failure(x))
	})
}

// Refuses wants a handshake of exactly the version that was offered to fail (RFC 8996).
func Refuses(version string) Matcher {
	return ofConnection("no handshake with "+version, func(x evidence.Exchange) []wire.Violation {
		if x.TLS == nil {
			return nil
		}
		return one("tls", "tls.version", "wanted %s to be refused, found a handshake with %s", version, x.TLS.Version)
	})
}

func failure(x evidence.Exchange) string {
	if x.Failure == nil {
		return "no handshake"
	}
	return fmt.Sprintf("%s (%s)", x.Failure.Detail, x.Failure.Kind)
}
