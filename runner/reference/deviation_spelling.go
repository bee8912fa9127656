package reference

import (
	"fmt"
	"strings"
)

// spelt chooses requests in JSON by what they give as grant_type, when that is a string.
func spelt(fits func(grant string) bool) asked {
	return grantIs(func(value any) bool {
		grant, is := value.(string)
		return is && grant != grantClientCredentials && fits(grant)
	})
}

func forGrant(grant string) asked { return spelt(func(sent string) bool { return sent == grant }) }

// repeats has the descriptions of errors repeat what a request has sent as a parameter.
func repeats(parameter string) func(*Config) {
	return func(c *Config) {
		around(c, func(q *inquiry, sound func(*inquiry) *reply) *reply {
			sent, is := q.members()[parameter].(string)
			r := sound(q)
			return r.changed(func(r *reply) bool {
				return is && r.members()["error_description"] != nil
			}, []change{set("error_description", fmt.Sprintf("%s %s is not supported.", parameter, sent))})
		})
	}
}

// grantSpellingDeviations take one spelling of a grant type that is not the contract's, and no other (R9).
func grantSpellingDeviations() []Deviation {
	const refused = "errors.grant-unknown.refused"
	taken := func(name, sentence string, chosen asked) Deviation {
		return breaks(name, sentence, takes(chosen, documentedContent), refused).seenBy(Full)
	}
	bare := func(q *inquiry) bool { return len(q.members()) == 1 }
	needed := func(grant string) asked { return func(q *inquiry) bool { return forGrant(grant)(q) && !bare(q) } }
	nothing := func(grant string) asked { return func(q *inquiry) bool { return forGrant(grant)(q) && bare(q) } }
	return []Deviation{
		taken("grant-case-taken", "does not mind the case of grant_type", spelt(func(sent string) bool { return strings.EqualFold(sent, grantClientCredentials) })),
		taken("grant-blanks-taken", "does not mind blanks around grant_type", spelt(func(sent string) bool { return strings.TrimSpace(sent) == grantClientCredentials })),
		taken("grant-blank-behind-taken", "cuts off blanks behind grant_type", spelt(func(sent string) bool { return blankBehind(sent, grantClientCredentials) })),
		taken("grant-cut-taken", "takes whatever its grant type begins with", spelt(func(sent string) bool { return sent != "" && prefix(sent, grantClientCredentials) })),
		taken("grant-prefix-taken", "takes whatever begins with its grant type", spelt(func(sent string) bool { return strings.HasPrefix(sent, grantClientCredentials) })),
		taken("grant-password-taken", "issues tokens for any password", needed("password")),
		taken("grant-refresh-token-taken", "issues tokens for any refresh token", needed("refresh_token")),
		taken("grant-code-taken", "issues tokens for any authorization code", needed("authorization_code")),
		taken("grant-password-bare-taken", "issues tokens for the password grant without a password", nothing("password")),
		taken("grant-refresh-token-bare-taken", "issues tokens for the refresh grant without a refresh token", nothing("refresh_token")),
		taken("grant-code-bare-taken", "issues tokens for the grant authorization_code without a code", nothing("authorization_code")),
		breaks("grant-repeated", "repeats an unknown grant type in its error", repeats("grant_type"), "errors.oauth.characters").seenBy(Full),
	}
}
