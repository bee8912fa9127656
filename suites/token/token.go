package token

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"

	"github.com/authconform/authconform/openapi/facts"
	"github.com/authconform/authconform/openapi/wire"
	. "github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/match"
	"github.com/authconform/authconform/suites/probe"
)

const (
	endpoint Source = "endpoint page, response 200"
	request  Source = "endpoint page, request body"
	tokenUse Source = "endpoint page, Authorization: <token_type> <access_token>"
)

var granted = Answers("no token was issued", evidence.Exchange.Granted)

// Clauses writes the area's clauses into the catalogue.
func Clauses(b *Catalogue) {
	b.AddRequirements("token")
	b.Table("who gets a token", requests()...)
	b.Table("the token response", answers()...)
	b.Table("the scope", Need(scopes(), facts.Scopes)...)
	b.Table("the media type of a token response", accepted()...)
	b.Table("the refresh grant", Need(refreshes(), facts.RefreshGrant)...)
}

// Specs describes the area.
func Specs(s *Suite) {
	Describe("token", Label("token"), func() {
		for table, entries := range s.Tables("token") {
			DescribeTable(table, s.Judge, entries)
		}
		if c, chosen := s.ByHand("token.refresh.chained"); chosen {
			It(c.Text(), s.Decorators(c), func() {
				for _, refresh := range s.Evidence(c) {
					Expect(refresh).To(match.Granted())
				}
			})
		}
	})
}

func requests() []Clause {
	return []Clause{
		New(Accepted, Mandatory, endpoint, 26,
			"answers the documented request with 200 and a token",
			From(probe.Valid), match.Granted()),
		New("token.valid.after-refusals", Mandatory, endpoint, 12,
			"grants a token to a valid request after it has refused others",
			From(probe.ValidLast).Or(probe.ValidAfterGuesses()...), match.Granted()).
			In(facts.RFC6749Tokens, Reading{Source: gettingToken, Ruling: 21, Subject: loginsAfterRefusals()}).
			In(facts.DocumentedTokens, Reading{Subject: loginsAfterRefusals()}),
		New("token.json.layout", Recommended, "RFC 8259, sections 2 and 4", 12,
			"reads JSON whatever its white space and the order of its members",
			From(probe.ValidLayout), match.Granted()).WhenRun(scopeIsGranted).Needs(facts.JSONRequests),
		New("token.json.charset", Recommended, "RFC 9110, section 8.3", 12,
			"takes a charset parameter on the request's media type",
			From(probe.ValidCharset), match.Granted()).Needs(facts.JSONRequests),
		New("token.form-encoded", Recommended, "RFC 6749, section 4.4.2", 9,
			"takes the request form-encoded too, as OAuth libraries send it",
			From(probe.FormEncoded), match.Granted()).Needs(facts.JSONRequests, facts.OAuthErrors),
		New("token.credentials-in-body", Recommended, request, 9,
			"takes the credentials in the body too",
			From(probe.BodyCredentials), match.Granted()).When(grantedOrRefused).Needs(facts.BodyAuthentication),
		New("token.special-client", Mandatory, "endpoint page, request body (form-encoded before base64)", 9,
			"grants a token to a client whose id and secret have special characters",
			From(probe.SpecialClient), match.Granted()).Needs(facts.StrictErrors),
		New("token.library.header", Recommended, "endpoint page, use an existing OAuth library", 9,
			"grants a token to golang.org/x/oauth2 with credentials in the header",
			From(probe.LibraryHeader), match.TakenByLibrary()).Needs(facts.StrictErrors),
		New("token.library.params", Recommended, "endpoint page, use an existing OAuth library", 9,
			"grants a token to golang.org/x/oauth2 with credentials as parameters",
			From(probe.LibraryParams), match.TakenByLibrary()).Needs(facts.StrictErrors),
		New("token.extra-parameter", Recommended, "RFC 6749, section 3.2", 9,
			"ignores a parameter that it does not know",
			From(probe.ExtraParameter), match.Granted()).Needs(facts.StrictErrors),
	}
}

// loginsAfterRefusals are the last control and every login that comes after what was wrong, be it at a login or a refresh.
func loginsAfterRefusals() Subject {
	return From(probe.ValidLast).Or(append(probe.ValidAfterGuesses(), probe.SessionWrongSecret, probe.SessionNear, probe.SessionNoClient, probe.SessionOtherClient, probe.SessionLast)...)
}

