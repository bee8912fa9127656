package reference

import (
	"net/http"
	"sync"
	"sync/atomic"
)

// faultDeviations are faults that show only sometimes. They count what the target answered, and touch what
// every answer is held against or what comes last, so that the order of the requests in between does not matter.
func faultDeviations() []Deviation {
	third := func(n int64) bool { return n%3 == 0 }
	return []Deviation{
		breaks("every-third-token-type-missing", "leaves token_type out of every third token response", counted(third, granted, drop("token_type")),
			"token.body.token_type.required"),
		breaks("every-third-token-cacheable", "lets caches store every third token", counted(third, granted, field("Cache-Control")), "headers.cache-control.no-store"),
		breaks("every-third-405-without-allow", "lists its methods in two of three answers with 405 only", counted(third, status(http.StatusMethodNotAllowed), field("Allow")),
			"headers.allow.on-405"),
		breaks("every-fifth-error-not-ascii", "describes every fifth error in letters beyond ASCII",
			counted(func(n int64) bool { return n%5 == 0 }, status(http.StatusBadRequest), set("error_description", "Ungültig.")), "errors.oauth.characters"),
		breaks("first-token-opaque", "issues an opaque token first, and JWTs later", counted(func(n int64) bool { return n == 1 }, granted, set("access_token", "opaque")),
			"token.access-token.jwt"),
		breaks("locks-out", "locks a client out once somebody has tried two wrong secrets for it", locksOut(2),
			"token.valid.after-refusals"),
		breaks("refuses-after-wrong-secret", "refuses the next request of a client for whom a wrong secret was tried", distrusts(ownSecret(anySecret)), "token.valid.after-refusals"),
		breaks("lock-next", "refuses whatever comes next of a client for whom a wrong secret was tried", locksNext(ownSecret(anySecret), ofOwnClient, oauth(http.StatusUnauthorized, codeInvalidClient)),
			"token.valid.after-refusals"),
		breaks("locks-out-in-a-row", "locks a client out once two wrong secrets were tried for it with no right one between",
			locksInARow(ownSecret(anySecret), oauth(http.StatusUnauthorized, codeInvalidClient)), "token.valid.after-refusals").seenBy(Full),
		breaks("once-only", "grants one and the same request five times, and never again", grantsTimes(5), "token.valid.after-refusals").betweenVersions(),
		breaks("500-after-errors", "fails on other methods after an error", failsAfterErrors,
			"errors.method-get.refused", "errors.method-delete.refused", "errors.method-head.refused", "errors.method-patch.refused", "errors.method-put.refused"),
	}
}

// locksOut refuses every client once so many wrong secrets were seen.
func locksOut(limit int64) func(*Config) {
	return func(c *Config) {
		var wrong atomic.Int64
		around(c, func(q *inquiry, sound func(*inquiry) *reply) *reply {
			if ownSecret(anySecret)(q) {
				wrong.Add(1)
			}
			locked := func(r *reply) bool { return granted(r) && wrong.Load() >= limit }
			return sound(q).changed(locked, []change{oauth(http.StatusUnauthorized, codeInvalidClient)})
		})
	}
}

// grantsTimes refuses a request that was granted so often before: the same but for the fields that name the
// client's software and the request.
func grantsTimes(limit int) func(*Config) {
	return func(c *Config) {
		var mu sync.Mutex
		seen := map[string]int{}
		around(c, func(q *inquiry, sound func(*inquiry) *reply) *reply {
			key := q.Header.Get("Authorization") + "\n" + q.Header.Get("Content-Type") + "\n" + string(q.content)
			return sound(q).changed(func(r *reply) bool {
				if !granted(r) {
					return false
				}
				mu.Lock()
				defer mu.Unlock()
				seen[key]++
				return seen[key] > limit
			}, []change{oauth(http.StatusBadRequest, codeInvalidRequest)})
		})
	}
}

// failsAfterErrors answers a method other than POST with 500 once any request was refused.
func failsAfterErrors(c *Config) {
	var refused atomic.Bool
	around(c, func(q *inquiry, sound func(*inquiry) *reply) *reply {
		r := sound(q)
		fails := refused.Load() && !posts(q) && q.URL.RawQuery == ""
		refused.Store(refused.Load() || !granted(r))
		return r.changed(func(*reply) bool { return fails }, []change{generic(http.StatusInternalServerError)})
	})
}
