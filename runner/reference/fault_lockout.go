package reference

import (
	"net/http"
	"sync/atomic"
)

// ofOwnClient chooses requests that name the target's client.
func ofOwnClient(q *inquiry) bool {
	id, _, _ := q.shown()
	return posts(q) && id == q.ownID
}

// locksNext refuses the next request of those who are chosen after a wrong one, whatever it is, and looks at nothing of it.
func locksNext(wrong, chosen asked, refuse change) func(*Config) {
	return func(c *Config) {
		var locked atomic.Bool
		around(c, func(q *inquiry, sound func(*inquiry) *reply) *reply {
			next := chosen(q) && locked.CompareAndSwap(true, false)
			if !next && wrong(q) {
				locked.Store(true)
			}
			return sound(q).changed(func(r *reply) bool { return next && granted(r) }, []change{refuse})
		})
	}
}

// locksInARow refuses one request that would be granted after two wrong ones with no granted one between.
func locksInARow(wrong asked, refuse change) func(*Config) {
	return func(c *Config) {
		var tried atomic.Int64
		around(c, func(q *inquiry, sound func(*inquiry) *reply) *reply {
			if wrong(q) {
				tried.Add(1)
			}
			locked := false
			return sound(q).changed(func(r *reply) bool {
				if granted(r) {
					locked = tried.Swap(0) >= 2
				}
				return locked
			}, []change{refuse})
		})
	}
}

// distrusts refuses the client's next request once after a wrong one.
func distrusts(wrong asked) func(*Config) {
	return func(c *Config) {
		var distrusted atomic.Bool
		around(c, func(q *inquiry, sound func(*inquiry) *reply) *reply {
			if wrong(q) {
				distrusted.Store(true)
			}
			r := sound(q)
			if granted(r) && distrusted.CompareAndSwap(true, false) {
				return r.changed(granted, []change{oauth(http.StatusUnauthorized, codeInvalidClient)})
			}
			return r
		})
	}
}

// lockedOut changes the tokens of those who are chosen, once so many wrong guesses were seen.
func lockedOut(limit int64, wrong, chosen asked, refuse change) func(*Config) {
	return func(c *Config) {
		var guesses atomic.Int64
		around(c, func(q *inquiry, sound func(*inquiry) *reply) *reply {
			if wrong(q) {
				guesses.Add(1)
			}
			mine := chosen(q) && guesses.Load() >= limit
			return sound(q).changed(func(r *reply) bool { return mine && granted(r) }, []change{refuse})
		})
	}
}
