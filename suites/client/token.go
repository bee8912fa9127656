package client

import (
	"cmp"
	"slices"
	"strings"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/openapi/wire"
	. "github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/scenario"
)

const (
	tokenUse Source = "endpoint page, Authorization: <token_type> <access_token>"
	noCall   string = "it did not call the resource"
)

// uses are how a client shows its tokens (R30).
func uses(c *openapi.Contract) []Clause {
	return watched(c,
		row{New("client.token.exact", Mandatory, tokenUse, 30,
			"shows access tokens exactly as they were issued", by(scenario.Steady), wants("an access token as it was issued")), exactCheck().rule},
		row{New("client.token.scheme", Mandatory, tokenUse, 30,
			"shows access tokens with their scheme", by(scenario.Steady), wants("Authorization: "+cmp.Or(c.Facts.Tokens.Scheme, "<token_type>")+" <access_token>")), schemeCheck(c).rule},
		row{New("client.token.always-sent", Mandatory, tokenUse, 30,
			"sends an access token with every request of the resource", by(scenario.Steady), wants("an access token in Authorization")), alwaysSentCheck().rule},
		row{New("client.token.header-only", Mandatory, tokenUse, 30,
			"sends access tokens in Authorization alone", by(scenario.Steady), wants("no access token in a URL, a body or another field")), headerOnlyCheck().rule},
		row{New("client.resource.no-credentials", Mandatory, tokenUse, 30,
			"keeps its own credentials and its user's from the resource", by(scenario.Steady), wants("a token alone, no secret and no password")), noCredentialsCheck().rule},
	)
}

// tokensOf are what a call shows in the place of an access token, wherever that stands.
func tokensOf(x evidence.Exchange) []evidence.Shown {
	return slices.DeleteFunc(slices.Clone(x.Heard.Shown), func(s evidence.Shown) bool {
		return s.What != evidence.AccessToken && (s.What != evidence.RefreshToken || s.Where != evidence.InAuthorization)
	})
}

// madeUp says that a call shows what is no token at all, which is as good as none.
func madeUp(x evidence.Exchange) bool {
	return slices.ContainsFunc(tokensOf(x), func(s evidence.Shown) bool { return s.Flaw == evidence.FlawMadeUp })
}

func speaksOfTokens(_ scene, x evidence.Exchange) string {
	if len(tokensOf(x)) == 0 || madeUp(x) {
		return "no call showed a token"
	}
	return ""
}

func exactCheck() check {
	return check{
		id: "client.token.exact", of: calls, none: noCall, speaks: speaksOfTokens,
		broken: func(_ scene, x evidence.Exchange) []wire.Violation {
			var found []wire.Violation
			if tokens := tokensOf(x); len(tokens) > 1 && tokens[1].Where == evidence.InAuthorization { // those of Authorization come first
				found = append(found, violation("Authorization", "token.twice", "wanted one Authorization field, found several with a token"))
			}
			for _, s := range tokensOf(x) {
				switch {
				case s.What == evidence.RefreshToken:
					found = append(found, violation(string(s.Where), "token.refresh", "wanted an access token, found the refresh token"))
				case s.Flaw == evidence.FlawAltered && s.Where == evidence.InAuthorization && s.Scheme == "": // what stands before it is no scheme
				case s.Flaw == evidence.FlawAltered:
					found = append(found, violation(string(s.Where), "token.altered", "wanted an access token as it was issued, found one that was changed"))
				case s.Flaw != "" || s.Token == 0:
					found = append(found, violation(string(s.Where), "token.unknown", "wanted an access token that was issued, found another text"))
				}
			}
			return found
		},
	}
}

