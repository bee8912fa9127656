package prioticket

import (
	"net/http"
	"strings"
	"time"

	"github.com/authconform/authconform/runner/reference"
)

// orders decides what the protected resource answers. Every token that is not good gets one answer: the
// difference between expired, revoked and made up is nobody's business but its owner's.
func (p *Service) orders(r *http.Request) reference.Answer {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		return methodNotAllowed(http.MethodGet, http.MethodHead)
	}
	if !reference.AcceptsJSON(r.Header.Values("Accept")) {
		return notAcceptable()
	}
	authorization := r.Header.Values("Authorization")
	switch {
	case len(authorization) == 0:
		return authorizationMissing()
	case len(authorization) > 1:
		return authorizationRepeated()
	}
	scheme, token := reference.SplitScheme(authorization[0])
	if !strings.EqualFold(scheme, "Bearer") || !p.admits(token) {
		return forbidden()
	}
	return reference.NewAnswer(http.StatusOK, map[string]any{
		"api_version": "3.8",
		"data":        map[string]any{"kind": "order", "total_items": 0, "items": []any{}},
	})
}

func (p *Service) admits(token string) bool {
	c, err := p.issuer.verify(token, p.config.Clock())
	if err != nil {
		return false
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	_, revoked := p.Revoked[c.ID]
	return !revoked
}

// Revoke implements reference.Service.
func (p *Service) Revoke(token string) bool {
	now := p.config.Clock()
	c, err := p.issuer.verify(token, now)
	if err != nil {
		return false
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.forgetExpired(now)
	p.Revoked[c.ID] = c.Expiry.Time()
	return true
}

// forgetExpired keeps the list as short as the tokens that still need it; who calls it holds the lock.
func (p *Service) forgetExpired(now time.Time) {
	for id, expiry := range p.Revoked {
		if !now.Before(expiry) {
			delete(p.Revoked, id)
		}
	}
}
