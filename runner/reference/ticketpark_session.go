package reference

import (
	"net/http"
	"sync"
)

// refreshDeviations are good refresh tokens that are refused, now or later, and access tokens that are dead when they
// come (R22).
func refreshDeviations() []Deviation {
	const accepted, chained, alive = "token.refresh.accepted", "token.refresh.chained", "resource.refreshed.accepted"
	remembers := func(name, sentence string, mutate func(*memory) func(*Config), clause string, collateral ...string) Deviation {
		return breaks(name, sentence, remembering(mutate), clause, collateral...)
	}
	return []Deviation{
		breaks("refresh-unsupported", "does not support the refresh grant", to(renews, oauth(http.StatusBadRequest, codeUnsupportedGrantType)), accepted),
		breaks("refresh-unauthorized", "lets no client refresh", to(renews, oauth(http.StatusBadRequest, codeUnauthorizedClient)), accepted),
		breaks("refresh-wants-user", "wants the user's password for a refresh too", to(renews, oauth(http.StatusBadRequest, codeInvalidRequest)), accepted),
		remembers("refresh-refused", "refuses its own refresh tokens", func(m *memory) func(*Config) { return to(m.current, invalid) }, accepted),
		remembers("refresh-redirects", "sends who refreshes to a login page", func(m *memory) func(*Config) { return to(m.current, toLogin) }, accepted),
		remembers("refresh-created", "refreshes with status 201", func(m *memory) func(*Config) { return renewals(m, statusIs(http.StatusCreated)) }, accepted, chained),
		remembers("refresh-once", "brings refresh tokens by a refresh that are worth nothing", func(m *memory) func(*Config) { return to(m.refreshed(1), invalid) }, chained),
		remembers("refresh-twice", "lets a session be refreshed twice", func(m *memory) func(*Config) { return to(m.refreshed(2), invalid) }, chained),
		remembers("refresh-token-used-up", "gives back the refresh token that has just been used up", func(m *memory) func(*Config) {
			return m.tells("refresh_token", func(s *session) string { return s.refresh[len(s.refresh)-2] })
		}, chained),
		remembers("refresh-token-is-access", "writes the access token for the refresh token when it refreshes", func(m *memory) func(*Config) {
			return m.tells("refresh_token", func(s *session) string { return s.access[len(s.access)-1] })
		}, chained),
		remembers("refreshed-token-dead", "brings access tokens by a refresh that are worth nothing", func(m *memory) func(*Config) {
			return m.bars(func(_ *session, refreshes int) bool { return refreshes > 0 })
		}, alive),
		remembers("refresh-ends-access", "ends the access tokens of a session with its first refresh, the new one included", func(m *memory) func(*Config) {
			return m.bars(func(s *session, _ int) bool { return len(s.access) > 1 })
		}, alive),
	}
}

// refreshAnswerDeviations are faults in what a refresh answers, where a login is answered well (R22).
func refreshAnswerDeviations() []Deviation {
	refreshed := func(changes ...change) func(*Config) {
		return remembering(func(m *memory) func(*Config) { return renewals(m, changes...) })
	}
	return []Deviation{
		breaks("refreshed-refresh-token-missing", "brings no refresh token when it refreshes", refreshed(drop("refresh_token")), "token.body.refresh_token.required"),
		breaks("refreshed-refresh-token-null", "writes null for the refresh token when it refreshes", refreshed(set("refresh_token", nil)), "token.body.refresh_token.type"),
		breaks("refreshed-refresh-token-empty", "leaves the refresh token empty when it refreshes", refreshed(set("refresh_token", "")), "token.refresh-token.not-empty"),
		breaks("refreshed-access-token-missing", "brings no access token when it refreshes", refreshed(drop("access_token")), "token.refresh.accepted", "token.body.access_token.required"),
		breaks("refreshed-access-token-empty", "leaves the access token empty when it refreshes", refreshed(set("access_token", "")), "token.refresh.accepted"),
		breaks("refreshed-expires-in-missing", "does not say how long a refreshed token lasts", refreshed(drop("expires_in")), "token.body.expires_in.required"),
		breaks("refreshed-expires-in-string", "writes expires_in as a string when it refreshes", refreshed(set("expires_in", "3600")), "token.body.expires_in.type"),
		breaks("refreshed-expires-in-zero", "gives refreshed tokens no time at all", refreshed(set("expires_in", 0)), "token.expires-in.positive"),
		breaks("refreshed-token-type-missing", "leaves token_type out when it refreshes", refreshed(drop("token_type")), "token.token-type.bearer"),
		breaks("refreshed-trailing", "writes more after the JSON when it refreshes", refreshed(after("}")), "token.status.200"),
	}
}

