package prioticket

import (
	"net/http"

	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/reference/fault"
)

// grammarFaults are fields and claims of which the contract has more to say (R6, R9, R10).
func grammarFaults() []fault.Deviation {
	const grammar, allow = "headers.www-authenticate.grammar", "headers.allow.on-405"
	challenged := func(value string) func(*reference.Config) {
		return fault.Responses(fault.WithStatus(http.StatusUnauthorized), fault.SetField("WWW-Authenticate", value))
	}
	allows := func(value string) func(*reference.Config) {
		return fault.Responses(fault.WithStatus(http.StatusMethodNotAllowed), fault.SetField("Allow", value))
	}
	exp := func(value any) func(*reference.Config) {
		return fault.Tokens(jwtPart(1, func(claims string) string {
			return editedClaims(claims, func(members map[string]any) { members["exp"] = value })
		}))
	}
	return []fault.Deviation{
		fault.New("challenge-comma-after-scheme", "puts a comma between the scheme and its realm", challenged(`Basic, realm="distributor"`), grammar),
		fault.New("challenge-schemeless", "names a realm and no scheme", challenged(`realm="distributor"`), grammar),
		fault.New("resource-challenge-comma", "puts a comma between the scheme and its realm at the resource",
			fault.Uses(fault.AsClient, bearerChallenge, fault.SetField("WWW-Authenticate", `Bearer, realm="distributor"`)), "resource.www-authenticate.grammar"),
		fault.New("allow-spaces", "separates its methods by spaces", allows("POST OPTIONS"), allow),
		fault.New("allow-lower", "lists its methods in lower case", allows("post, options"), allow),
		fault.New("allow-json", "lists its methods in JSON", allows(`["POST"]`), allow),
		fault.New("allow-star", "allows every method when it refuses one", allows("*"), allow),
		fault.New("allow-without-post", "lists methods that it has elsewhere, and not POST", allows("GET, HEAD, OPTIONS"), allow),
		fault.New("allow-refused", "lists the methods that it refuses", allows("GET, POST, PUT, PATCH, DELETE"), allow),
		fault.New("exp-text", "writes the claim exp as text", exp("1700000000"), "token.access-token.exp"),
		fault.New("exp-date", "writes the claim exp as a date", exp("2030-01-01T00:00:00Z"), "token.access-token.exp"),
		fault.New("exp-null", "writes null for the claim exp", exp(nil), "token.access-token.exp"),
	}
}

// withoutExpiry leaves exp out of a JWT.
func withoutExpiry(r *fault.Response) {
	jwtPart(1, func(claims string) string {
		return editedClaims(claims, func(members map[string]any) { delete(members, "exp") })
	})(r)
}
