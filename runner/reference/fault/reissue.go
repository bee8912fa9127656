package fault

import (
	"slices"
	"sync"
	"time"

	"github.com/authconform/authconform/runner/reference"
)

// ReissueDeviations are tokens that come out of a cache as if they were new (R16): the oldest, or the last, of which some time is
// left when it is shown shortly before the end that it was told.
func ReissueDeviations(last bool) []Deviation {
	again := reissues(false, last)
	if last { // it lives on for a little less than the least grace, so that nothing hangs on how late it is shown
		again = Compose(again, Uses(func(u *Use) bool { return Spent(u) && u.Age < u.Lifetime+leastGrace-leastGrace/10 }, Serves))
	}
	return []Deviation{
		New("token-reissued-in-full", "issues a token again as if it were new", again, "lifecycle.reissued.lifetime").SeenBy(Patient),
	}
}

// ReissueVariants are caches that tell how old a token is.
func ReissueVariants() []Variant {
	return []Variant{
		NewVariant("token-reissued", "issues a token again and tells what is left of its time", reissues(true, false)).SeenBy(Patient),
	}
}

// reissues gives who asks again, a second or more after a token was issued, the oldest one, or the last, that has half of its time
// left at least. What expires_in says shrinks with that time, or does not.
func reissues(shrinks, last bool) func(*reference.Config) {
	return func(c *reference.Config) {
		var mu sync.Mutex
		var issues []*issue
		Intercept(c, func(q *Request, sound func(*Request) *Response) *Response {
			mine := !Renews(q)
			return sound(q).Changed(func(r *Response) bool { return mine && Granted(r) }, []Edit{EditMembers(func(members map[string]any) {
				mu.Lock()
				defer mu.Unlock()
				now := q.Config.Clock()
				for _, old := range issues {
					age := now.Sub(old.at)
					if age < time.Second || age > q.Config.Lifetime/2 {
						continue
					}
					members["access_token"] = old.token
					if left := q.Config.Lifetime - age; shrinks {
						members["expires_in"] = int64((left + time.Second - 1) / time.Second) // the last one begun
					}
					return
				}
				token, _ := members["access_token"].(string)
				known := &issue{token: token, at: now}
				if issues = append(issues, known); last {
					issues = slices.Insert(issues[:len(issues)-1], 0, known)
				}
			})})
		})
	}
}
