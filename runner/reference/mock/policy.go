package mock

import (
	"cmp"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/openapi/facts"
	"github.com/authconform/authconform/runner/reference"
)

// Policy is what a contract makes of a target. It is an error where no answer can be made that the document allows.
func Policy(contract *openapi.Contract) (*reference.Policy, error) {
	all, err := read(contract)
	if err != nil {
		return nil, err
	}
	return whole(all), nil
}

// whole is the policy of a target that keeps the contract, in whichever of its token operations.
func whole(all []*reading) *reference.Policy {
	p := all[0].policy(habits{})
	if len(all) > 1 {
		p.IsToken = func(path string) bool {
			return slices.ContainsFunc(all, func(r *reading) bool { return r.serves(path) })
		}
	}
	return p
}

// policy is that of a target with habits in one token operation. What is changed of requests for tokens is so of those of this
// operation alone; the others are sound.
func (r *reading) policy(h habits) *reference.Policy {
	credentials := reference.BasicPair
	if r.facts.ClientAuthentication.FormEncoded {
		credentials = reference.BasicCredentials
	}
	p := &reference.Policy{
		Contract: r.contract.Name, Base: r.base(), Token: r.contract.TokenPath(), Resource: "/protected-resource", Scope: r.scope,
		Owner:  slices.ContainsFunc(r.all, func(o *reading) bool { return o.facts.Has(facts.Logins) }),
		Places: r.places.moved(), Errs: r.failure, Unrotated: r.with(habits{keeps: true}),
		Alike:       !slices.ContainsFunc(r.all, func(o *reading) bool { return o.facts.Has(facts.StrictErrors) }),
		IsToken:     r.matchesPath(),
		Decides:     func(c reference.Config) reference.Service { return r.decides(c, h) },
		Credentials: credentials, Documented: r.documentedRequest,
	}
	if p.Scope == "" { // one of another operation, which a run asks all of them for
		for _, other := range r.all {
			p.Scope = cmp.Or(p.Scope, other.scope)
		}
	}
	return p
}

// serves says that a path, from the root, is that of the operation.
func (r *reading) serves(path string) bool {
	if is := r.matchesPath(); is != nil {
		return is(path)
	}
	return path == r.base()+r.contract.TokenPath()
}

// base is the path of the contract's servers; of those of its first token operation, where there are several: a run asks all of
// them at one address.
func (r *reading) base() string {
	first := r.all[0].contract
	for _, environment := range append([]string{""}, first.Environments()...) {
		address, err := first.BaseURL(environment)
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

// matchesPath matches the token endpoint's path with any value of its variables; nil where it has none.
func (r *reading) matchesPath() func(string) bool {
	template := r.base() + r.contract.TokenPath()
	if !strings.Contains(template, "{") {
		return nil
	}
	variable := regexp.MustCompile(`\\{[^/]*?\\}`)
	matching := regexp.MustCompile("^" + variable.ReplaceAllString(regexp.QuoteMeta(template), "[^/]+") + "$")
	return matching.MatchString
}
