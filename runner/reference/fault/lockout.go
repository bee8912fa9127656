package fault

import (
	"net/http"
	"sync/atomic"

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