func answers() []Clause {
	return []Clause{
		New("token.access-token.usable", Mandatory, tokenUse, 6,
			"issues tokens that can travel in a header: visible ASCII, not empty",
			granted, match.Usable()).When(match.IsText("access_token")).Needs(facts.StrictTokens),
		New("token.access-token.bearer-syntax", Recommended, "RFC 6750, section 2.1", 6,
			"issues tokens in the Bearer syntax",
			granted, match.BearerSyntax()).When(match.IsText("access_token")).Needs(facts.StrictTokens),
		New("token.access-token.jwt", Recommended, "endpoint page, security scheme (JWT); RFC 7519", 6,
			"issues tokens that are JWTs and name their algorithm",
			granted, match.SignedJWT()).When(match.IsText("access_token")).Needs(facts.StrictTokens, facts.JWTs),
		New("token.access-token.exp", Recommended, "RFC 7519, section 4.1.4", 6,
			"issues JWTs whose exp agrees with expires_in within a minute",
			granted, match.ExpiryAgrees()).When(match.HasExpiry).Needs(facts.StrictTokens, facts.JWTs),
		New("token.token-type.scheme-name", Mandatory, tokenUse, 6,
			"names a token type that can stand before a token in Authorization",
			granted, match.SchemeName()).When(match.IsText("token_type")).Needs(facts.StrictTokens),
		New("token.token-type.bearer", Recommended, "RFC 6750", 6,
			"names the token type Bearer",
			granted, match.Bearer()).
			In(facts.StrictTokens, Reading{When: match.IsText("token_type")}).
			In(facts.RFC6749Tokens, Reading{Source: "RFC 6749, sections 5.1 and 7.1", Ruling: 21}).Needs(facts.OAuthTokens),
		New("token.expires-in.positive", Mandatory, endpoint, 6,
			"gives tokens a positive lifetime",
			granted, match.PositiveLifetime()).When(match.HasLifetime).
			In(facts.RFC6749Tokens, Reading{Source: gettingToken, Ruling: 21}),
		New("token.expires-at.time", Mandatory, InFacts, 16,
			"writes when a token ends as a time: as RFC 3339 has it, or in seconds or milliseconds since 1970",
			granted, match.ReadableEnd()).When(match.HasEnd).Needs(facts.ExpiryTimes),
		New("token.expires-in.integer-literal", Mandatory, endpoint, 6,
			"writes expires_in without fraction or exponent",
			granted, match.WholeLifetime()).When(match.IsNumber("expires_in")).Needs(facts.StrictTokens),
		New("token.members.unique", Recommended, "RFC 8259, section 4", 8,
			"writes every member of a token response once",
			granted, match.UniqueMembers()).Needs(facts.StrictTokens),
	}
}

// grantedOrRefused leaves any other answer than the three of R9 to errors.credentials-in-body.answer.
func grantedOrRefused(x evidence.Exchange) string {
	switch x.Response.Status {
	case http.StatusOK, http.StatusBadRequest, http.StatusUnauthorized:
		return ""
	}
	return "the target neither grants a token nor refuses the client"
}

func scopes() []Clause {
	return []Clause{
		New("token.scope.granted", Mandatory, request, 7,
			"grants a token for a valid scope",
			From(probe.ValidScope), match.GrantedForScope()).WhenRun(scopeIsValid),
		New("token.scope.default", Recommended, "RFC 6749, section 5.1", 7,
			"says which scope it grants when none was asked for",
			From(probe.ValidLast), match.NamesScope()).WhenRun(asksNoScope),
		New("token.scope.unknown", Mandatory, "endpoint page, invalid_scope", 7,
			"refuses a scope that does not exist, or grants another one and says so",
			OneOf(probe.UnknownScope, probe.UnknownScopeBeside, probe.UnknownScopeQuoted),
			match.ScopeRefused(probe.NoSuchScope).To(match.ScopeRefused(probe.NoSuchScope, "invalid_request"), probe.UnknownScopeQuoted)),
	}
}

// scopeIsValid leaves out what rests on the contract's example scope where the target does not know it for this
// client: what has to be granted is a scope that its user says is valid, or that the target itself grants (R7).
func scopeIsValid(rec evidence.Record, _ evidence.Exchange) string {
	asked, ok := rec.Of(string(probe.ValidScope))
	if rec.Run.Scope == "" && ok && asked.ErrorCode() == "invalid_scope" && !grantsScopeOf(rec, asked) {
		return "the contract's example scope is not valid for this client: --scope names one that is"
	}
	return ""
}

// grantsScopeOf says that an answer of the run names the scope that a request asked for among those that it grants.
func grantsScopeOf(rec evidence.Record, asked evidence.Exchange) bool {
	scope := scopeAsked(asked)
	return scope != "" && slices.ContainsFunc(rec.Exchanges, func(x evidence.Exchange) bool {
		return x.Granted() && slices.Contains(strings.Fields(x.Text(wire.Scope)), scope)
	})
}

// scopeAsked is the scope that a request names, whatever its form; "" for none.
func scopeAsked(x evidence.Exchange) string {
	var members struct {
		Scope string `json:"scope"`
	}
	if json.Unmarshal(x.Request.Body, &members) == nil {
		return members.Scope
	}
	form, err := url.ParseQuery(string(x.Request.Body))
	if err != nil {
		return ""
	}
	return form.Get("scope")
}

// scopeIsGranted leaves a refused scope to its own clause: the request in another layout asks for it too.
func scopeIsGranted(rec evidence.Record, _ evidence.Exchange) string {
	if asked, ok := rec.Of(string(probe.ValidScope)); ok && !asked.Granted() {
		return "the same scope is refused in the usual layout"
	}
	return ""
}

// asksNoScope leaves out a target that grants nothing without a scope.
func asksNoScope(rec evidence.Record, x evidence.Exchange) string {
	if probe.WithScope(probe.Name(rec.Run.Form)) {
		return "the target grants nothing without a scope"
	}
	return isGranted(x)
}

func isGranted(x evidence.Exchange) string {
	if x.Granted() {
		return ""
	}
	return "the documented request was not answered with a token"
}
