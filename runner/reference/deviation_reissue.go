package reference

import (
	"sync"
	"time"
)

// reissueDeviations are tokens that come out of a cache as if they were new (R16); collateral are the clauses that a
// lifetime breaks which is not what it says.
func reissueDeviations(collateral ...string) []Deviation {
	return []Deviation{
		breaks("token-reissued-in-full", "issues a token again as if it were new", reissues(false), "lifecycle.reissued.lifetime", collateral...).seenBy(Patient),
	}
}

// reissueVariants are caches that tell how old a token is.
func reissueVariants() []Variant {
	return []Variant{
		leaves("token-reissued", "issues a token again and tells what is left of its time", reissues(true)).seenBy(Patient),
	}
}

// reissues gives who asks again, a second or more after a token was issued, the oldest one that has half of its time
// left at least. What expires_in says shrinks with that time, or does not.
func reissues(shrinks bool) func(*Config) {
	return func(c *Config) {
		var mu sync.Mutex
		var issues []*issue
		around(c, func(q *inquiry, sound func(*inquiry) *reply) *reply {
			mine := !renews(q)
			return sound(q).changed(func(r *reply) bool { return mine && granted(r) }, []change{with(func(members map[string]any) {
				mu.Lock()
				defer mu.Unlock()
				now := q.config.Clock()
				for _, old := range issues {
					age := now.Sub(old.at)
					if age < time.Second || age > q.config.Lifetime/2 {
						continue
					}
					members["access_token"] = old.token
					if left := q.config.Lifetime - age; shrinks {
						members["expires_in"] = int64((left + time.Second - 1) / time.Second) // the last one begun
					}
					return
				}
				token, _ := members["access_token"].(string)
				issues = append(issues, &issue{token: token, at: now})
			})})
		})
	}
}
