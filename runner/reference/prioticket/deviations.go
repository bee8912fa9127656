package prioticket

import (
	"slices"

	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/reference/fault"
)

// Deviations lists every deviation of the target, part by part of the contract, and then those that are generated.
func Deviations() []fault.Deviation {
	generated, _ := Generated()
	return fault.Of(Policy(), slices.Concat(
		tokenDeviations(), expiryDeviations(), scopeDeviations(), requestDeviations(),
		grantDeviations(), bodyDeviations(), clientDeviations(), challengeDeviations(), negotiationDeviations(), methodDeviations(),
		oauthErrorDeviations(), errorModelDeviations(), envelopeDeviations(), fault.CodingDeviations(methodRefused, "errors.status.405"), outageDeviations(),
		grantSpellingDeviations(),
		unprovenDeviations(),
		fault.OnePlaceDeviations(true, "errors.wrong-secret.refused", func(near fault.RequestMatch) func(*reference.Config) { return fault.Admit(near, fault.DocumentedAgain) }),
		fault.OnePlaceDeviations(false, "errors.wrong-secret-in-body.refused", func(near fault.RequestMatch) func(*reference.Config) { return fault.Admit(near, fault.DocumentedAgain) }),
		headerDeviations(), fault.PlainDeviations(), fault.TLSDeviations(), fault.FrontDeviations(), faultDeviations(),
		useDeviations(), withoutTokenDeviations(), badTokenDeviations(), expiredDeviations(), revokedDeviations(),
		ownerDeviations(), libraryDeviations(), burstDeviations(), fault.GrammarDeviations(), grammarFaults(),
		fault.ConnectionDeviations(fault.Forbids, "resource.token.other"), fault.OpenDeviations("resource.garbage.refused", "resource.tampered-signature.refused", "resource.alg-none.refused"), schemeDeviations(), fault.ReissueDeviations(false), fault.LockDeviations("token.valid.after-refusals", fault.Full), fault.ElsewhereDeviations(strangers()), formDeviations(), cachedDeviations(), headDeviations(),
		generated,
	))
}

// Variants lists every variant of the target, as Deviations does.
func Variants() []fault.Variant {
	_, generated := Generated()
	return fault.VariantsOf(Policy(), slices.Concat(
		refusalVariants(), clientVariants(), acceptanceVariants(), grantedVariants(),
		challengeVariants(), orderVariants(), fault.WireVariants(), fault.CodingVariants(), fault.PlainVariants(), resourceVariants(), fault.LifecycleVariants(),
		grantVariants(),
		fault.ShapeVariants("token.access-token.jwt"), fault.LifetimeVariants(withoutExpiry), fault.ReissueVariants(), cachedVariants(),
		generated,
	))
}
