package prioticket

import (
	"fmt"
	"slices"
	"strings"

	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/reference/fault"
)

// spelt chooses requests in JSON by what they give as grant_type, when that is a string.
func spelt(fits func(grant string) bool) fault.RequestMatch {
	return grantIs(func(value any) bool {
		grant, is := value.(string)
		return is && grant != reference.GrantClientCredentials && fits(grant)
	})
}

func forGrant(grant string) fault.RequestMatch {
	return spelt(func(sent string) bool { return sent == grant })
}

// repeats has the descriptions of errors repeat what a request has sent as a parameter.
func repeats(parameter string) func(*reference.Config) {
	return func(c *reference.Config) {
		fault.Intercept(c, func(q *fault.Request, sound func(*fault.Request) *fault.Response) *fault.Response {
			sent, is := q.Members()[parameter].(string)
			r := sound(q)
			return r.Changed(func(r *fault.Response) bool {
				return is && r.Members()["error_description"] != nil
			}, []fault.Edit{fault.SetMember("error_description", fmt.Sprintf("%s %s is not supported.", parameter, sent))})
		})
	}
}

// grantSpellingDeviations take one spelling of a grant type that is not the contract's, and no other (R9).
func grantSpellingDeviations() []fault.Deviation {
	const refused = "errors.grant-unknown.refused"
	taken := func(name, sentence string, chosen fault.RequestMatch) fault.Deviation {
		return fault.New(name, sentence, fault.Admit(chosen, documentedContent), refused).SeenBy(fault.Full)
	}
	bare := func(q *fault.Request) bool { return len(q.Members()) == 1 }
	needed := func(grant string) fault.RequestMatch {
		return func(q *fault.Request) bool { return forGrant(grant)(q) && !bare(q) }
	}
	nothing := func(grant string) fault.RequestMatch {
		return func(q *fault.Request) bool { return forGrant(grant)(q) && bare(q) }
	}
	var near []fault.Deviation
	for _, of := range slices.Concat(fault.NearGrants(), fault.WordedGrants()) {
		fits := func(sent string) bool {
			return sent != reference.GrantClientCredentials && of.Fits(sent, reference.GrantClientCredentials)
		}
		near = append(near, taken("grant-"+of.Name+"-taken", of.What, spelt(fits)))
		if strings.HasSuffix(of.Name, "before") || strings.HasSuffix(of.Name, "behind") { // of the others a row would show nothing more
			near = append(near, taken("grant-"+of.Name+"-in-form-taken", of.What+" in a form, and there alone", inForm(func(grant, _ string, _ bool) bool { return fits(grant) })))
		}
	}
	for _, urn := range []string{"jwt-bearer", "token-exchange", "device_code"} {
		grant := "urn:ietf:params:oauth:grant-type:" + urn
		name := strings.ReplaceAll(urn, "_", "-")
		near = append(near, taken("grant-"+name+"-taken", "issues tokens for the grant "+urn+" whatever comes with it", needed(grant)),
			taken("grant-"+name+"-bare-taken", "issues tokens for the grant "+urn+" without what it needs", nothing(grant)))
	}
	return append(near,
		taken("grant-password-taken", "issues tokens for any password", needed("password")),
		taken("grant-refresh-token-taken", "issues tokens for any refresh token", needed("refresh_token")),
		taken("grant-code-taken", "issues tokens for any authorization code", needed("authorization_code")),
		taken("grant-password-bare-taken", "issues tokens for the password grant without a password", nothing("password")),
		taken("grant-refresh-token-bare-taken", "issues tokens for the refresh grant without a refresh token", nothing("refresh_token")),
		taken("grant-code-bare-taken", "issues tokens for the grant authorization_code without a code", nothing("authorization_code")),
		fault.New("grant-repeated", "repeats an unknown grant type in its error", repeats("grant_type"), "errors.oauth.characters").SeenBy(fault.Full),
	)
}
