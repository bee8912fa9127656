package reference

import (
	"net/http"
	"strings"
	"time"
)

// orders decides what the protected resource answers. Every token that is not good gets one answer: the
// difference between expired, revoked and made up is nobody's business but its owner's.
func (t *Target) orders(r *http.Request) Answer {
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
	if !strings.EqualFold(scheme, "Bearer") || !t.admits(token) {
		return forbidden()
	}
	return answer(http.StatusOK, map[string]any{
		"api_version": "3.8",
		"data":        map[string]any{"kind": "order", "total_items": 0, "items": []any{}},
	})
}

func (t *Target) admits(token string) bool {
	c, err := t.issuer.verify(token, t.config.Clock())
	if err != nil {
		return false
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	_, revoked := t.revoked[c.ID]
	return !revoked
}

// Revoke makes a token worthless before its time. It gives false when there is nothing to revoke: the token
// is not of this target, or has expired. Revoking twice is no different from revoking once.
func (t *Target) Revoke(token string) bool {
	now := t.config.Clock()
	c, err := t.issuer.verify(token, now)
	if err != nil {
		return false
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.forgetExpired(now)
	t.revoked[c.ID] = c.Expiry.Time()
	return true
}

// forgetExpired keeps the list as short as the tokens that still need it; who calls it holds the lock.
func (t *Target) forgetExpired(now time.Time) {
	for id, expiry := range t.revoked {
		if !now.Before(expiry) {
			delete(t.revoked, id)
		}
	}
}
