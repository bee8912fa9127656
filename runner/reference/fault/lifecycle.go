package fault

import (
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/authconform/authconform/runner/reference"
)

// Slack is how much earlier or later than it says a token may end; half of what R16 allows at least.
const Slack = 500 * time.Millisecond

// leastGrace is the least that R16 allows on either side.
const leastGrace = time.Second

// idleLeast is how long a connection has to be idle to be ended for that: longer than a run has nothing to ask, and shorter than
// it waits for a token to end.
const idleLeast = 1500 * time.Millisecond

// LifecycleVariants are other sound ends of a token (R16), and of the connections that a run left idle meanwhile.
func LifecycleVariants() []Variant {
	return []Variant{
		NewVariant("idle-connections-end", "speaks HTTP/1.1 only, and ends connections that were idle just when more comes on them", Compose(endsIdle, oldHTTP)).SeenBy(Patient),
		NewVariant("expired-400", "refuses an expired token with 400", Uses(Expired, Generic(http.StatusBadRequest))).SeenBy(Patient),
		NewVariant("expiry-a-little-early", "ends tokens half a second early", Uses(func(u *Use) bool { return u.Served && u.Age >= u.Lifetime-Slack }, Forbids)).SeenBy(Patient),
		NewVariant("expiry-early-by-the-grace", "ends tokens a second early, as a token that lives for seconds may", Uses(func(u *Use) bool { return u.Served && u.Age >= u.Lifetime-leastGrace }, Forbids)).SeenBy(Patient),
		NewVariant("expiry-late-by-the-grace", "ends tokens a second late, as a token that lives for seconds may", Uses(func(u *Use) bool { return Expired(u) && u.Age < u.Lifetime+leastGrace }, Serves)).SeenBy(Patient),
		NewVariant("expiry-slack-late-on-one-node", "ends tokens half a second late on one of two nodes", OnANode(func(u *Use) bool { return Expired(u) && u.Age < u.Lifetime+Slack }, Serves)).SeenBy(Patient),
		NewVariant("expiry-slack-early-on-one-node", "ends tokens half a second early on one of two nodes", OnANode(func(u *Use) bool { return u.Served && u.Age >= u.Lifetime-Slack }, Forbids)).SeenBy(Patient),
		NewVariant("expiry-a-little-late", "ends tokens half a second late", Uses(func(u *Use) bool { return Expired(u) && u.Age < u.Lifetime+Slack }, Serves)).SeenBy(Patient),
	}
}

// endsIdle ends a connection without an answer when a request comes on it after it was idle: what a client sees that asks just when
// a server closes it (RFC 9112, section 9.5).
func endsIdle(c *reference.Config) {
	inside := c.Wrap
	c.Wrap = func(h http.Handler) http.Handler {
		h = reference.Wrapped(h, inside)
		var used sync.Map // connections, and when they were last used
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			// A pointer of its own for each connection; a client's port comes again.
			connection := r.Context().Value(http.LocalAddrContextKey)
			if last, known := used.Swap(connection, time.Now()); known && time.Since(last.(time.Time)) > idleLeast { //nolint:forcetypeassert // nothing else is stored
				panic(http.ErrAbortHandler)
			}
			h.ServeHTTP(w, r)
		})
	}
}

// ExpiryDeviations are tokens that end at another time than they say, at times (R16): alive and refused are the clauses of the
// first token and what follows it.
func ExpiryDeviations(refuse Edit, alive, refused []string) []Deviation {
	early := func(u *Use) bool { return u.Served && u.Age >= u.Lifetime/2 }
	return slices.Concat(
		Sometimes("expiry-unchecked", "never looks whether a token has expired", Expired, Patient, []Edit{Serves}, refused[0], refused[1:]...),
		Sometimes("expiry-early", "ends tokens at half of their time", early, Patient, []Edit{refuse}, alive[0], alive[1:]...),
	)
}