// renewals changes the answers that refresh a session.
func renewals(m *memory, changes ...change) func(*Config) {
	return func(c *Config) {
		around(c, func(q *inquiry, sound func(*inquiry) *reply) *reply {
			mine := m.current(q)
			return sound(q).changed(func(r *reply) bool { return mine && granted(r) }, changes)
		})
	}
}

// toLogin sends whoever asks to a login page.
func toLogin(r *reply) {
	instead(func() Answer { return Answer{Status: http.StatusFound, Header: http.Header{"Location": {"/login"}}} })(r)
}

// agedDeviations are sessions that end at another time than they have to (R22, R24).
func agedDeviations() []Deviation {
	const alive, refused, accepted, refreshed = "lifecycle.expiry.alive", "lifecycle.expiry.refused", "lifecycle.refresh.accepted", "lifecycle.refreshed.accepted"
	const later, latest = "lifecycle.refreshed.alive", "lifecycle.refreshed.refused"
	list := []Deviation{
		breaks("expiry-early", "ends access tokens at half of their time", uses(func(u *usage) bool { return u.served && u.age >= u.lifetime/2 }, worthless), alive, later),
		breaks("expiry-never", "never looks whether an access token has expired", uses(spent, serves), refused, latest),
		breaks("expiry-slides", "lets an access token live on from its last use", uses(func(u *usage) bool { return spent(u) && u.idle < u.lifetime }, serves), refused, latest),
		breaks("expired-redirect", "sends who shows an expired token to a login page", uses(spent, toLogin), refused, latest),
		breaks("expired-500", "fails on an expired token", uses(spent, generic(http.StatusInternalServerError)), refused, latest),
		breaks("expired-200", "answers an expired token with an error and status 200", uses(spent, statusIs(http.StatusOK)), refused, latest),
		breaks("session-expires", "ends a session with its access token", remembering(func(m *memory) func(*Config) { return to(m.aged, invalid) }), accepted),
		breaks("session-revived-dead", "brings dead access tokens when the old one has expired", remembering(revivesDead), refreshed),
	}
	for i := range list {
		list[i] = list[i].seenBy(Patient)
	}
	return list
}

// revivesDead has the resource refuse the access tokens of refreshes that came after the expiry.
func revivesDead(m *memory) func(*Config) {
	var dead sync.Map // access tokens
	return func(c *Config) {
		around(c, func(q *inquiry, sound func(*inquiry) *reply) *reply {
			mine := m.aged(q)
			r := sound(q)
			if access, _ := r.members()["access_token"].(string); mine && granted(r) {
				dead.Store(access, true)
			}
			return r
		})
		m.bars(func(s *session, refreshes int) bool {
			_, found := dead.Load(s.access[refreshes])
			return found
		})(c)
	}
}

// refreshedDeviations are refreshed tokens that end at another time than they say (R16, R22).
func refreshedDeviations() []Deviation {
	renewed := func(u *usage) bool { return u.known != nil && u.known.renewed }
	return []Deviation{
		breaks("refreshed-expiry-never", "never looks whether a refreshed token has expired", uses(func(u *usage) bool { return renewed(u) && spent(u) }, serves),
			"lifecycle.refreshed.refused").seenBy(Patient),
		breaks("refreshed-expiry-early", "ends refreshed tokens at half of their time", uses(func(u *usage) bool {
			return renewed(u) && u.served && u.age >= u.lifetime/2
		}, worthless), "lifecycle.refreshed.alive").seenBy(Patient),
		breaks("refreshed-expired-page", "shows a web page to who shows an expired refreshed token", uses(func(u *usage) bool { return renewed(u) && spent(u) },
			content("text/html", "<!doctype html><p>Welcome"), statusIs(200)), "lifecycle.refreshed.refused").seenBy(Patient),
	}
}
