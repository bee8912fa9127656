package reference

import (
	"net/http"
	"slices"
	"sync"
	"time"
)

// memory is what a mutation remembers of the sessions of a target: what the sound target cannot be asked for.
type memory struct {
	mu       sync.Mutex
	sessions []*session
}

// session is a login and all that was refreshed since, the oldest first.
type session struct {
	access, refresh []string
	latest          time.Time // when the last of them were issued
	ended           bool
}

// remembering makes a mutation of one that needs a memory. What it remembers are the tokens as they are at this place.
func remembering(mutate func(*memory) func(*Config)) func(*Config) {
	return func(c *Config) {
		m := &memory{}
		around(c, m.learn)
		mutate(m)(c)
	}
}

func (m *memory) learn(q *inquiry, sound func(*inquiry) *reply) *reply {
	shown := q.sentForm().Get("refresh_token")
	r := sound(q)
	if !granted(r) {
		return r
	}
	access, _ := r.members()["access_token"].(string)
	refresh, _ := r.members()["refresh_token"].(string)
	m.mu.Lock()
	defer m.mu.Unlock()
	s := m.holding(shown)
	if s == nil {
		s = &session{}
		m.sessions = append(m.sessions, s)
	}
	s.access, s.refresh, s.latest = append(s.access, access), append(s.refresh, refresh), q.config.Clock()
	return r
}

// holding gives the session that a refresh token is or was of; nil when there is none. Who calls it holds the lock.
func (m *memory) holding(refresh string) *session {
	for _, s := range m.sessions {
		if slices.Contains(s.refresh, refresh) {
			return s
		}
	}
	return nil
}

// whose chooses requests to refresh by the session that their refresh token is or was of; nil when there is none.
func (m *memory) whose(fits func(q *inquiry, s *session) bool) asked {
	return func(q *inquiry) bool {
		if !renews(q) || !q.sentForm().Has("refresh_token") {
			return false
		}
		m.mu.Lock()
		defer m.mu.Unlock()
		return fits(q, m.holding(q.sentForm().Get("refresh_token")))
	}
}

// current chooses refresh tokens that are good, whoever shows them.
func (m *memory) current(q *inquiry) bool {
	return m.whose(func(q *inquiry, s *session) bool {
		return s != nil && s.refresh[len(s.refresh)-1] == q.sentForm().Get("refresh_token")
	})(q)
}

// good gives the refresh tokens that are good.
func (m *memory) good() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	tokens := make([]string, len(m.sessions))
	for i, s := range m.sessions {
		tokens[i] = s.refresh[len(s.refresh)-1]
	}
	return tokens
}

// used chooses refresh tokens that were good once.
func (m *memory) used(q *inquiry) bool {
	return m.whose(func(_ *inquiry, s *session) bool { return s != nil })(q) && !m.current(q)
}

// refreshed chooses good refresh tokens of sessions that were refreshed so often before.
func (m *memory) refreshed(times int) asked {
	often := m.whose(func(_ *inquiry, s *session) bool { return s != nil && len(s.refresh) > times })
	return func(q *inquiry) bool { return often(q) && m.current(q) }
}

// aged chooses good refresh tokens whose access tokens have expired.
func (m *memory) aged(q *inquiry) bool {
	late := m.whose(func(q *inquiry, s *session) bool {
		return s != nil && q.config.Clock().Sub(s.latest) >= q.config.Lifetime
	})
	return late(q) && m.current(q)
}

// unheard chooses what nobody issued, as a refresh token or an access token.
func (m *memory) unheard(q *inquiry) bool {
	return m.whose(func(_ *inquiry, s *session) bool { return s == nil })(q) && !m.misplaced(q)
}

// misplaced chooses access tokens in the place of refresh tokens.
func (m *memory) misplaced(q *inquiry) bool {
	return m.whose(func(q *inquiry, _ *session) bool {
		return slices.ContainsFunc(m.sessions, func(s *session) bool {
			return slices.Contains(s.access, q.sentForm().Get("refresh_token"))
		})
	})(q)
}

// foreign chooses good refresh tokens in the hands of another client than the target's own.
func (m *memory) foreign(q *inquiry) bool { return m.current(q) && byOtherClient(q) }

// latest puts the newest refresh token of its session in the place of a token of either kind.
func (m *memory) latest(q *inquiry) {
	form := q.sentForm()
	shown := form.Get("refresh_token")
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, s := range m.sessions {
		if slices.Contains(s.refresh, shown) || slices.Contains(s.access, shown) {
			form.Set("refresh_token", s.refresh[len(s.refresh)-1])
		}
	}
	q.fill(form)
}

// ends ends the sessions whose refresh tokens are shown.
func (m *memory) ends(q *inquiry) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if s := m.holding(q.sentForm().Get("refresh_token")); s != nil {
		s.ended = true
	}
}

// over chooses refresh tokens of sessions that have ended.
func (m *memory) over(q *inquiry) bool {
	return m.whose(func(_ *inquiry, s *session) bool { return s != nil && s.ended })(q)
}

// tells puts another value into the answers that refresh a session: what choose takes of it.
func (m *memory) tells(member string, choose func(*session) string) func(*Config) {
	return func(c *Config) {
		around(c, func(q *inquiry, sound func(*inquiry) *reply) *reply {
			shown := q.sentForm().Get("refresh_token")
			return sound(q).changed(func(r *reply) bool { return granted(r) && renews(q) }, []change{with(func(members map[string]any) {
				m.mu.Lock()
				defer m.mu.Unlock()
				if s := m.holding(shown); s != nil {
					members[member] = choose(s)
				}
			})})
		})
	}
}

// bars has the resource refuse access tokens that are good, by their session and by how often it was refreshed when
// they were issued.
func (m *memory) bars(chosen func(s *session, refreshes int) bool) func(*Config) {
	return func(c *Config) {
		aroundPath(c.policy.resource, c, func(q *inquiry, sound func(*inquiry) *reply) *reply {
			_, token := splitScheme(q.Header.Get("Authorization"))
			return sound(q).changed(func(r *reply) bool { return granted(r) && m.picks(token, chosen) }, []change{worthless})
		})
	}
}

func (m *memory) picks(access string, chosen func(s *session, refreshes int) bool) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, s := range m.sessions {
		if i := slices.Index(s.access, access); i >= 0 && chosen(s, i) {
			return true
		}
	}
	return false
}

// worthless refuses a token as the sound target does.
func worthless(r *reply) {
	instead(func() Answer {
		return bearerOnly(`Bearer realm="ticketpark", error="invalid_token"`, "The access token is invalid, expired or revoked.")
	})(r)
}

// invalid refuses a grant as the sound target does.
func invalid(r *reply) { oauth(http.StatusBadRequest, codeInvalidGrant)(r) }
