package fault

import (
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/authconform/authconform/runner/reference"
)

// OfOwnClient chooses requests that name the target's client.
func OfOwnClient(q *Request) bool {
	id, _, _ := q.shown()
	return Posts(q) && id == q.OwnID
}

// LocksNext refuses the next request of those who are chosen after a wrong one, whatever it is, and looks at nothing of it.
func LocksNext(wrong, chosen RequestMatch, refuse Edit) func(*reference.Config) {
	return func(c *reference.Config) {
		var locked atomic.Bool
		Intercept(c, func(q *Request, sound func(*Request) *Response) *Response {
			next := chosen(q) && locked.CompareAndSwap(true, false)
			if !next && wrong(q) {
				locked.Store(true)
			}
			return sound(q).Changed(func(r *Response) bool { return next && Granted(r) }, []Edit{refuse})
		})
	}
}

// LocksInARow refuses one request that would be granted after two wrong ones with no granted one between.
func LocksInARow(wrong RequestMatch, refuse Edit) func(*reference.Config) {
	return func(c *reference.Config) {
		var tried atomic.Int64
		Intercept(c, func(q *Request, sound func(*Request) *Response) *Response {
			if wrong(q) {
				tried.Add(1)
			}
			locked := false
			return sound(q).Changed(func(r *Response) bool {
				if Granted(r) {
					locked = tried.Swap(0) >= 2
				}
				return locked
			}, []Edit{refuse})
		})
	}
}

// LockDeviations refuse for a moment after a wrong secret: whatever the client asks, or whatever comes from anybody. That is one
// cause, and one failure, however many questions are under way beside each other. Tokens is what it takes to ask for one after bad ones were shown.
func LockDeviations(clause string, tokens Effort) []Deviation {
	refuse := OAuth(http.StatusUnauthorized, reference.CodeInvalidClient)
	anybody := func(*Request) bool { return true }
	return []Deviation{
		New("locks-briefly", "refuses a client for a moment after a wrong secret for it", locksBriefly(OfOwnClient, refuse), clause),
		New("locks-briefly-in-full", "refuses a client for a moment after each of many wrong secrets for it", locksBriefly(OfOwnClient, refuse), clause).SeenBy(Full),
		New("locks-address-briefly", "refuses whoever asks for a moment after a wrong secret", locksBriefly(anybody, refuse), clause),
		New("strangers-lock-client", "refuses the next good client after five that were not, with none granted between", locksAfterRefusals(5, refuse), clause),
		New("bad-tokens-lock-client", "issues no further tokens but by renewal once the resource was shown three bad ones", locksAfterBadTokens(3, refuse), clause).SeenBy(tokens),
		New("locks-address-briefly-in-full", "refuses whoever asks for a moment after each of many wrong secrets", locksBriefly(anybody, refuse), clause).SeenBy(Full),
	}
}

// locksAfterRefusals refuses one request that would be granted after so many 401 with no granted one between, whoever got them.
func locksAfterRefusals(limit int64, refuse Edit) func(*reference.Config) {
	return func(c *reference.Config) {
		var refused atomic.Int64
		Intercept(c, func(q *Request, sound func(*Request) *Response) *Response {
			r := sound(q)
			if r.Status == http.StatusUnauthorized {
				refused.Add(1)
			}
			return r.Changed(func(r *Response) bool { return Granted(r) && refused.Swap(0) >= limit }, []Edit{refuse})
		})
	}
}

// locksAfterBadTokens refuses whoever asks for a token, and shows no older one, once the resource has refused so many of them.
func locksAfterBadTokens(limit int64, refuse Edit) func(*reference.Config) {
	return func(c *reference.Config) {
		var refused atomic.Int64
		InterceptPath(c.Policy.Resource, c, func(q *Request, sound func(*Request) *Response) *Response {
			r := sound(q)
			if r.Status/100 == 4 {
				refused.Add(1)
			}
			return r
		})
		Intercept(c, func(q *Request, sound func(*Request) *Response) *Response {
			locked := refused.Load() >= limit && !Renews(q)
			return sound(q).Changed(func(r *Response) bool { return locked && Granted(r) }, []Edit{refuse})
		})
	}
}

// briefLock is longer than some questions take, and shorter than a run.
const briefLock = 150 * time.Millisecond

// locksBriefly refuses those who are chosen for a moment after a wrong secret of the target's client, whatever they ask.
func locksBriefly(chosen RequestMatch, refuse Edit) func(*reference.Config) {
	return func(c *reference.Config) {
		var mu sync.Mutex
		var until time.Time
		Intercept(c, func(q *Request, sound func(*Request) *Response) *Response {
			mu.Lock()
			locked := time.Now().Before(until) && chosen(q)
			if OwnSecret(AnySecret)(q) {
				until = time.Now().Add(briefLock)
			}
			mu.Unlock()
			return sound(q).Changed(func(*Response) bool { return locked }, []Edit{refuse})
		})
	}
}

// Distrusts refuses the client's next request once after a wrong one.
func Distrusts(wrong RequestMatch) func(*reference.Config) {
	return func(c *reference.Config) {
		var distrusted atomic.Bool
		Intercept(c, func(q *Request, sound func(*Request) *Response) *Response {
			if wrong(q) {
				distrusted.Store(true)
			}
			r := sound(q)
			if Granted(r) && distrusted.CompareAndSwap(true, false) {
				return r.Changed(Granted, []Edit{OAuth(http.StatusUnauthorized, reference.CodeInvalidClient)})
			}
			return r
		})
	}
}

// LockedOut changes the tokens of those who are chosen, once so many wrong guesses were seen.
func LockedOut(limit int64, wrong, chosen RequestMatch, refuse Edit) func(*reference.Config) {
	return func(c *reference.Config) {
		var guesses atomic.Int64
		Intercept(c, func(q *Request, sound func(*Request) *Response) *Response {
			if wrong(q) {
				guesses.Add(1)
			}
			mine := chosen(q) && guesses.Load() >= limit
			return sound(q).Changed(func(r *Response) bool { return mine && Granted(r) }, []Edit{refuse})
		})
	}
}
