package reference

import (
	"net/http"
	"time"
)

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
