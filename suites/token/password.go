package token

import (
	"github.com/authconform/authconform/openapi/facts"
	. "github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/match"
	"github.com/authconform/authconform/suites/probe"
)

const (
	gettingToken Source = "page, Getting an access token"
	refreshing   Source = "page, Refreshing the access token"
)

// accepted are the clauses of clients that accept more than JSON: the documented media type is the only one there is
// (R6), or what the RFC advises (R21).
func accepted() []Clause {
	advised := Reading{Level: Recommended, Source: "RFC 9110, section 12.5.1", Ruling: 21}
	return []Clause{
		New("token.accept.any", Mandatory, endpoint, 6,
			"grants a token to a client that accepts any media type",
			From(probe.AcceptAny), match.Granted()).In(facts.RFC6749Tokens, advised).In(facts.DocumentedTokens, advised),
		New("token.accept.none", Mandatory, endpoint, 6,
			"grants a token to a client that does not say what it accepts",
			From(probe.AcceptNone), match.Granted()).In(facts.RFC6749Tokens, advised).In(facts.DocumentedTokens, advised),
		New("token.accept.application", Mandatory, endpoint, 6,
			"grants a token to a client that accepts every media type of application",
			From(probe.AcceptApplication), match.Granted()).In(facts.RFC6749Tokens, advised).In(facts.DocumentedTokens, advised),
	}
}

// refreshes are the clauses of the refresh grant (R22).
func refreshes() []Clause {
	return []Clause{
		New("token.refresh.accepted", Mandatory, refreshing, 22,
			"grants new tokens for a refresh token",
			From(probe.Refresh), match.Granted()),
		New("token.refresh.chained", Mandatory, refreshing, 22,
			"grants new tokens for the refresh token that a refresh brought, again and again",
			From(probe.RefreshAgain, probe.RefreshThird), match.Granted()).ByHand(),
		New("token.refresh-token.not-empty", Mandatory, gettingToken, 21,
			"issues refresh tokens that are not empty",
			granted, match.NotEmpty("refresh_token")).When(match.IsText("refresh_token")),
	}
}
