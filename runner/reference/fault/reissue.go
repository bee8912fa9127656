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
	if last {
		again = Compose(again, Uses(toldToLive, Serves))
	}
	return []Deviation{
		New("token-reissued-in-full", "issues a token again as if it were new", again, "lifecycle.reissued.lifetime").SeenBy(Patient),
	}
}

// toldToLive chooses tokens that the sound target has ended, and that were issued again since with an end that has not come. It comes
// a little less than the least grace later than told, so that nothing hangs on how late a token is shown.
func toldToLive(u *Use) bool {
	if u.Known == nil || u.Served || !AsBearer(u) {
		return false
	}
	first := slices.IndexFunc(u.Issues, func(i *issue) bool { return i.token == u.Token })
	ended := u.Age+u.Known.at.Sub(u.Issues[first].at) >= u.Lifetime
	return ended && u.Age < u.Lifetime+leastGrace-leastGrace/10
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
