package reference

import "net/http"

// prioticketGrammarDeviations are fields and claims of which the contract has more to say (R6, R9, R10).
func prioticketGrammarDeviations() []Deviation {
	const grammar, allow = "headers.www-authenticate.grammar", "headers.allow.on-405"
	challenged := func(value string) func(*Config) {
		return replies(status(http.StatusUnauthorized), field("WWW-Authenticate", value))
	}
	allows := func(value string) func(*Config) {
		return replies(status(http.StatusMethodNotAllowed), field("Allow", value))
	}
	exp := func(value any) func(*Config) {
		return tokens(jwtPart(1, func(claims string) string {
			return editedClaims(claims, func(members map[string]any) { members["exp"] = value })
		}))
	}
	return []Deviation{
		breaks("challenge-comma-after-scheme", "puts a comma between the scheme and its realm", challenged(`Basic, realm="distributor"`), grammar),
		breaks("challenge-schemeless", "names a realm and no scheme", challenged(`realm="distributor"`), grammar),
		breaks("resource-challenge-comma", "puts a comma between the scheme and its realm at the resource",
			uses(asClient, bearerChallenge, field("WWW-Authenticate", `Bearer, realm="distributor"`)), "resource.www-authenticate.grammar"),
		breaks("allow-spaces", "separates its methods by spaces", allows("POST OPTIONS"), allow),
		breaks("allow-lower", "lists its methods in lower case", allows("post, options"), allow),
		breaks("allow-json", "lists its methods in JSON", allows(`["POST"]`), allow),
		breaks("exp-text", "writes the claim exp as text", exp("1700000000"), "token.access-token.exp"),
		breaks("exp-date", "writes the claim exp as a date", exp("2030-01-01T00:00:00Z"), "token.access-token.exp"),
		breaks("exp-null", "writes null for the claim exp", exp(nil), "token.access-token.exp"),
	}
}

// withoutExpiry leaves exp out of a JWT.
func withoutExpiry(r *reply) {
	jwtPart(1, func(claims string) string {
		return editedClaims(claims, func(members map[string]any) { delete(members, "exp") })
	})(r)
}
