package reference

import "net/http"

// Target is a sound token endpoint and its protected resource, not yet bound to a listener. It may be used by
// many requests at once.
type Target struct {
	Config  Config
	Service Service
	limiter *Limiter
}

// New makes a target of the policy that the configuration names. Two targets share nothing, not even keys: a token of one is garbage to the other.
func New(c Config) *Target {
	c = c.Complete()
	return &Target{Config: c, Service: c.Policy.Decides(c), limiter: NewLimiter(c.MaxErrors)}
}

// Credentials gives the identifier and the secret of the client that gets what it asks for.
func (t *Target) Credentials() (id, secret string) { return t.Config.ClientID, t.Config.ClientSecret }

// TLSHandler answers as the target does over TLS, revised and wrapped as configured.
func (t *Target) TLSHandler() http.Handler {
	return Wrapped(http.HandlerFunc(t.serve), t.Config.Wrap)
}

// PlainHandler answers as the target does over plain HTTP: it rejects everything and redirects nothing,
// since whoever follows a redirect has sent the secret in clear already. A target in clear answers as it does over TLS.
func (t *Target) PlainHandler() http.Handler {
	if t.Config.InClear {
		return Wrapped(t.TLSHandler(), t.Config.WrapPlain)
	}
	return Wrapped(http.HandlerFunc(RejectPlain), t.Config.WrapPlain)
}

// Wrapped puts wrap, where there is one, around a handler.
func Wrapped(h http.Handler, wrap func(http.Handler) http.Handler) http.Handler {
	if wrap == nil {
		return h
	}
	return wrap(h)
}

func (t *Target) serve(w http.ResponseWriter, r *http.Request) {
	if !t.Config.InClear { // RFC 6797, section 7.2: on TLS only
		w.Header().Set("Strict-Transport-Security", "max-age=31536000")
	}
	a := t.fair(r)
	if t.Config.Revise != nil {
		a = t.Config.Revise(r, a)
	}
	a.Write(w, r)
}

// fair gives the decision, or a 429 to who has reached the limit: nothing is decided for who is blocked already.
func (t *Target) fair(r *http.Request) Answer {
	caller := addressOf(r)
	if left := t.limiter.blocked(caller, t.Config.Clock()); left > 0 {
		return LimitReached(left)
	}
	a := t.Service.Decide(r)
	if a.Status >= http.StatusBadRequest && a.Status < http.StatusInternalServerError {
		if left := t.limiter.Count(caller, t.Config.Clock()); left > 0 {
			return LimitReached(left)
		}
	}
	return a
}

// Revoke makes a token worthless before its time. It gives false when there is nothing to revoke: the token
// is not of this target, or has expired. Revoking twice is no different from revoking once.
func (t *Target) Revoke(token string) bool {
	if t.Config.Signed != nil {
		token = t.Config.Signed(token)
	}
	return t.Service.Revoke(token)
}

// RejectPlain answers plain HTTP as the sound target does: it shuts everybody out.
func RejectPlain(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Connection", "close")
	w.WriteHeader(http.StatusForbidden)
	_, _ = w.Write([]byte("HTTPS only\n")) // fails when the client is gone
}
