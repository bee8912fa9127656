package errors

import (
	"net/http"
	"slices"
	"strings"

	"github.com/authconform/authconform/openapi"
	. "github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/match"
	"github.com/authconform/authconform/suites/probe"
)

const (
	oauth2       Source = "page, introduction (OAuth 2.0)"
	rfc52        Source = "RFC 6749, section 5.2"
	required     Source = "page, Required credentials"
	gettingToken Source = "page, Getting an access token"
	refreshing   Source = "page, Refreshing the access token"
)

// refusal is a request that has to be refused, which is what a page promises that rests on OAuth 2.0, and how the RFC
// wants it refused, which is advice (R20).
// A row that other contracts have, too, is written with theirs, and has the answer alone here.
type refusal struct {
	id, sentence string // the sentence completes "refuses …"
	from         Subject
	promised     Source
	answers      []match.Outcome
}

// wrongSecrets are those that a login shows: one of them in each run.
var wrongSecrets = OneOf(append(probe.NearMisses(), probe.WrongSecret)...)

// perhapsInvalid may be answered as invalid requests, too: what is missing, what stands where a target need not look, and
// what has a character in it that no value may have (RFC 6749, appendix A).
var perhapsInvalid = slices.Concat(probe.NoSecrets(), probe.UnknownElsewhere(), []probe.Name{probe.SecretLineBehind}, probe.MalformedGrants())

// perhapsWrong may be answered as what is wrong, too: a value without characters is missing to one and wrong to another.
var perhapsWrong = []probe.Name{probe.UserEmpty, probe.RefreshEmpty}

// perhapsKnown may be answered as the grants that they are, by who has them: what was made up for them is wrong, or missing.
var perhapsKnown = probe.MadeUpGrants()

// refusals are the rows of R23.
func refusals() []refusal {
	client := []match.Outcome{invalidClient, badClient}
	return []refusal{
		{"wrong-password", "a password that is cut short", From(probe.WrongPassword), required, []match.Outcome{invalidGrant}},
		{"wrong-password-case", "a password in another case", From(probe.WrongPasswordCase), required, []match.Outcome{invalidGrant}},
		{"unknown-user", "a user that it does not know", From(probe.UnknownUser), required, []match.Outcome{invalidGrant}},
		{"username-missing", "a request without a user name", From(probe.UserMissing).Or(probe.UserEmpty), gettingToken, []match.Outcome{invalidRequest}},
		{"password-missing", "a request without a password", From(probe.PasswordMissing), gettingToken, []match.Outcome{invalidRequest}},
		{"password-empty", "an empty password", From(probe.PasswordEmpty), required, []match.Outcome{invalidRequest, invalidGrant}},
		{"grant-missing", "a request without grant_type", From(probe.GrantMissing), "", []match.Outcome{invalidRequest}},
		{"grant-unknown", "a grant type that it does not support", grantsOf6749, "", []match.Outcome{unsupported}},
		{"wrong-secret", "a wrong client secret, however near to the right one", wrongSecrets, "", client},
		{"unknown-client", "a client that it does not know", From(probe.UnknownClient).Or(probe.UnknownElsewhere()...), "", client},
		{"no-credentials", "a request without client authentication", From(probe.NoCredentials).Or(probe.NoSecrets()...), "", client},
		{"scheme-bearer", "client authentication with the scheme Bearer", OneOf(probe.SchemeBearer, probe.SchemeBearerReal), "", client},
		{"basic-not-base64", "Basic credentials that are not base64", From(probe.BasicNotBase64), "", append(slices.Clone(client), invalidRequest)},
		{"basic-no-colon", "Basic credentials without a colon", From(probe.BasicNoColon), "", append(slices.Clone(client), invalidRequest)},
		{"refresh-garbage", "a refresh token that nobody issued", From(probe.RefreshGarbage).Or(probe.NearRefreshes()...), refreshing, []match.Outcome{invalidGrant}},
		{"refresh-missing", "a refresh without a refresh token", From(probe.RefreshMissing).Or(probe.RefreshEmpty), refreshing, []match.Outcome{invalidRequest}},
		{"refresh-access-token", "an access token in the place of a refresh token", From(probe.RefreshAccessToken), refreshing, []match.Outcome{invalidGrant}},
		{"refresh-other-client", "the refresh token of another client", From(probe.RefreshOtherClient), oauth2, []match.Outcome{invalidGrant}},
		{"refresh-wrong-secret", "a refresh with a wrong client secret", From(probe.RefreshWrongSecret), refreshing, client},
		{"refresh-no-client", "a refresh without client authentication", From(probe.RefreshNoClient), refreshing, client},
	}
}

// promised is how a clause reads where a page leaves it to OAuth 2.0 how a request is refused.
func promised(source Source) Reading {
	return Reading{Source: source, Ruling: 23, Hold: match.ClientError(), After: probe.Valid}
}

// refused are two clauses for each row: that it is refused, and how.
func refused(c *openapi.Contract) []Clause {
	var clauses []Clause
	for _, r := range refusals() {
		control := probe.Valid
		if strings.HasPrefix(r.id, "refresh-") {
			control = probe.Refresh // who refuses every refresh does not refuse this one
		}
		if r.promised != "" {
			clauses = append(clauses, New("errors."+r.id+".refused", Mandatory, r.promised, 23, "refuses "+r.sentence, r.from, match.ClientError()).After(control).Critical())
		}
		clauses = append(clauses, New("errors."+r.id+".answer", Recommended, rfc52, 23,
			"refuses "+r.sentence+" as RFC 6749 has it", r.from,
			match.Refused(r.answers...).To(match.Refused(append(slices.Clone(r.answers), invalidRequest)...), perhapsInvalid...).
				To(match.Refused(append(slices.Clone(r.answers), invalidGrant)...), perhapsWrong...).
				To(match.Refused(append(slices.Clone(r.answers), unauthorizedClient, invalidRequest, invalidGrant)...), perhapsKnown...)).When(refusedAtAll).After(control))
	}
	return append(clauses,
		New("errors.oauth.json", Recommended, rfc52, 23,
			"writes every error of the token endpoint as JSON with a code",
			Answers("no error answer was seen", func(x evidence.Exchange) bool {
				own := c.MediaTypesOf(x.Response.Status) // what the document has in another form, it has clauses of its own for
				return isPostRefused(x) && (len(own) == 0 || slices.Contains(own, "application/json"))
			}), match.OAuthError()))
}

// refusedAtAll leaves a request that is not refused to the clause that says that it has to be.
func refusedAtAll(x evidence.Exchange) string {
	if x.HasToken() {
		return "a token was issued"
	}
	return match.IsRefusal(x)
}

// isPostRefused takes the errors of the requests that the page documents the method of.
func isPostRefused(x evidence.Exchange) bool {
	open := []probe.Name{probe.JSONEncoded, probe.AcceptXML, probe.UserCase, probe.BodyCredentials} // noted, not judged (R25)
	return !slices.Contains(open, probe.Name(x.Probe)) && x.Request.Method == http.MethodPost && x.Response.Status/100 == 4 && x.Response.Status != http.StatusTooManyRequests
}
