package reference

import "slices"

func prioticketDeviations() []Deviation {
	generated, _ := prioticketGenerated()
	return ofPolicy(prioticketPolicy(), slices.Concat(
		tokenDeviations(), expiryDeviations(), scopeDeviations(), requestDeviations(),
		grantDeviations(), bodyDeviations(), clientDeviations(), challengeDeviations(), negotiationDeviations(), methodDeviations(),
		oauthErrorDeviations(), errorModelDeviations(), envelopeDeviations(), codingDeviations(methodRefused, "errors.status.405"), outageDeviations(),
		grantSpellingDeviations(),
		unprovenDeviations(),
		headerDeviations(), plainDeviations(), tlsDeviations(), frontDeviations(), faultDeviations(),
		useDeviations(), withoutTokenDeviations(), badTokenDeviations(), expiredDeviations(), revokedDeviations(),
		ownerDeviations(), libraryDeviations(), burstDeviations(), grammarDeviations(), prioticketGrammarDeviations(),
		connectionDeviations(forbids), reissueDeviations(), cachedDeviations(), headDeviations(),
		generated,
	))
}

func prioticketVariants() []Variant {
	_, generated := prioticketGenerated()
	return variantsOf(prioticketPolicy(), slices.Concat(
		refusalVariants(), clientVariants(), acceptanceVariants(), grantedVariants(),
		challengeVariants(), orderVariants(), wireVariants(), codingVariants(), plainVariants(), resourceVariants(), lifecycleVariants(),
		grantVariants(),
		shapeVariants("token.access-token.jwt"), lifetimeVariants(withoutExpiry), reissueVariants(), cachedVariants(),
		generated,
	))
}
