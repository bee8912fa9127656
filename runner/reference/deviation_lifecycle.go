package reference

import (
	"net/http"
	"time"
)

// slack is how much earlier or later than it says a token may end; half of what R16 allows at least.
const slack = 500 * time.Millisecond

// lifecycleVariants are other sound ends of a token (R16).
func lifecycleVariants() []Variant {
	return []Variant{
		leaves("expired-400", "refuses an expired token with 400", uses(spent, generic(http.StatusBadRequest))).seenBy(Patient),
		leaves("expiry-a-little-early", "ends tokens half a second early", uses(func(u *usage) bool { return u.served && u.age >= u.lifetime-slack }, forbids)).seenBy(Patient),
		leaves("expiry-a-little-late", "ends tokens half a second late", uses(func(u *usage) bool { return spent(u) && u.age < u.lifetime+slack }, serves)).seenBy(Patient),
	}
}
