package mock

import (
	"net/url"
	"regexp"
	"strings"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/openapi/facts"
	"github.com/authconform/authconform/runner/reference"
)

// Policy is what a contract makes of a target. It is an error where no answer can be made that the document allows.
func Policy(contract *openapi.Contract) (*reference.Policy, error) {
	r, err := read(contract)
	if err != nil {
		return nil, err
	}
	return r.policy(habits{}), nil
}

// policy is that of a target with habits.
func (r *reading) policy(h habits) *reference.Policy {
	owner := r.facts.Has(facts.Logins)
	credentials := reference.BasicPair
	if r.facts.ClientAuthentication.FormEncoded {
		credentials = reference.BasicCredentials
	}
	return &reference.Policy{
		Contract: r.contract.Name, Base: r.base(), Token: r.contract.TokenPath(), Resource: "/protected-resource", Scope: r.scope, Owner: owner,
		Places: r.places.moved(), Errs: r.failure, Unrotated: r.with(habits{keeps: true}),
		Alike:       !r.facts.Has(facts.StrictErrors),
		IsToken:     r.isToken(),
		Decides:     func(c reference.Config) reference.Service { return newService(r, c, h) },
		Credentials: credentials, Documented: r.documentedRequest,
	}
}

// base is the path of the contract's servers.
func (r *reading) base() string {
	for _, environment := range append([]string{""}, r.contract.Environments()...) {
		address, err := r.contract.BaseURL(environment)
		if err != nil {
			continue
		}
		if u, err := url.Parse(address); err == nil {
			return strings.TrimSuffix(u.EscapedPath(), "/")
		}
	}
	return ""
}

// habits are what a target does otherwise than the sound one, which has none.
type habits struct {
	takes   reason                                             // what it takes, though it has to refuse it
	echoes  bool                                               // grants whichever scope is asked for
	answers map[reason]func(reference.Answer) reference.Answer // what becomes of its refusals
	issues  func(reference.Answer) reference.Answer            // what becomes of its token responses
	denies  func(used) bool                                    // good tokens that it refuses
	early   bool                                               // ends tokens at half of their time
	same    bool                                               // issues a token again, as if it were new
	jwts    bool                                               // issues JWTs, whatever the contract calls its tokens
	locks   bool                                               // refuses everybody once it has refused somebody
	keeps   bool                                               // brings the same refresh token by a refresh
	once    bool                                               // refreshes a session once
	aged    bool                                               // ends a session with its access token
	dead    bool                                               // brings dead tokens once the old one has expired
}

// isToken matches the token endpoint's path with any value of its variables; nil where it has none.
func (r *reading) isToken() func(string) bool {
	template := r.base() + r.contract.TokenPath()
	if !strings.Contains(template, "{") {
		return nil
	}
	variable := regexp.MustCompile(`\\{[^/]*?\\}`)
	matching := regexp.MustCompile("^" + variable.ReplaceAllString(regexp.QuoteMeta(template), "[^/]+") + "$")
	return matching.MatchString
}
