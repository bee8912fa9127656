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

// refreshedDeviations are refreshed tokens that end at another time than they say (R16, R22).
func refreshedDeviations() []Deviation {
	renewed := func(u *usage) bool { return u.known != nil && u.known.renewed }
	return []Deviation{
		breaks("refreshed-expiry-never", "never looks whether a refreshed token has expired", uses(func(u *usage) bool { return renewed(u) && spent(u) }, serves),
			"lifecycle.refreshed.refused").seenBy(Patient),
		breaks("refreshed-expiry-early", "ends refreshed tokens at half of their time", uses(func(u *usage) bool {
			return renewed(u) && u.served && u.age >= u.lifetime/2
		}, worthless), "lifecycle.refreshed.alive").seenBy(Patient),
		breaks("refreshed-expired-page", "shows a web page to who shows an expired refreshed token", uses(func(u *usage) bool { return renewed(u) && spent(u) },
			content("text/html", "<!doctype html><p>Welcome"), statusIs(200)), "lifecycle.refreshed.refused").seenBy(Patient),
	}
}

// cachedDeviations are revoked tokens that live on in a cache of those that were taken before (R17).
func cachedDeviations() []Deviation {
	const refused = "lifecycle.revoked.refused"
	return []Deviation{
		breaks("revoked-cached", "never looks again at a token that it took once", uses(cachedFor(time.Hour), serves), refused).seenBy(Full),
		breaks("revoked-cached-for-seconds", "takes a revoked token for ten seconds more", uses(cachedFor(10*time.Second), serves), refused).seenBy(Full),
	}
}

func cachedVariants() []Variant {
	return []Variant{
		leaves("revoked-cached-briefly", "takes a revoked token for a moment more", uses(cachedFor(100*time.Millisecond), serves)).seenBy(Full),
	}
}

// cachedFor chooses revoked tokens that were taken no longer ago.
func cachedFor(d time.Duration) usedAs {
	return func(u *usage) bool { return withdrawn(u) && u.known.uses > 0 && u.idle < d }
}
