package client

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/openapi/facts"
	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/reference/fault"
	"github.com/authconform/authconform/runner/reference/targets"
	"github.com/authconform/authconform/suites/scenario"
)

// house is how the reference target plays a contract: where its endpoints are for the client, and where in the target.
type house struct {
	contract                *openapi.Contract
	policy                  *reference.Policy
	base                    string // of the contract's paths, from the root
	made                    bool   // the target is made of the contract
	tokenPath, resourcePath string // below that
	scope                   string // that clients are given in some scenarios; "" where the contract has none
}

// playable finds the reference target for a contract. What it cannot play is an error: it would be a wrong verdict.
func playable(c *openapi.Contract) (house, error) {
	unplayable := func(what, found string) (house, error) {
		return house{}, fmt.Errorf("contract %s: want %s, found %s: no client can be judged by it yet", c.Name, what, found)
	}
	f := c.Facts
	switch {
	case len(c.Operations()) > 1:
		return unplayable("one token operation", fmt.Sprint(len(c.Operations())))
	case f.Grant != reference.GrantClientCredentials && f.Grant != reference.GrantPassword && f.Has(facts.GrantTypes):
		return unplayable("the grant client_credentials or password, or none", f.Grant)
	case c.TokenMethod() != http.MethodPost:
		return unplayable("a POST for tokens", c.TokenMethod())
	case f.Request.MediaType != "" && f.Request.MediaType != "application/json" && f.Request.MediaType != reference.MediaForm:
		return unplayable("requests as application/json or "+reference.MediaForm, f.Request.MediaType)
	case f.Refresh.Grant != "" && (f.Grant != reference.GrantPassword || f.Refresh.Grant != reference.GrantRefresh):
		return unplayable("a refresh only for the grant password, by the grant refresh_token", f.Refresh.Grant)
	}
	policy, err := targets.For(c)
	if err != nil {
		return house{}, err
	}
	h := house{contract: c, policy: policy, tokenPath: pathFor(c), resourcePath: policy.Resource, base: policy.Base, made: !targets.BuiltIn(c)}
	if address, err := c.BaseURL(""); err == nil { // a contract without an environment of its own is played from the root
		if u, err := url.Parse(address); err == nil {
			h.base = strings.TrimSuffix(u.EscapedPath(), "/")
		}
	}
	if f.Has(facts.Scopes) {
		h.scope = f.Scope.Example
	}
	return h, nil
}

// pathFor is the path of the token endpoint as a client knows it, with a value for each variable: what the facts have of one, as they
// have it for trials, or any.
func pathFor(c *openapi.Contract) string {
	path := c.TokenPath()
	for _, g := range c.Facts.Request.Path {
		value, isText := g.Literal.(string)
		for _, name := range c.Environments() {
			if !isText && g.Environments[name] != "" && (value == "" || !c.IsProduction(name)) {
				value = g.Environments[name]
			}
		}
		path = strings.ReplaceAll(path, "{"+g.Name+"}", cmp.Or(value, "authconform"))
	}
	return path
}

// target makes the target of one scenario.
func (h house) target(s scenario.Scenario, given credentials, b behaviour, set scenery) (*reference.Target, error) {
	config := reference.Config{
		Contract: h.policy.Contract, Policy: h.policy, Lifetime: h.lifetime(s),
		ClientID: given.id, ClientSecret: given.secret, Username: given.username, Password: given.password,
	}
	changes := append(h.fitting(), h.lives(s.Lifetime))
	for _, name := range append(h.lenient(), b.variant) {
		if name == "" {
			continue
		}
		if h.made {
			if h.policy.Unrotated == nil {
				return nil, fmt.Errorf("contract %s: want a target that does as %s, found none", h.contract.Name, name)
			}
			h.policy.Unrotated(&config)
			continue
		}
		v, err := variantOf(h.policy.Contract, name)
		if err != nil {
			return nil, err
		}
		config = v.Apply(config)
	}
	if b.answers != nil {
		changes = append(changes, b.answers(set))
	}
	for _, change := range changes {
		one := fault.VariantsOf(config.Policy, []fault.Variant{fault.NewVariant(string(s.Name), s.Does, change)})
		config = one[0].Apply(config) // it takes the tokens that its clients are told
	}
	return targets.New(config), nil
}

