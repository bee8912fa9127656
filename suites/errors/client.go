package errors

import (
	"net/http"
	"slices"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/openapi/facts"
	. "github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/match"
	"github.com/authconform/authconform/suites/probe"
)

// anyForm is for requests in a form that a target need not read: how it says so is open, that it issues no token is not.
var anyForm = match.ClientError()

// clients are the clauses of client authentication: R9's rows, and R11's.
func clients(c *openapi.Contract) []Clause {
	return []Clause{
		New("errors.wrong-secret.refused", Mandatory, page401, 9,
			"refuses a client with a wrong secret, however near to the right one",
			From(probe.WrongSecret).Or(probe.NearMisses()...).Or(probe.SecretWithForm),
			match.ClientRefused().To(anyForm, probe.SecretWithForm).To(match.Refused(invalidClient, invalidRequest), probe.SecretLineBehind)).When(madeUpOrInHeader).Critical().
			In(facts.RFC6749Errors, Reading{Source: required, Ruling: 23, Hold: match.ClientError(), After: probe.Valid, Subject: wrongSecrets, When: wherever}).
			In(facts.DocumentedErrors, Reading{Ruling: 11, Hold: match.ClientError(), After: probe.Valid, Subject: wrongSecrets, When: wherever}),
		New("errors.wrong-secret.challenge", Mandatory, page401, 9,
			"names the Basic challenge when it refuses Basic credentials",
			From(probe.WrongSecret), match.Challenge("Basic")).When(inHeader).
			In(facts.RFC6749Errors, Reading{
				Level: Recommended, Source: rfc52, Ruling: 23, Subject: From(probe.UnknownClient).Or(wrongSecrets.Probes()...).Or(probe.RefreshWrongSecret),
				Sentence: "names the Basic challenge when it answers a wrong secret or an unknown client with 401",
			}).
			In(facts.DocumentedErrors, Reading{
				Level: Recommended, Source: "RFC 9110, section 15.5.2", Ruling: 10, Subject: From(probe.UnknownClient).Or(wrongSecrets.Probes()...),
				Sentence: "names the Basic challenge when it answers a wrong secret or an unknown client with 401",
			}),
		New("errors.wrong-secret-in-body.refused", Mandatory, page401, 11,
			"refuses a wrong client secret in another form than the documented one, however near to the right one",
			OneOf(slices.Concat(probe.NearMisses(), []probe.Name{probe.SecretInForm, probe.SecretWithForm})...),
			match.RefusedAs("any documented 4xx", documented4xx(c)...).To(anyForm, probe.SecretInForm, probe.SecretWithForm)).
			WhenRun(readsBody).Critical().Needs(facts.StrictErrors, facts.BodyAuthentication),
		New("errors.unknown-client.refused", Mandatory, page401, 9,
			"refuses a client that it does not know",
			From(probe.UnknownClient).Or(probe.UnknownElsewhere()...),
			match.ClientRefused().To(anyForm, probe.UnknownElsewhere()...)).Critical().
			In(facts.RFC6749Errors, promised(required)).In(facts.DocumentedErrors, listed),
		New("errors.unknown-client.challenge", Mandatory, page401, 9,
			"names the Basic challenge when it refuses an unknown client",
			From(probe.UnknownClient), match.Challenge("Basic")).When(inHeader).Needs(facts.StrictErrors),

		New("errors.scheme-bearer.refused", Mandatory, page401, 9,
			"refuses the scheme Bearer", OneOf(probe.SchemeBearer, probe.SchemeBearerReal), match.Refused(invalidClient)).Critical().
			In(facts.RFC6749Errors, Reading{
				Source: required, Ruling: 23, Hold: match.ClientError(), After: probe.Valid,
				Sentence: "refuses client authentication with the scheme Bearer",
			}).In(facts.DocumentedErrors, listed),
		New("errors.scheme-bearer.challenge", Mandatory, page401, 9,
			"sends a challenge when it refuses the scheme Bearer",
			OneOf(probe.SchemeBearer, probe.SchemeBearerReal), match.AnyChallenge()).When(unauthorizedOnly).Needs(facts.StrictErrors),
		New("errors.scheme-bearer.challenge-basic", Recommended, rfc6749, 9,
			"names the scheme Basic when it refuses the scheme Bearer",
			OneOf(probe.SchemeBearer, probe.SchemeBearerReal), match.Challenge("Basic")).When(challenged).Needs(facts.StrictErrors),
		New("errors.scheme-digest.refused", Mandatory, page401, 9,
			"refuses the scheme Digest", OneOf(probe.SchemeDigest, probe.SchemeDigestReal), match.Refused(invalidClient)).Critical().Needs(facts.StrictErrors),
		New("errors.scheme-digest.challenge", Mandatory, page401, 9,
			"sends a challenge when it refuses the scheme Digest",
			OneOf(probe.SchemeDigest, probe.SchemeDigestReal), match.AnyChallenge()).When(unauthorizedOnly).Needs(facts.StrictErrors),
		New("errors.scheme-digest.challenge-basic", Recommended, rfc6749, 9,
			"names the scheme Basic when it refuses the scheme Digest",
			OneOf(probe.SchemeDigest, probe.SchemeDigestReal), match.Challenge("Basic")).When(challenged).Needs(facts.StrictErrors),

		New("errors.basic-not-base64.refused", Mandatory, page401, 9,
			"refuses Basic credentials that are not base64",
			From(probe.BasicNotBase64), match.Refused(invalidClient, invalidRequest)).Critical().In(facts.RFC6749Errors, promised(required)).In(facts.DocumentedErrors, listed),
		New("errors.basic-not-base64.challenge", Mandatory, page401, 9,
			"names the Basic challenge when it answers credentials that are not base64 with 401",
			From(probe.BasicNotBase64), match.Challenge("Basic")).When(unauthorizedOnly).Needs(facts.StrictErrors),
		New("errors.basic-no-colon.refused", Mandatory, page401, 9,
			"refuses Basic credentials without a colon",
			From(probe.BasicNoColon), match.Refused(invalidClient, invalidRequest)).Critical().In(facts.RFC6749Errors, promised(required)).In(facts.DocumentedErrors, listed),
		New("errors.basic-no-colon.challenge", Mandatory, page401, 9,
			"names the Basic challenge when it answers credentials without a colon with 401",
			From(probe.BasicNoColon), match.Challenge("Basic")).When(unauthorizedOnly).Needs(facts.StrictErrors),

		New("errors.no-credentials.refused", Mandatory, codes, 9,
			"refuses a request without client authentication, or without the secret of it",
			From(probe.NoCredentials).Or(probe.NoSecrets()...),
			match.Refused(invalidClient, unauthorized, badClient, invalidRequest).
				To(match.Refused(invalidClient), probe.SecretEmpty).
				To(anyForm, probe.IDAloneInForm)).Critical().
			In(facts.RFC6749Errors, promised(required)).In(facts.DocumentedErrors, listed),
		New("errors.no-credentials.challenge", Recommended, "RFC 9110, section 15.5.2", 9,
			"sends a challenge when it answers a request without client authentication with 401",
			From(probe.NoCredentials), match.AnyChallenge()).When(unauthorizedOnly).Needs(facts.StrictErrors),
		New("errors.credentials-twice.refused", Mandatory, page400, 9,
			"refuses credentials in the header and in the body at once",
			From(probe.TwoCredentials).Or(probe.TwoClients, probe.TwoClientsReversed),
			match.Refused(invalidRequest).To(match.Refused(invalidRequest, invalidClient), probe.TwoClients, probe.TwoClientsReversed)).Needs(facts.StrictErrors),
		New("errors.unauthorized-client.refused", Mandatory, codes, 9,
			"refuses a client that is not authorized for the grant with unauthorized_client",
			From(probe.UnauthorizedClient), match.Refused(match.Error(http.StatusBadRequest, "unauthorized_client"))).Needs(facts.StrictErrors),
		New("errors.invalid-grant-client.refused", Mandatory, codes, 9,
			"refuses a client whose grant is invalid with invalid_grant",
			From(probe.InvalidGrantClient), match.Refused(match.Error(http.StatusBadRequest, "invalid_grant"))).Needs(facts.StrictErrors),
		New("errors.credentials-in-body.answer", Mandatory, "endpoint page, request body", 9,
			"grants a token for credentials in the body, or refuses them as client authentication fails",
			From(probe.BodyCredentials), match.Either(match.Status(http.StatusBadRequest), match.Status(http.StatusUnauthorized))).Needs(facts.StrictErrors, facts.BodyAuthentication),
		New("errors.credentials-in-query.refused", Mandatory, "endpoint page, request body", 9,
			"refuses credentials in the query",
			OneOf(probe.QueryCredentials, probe.QueryGET), match.RefusedAs("any documented 4xx", documented4xx(c)...)).Critical().Needs(facts.StrictErrors),
		New("errors.parameters-in-query.refused", Recommended, "RFC 6749, section 3.2", 9,
			"does not take its parameters from the query",
			From(probe.ParametersInQuery), match.RefusedAs("any documented 4xx", documented4xx(c)...)).Needs(facts.StrictErrors),
	}
}

