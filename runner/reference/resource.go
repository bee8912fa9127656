package reference

import (
	"net/http"
	"strings"
	"time"
)

// orders decides what the protected resource answers. Every token that is not good gets one answer: the
// difference between expired, revoked and made up is nobody's business but its owner's.
func (p *prioticketService) orders(r *http.Request) Answer {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		return methodNotAllowed(http.MethodGet, http.MethodHead)
	}
	if !acceptsJSON(r.Header.Values("Accept")) {
		return notAcceptable()
	}
	authorization := r.Header.Values("Authorization")
	switch {
	case len(authorization) == 0:
		return authorizationMissing()
	case len(authorization) > 1:
		return authorizationRepeated()
	}
	scheme, token := splitScheme(authorization[0])
	if !strings.EqualFold(scheme, "Bearer") || !p.admits(token) {
		return forbidden()
	}
	return answer(http.StatusOK, map[string]any{
		"api_version": "3.8",
		"data":        map[string]any{"kind": "order", "total_items": 0, "items": []any{}},
	})
}

func (p *prioticketService) admits(token string) bool {
	c, err := p.issuer.verify(token, p.config.Clock())
	if err != nil {
		return false
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	_, revoked := p.revoked[c.ID]
	return !revoked
}

func (p *prioticketService) Revoke(token string) bool {
	now := p.config.Clock()
	c, err := p.issuer.verify(token, now)
	if err != nil {
		return false
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.forgetExpired(now)
	p.revoked[c.ID] = c.Expiry.Time()
	return true
}

// forgetExpired keeps the list as short as the tokens that still need it; who calls it holds the lock.
func (p *prioticketService) forgetExpired(now time.Time) {
	for id, expiry := range p.revoked {
		if !now.Before(expiry) {
			delete(p.revoked, id)
		}
	}
}