// lives has tokens say that they live so long.
func (h house) lives(life time.Duration) func(*reference.Config) {
	if h.contract.Facts.Has(facts.ExpiryTimes) {
		return fault.Tokens() // the target says when they end, by its own lifetime
	}
	return fault.Tokens(fault.SetMember("expires_in", int64(life.Seconds())))
}

// lifetime is for how long the target itself takes a token: a little longer than it says where the token does not tell. Who
// records ends it to the moment, from when it was handed out.
func (h house) lifetime(s scenario.Scenario) time.Duration {
	const longer = 2 * time.Second
	if h.policy.Owner || h.made && !h.contract.Facts.Has(facts.ExpiryTimes) {
		return s.Lifetime + longer
	}
	return s.Lifetime
}

// lenient are the variants that take what a client must not send: it is judged for that, and for the rest of what it does
// too.
func (h house) lenient() []string {
	if h.policy.Owner && !h.made {
		return []string{"credentials-in-body-taken", "json-taken"}
	}
	return nil
}

// fitting are what the target of another contract has to leave out; and the token type is spelt as most do, so that another
// spelling is a scenario of its own.
func (h house) fitting() []func(*reference.Config) {
	if h.made {
		return nil
	}
	list := []func(*reference.Config){fault.Tokens(fault.EditMembers(func(members map[string]any) {
		if kind, said := members["token_type"].(string); said && strings.EqualFold(kind, "Bearer") {
			members["token_type"] = "Bearer"
		}
	}))}
	f := h.contract.Facts
	if h.policy.Owner && !f.Has(facts.RefreshGrant) {
		list = append(list, fault.Tokens(fault.DropMember("refresh_token")))
	}
	if !f.Has(facts.Scopes) {
		list = append(list, fault.Tokens(fault.DropMember("scope")))
	} else if h.scope != h.policy.Scope && h.policy.Scope != "" {
		list = append(list, knowsScope(h.scope, h.policy.Scope))
	}
	return list
}

// knowsScope has the target know another scope than its own.
func knowsScope(told, own string) func(*reference.Config) {
	return func(c *reference.Config) {
		fault.Intercept(c, func(q *fault.Request, sound func(*fault.Request) *fault.Response) *fault.Response {
			for _, spell := range []func(string) string{func(s string) string { return s }, url.QueryEscape} {
				q.Content = []byte(strings.ReplaceAll(string(q.Content), spell(told), spell(own)))
			}
			return sound(q).Changed(fault.Granted, []fault.Edit{fault.EditMembers(func(members map[string]any) {
				if members["scope"] == own {
					members["scope"] = told
				}
			})})
		})
	}
}

func variantOf(contract, name string) (fault.Variant, error) {
	for _, v := range targets.Variants(contract) {
		if v.Name == name {
			return v, nil
		}
	}
	return fault.Variant{}, fmt.Errorf("want the variant %s of the reference target for %s, found none of that name", name, contract)
}

// mapped has the target asked by its own paths for the contract's, behind a prefix.
func (h house) mapped(prefix string, target http.Handler) http.Handler {
	paths := map[string]string{
		prefix + h.base + h.tokenPath:    h.policy.Base + h.policy.Token,
		prefix + h.base + h.resourcePath: h.policy.Base + h.policy.Resource,
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		path, known := paths[r.URL.Path]
		if !known {
			path = "/not-of-the-contract"
		}
		address := *r.URL
		address.Path, address.RawPath = path, ""
		r.URL = &address
		target.ServeHTTP(w, r)
	})
}
