package mock

import (
	"net/http"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/authconform/authconform/openapi/facts"
	"github.com/authconform/authconform/runner/reference"
)

// service decides what a target answers.
type service struct {
	read    *reading
	config  reference.Config
	habits  habits
	clients []known
	tokens  *tokens
	success template
	refused atomic.Bool // somebody
}

// known is a client that the target knows, and why it gets no token; "" where it gets one.
type known struct {
	reference.Credentials
	why reason
}

func newService(r *reading, c reference.Config, h habits) *service {
	s := &service{read: r, config: c, habits: h, success: r.issued}
	s.clients = []known{
		{reference.Credentials{ID: c.ClientID, Secret: c.ClientSecret}, ""},
		{c.Special, ""},
		{c.Other, ""},
		{c.Unauthorized, unauthorized},
		{c.InvalidGrant, invalidGrant},
	}
	s.tokens = newTokens(r.lifetime(s.success, c.Lifetime))
	return s
}

// Decide implements reference.Service.
func (s *service) Decide(r *http.Request) reference.Answer {
	switch policy := s.config.Policy; {
	case s.read.serves(r.URL.Path):
		return s.token(r)
	case policy.Serves(policy.Resource, r.URL.Path):
		return s.resource(r)
	default:
		return reference.GenericError(http.StatusNotFound, "NOT_FOUND", "There is nothing at this address.")
	}
}

// Revoke implements reference.Service.
func (s *service) Revoke(token string) bool { return s.tokens.revoke(token, s.config.Clock()) }

// token decides what the token endpoint answers: the first reason to refuse a request counts.
func (s *service) token(r *http.Request) reference.Answer {
	if r.Method != s.read.contract.TokenMethod() {
		if r.URL.Query().Has(s.read.facts.ClientAuthentication.SecretParameter) {
			return s.refuse(tokenRequest{Request: r}, queryCredentials)
		}
		return s.refuse(tokenRequest{Request: r}, reason("method-"+strings.ToLower(r.Method)))
	}
	q := s.readRequest(r)
	for _, why := range []reason{s.negotiation(q), q.broken, s.authentication(q), s.grant(q), s.owner(q), s.session(q), s.scope(q)} {
		if why != "" && why != s.habits.takes {
			return s.refuse(q, why)
		}
		if why != "" {
			break
		}
	}
	return s.issue(q)
}

// negotiation refuses who takes neither JSON nor what the document has in its place, where the document has an answer to that.
func (s *service) negotiation(q tokenRequest) reason {
	accepted := q.Header.Values("Accept")
	own, _, _ := strings.Cut(s.read.success.media, ";")
	if s.read.form(http.StatusNotAcceptable) != nil && !reference.AcceptsJSON(accepted) && !strings.Contains(strings.ToLower(strings.Join(accepted, ",")), strings.ToLower(own)) {
		return acceptsNoJSON
	}
	return ""
}

func (s *service) authentication(q tokenRequest) reason {
	if !s.read.facts.Has(facts.Authentication) {
		return ""
	}
	shown, why := s.shown(q)
	if why == "" {
		why = s.recognized(q, shown)
	}
	if !q.refresh {
		return why
	}
	switch why {
	case noCredentials:
		return refreshNoClient
	case wrongSecret, wrongBodySecret:
		return refreshSecret
	default:
		return why
	}
}

// recognized says why a client is not let in that shows these credentials.
func (s *service) recognized(q tokenRequest, shown reference.Credentials) reason {
	i := slices.IndexFunc(s.clients, func(k known) bool { return k.ID == shown.ID })
	switch {
	case !s.read.facts.Has(facts.ClientIdentifiers): // a key says who it is by itself
		if s.clients[0].Secret != shown.Secret {
			return wrongSecret
		}
		return ""
	case i < 0:
		return unknownClient
	case !reference.DigestsOf(s.clients[i].Credentials).Equal(reference.DigestsOf(shown)) && len(q.Header.Values("Authorization")) == 0 && s.read.facts.Has(facts.BasicAuthentication):
		return wrongBodySecret
	case !reference.DigestsOf(s.clients[i].Credentials).Equal(reference.DigestsOf(shown)):
		return wrongSecret
	}
	return s.clients[i].why
}

