package mock

import (
	"net/http"
	"slices"

	"github.com/authconform/authconform/runner/reference"
)

// endpoints are the services of a target with several token operations, the one with habits first. They share the resource:
// whoever issued a token says what becomes of it.
type endpoints []*service

// decides makes what decides of a configuration: one service, or one for each token operation.
func (r *reading) decides(c reference.Config, h habits) reference.Service {
	own := newService(r, c, h)
	if len(r.all) == 1 {
		return own
	}
	list := endpoints{own}
	for _, other := range r.all {
		if other != r {
			list = append(list, newService(other, c, habits{}))
		}
	}
	return list
}

// Decide implements reference.Service.
func (e endpoints) Decide(q *http.Request) reference.Answer {
	if at := slices.IndexFunc(e, func(s *service) bool { return s.read.serves(q.URL.Path) && s.read.contract.TokenMethod() == q.Method }); at >= 0 {
		return e[at].token(q)
	}
	if at := slices.IndexFunc(e, func(s *service) bool { return s.read.serves(q.URL.Path) }); at >= 0 {
		return e[at].token(q)
	}
	_, token := reference.SplitScheme(q.Header.Get("Authorization"))
	for _, s := range e {
		if s.tokens.isAccess(token) {
			return s.Decide(q)
		}
	}
	for _, s := range e {
		if s.remembers(token) {
			return s.Decide(q)
		}
	}
	return e[0].Decide(q)
}

// Revoke implements reference.Service.
func (e endpoints) Revoke(token string) bool {
	return slices.ContainsFunc(e, func(s *service) bool { return s.Revoke(token) })
}
