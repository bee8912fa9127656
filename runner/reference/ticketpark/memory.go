package ticketpark

import (
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/reference/fault"
)

// Memory is what a mutation remembers of the sessions of a target: what the sound target cannot be asked for.
type Memory struct {
	mu       sync.Mutex
	sessions []*session
}

// session is a login and all that was refreshed since, the oldest first.
type session struct {
	access, refresh []string
	over            []int     // the major versions of HTTP over which they came
	latest          time.Time // when the last of them were issued
	ended           bool
}

// Remembering makes a mutation of one that needs a memory. What it remembers are the tokens as they are at this place.
func Remembering(mutate func(*Memory) func(*reference.Config)) func(*reference.Config) {
	return func(c *reference.Config) {
		m := &Memory{}
		fault.Intercept(c, m.learn)
		mutate(m)(c)
	}
}

func (m *Memory) learn(q *fault.Request, sound func(*fault.Request) *fault.Response) *fault.Response {
	shown := q.SentForm().Get("refresh_token")
	r := sound(q)
	if !fault.Granted(r) {
		return r
	}
	access, _ := r.Members()["access_token"].(string)
	refresh, _ := r.Members()["refresh_token"].(string)
	m.mu.Lock()
	defer m.mu.Unlock()
	s := m.holding(shown)
	if s == nil {
		s = &session{}
		m.sessions = append(m.sessions, s)
	}
	s.access, s.refresh, s.latest = append(s.access, access), append(s.refresh, refresh), q.Config.Clock()
	s.over = append(s.over, q.ProtoMajor)
	return r
}

// holding gives the session that a refresh token is or was of; nil when there is none. Who calls it holds the lock.
func (m *Memory) holding(refresh string) *session {
	for _, s := range m.sessions {
		if slices.Contains(s.refresh, refresh) {
			return s
		}
	}
	return nil
}

// whose chooses requests to refresh by the session that their refresh token is or was of; nil when there is none.
func (m *Memory) whose(fits func(q *fault.Request, s *session) bool) fault.RequestMatch {
	return func(q *fault.Request) bool {
		if !fault.Renews(q) || !q.SentForm().Has("refresh_token") {
			return false
		}
		m.mu.Lock()
		defer m.mu.Unlock()
		return fits(q, m.holding(q.SentForm().Get("refresh_token")))
	}
}

// current chooses refresh tokens that are good, whoever shows them.
func (m *Memory) current(q *fault.Request) bool {
	return m.whose(func(q *fault.Request, s *session) bool {
		return s != nil && s.refresh[len(s.refresh)-1] == q.SentForm().Get("refresh_token")
	})(q)
}

// good gives the refresh tokens that are good, of sessions that were refreshed so often at least.
func (m *Memory) good(refreshes int) []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	var tokens []string
	for _, s := range m.sessions {
		if len(s.refresh) > refreshes {
			tokens = append(tokens, s.refresh[len(s.refresh)-1])
		}
	}
	return tokens
}

// used chooses refresh tokens that were good once.
func (m *Memory) used(q *fault.Request) bool {
	return m.whose(func(_ *fault.Request, s *session) bool { return s != nil })(q) && !m.current(q)
}

// refreshed chooses good refresh tokens of sessions that were refreshed so often before.
func (m *Memory) refreshed(times int) fault.RequestMatch {
	often := m.whose(func(_ *fault.Request, s *session) bool { return s != nil && len(s.refresh) > times })
	return func(q *fault.Request) bool { return often(q) && m.current(q) }
}

// crossed chooses good refresh tokens that came over one version of HTTP and are shown over another.
func (m *Memory) crossed(fetched, shown int) fault.RequestMatch {
	came := m.whose(func(_ *fault.Request, s *session) bool { return s != nil && s.over[len(s.over)-1] == fetched })
	return func(q *fault.Request) bool { return q.ProtoMajor == shown && came(q) && m.current(q) }
}

// aged chooses good refresh tokens whose access tokens have expired.
func (m *Memory) aged(q *fault.Request) bool {
	late := m.whose(func(q *fault.Request, s *session) bool {
		return s != nil && q.Config.Clock().Sub(s.latest) >= q.Config.Lifetime
	})
	return late(q) && m.current(q)
}

// unheard chooses what nobody issued, as a refresh token or an access token.
func (m *Memory) unheard(q *fault.Request) bool {
	return m.whose(func(_ *fault.Request, s *session) bool { return s == nil })(q) && !m.misplaced(q) && !emptyRefresh(q)
}

// misplaced chooses access tokens in the place of refresh tokens.
func (m *Memory) misplaced(q *fault.Request) bool {
	return m.whose(func(q *fault.Request, _ *session) bool {
		return slices.ContainsFunc(m.sessions, func(s *session) bool {
			return slices.Contains(s.access, q.SentForm().Get("refresh_token"))
		})
	})(q)
}

// foreign chooses good refresh tokens in the hands of another client than the target's own.
func (m *Memory) foreign(q *fault.Request) bool { return m.current(q) && byOtherClient(q) }

// latest puts the newest refresh token of its session in the place of a token of either kind.
func (m *Memory) latest(q *fault.Request) {
	form := q.SentForm()
	shown := form.Get("refresh_token")
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, s := range m.sessions {
		if slices.Contains(s.refresh, shown) || slices.Contains(s.access, shown) {
			form.Set("refresh_token", s.refresh[len(s.refresh)-1])
		}
	}
	q.Fill(form)
}

// ends ends the sessions whose refresh tokens are shown.
func (m *Memory) ends(q *fault.Request) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if s := m.holding(q.SentForm().Get("refresh_token")); s != nil {
		s.ended = true
	}
}

// over chooses refresh tokens of sessions that have ended.
func (m *Memory) over(q *fault.Request) bool {
	return m.whose(func(_ *fault.Request, s *session) bool { return s != nil && s.ended })(q)
}

// tells puts another value into the answers that refresh a session: what choose takes of it.
func (m *Memory) tells(member string, choose func(*session) string) func(*reference.Config) {
	return func(c *reference.Config) {
		fault.Intercept(c, func(q *fault.Request, sound func(*fault.Request) *fault.Response) *fault.Response {
			shown := q.SentForm().Get("refresh_token")
			return sound(q).Changed(func(r *fault.Response) bool { return fault.Granted(r) && fault.Renews(q) }, []fault.Edit{fault.EditMembers(func(members map[string]any) {
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
func (m *Memory) bars(chosen func(s *session, refreshes int) bool) func(*reference.Config) {
	return func(c *reference.Config) {
		fault.InterceptPath(c.Policy.Resource, c, func(q *fault.Request, sound func(*fault.Request) *fault.Response) *fault.Response {
			_, token := reference.SplitScheme(q.Header.Get("Authorization"))
			return sound(q).Changed(func(r *fault.Response) bool { return fault.Granted(r) && m.picks(token, chosen) }, []fault.Edit{worthless})
		})
	}
}

func (m *Memory) picks(access string, chosen func(s *session, refreshes int) bool) bool {
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
func worthless(r *fault.Response) {
	fault.Instead(func() reference.Answer {
		return bearerOnly(`Bearer realm="ticketpark", error="invalid_token"`, "The access token is invalid, expired or revoked.")
	})(r)
}

// invalid refuses a grant as the sound target does.
func invalid(r *fault.Response) { fault.OAuth(http.StatusBadRequest, reference.CodeInvalidGrant)(r) }