// grant looks at the grant type alone.
func (s *service) grant(q tokenRequest) reason {
	if !s.read.facts.Has(facts.GrantTypes) {
		return ""
	}
	value, there := q.members["grant_type"]
	said := s.read.facts
	switch value := value.(type) {
	case string:
		switch {
		case value == said.Grant, q.refresh:
			return ""
		case value == "":
			return grantEmpty
		}
		return grantUnknown
	case bool:
		return grantBoolean
	case []any:
		return grantArray
	case map[string]any:
		return grantObject
	case nil:
		if there {
			return grantNull
		}
		return grantMissing
	default:
		return grantNumber
	}
}

// owner looks at the resource owner's credentials (RFC 6749, section 4.3).
func (s *service) owner(q tokenRequest) reason {
	said := s.read.facts.User
	if said.NameParameter == "" || q.refresh {
		return ""
	}
	name, password := q.text(said.NameParameter), q.text(said.PasswordParameter)
	_, sent := q.members[said.PasswordParameter]
	switch {
	case name == "":
		return userMissing
	case !sent:
		return passwordMissing
	case password == "":
		return passwordEmpty
	case name != s.config.Username:
		return unknownUser
	case password == s.config.Password:
		return ""
	case strings.EqualFold(password, s.config.Password):
		return wrongCase
	}
	return wrongPassword
}

// session looks at the refresh token (RFC 6749, section 6).
func (s *service) session(q tokenRequest) reason {
	if !q.refresh {
		return ""
	}
	token := q.text(s.read.facts.Refresh.Parameter)
	shown, _ := s.shown(q)
	session, found := s.tokens.refreshes(token)
	if s.habits.aged && s.tokens.over(session, s.config.Clock()) || s.habits.once && session.renewed {
		found = false
	}
	switch {
	case token == "":
		return refreshMissing
	case found && session.client != shown.ID:
		return refreshOther
	case found:
		return ""
	case s.tokens.isAccess(token):
		return refreshAccess
	}
	return refreshGarbage
}

// scope refuses scopes that there are not, where the document has a code for that; else another one is granted.
func (s *service) scope(q tokenRequest) reason {
	if s.read.scope == "" || s.read.ways(scopeUnknown)[0].code != reference.CodeInvalidScope {
		return ""
	}
	for _, name := range strings.Fields(q.text("scope")) {
		if name != s.read.scope {
			return scopeUnknown
		}
	}
	return ""
}

// refuse gives the answer that the document has for a reason.
func (s *service) refuse(q tokenRequest, why reason) reference.Answer {
	if why == s.habits.takes {
		return s.issue(q)
	}
	s.refused.Store(true)
	a := s.read.dress(s.read.ways(why)[0].write())
	if change := s.habits.answers[why]; change != nil {
		a = change(a)
	}
	return a
}

// issue grants a token.
func (s *service) issue(q tokenRequest) reference.Answer {
	if s.habits.locks && s.refused.Load() {
		return s.read.dress(s.read.ways(s.read.certain()[0])[0].write())
	}
	shown, _ := s.shown(q)
	now, dead := s.config.Clock(), false
	if q.refresh {
		session, _ := s.tokens.refreshes(q.text(s.read.facts.Refresh.Parameter))
		dead = s.habits.dead && s.tokens.over(session, now)
		s.tokens.spend(q.text(s.read.facts.Refresh.Parameter))
	}
	kept := q.refresh && s.habits.keeps
	begun := s.tokens.issue(issued{client: shown.ID, at: now, renewed: q.refresh, revoked: dead}, s.habits.same && !q.refresh)
	wanted, hinted := s.read.responseMembers(now, s.tokens.lifetime, s.habits.jwts)
	if asked := q.text("scope"); s.habits.echoes && asked != "" {
		wanted[s.read.places.scope] = s.read.exactly(asked)
	}
	if kept {
		wanted[s.read.places.refresh] = s.read.exactly(q.text(s.read.facts.Refresh.Parameter))
	}
	if begun.access != "" { // it was issued before
		wanted[s.read.places.access] = s.read.exactly(begun.access)
	}
	a := s.success.write(wanted, hinted)
	access, _ := at(a.Body, s.read.places.access)
	refresh, _ := at(a.Body, s.read.places.refresh)
	s.tokens.complete(begun, text(access), text(refresh))
	if s.habits.issues != nil {
		a = s.habits.issues(a)
	}
	return a
}

func text(value any) string {
	text, _ := value.(string)
	return text
}
