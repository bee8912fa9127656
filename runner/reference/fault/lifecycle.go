package fault

import (
	"net/http"
	"slices"
	"time"
)

// Slack is how much earlier or later than it says a token may end; half of what R16 allows at least.
const Slack = 500 * time.Millisecond

// leastGrace is the least that R16 allows on either side.
const leastGrace = time.Second

// LifecycleVariants are other sound ends of a token (R16).
func LifecycleVariants() []Variant {
	return []Variant{
		NewVariant("expired-400", "refuses an expired token with 400", Uses(Spent, Generic(http.StatusBadRequest))).SeenBy(Patient),
		NewVariant("expiry-a-little-early", "ends tokens half a second early", Uses(func(u *Use) bool { return u.Served && u.Age >= u.Lifetime-Slack }, Forbids)).SeenBy(Patient),
		NewVariant("expiry-early-by-the-grace", "ends tokens a second early, as a token that lives for seconds may", Uses(func(u *Use) bool { return u.Served && u.Age >= u.Lifetime-leastGrace }, Forbids)).SeenBy(Patient),
		NewVariant("expiry-late-by-the-grace", "ends tokens a second late, as a token that lives for seconds may", Uses(func(u *Use) bool { return Spent(u) && u.Age < u.Lifetime+leastGrace }, Serves)).SeenBy(Patient),
		NewVariant("expiry-slack-late-on-one-node", "ends tokens half a second late on one of two nodes", OnANode(func(u *Use) bool { return Spent(u) && u.Age < u.Lifetime+Slack }, Serves)).SeenBy(Patient),
		NewVariant("expiry-slack-early-on-one-node", "ends tokens half a second early on one of two nodes", OnANode(func(u *Use) bool { return u.Served && u.Age >= u.Lifetime-Slack }, Forbids)).SeenBy(Patient),
		NewVariant("expiry-a-little-late", "ends tokens half a second late", Uses(func(u *Use) bool { return Spent(u) && u.Age < u.Lifetime+Slack }, Serves)).SeenBy(Patient),
	}
}

// ExpiryDeviations are tokens that end at another time than they say, at times (R16): alive and refused are the clauses of the
// first token and what follows it.
func ExpiryDeviations(refuse Edit, alive, refused []string) []Deviation {
	early := func(u *Use) bool { return u.Served && u.Age >= u.Lifetime/2 }
	return slices.Concat(
		Sometimes("expiry-unchecked", "never looks whether a token has expired", Spent, Patient, []Edit{Serves}, refused[0], refused[1:]...),
		Sometimes("expiry-early", "ends tokens at half of their time", early, Patient, []Edit{refuse}, alive[0], alive[1:]...),
	)
}
