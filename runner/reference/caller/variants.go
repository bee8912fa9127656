package caller

import (
	"crypto/tls"
	"io"
	"net/http"
	"net/url"
	"time"

	"golang.org/x/oauth2"
)

// early renews so long before a token's end; those that do not last so long are good for one call.
func early(by time.Duration) func(*habits) {
	return func(h *habits) { h.lasts = func(d time.Duration) time.Duration { return d - by } }
}

// timingVariants do the same at other moments.
func timingVariants() []Variant {
	brief := []string{"expiry", "limited"}
	waits := func(policy func(status int, h http.Header, attempt int) (time.Duration, bool)) func(*habits) {
		return func(h *habits) { h.retry = policy }
	}
	return []Variant{
		newVariant("renews-10-s-early", "renews a token ten seconds before its end, as libraries do", early(10*time.Second)).in(brief...),
		newVariant("renews-30-s-early", "renews a token thirty seconds before its end", early(30*time.Second)).in(brief...),
		newVariant("renews-300-s-early", "renews a token five minutes before its end", early(300*time.Second)).in(brief...),
		newVariant("renews-on-time", "renews a token at its end, and not before", early(0)).in(brief...),
		newVariant("token-taken-late", "takes a second from a token to its first call, and counts its lifetime from then on", func(h *habits) {
			h.takes = func(l *life, t *oauth2.Token) *oauth2.Token {
				l.wait(l.ctx, time.Second)
				return t
			}
			h.lasts = func(d time.Duration) time.Duration { return inTime(d) + time.Second }
		}).in(brief...),
		newVariant("fetches-ahead", "asks for a token as it starts", func(h *habits) { h.ahead = true }).in("expiry", "outage"),
		newVariant("three-threads", "makes three calls side by side, with one token", func(h *habits) { h.threads = 3 }).in("expiry", "revoked"),
		newVariant("twelve-threads", "makes twelve calls side by side, with one token", func(h *habits) { h.threads = 12 }).in("revoked"),
		newVariant("retries-each-second", "asks again after a second, four times, while the service is unavailable", waits(func(status int, fields http.Header, attempt int) (time.Duration, bool) {
			delay, again := patiently(status, fields, attempt)
			return max(delay, time.Second), again
		})).in("outage", "limited"),
		newVariant("retries-at-next-call", "gives a call up, and asks again at the next, when the service is unavailable or refuses it", func(h *habits) {
			h.despair = func(*life, error) (*oauth2.Token, fate) { return nil, later }
			h.retry = func(status int, fields http.Header, attempt int) (time.Duration, bool) {
				delay, again := patiently(status, fields, attempt)
				return max(delay, time.Second), again && attempt < 2
			}
		}).in("outage", "limited", "refused", "no-token-error"),
		newVariant("never-retries", "ends when the service is unavailable", waits(func(int, http.Header, int) (time.Duration, bool) { return 0, false })).in("outage", "limited"),
		newVariant("ends-when-refused", "ends when a token is refused", func(h *habits) { h.refused = reacts(leave) }).in("revoked"),
		newVariant("renews-at-next-call", "gives a refused call up, and makes the next one with a new token", func(h *habits) { h.refused = reacts(renounce) }).in("revoked"),
		newVariant("ends-early", "ends with an error after three calls", func(h *habits) {
			h.detour = func(l *life) { l.task.calls = min(l.task.calls, 3) }
			h.failing = true
		}).in("expiry"),
	}
}

// connectionVariants do the same over other connections.
func connectionVariants() []Variant {
	http1 := func(t *http.Transport) { t.ForceAttemptHTTP2 = false }
	return []Variant{
		newVariant("http1", "speaks HTTP/1.1 alone", func(h *habits) { h.connects = http1 }),
		newVariant("no-keep-alive", "opens a connection for each request", func(h *habits) { h.connects = func(t *http.Transport) { t.DisableKeepAlives = true } }),
		newVariant("no-compression", "takes no compressed bodies", func(h *habits) { h.connects = func(t *http.Transport) { t.DisableCompression = true } }).in("open-body-gzip"),
		newVariant("tls-1.2", "offers TLS 1.2 at most", func(h *habits) { h.secures = func(_ *life, c *tls.Config) { c.MaxVersion = tls.VersionTLS12 } }),
		newVariant("tls-1.3", "offers TLS 1.3 alone", func(h *habits) { h.secures = func(_ *life, c *tls.Config) { c.MinVersion = tls.VersionTLS13 } }),
		newVariant("body-chunked", "sends its body in chunks", func(h *habits) {
			h.connects = http1
			h.unmeasured = true
		}),
		newVariant("expects-continue", "waits to be told to send its body", func(h *habits) {
			h.connects = func(t *http.Transport) { http1(t); t.ExpectContinueTimeout = time.Second }
			asks(field("Expect", "100-continue"))(h)
		}),
		newVariant("redirect-host-bare", "follows a redirect to another host, without a secret", func(h *habits) {
			h.follows = func(asked *http.Request, to *url.URL) *http.Request {
				if to.Scheme != "https" {
					return nil
				}
				return bare(asked, to)
			}
		}).in("redirect-plain", "redirect-host", "redirect-resource"),
	}
}

// unmeasured hides how long a body is.
type unmeasured struct{ io.ReadCloser }
