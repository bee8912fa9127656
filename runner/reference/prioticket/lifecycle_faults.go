package prioticket

import (
	"net/http"
	"sync/atomic"
	"time"

	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/reference/fault"
)

// expiredDeviations are tokens that end at another time than they say, or are refused in the wrong way then (R15, R16).
func expiredDeviations() []fault.Deviation {
	const alive, refused, message = "lifecycle.expiry.alive", "lifecycle.expiry.refused", "lifecycle.expiry.message"
	list := []fault.Deviation{
		fault.New("expiry-early", "ends tokens at half of their time", fault.Uses(func(u *fault.Use) bool { return u.Served && u.Age >= u.Lifetime/2 }, fault.Forbids), alive),
		fault.New("expiry-never", "never looks whether a token has expired", fault.Uses(fault.Expired, fault.Serves), refused),
		fault.New("expiry-slides", "lets a token live on from its last use", fault.Uses(func(u *fault.Use) bool { return fault.Expired(u) && u.Idle < u.Lifetime }, fault.Serves), refused),
		fault.New("expired-401", "challenges who shows an expired token", fault.Uses(fault.Expired, bearerChallenge), refused),
		fault.New("expired-redirect", "sends who shows an expired token to a login page", fault.Uses(fault.Expired, redirected), refused),
		fault.New("expired-500", "fails on an expired token", fault.Uses(fault.Expired, fault.Generic(http.StatusInternalServerError)), refused),
		fault.New("expired-speechless", "refuses an expired token without a word", fault.Uses(fault.Expired, fault.Speechless), message),
		fault.New("expired-401-bare", "challenges who shows an expired token, and says nothing", fault.Uses(fault.Expired, bearerChallenge, fault.Speechless), refused, message),
	}
	for i := range list {
		list[i] = list[i].SeenBy(fault.Patient)
	}
	return append(list, fault.ExpiryDeviations(fault.Forbids, []string{alive}, []string{refused})...)
}

// revokedDeviations are tokens that work although they are revoked, or are refused in the wrong way then (R15, R17).
func revokedDeviations() []fault.Deviation {
	const refused, message = "lifecycle.revoked.refused", "lifecycle.revoked.message"
	return append(fault.Sometimes("revoked-taken", "takes tokens that are revoked", fault.Withdrawn, fault.Full, []fault.Edit{fault.Serves}, refused),
		fault.New("revoked-cached-on-one-node", "never looks again at a token that it took once, on one of two nodes", fault.CachedOnANode, refused).SeenBy(fault.Full),
		fault.New("revoked-comes-back", "takes a revoked token again that it has refused for a while", comesBack, refused).SeenBy(fault.Full),
		fault.New("revoked-works", "takes tokens that are revoked", fault.Uses(fault.Withdrawn, fault.Serves), refused).SeenBy(fault.Full),
		fault.New("revoked-400", "refuses a revoked token with 400", fault.Uses(fault.Withdrawn, fault.Generic(http.StatusBadRequest)), refused).SeenBy(fault.Full),
		fault.New("revoked-401", "challenges who shows a revoked token", fault.Uses(fault.Withdrawn, bearerChallenge), refused).SeenBy(fault.Full),
		fault.New("revoked-500", "fails on a revoked token", fault.Uses(fault.Withdrawn, fault.Generic(http.StatusInternalServerError)), refused).SeenBy(fault.Full),
		fault.New("revoked-speechless", "refuses a revoked token without a word", fault.Uses(fault.Withdrawn, fault.Speechless), message).SeenBy(fault.Full),
	)
}

// cachedDeviations are revoked tokens that live on in a cache of those that were taken before (R17).
func cachedDeviations() []fault.Deviation {
	const refused = "lifecycle.revoked.refused"
	return []fault.Deviation{
		fault.New("revoked-cached", "never looks again at a token that it took once", fault.Uses(cachedFor(time.Hour), fault.Serves), refused).SeenBy(fault.Full),
		fault.New("revoked-cached-for-seconds", "takes a revoked token for ten seconds more", fault.Uses(cachedFor(10*time.Second), fault.Serves), refused).SeenBy(fault.Full),
	}
}

func cachedVariants() []fault.Variant {
	return []fault.Variant{
		fault.NewVariant("revoked-cached-briefly", "takes a revoked token for a moment more", fault.Uses(cachedFor(100*time.Millisecond), fault.Serves)).SeenBy(fault.Full),
		fault.NewVariant("revoked-late-on-one-node", "tells one of two nodes a moment later that a token is revoked", fault.LateOnANode(100*time.Millisecond)).SeenBy(fault.Full),
	}
}

// cachedFor chooses revoked tokens that were taken no longer ago.
func cachedFor(d time.Duration) fault.UseMatch {
	return func(u *fault.Use) bool { return fault.Withdrawn(u) && u.Known.Uses > 0 && u.Idle < d }
}

// comesBack takes a revoked token again that it has refused eleven times.
func comesBack(c *reference.Config) {
	var refused atomic.Int64
	fault.Uses(func(u *fault.Use) bool { return fault.Withdrawn(u) && refused.Add(1) > 11 }, fault.Serves)(c)
}
