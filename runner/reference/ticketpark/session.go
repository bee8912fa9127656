package ticketpark

import (
	"net/http"
	"slices"
	"sync"

	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/reference/fault"
)

// refreshDeviations are good refresh tokens that are refused, now or later, and access tokens that are dead when they
// come (R22).
func refreshDeviations() []fault.Deviation {
	const accepted, chained, alive = "token.refresh.accepted", "token.refresh.chained", "resource.refreshed.accepted"
	remembers := func(name, sentence string, mutate func(*Memory) func(*reference.Config), clause string, collateral ...string) fault.Deviation {
		return fault.New(name, sentence, Remembering(mutate), clause, collateral...)
	}
	return []fault.Deviation{
		fault.New("refresh-unsupported", "does not support the refresh grant", fault.ResponsesTo(fault.Renews, fault.OAuth(http.StatusBadRequest, reference.CodeUnsupportedGrantType)), accepted),
		fault.New("refresh-unauthorized", "lets no client refresh", fault.ResponsesTo(fault.Renews, fault.OAuth(http.StatusBadRequest, reference.CodeUnauthorizedClient)), accepted),
		fault.New("refresh-wants-user", "wants the user's password for a refresh too", fault.ResponsesTo(fault.Renews, fault.OAuth(http.StatusBadRequest, reference.CodeInvalidRequest)), accepted),
		remembers("refresh-refused", "refuses its own refresh tokens", func(m *Memory) func(*reference.Config) { return fault.ResponsesTo(m.current, invalid) }, accepted),
		remembers("refresh-redirects", "sends who refreshes to a login page", func(m *Memory) func(*reference.Config) { return fault.ResponsesTo(m.current, toLogin) }, accepted),
		remembers("refresh-created", "refreshes with status 201", func(m *Memory) func(*reference.Config) { return renewals(m, fault.SetStatus(http.StatusCreated)) }, accepted, chained),
		remembers("refresh-once", "brings refresh tokens by a refresh that are worth nothing", func(m *Memory) func(*reference.Config) { return fault.ResponsesTo(m.refreshed(1), invalid) }, chained),
		remembers("refresh-twice", "lets a session be refreshed twice", func(m *Memory) func(*reference.Config) { return fault.ResponsesTo(m.refreshed(2), invalid) }, chained),
		remembers("refresh-three-times", "lets a session be refreshed three times", func(m *Memory) func(*reference.Config) { return fault.ResponsesTo(m.refreshed(3), invalid) }, chained).SeenBy(fault.Full),
		remembers("refresh-ten-times", "lets a session be refreshed ten times", func(m *Memory) func(*reference.Config) { return fault.ResponsesTo(m.refreshed(10), invalid) }, chained).SeenBy(fault.Full),
		remembers("refreshed-token-dead-later", "brings access tokens by a fourth refresh and later ones that are worth nothing", func(m *Memory) func(*reference.Config) {
			return m.bars(func(_ *session, refreshes int) bool { return refreshes > 3 })
		}, alive).SeenBy(fault.Full),
		remembers("refresh-token-used-up", "gives back the refresh token that has just been used up", func(m *Memory) func(*reference.Config) {
			return m.tells("refresh_token", func(s *session) string { return s.refresh[len(s.refresh)-2] })
		}, chained),
		remembers("refresh-token-is-access", "writes the access token for the refresh token when it refreshes", func(m *Memory) func(*reference.Config) {
			return m.tells("refresh_token", func(s *session) string { return s.access[len(s.access)-1] })
		}, chained, "resource.refresh-token.refused"),
		remembers("refreshed-token-dead", "brings access tokens by a refresh that are worth nothing", func(m *Memory) func(*reference.Config) {
			return m.bars(func(_ *session, refreshes int) bool { return refreshes > 0 })
		}, alive),
		remembers("refresh-ends-access", "ends the access tokens of a session with its first refresh, the new one included", func(m *Memory) func(*reference.Config) {
			return m.bars(func(s *session, _ int) bool { return len(s.access) > 1 })
		}, alive),
	}
}

// refreshAnswerDeviations are faults in what a refresh answers, where a login is answered well (R22).
func refreshAnswerDeviations() []fault.Deviation {
	refreshed := func(changes ...fault.Edit) func(*reference.Config) {
		return Remembering(func(m *Memory) func(*reference.Config) { return renewals(m, changes...) })
	}
	return []fault.Deviation{
		fault.New("refreshed-refresh-token-missing", "brings no refresh token when it refreshes", refreshed(fault.DropMember("refresh_token")), "token.body.refresh_token.required"),
		fault.New("refreshed-refresh-token-null", "writes null for the refresh token when it refreshes", refreshed(fault.SetMember("refresh_token", nil)), "token.body.refresh_token.type"),
		fault.New("refreshed-refresh-token-empty", "leaves the refresh token empty when it refreshes", refreshed(fault.SetMember("refresh_token", "")), "token.refresh-token.not-empty"),
		fault.New("refreshed-access-token-missing", "brings no access token when it refreshes", refreshed(fault.DropMember("access_token")), "token.refresh.accepted", "token.body.access_token.required"),
		fault.New("refreshed-access-token-empty", "leaves the access token empty when it refreshes", refreshed(fault.SetMember("access_token", "")), "token.refresh.accepted"),
		fault.New("refreshed-expires-in-missing", "does not say how long a refreshed token lasts", refreshed(fault.DropMember("expires_in")), "token.body.expires_in.required"),
		fault.New("refreshed-expires-in-string", "writes expires_in as a string when it refreshes", refreshed(fault.SetMember("expires_in", "3600")), "token.body.expires_in.type"),
		fault.New("refreshed-expires-in-zero", "gives refreshed tokens no time at all", refreshed(fault.SetMember("expires_in", 0)), "token.expires-in.positive"),
		fault.New("refreshed-token-type-missing", "leaves token_type out when it refreshes", refreshed(fault.DropMember("token_type")), "token.token-type.bearer"),
		fault.New("refreshed-trailing", "writes more after the JSON when it refreshes", refreshed(fault.Append("}")), "token.status.200"),
	}
}

