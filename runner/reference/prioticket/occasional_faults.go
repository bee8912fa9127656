package prioticket

import (
	"net/http"
	"sync"
	"sync/atomic"

	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/reference/fault"
)

// faultDeviations are faults that show only sometimes. They count what the target answered, and touch what
// every answer is held against or what comes last, so that the order of the requests in between does not matter.
func faultDeviations() []fault.Deviation {
	third := func(n int64) bool { return n%3 == 0 }
	return []fault.Deviation{
		fault.New("every-third-token-type-missing", "leaves token_type out of every third token response", fault.Counted(third, fault.Granted, fault.DropMember("token_type")),
			"token.body.token_type.required"),
		fault.New("every-third-token-cacheable", "lets caches store every third token", fault.Counted(third, fault.Granted, fault.SetField("Cache-Control")), "headers.cache-control.no-store"),
		fault.New("every-third-405-without-allow", "lists its methods in two of three answers with 405 only", fault.Counted(third, fault.WithStatus(http.StatusMethodNotAllowed), fault.SetField("Allow")),
			"headers.allow.on-405"),
		fault.New("every-fifth-error-not-ascii", "describes every fifth error in letters beyond ASCII",
			fault.Counted(func(n int64) bool { return n%5 == 0 }, fault.WithStatus(http.StatusBadRequest), fault.SetMember("error_description", "Ungültig.")), "errors.oauth.characters"),
		fault.New("first-token-opaque", "issues an opaque token first, and JWTs later", fault.Counted(func(n int64) bool { return n == 1 }, fault.Granted, fault.SetMember("access_token", "opaque")),
			"token.access-token.jwt"),
		fault.New("locks-out", "locks a client out once somebody has tried two wrong secrets for it", locksOut(2),
			"token.valid.after-refusals"),
		fault.New("refuses-after-wrong-secret", "refuses the next request of a client for whom a wrong secret was tried", fault.Distrusts(fault.OwnSecret(fault.AnySecret)), "token.valid.after-refusals"),
		fault.New("lock-next", "refuses whatever comes next of a client for whom a wrong secret was tried", fault.LocksNext(fault.OwnSecret(fault.AnySecret), fault.OfOwnClient, fault.OAuth(http.StatusUnauthorized, reference.CodeInvalidClient)),
			"token.valid.after-refusals"),
		fault.New("locks-out-in-a-row", "locks a client out once two wrong secrets were tried for it with no right one between",
			fault.LocksInARow(fault.OwnSecret(fault.AnySecret), fault.OAuth(http.StatusUnauthorized, reference.CodeInvalidClient)), "token.valid.after-refusals").SeenBy(fault.Full),
		fault.New("once-only", "grants one and the same request five times, and never again", grantsTimes(5), "token.valid.after-refusals").BetweenVersions(),
		fault.New("500-after-errors", "fails on other methods after an error", failsAfterErrors,
			"errors.method-get.refused", "errors.method-delete.refused", "errors.method-head.refused", "errors.method-patch.refused", "errors.method-put.refused"),
	}
}

// locksOut refuses every client once so many wrong secrets were seen.
func locksOut(limit int64) func(*reference.Config) {
	return func(c *reference.Config) {
		var wrong atomic.Int64
		fault.Intercept(c, func(q *fault.Request, sound func(*fault.Request) *fault.Response) *fault.Response {
			if fault.OwnSecret(fault.AnySecret)(q) {
				wrong.Add(1)
			}
			locked := func(r *fault.Response) bool { return fault.Granted(r) && wrong.Load() >= limit }
			return sound(q).Changed(locked, []fault.Edit{fault.OAuth(http.StatusUnauthorized, reference.CodeInvalidClient)})
		})
	}
}

// grantsTimes refuses a request that was granted so often before: the same but for the fields that name the
// client's software and the request.
func grantsTimes(limit int) func(*reference.Config) {
	return func(c *reference.Config) {
		var mu sync.Mutex
		seen := map[string]int{}
		fault.Intercept(c, func(q *fault.Request, sound func(*fault.Request) *fault.Response) *fault.Response {
			key := q.Header.Get("Authorization") + "\n" + q.Header.Get("Content-Type") + "\n" + string(q.Content)
			return sound(q).Changed(func(r *fault.Response) bool {
				if !fault.Granted(r) {
					return false
				}
				mu.Lock()
				defer mu.Unlock()
				seen[key]++
				return seen[key] > limit
			}, []fault.Edit{fault.OAuth(http.StatusBadRequest, reference.CodeInvalidRequest)})
		})
	}
}

// failsAfterErrors answers a method other than POST with 500 once any request was refused.
func failsAfterErrors(c *reference.Config) {
	var refused atomic.Bool
	fault.Intercept(c, func(q *fault.Request, sound func(*fault.Request) *fault.Response) *fault.Response {
		r := sound(q)
		fails := refused.Load() && !fault.Posts(q) && q.URL.RawQuery == ""
		refused.Store(refused.Load() || !fault.Granted(r))
		return r.Changed(func(*fault.Response) bool { return fails }, []fault.Edit{fault.Generic(http.StatusInternalServerError)})
	})
}
