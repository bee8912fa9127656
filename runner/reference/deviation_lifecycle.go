package reference

import (
	"net/http"
	"time"
)

// slack is how much earlier or later than it says a token may end; half of what R16 allows at least.
const slack = 500 * time.Millisecond

// expiredDeviations are tokens that end at another time than they say, or are refused in the wrong way then (R15, R16).
func expiredDeviations() []Deviation {
	const alive, refused, message = "lifecycle.expiry.alive", "lifecycle.expiry.refused", "lifecycle.expiry.message"
	list := []Deviation{
		breaks("expiry-early", "ends tokens at half of their time", uses(func(u *usage) bool { return u.served && u.age >= u.lifetime/2 }, forbids), alive),
		breaks("expiry-never", "never looks whether a token has expired", uses(spent, serves), refused),
		breaks("expiry-slides", "lets a token live on from its last use", uses(func(u *usage) bool { return spent(u) && u.idle < u.lifetime }, serves), refused),
		breaks("expired-401", "challenges who shows an expired token", uses(spent, bearerChallenge), refused),
		breaks("expired-redirect", "sends who shows an expired token to a login page", uses(spent, redirected), refused),
		breaks("expired-500", "fails on an expired token", uses(spent, generic(http.StatusInternalServerError)), refused),
		breaks("expired-speechless", "refuses an expired token without a word", uses(spent, speechless), message),
		breaks("expired-401-bare", "challenges who shows an expired token, and says nothing", uses(spent, bearerChallenge, speechless), refused, message),
	}
	for i := range list {
		list[i] = list[i].seenBy(Patient)
	}
	return list
}

// revokedDeviations are tokens that work although they are revoked, or are refused in the wrong way then (R15, R17).
func revokedDeviations() []Deviation {
	const refused, message = "lifecycle.revoked.refused", "lifecycle.revoked.message"
	return []Deviation{
		breaks("revoked-works", "takes tokens that are revoked", uses(withdrawn, serves), refused).seenBy(Full),
		breaks("revoked-400", "refuses a revoked token with 400", uses(withdrawn, generic(http.StatusBadRequest)), refused).seenBy(Full),
		breaks("revoked-401", "challenges who shows a revoked token", uses(withdrawn, bearerChallenge), refused).seenBy(Full),
		breaks("revoked-500", "fails on a revoked token", uses(withdrawn, generic(http.StatusInternalServerError)), refused).seenBy(Full),
		breaks("revoked-speechless", "refuses a revoked token without a word", uses(withdrawn, speechless), message).seenBy(Full),
	}
}

// lifecycleVariants are other sound ends of a token (R16).
func lifecycleVariants() []Variant {
	return []Variant{
		leaves("expired-400", "refuses an expired token with 400", uses(spent, generic(http.StatusBadRequest))).seenBy(Patient),
		leaves("expiry-a-little-early", "ends tokens half a second early", uses(func(u *usage) bool { return u.served && u.age >= u.lifetime-slack }, forbids)).seenBy(Patient),
		leaves("expiry-a-little-late", "ends tokens half a second late", uses(func(u *usage) bool { return spent(u) && u.age < u.lifetime+slack }, serves)).seenBy(Patient),
	}
}
