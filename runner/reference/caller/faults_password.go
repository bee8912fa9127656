package caller

import (
	"net/http"
	"time"

	"golang.org/x/oauth2"
)

// overdue renews a moment after a token's end.
func overdue(d time.Duration) time.Duration { return d + 20*time.Millisecond }

// renewing edits refreshes. When they are refused the client has no other way, and goes on asking at each call.
func renewing(e edit) func(*habits) {
	return func(h *habits) {
		asks(when("refresh_token", e))(h)
		h.resorts = func(int, string) bool { return false }
		h.despair = func(*life, error) (*oauth2.Token, fate) { return nil, later }
	}
}

// passwordFaults are of how Ticketpark's client renews.
func passwordFaults() []Deviation {
	const once, used, restarts = "client.password.once", "client.refresh.used", "client.restart.refreshes"
	limited := func(wait time.Duration) func(*habits) {
		return func(h *habits) {
			h.resorts = func(status int, _ string) bool { return status == http.StatusTooManyRequests }
			asks(when("password", func(l *life, _ *draft) { l.wait(l.ctx, wait) }))(h)
		}
	}
	return []Deviation{
		newDeviation("password-for-renewals", "sends the password again whenever its token has expired", func(h *habits) {
			h.lasts = overdue
			h.grant = func(s *session) string {
				if s.fetched > 0 {
					return ""
				}
				return s.refresh
			}
		}, once, used).in("expiry", "restart"),
		newDeviation("password-every-time", "knows of no refresh token, and asks with an empty password when it has none", func(h *habits) { h.grant, h.lasts = withPassword, overdue },
			once, used, restarts).in("expiry", "restart"),
		newDeviation("password-after-refusal", "sends the password again when a call is refused", func(h *habits) {
			h.lasts = endless
			h.grant = func(s *session) string {
				if s.token == nil && s.fetched > 0 {
					return ""
				}
				return s.refresh
			}
		}, once, used, "client.expiry.foreseen").in("expiry", "restart"),
		newDeviation("password-when-limited", "sends the password soon after a refresh was answered with 429", limited(500*time.Millisecond), once, "client.limited.waits").in("limited"),
		newDeviation("password-after-limit", "waits as it is told to by the answer to a refresh, and sends the password then", limited(2200*time.Millisecond), once).in("limited"),
	}
}

// refreshFaults are of what it refreshes with.
func refreshFaults() []Deviation {
	const once, latest, restarts = "client.password.once", "client.refresh.latest", "client.restart.refreshes"
	return []Deviation{
		newDeviation("refresh-token-first-kept", "goes on refreshing with the first refresh token that it got", func(h *habits) {
			h.grant = func(s *session) string { return s.opening }
		}, latest).in("expiry", "restart"),
		newDeviation("refresh-with-password", "sends the password with every refresh", asks(when("refresh_token", func(l *life, d *draft) {
			if l.task.password != "" {
				d.set("username", l.task.username)
				d.set("password", l.task.password)
			}
		})), once).in("expiry"),
		newDeviation("refresh-unauthenticated", "does not authenticate when it refreshes", renewing(without("Authorization")), "client.authentication.basic").in("expiry", "restart"),
		newDeviation("refresh-credentials-in-body", "sends its credentials in the body when it refreshes", renewing(func(l *life, d *draft) {
			d.Header.Del("Authorization")
			inBody(l, d)
		}), "client.authentication.in-header").in("expiry", "restart"),
		newDeviation("refresh-with-access-token", "refreshes with the access token", func(h *habits) {
			h.learns = func(known, _ string) string { return known }
			h.keeps = []func(*life, *session){func(l *life, s *session) {
				s.refresh = s.token.AccessToken
				l.keep(refreshFile, s.refresh)
			}}
		}, latest).in("expiry", "restart"),
		newDeviation("restart-without-password", "asks with an empty password when it is started again", func(h *habits) { h.keeps = nil; h.restores = func(*life, *session) {} }, restarts).in("restart"),
	}
}