// unauthorizedOnly leaves the question of the challenge to answers with 401: a token or another status is a
// failure of its own, and one cause is one failure.
func unauthorizedOnly(x evidence.Exchange) string {
	if x.Response.Status == http.StatusUnauthorized {
		return ""
	}
	return "the target did not answer with 401"
}

// wherever takes a wrong secret in whichever place it went.
func wherever(evidence.Exchange) string { return "" }

// madeUpOrInHeader leaves wrong secrets in the body to the clause about those.
func madeUpOrInHeader(x evidence.Exchange) string {
	if x.Probe == string(probe.WrongSecret) || x.Sends("Authorization") {
		return ""
	}
	return "the wrong secret went in the body"
}

// inHeader leaves out credentials that did not go in the header: no challenge is due to them.
func inHeader(x evidence.Exchange) string {
	if x.Sends("Authorization") {
		return unauthorizedOnly(x)
	}
	return "the target takes credentials elsewhere than in the header"
}

// readsBody leaves out a target that takes no credentials from a body: it refuses the right ones too, so that a
// refusal of wrong ones tells nothing. A token in spite of that is judged.
func readsBody(rec evidence.Record, x evidence.Exchange) string {
	if x.Sends("Authorization") && x.Probe != string(probe.SecretWithForm) {
		return "the wrong secret went in the header"
	}
	right, ok := rec.Of(string(probe.BodyCredentials))
	for _, form := range []probe.Name{probe.BodyScope, probe.FormCredentials, probe.FormCredentialsScope} {
		if taken, asked := rec.Of(string(form)); asked && taken.Granted() {
			right, ok = taken, true
		}
	}
	if ok && right.Granted() || x.Granted() {
		return ""
	}
	return "the target takes no credentials from the body"
}

// challenged leaves a missing challenge to its own clause.
func challenged(x evidence.Exchange) string {
	answer, _ := x.Answer()
	if answer.Header.Get("WWW-Authenticate") != "" {
		return unauthorizedOnly(x)
	}
	return "the target sent no challenge"
}
