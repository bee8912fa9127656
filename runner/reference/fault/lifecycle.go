package fault

import (
	"net/http"
	"time"
)

// Slack is how much earlier or later than it says a token may end; half of what R16 allows at least.
const Slack = 500 * time.Millisecond

// LifecycleVariants are other sound ends of a token (R16).
func LifecycleVariants() []Variant {
	return []Variant{
		NewVariant("expired-400", "refuses an expired token with 400", Uses(Spent, Generic(http.StatusBadRequest))).SeenBy(Patient),
		NewVariant("expiry-a-little-early", "ends tokens half a second early", Uses(func(u *Use) bool { return u.Served && u.Age >= u.Lifetime-Slack }, Forbids)).SeenBy(Patient),
		NewVariant("expiry-a-little-late", "ends tokens half a second late", Uses(func(u *Use) bool { return Spent(u) && u.Age < u.Lifetime+Slack }, Serves)).SeenBy(Patient),
	}
}