// schemeCheck leaves another token type than Bearer to the scenario that has one (R38).
func schemeCheck(c *openapi.Contract) check {
	return check{
		id: "client.token.scheme", of: calls, none: noCall,
		speaks: func(s scene, x evidence.Exchange) string {
			if s.Name == otherType {
				return "the token type is another one than Bearer"
			}
			if !slices.ContainsFunc(tokensOf(x), func(t evidence.Shown) bool { return t.Where == evidence.InAuthorization }) {
				return "no call showed a token in Authorization"
			}
			return speaksOfTokens(s, x)
		},
		broken: func(s scene, x evidence.Exchange) []wire.Violation {
			for _, t := range tokensOf(x) {
				if wanted := s.scheme(c, t.Token); t.Where == evidence.InAuthorization && !strings.EqualFold(t.Scheme, wanted) {
					return []wire.Violation{violation("Authorization", "token.scheme", "wanted the scheme %s, found %s", wanted, quoted(t.Scheme))}
				}
			}
			return nil
		},
	}
}

// scheme is what a token is shown with: what the contract says, or the answer that issued the token.
func (s scene) scheme(c *openapi.Contract, number int) string {
	t, _ := s.token(number)
	return cmp.Or(c.Facts.Tokens.Scheme, t.by.Text(wire.TokenType), "Bearer")
}

// shortTokens is the scenario whose tokens are found in any text.
const shortTokens = scenario.Name("open-token-short")

// alwaysSentCheck leaves made-up tokens to the clause of the scenarios that lead a client into them (R35).
func alwaysSentCheck() check {
	return check{
		id: "client.token.always-sent", of: calls, none: noCall,
		speaks: func(s scene, x evidence.Exchange) string {
			switch {
			case madeUp(x) && tokenless(s.Name):
				return "no call went without a token, but for those with a made-up one"
			case s.Name == shortTokens && len(field(x, "Authorization")) == 0: // that it is not served is the matter of client.open.token-short
				return "a token of one character cannot be told elsewhere than in Authorization"
			}
			return ""
		},
		broken: func(_ scene, x evidence.Exchange) []wire.Violation {
			switch {
			case madeUp(x):
				return []wire.Violation{violation("Authorization", "token.made-up", "wanted an access token, found a made-up one")}
			case len(tokensOf(x)) == 0:
				return []wire.Violation{violation("Authorization", "token.none", "wanted an access token, found none")}
			}
			return nil
		},
	}
}

func headerOnlyCheck() check {
	return check{
		id: "client.token.header-only", of: calls, none: noCall, speaks: speaksOfTokens,
		broken: func(_ scene, x evidence.Exchange) []wire.Violation {
			var found []wire.Violation
			for _, s := range tokensOf(x) {
				if s.Where != evidence.InAuthorization {
					found = append(found, violation(placeName(s.Where), "token.elsewhere", "wanted access tokens in Authorization alone, found one in %s", inWords(s.Where)))
				}
			}
			return found
		},
	}
}

func placeName(p evidence.Place) string {
	if p == evidence.InQuery {
		return "URL"
	}
	return string(p)
}

func inWords(p evidence.Place) string {
	switch p {
	case evidence.InQuery:
		return "the URL"
	case evidence.InBody:
		return "the body"
	case evidence.InField, evidence.AsKey:
		return "another header field"
	default:
		return string(p)
	}
}

// noCredentialsCheck takes the identifier alone for no secret.
func noCredentialsCheck() check {
	return check{
		id: "client.resource.no-credentials", of: calls, none: noCall,
		broken: func(_ scene, x evidence.Exchange) []wire.Violation {
			var found []wire.Violation
			for _, s := range x.Heard.Shown {
				token := s.What == evidence.AccessToken || s.What == evidence.RefreshToken && s.Where == evidence.InAuthorization
				if !token && s.Flaw != evidence.FlawIncomplete && s.Flaw != evidence.FlawMadeUp {
					found = append(found, violation(placeName(s.Where), "resource.credentials", "wanted an access token alone, found the %s in %s", words(s.What), inWords(s.Where)))
				}
			}
			return found
		},
	}
}
