package reference

import "net/http"

// Target is a sound token endpoint and its protected resource, not yet bound to a listener. It may be used by
// many requests at once.
type Target struct {
	config  Config
	service service
	limiter *limiter
}

// newTarget makes a target of the policy that the configuration names. Two targets share nothing, not even keys: a token of one is garbage to the other.
func newTarget(c Config) *Target {
	c = c.complete()
	return &Target{config: c, service: c.policy.decides(c), limiter: newLimiter(c.MaxErrors)}
}

// Credentials gives the identifier and the secret of the client that gets what it asks for.
func (t *Target) Credentials() (id, secret string) { return t.config.ClientID, t.config.ClientSecret }

// TLSHandler answers as the target does over TLS, revised and wrapped as configured.
func (t *Target) TLSHandler() http.Handler {
	return wrapped(http.HandlerFunc(t.serve), t.config.Wrap)
}

// PlainHandler answers as the target does over plain HTTP: it rejects everything and redirects nothing,
// since whoever follows a redirect has sent the secret in clear already. A target in clear answers as it does over TLS.
func (t *Target) PlainHandler() http.Handler {
	if t.config.InClear {
		return wrapped(t.TLSHandler(), t.config.WrapPlain)
	}
	return wrapped(http.HandlerFunc(rejectPlain), t.config.WrapPlain)
}

func wrapped(h http.Handler, wrap func(http.Handler) http.Handler) http.Handler {
	if wrap == nil {
		return h
	}
	return wrap(h)
}

func (t *Target) serve(w http.ResponseWriter, r *http.Request) {
	if !t.config.InClear { // RFC 6797, section 7.2: on TLS only
		w.Header().Set("Strict-Transport-Security", "max-age=31536000")
	}
	a := t.fair(r)
	if t.config.Revise != nil {
		a = t.config.Revise(r, a)
	}
	a.Write(w, r)
}

// fair gives the decision, or a 429 to who has reached the limit: nothing is decided for who is blocked already.
func (t *Target) fair(r *http.Request) Answer {
	caller := addressOf(r)
	if left := t.limiter.blocked(caller, t.config.Clock()); left > 0 {
		return limitReached(left)
	}
	a := t.service.Decide(r)
	if a.Status >= http.StatusBadRequest && a.Status < http.StatusInternalServerError {
		if left := t.limiter.count(caller, t.config.Clock()); left > 0 {
			return limitReached(left)
		}
	}
	return a
}

// Revoke makes a token worthless before its time. It gives false when there is nothing to revoke: the token
// is not of this target, or has expired. Revoking twice is no different from revoking once.
func (t *Target) Revoke(token string) bool { return t.service.Revoke(token) }

func rejectPlain(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Connection", "close")
	w.WriteHeader(http.StatusForbidden)
	_, _ = w.Write([]byte("HTTPS only\n")) // fails when the client is gone
}