// renewals changes the answers that refresh a session.
func renewals(m *Memory, changes ...fault.Edit) func(*reference.Config) {
	return func(c *reference.Config) {
		fault.Intercept(c, func(q *fault.Request, sound func(*fault.Request) *fault.Response) *fault.Response {
			mine := m.current(q)
			return sound(q).Changed(func(r *fault.Response) bool { return mine && fault.Granted(r) }, changes)
		})
	}
}

// toLogin sends whoever asks to a login page.
func toLogin(r *fault.Response) {
	fault.Instead(func() reference.Answer {
		return reference.Answer{Status: http.StatusFound, Header: http.Header{"Location": {"/login"}}}
	})(r)
}

// agedDeviations are sessions that end at another time than they have to (R22, R24).
func agedDeviations() []fault.Deviation {
	const alive, refused, accepted, refreshed = "lifecycle.expiry.alive", "lifecycle.expiry.refused", "lifecycle.refresh.accepted", "lifecycle.refreshed.accepted"
	const later, latest = "lifecycle.refreshed.alive", "lifecycle.refreshed.refused"
	list := []fault.Deviation{
		fault.New("expiry-early", "ends access tokens at half of their time", fault.Uses(func(u *fault.Use) bool { return u.Served && u.Age >= u.Lifetime/2 }, worthless), alive, later),
		fault.New("expiry-never", "never looks whether an access token has expired", fault.Uses(fault.Expired, fault.Serves), refused, latest),
		fault.New("expiry-slides", "lets an access token live on from its last use", fault.Uses(func(u *fault.Use) bool { return fault.Expired(u) && u.Idle < u.Lifetime }, fault.Serves), refused, latest),
		fault.New("expired-redirect", "sends who shows an expired token to a login page", fault.Uses(fault.Expired, toLogin), refused, latest),
		fault.New("expired-500", "fails on an expired token", fault.Uses(fault.Expired, fault.Generic(http.StatusInternalServerError)), refused, latest),
		fault.New("expired-200", "answers an expired token with an error and status 200", fault.Uses(fault.Expired, fault.SetStatus(http.StatusOK)), refused, latest),
		fault.New("session-expires", "ends a session with its access token", Remembering(func(m *Memory) func(*reference.Config) { return fault.ResponsesTo(m.aged, invalid) }), accepted),
		fault.New("session-revived-dead", "brings dead access tokens when the old one has expired", Remembering(revivesDead), refreshed),
	}
	for i := range list {
		list[i] = list[i].SeenBy(fault.Patient)
	}
	return append(list, fault.ExpiryDeviations(worthless, []string{alive, later}, []string{refused, latest})...)
}

// revivesDead has the resource refuse the access tokens of refreshes that came after the expiry.
func revivesDead(m *Memory) func(*reference.Config) {
	var dead sync.Map // access tokens
	return func(c *reference.Config) {
		fault.Intercept(c, func(q *fault.Request, sound func(*fault.Request) *fault.Response) *fault.Response {
			mine := m.aged(q)
			r := sound(q)
			if access, _ := r.Members()["access_token"].(string); mine && fault.Granted(r) {
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
func refreshedDeviations() []fault.Deviation {
	renewed := func(u *fault.Use) bool { return u.Known != nil && u.Known.Renewed }
	return slices.Concat([]fault.Deviation{
		fault.New("refreshed-expiry-never", "never looks whether a refreshed token has expired", fault.Uses(func(u *fault.Use) bool { return renewed(u) && fault.Expired(u) }, fault.Serves),
			"lifecycle.refreshed.refused").SeenBy(fault.Patient),
		fault.New("refreshed-expiry-early", "ends refreshed tokens at half of their time", fault.Uses(func(u *fault.Use) bool {
			return renewed(u) && u.Served && u.Age >= u.Lifetime/2
		}, worthless), "lifecycle.refreshed.alive").SeenBy(fault.Patient),
		fault.New("refreshed-expired-page", "shows a web page to who shows an expired refreshed token", fault.Uses(func(u *fault.Use) bool { return renewed(u) && fault.Expired(u) },
			fault.SetContent("text/html", "<!doctype html><p>Welcome"), fault.SetStatus(200)), "lifecycle.refreshed.refused").SeenBy(fault.Patient),
	}, fault.Sometimes("refreshed-expiry-unchecked", "never looks whether a refreshed token has expired", func(u *fault.Use) bool { return renewed(u) && fault.Expired(u) },
		fault.Patient, []fault.Edit{fault.Serves}, "lifecycle.refreshed.refused"))
}
