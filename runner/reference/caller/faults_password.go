package caller

import (
	"net/http"
	"time"
)

// passwordFaults are of how Ticketpark's client renews.
func passwordFaults() []Deviation {
	const once, used, latest, restarts = "client.password.once", "client.refresh.used", "client.refresh.latest", "client.restart.refreshes"
	limited := func(wait time.Duration) func(*habits) {
		return func(h *habits) {
			h.resorts = func(status int, _ string) bool { return status == http.StatusTooManyRequests }
			h.retry = func(status int, fields http.Header, attempt int) (time.Duration, bool) {
				delay, again := patiently(status, fields, attempt)
				return max(delay, wait), again
			}
		}
	}
	return []Deviation{
		breaks("password-for-renewals", "sends the password again whenever its token has expired", func(h *habits) {
			h.grant = func(s *session) string {
				if s.fetched > 0 {
					return ""
				}
				return s.refresh
			}
		}, once, used).in("expiry", "restart"),
		breaks("password-every-time", "knows of no refresh token, and asks with an empty password when it has none", func(h *habits) { h.grant = withPassword },
			once, used, restarts).in("expiry", "restart"),
		breaks("password-after-refusal", "sends the password again when a call is refused", func(h *habits) {
			h.lasts = endless
			h.grant = func(s *session) string {
				if s.token == nil && s.fetched > 0 {
					return ""
				}
				return s.refresh
			}
		}, once, used, "client.expiry.foreseen").in("expiry", "restart"),
		breaks("password-when-limited", "sends the password when a refresh is answered with 429", limited(0), once, "client.limited.waits").in("limited"),
		breaks("refresh-token-first-kept", "goes on refreshing with the first refresh token that it got", func(h *habits) {
			h.grant = func(s *session) string { return s.opening }
		}, latest).in("expiry", "restart"),
		breaks("refresh-with-password", "sends the password with every refresh", asks(when("refresh_token", func(l *life, d *draft) {
			if l.task.password != "" {
				d.set("username", l.task.username)
				d.set("password", l.task.password)
			}
		})), once).in("expiry"),
		breaks("refresh-unauthenticated", "does not authenticate when it refreshes", asks(when("refresh_token", without("Authorization"))), "client.authentication.basic").in("expiry", "restart"),
		breaks("refresh-credentials-in-body", "sends its credentials in the body when it refreshes", asks(when("refresh_token", func(l *life, d *draft) {
			d.Header.Del("Authorization")
			inBody(l, d)
		})), "client.authentication.in-header").in("expiry", "restart"),
		breaks("refresh-with-access-token", "refreshes with the access token", func(h *habits) {
			h.learns = func(known, _ string) string { return known }
			h.keeps = nil
			h.grant = func(s *session) string {
				if s.token == nil {
					return s.refresh
				}
				return s.token.AccessToken
			}
		}, used).in("expiry", "restart"),
		breaks("restart-without-password", "asks with an empty password when it is started again", func(h *habits) { h.keeps = nil; h.restores = func(*life, *session) {} }, restarts).in("restart"),
	}
}
