package prioticket

import (
	"net/http"
	"strings"

	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/reference/fault"
)

// clientDeviations are clients that are taken though they must not be, or refused in the wrong way (R9, R11).
func clientDeviations() []fault.Deviation {
	bearer, digest := fault.AuthScheme("Bearer"), fault.AuthScheme("Digest")
	unauthorized, bad := fault.OAuth(http.StatusUnauthorized, reference.CodeInvalidClient), fault.OAuth(http.StatusBadRequest, reference.CodeInvalidRequest)
	return []fault.Deviation{
		fault.New("secret-prefix-taken", "takes the first characters of the secret for all of it", fault.Compose(fault.Admit(fault.WrongSecret(fault.Prefix), signed), fault.Admit(wrongSecretInContent(fault.Prefix), signed)), "errors.wrong-secret-in-body.refused", "errors.wrong-secret.refused").SeenBy(fault.Full),
		fault.New("secret-case-taken", "does not mind the case of the secret", fault.Compose(fault.Admit(fault.WrongSecret(strings.EqualFold), signed), fault.Admit(wrongSecretInContent(strings.EqualFold), signed)),
			"errors.wrong-secret-in-body.refused", "errors.wrong-secret.refused").SeenBy(fault.Full),
		fault.New("secret-unchecked", "takes any secret of a client that it knows", fault.Admit(fault.OwnSecret(fault.AnySecret), fault.DocumentedAgain),
			"errors.wrong-secret.refused", "errors.wrong-secret-in-body.refused"),
		fault.New("secret-in-body-unchecked", "takes any secret in the body", fault.Admit(wrongSecretInContent(fault.AnySecret), signed), "errors.wrong-secret-in-body.refused").SeenBy(fault.Full),
		fault.New("secret-wrong-400", "refuses a wrong secret with 400", fault.ResponsesTo(fault.WrongSecret(fault.AnySecret), fault.OAuth(http.StatusBadRequest, reference.CodeInvalidClient)),
			"errors.wrong-secret.refused"),
		fault.New("secret-wrong-403", "refuses a wrong secret with 403", fault.ResponsesTo(fault.WrongSecret(fault.AnySecret), fault.Generic(http.StatusForbidden)),
			"errors.wrong-secret.refused"),
		fault.New("secret-wrong-code", "refuses a wrong secret with unauthorized_client", fault.ResponsesTo(fault.WrongSecret(fault.AnySecret), fault.SetMember("error", "unauthorized_client")),
			"errors.wrong-secret.refused"),
		fault.New("secret-in-body-wrong-200", "answers a wrong secret in the body with an error and status 200", fault.ResponsesTo(wrongSecretInContent(fault.AnySecret), fault.SetStatus(http.StatusOK)),
			"errors.wrong-secret-in-body.refused").SeenBy(fault.Full),
		fault.New("secret-in-body-wrong-403", "refuses a wrong secret in the body with 403", fault.ResponsesTo(wrongSecretInContent(fault.AnySecret), fault.Generic(http.StatusForbidden)),
			"errors.wrong-secret-in-body.refused").SeenBy(fault.Full),
		fault.New("client-unknown-taken", "takes a client that it does not know", fault.Admit(fault.UnknownClient, signed), "errors.unknown-client.refused"),
		fault.New("client-unknown-404", "says of an unknown client that it is not found", fault.ResponsesTo(fault.UnknownClient, fault.Generic(http.StatusNotFound)), "errors.unknown-client.refused"),
		fault.New("client-unknown-code", "tells unknown clients from wrong secrets by the code", fault.ResponsesTo(fault.UnknownClient, fault.SetMember("error", reference.CodeInvalidRequest)),
			"errors.unknown-client.refused"),
		fault.New("bearer-taken", "takes anything that calls itself Bearer", fault.Admit(bearer, signed), "errors.scheme-bearer.refused").SeenBy(fault.Full),
		fault.New("bearer-400", "refuses the scheme Bearer with 400", fault.ResponsesTo(bearer, bad), "errors.scheme-bearer.refused"),
		fault.New("digest-taken", "takes anything that calls itself Digest", fault.Admit(digest, signed), "errors.scheme-digest.refused").SeenBy(fault.Full),
		fault.New("digest-501", "says that Digest is not implemented", fault.ResponsesTo(digest, fault.Generic(http.StatusNotImplemented)), "errors.scheme-digest.refused"),
		fault.New("not-base64-taken", "takes Basic credentials that are not base64", fault.Admit(fault.NotBase64, signed), "errors.basic-not-base64.refused"),
		fault.New("not-base64-500", "fails on Basic credentials that are not base64", fault.ResponsesTo(fault.NotBase64, fault.Generic(http.StatusInternalServerError)),
			"errors.basic-not-base64.refused"),
		fault.New("no-colon-taken", "takes Basic credentials without a colon", fault.Admit(fault.NoColon, signed), "errors.basic-no-colon.refused"),
		fault.New("no-colon-code", "refuses Basic credentials without a colon with invalid_grant", fault.ResponsesTo(fault.NoColon, fault.OAuth(http.StatusBadRequest, "invalid_grant")),
			"errors.basic-no-colon.refused"),
		fault.New("anonymous-taken", "issues tokens to everybody who does not authenticate", fault.Admit(anonymous, signed), "errors.no-credentials.refused"),
		fault.New("anonymous-403", "refuses who does not authenticate with 403", fault.ResponsesTo(anonymous, fault.Generic(http.StatusForbidden)), "errors.no-credentials.refused"),
		fault.New("twice-taken", "lets the header win over credentials in the body", fault.Admit(twice, signed), "errors.credentials-twice.refused"),
		fault.New("twice-401", "refuses credentials in header and body with 401", fault.ResponsesTo(twice, unauthorized), "errors.credentials-twice.refused"),
		fault.New("query-taken", "takes credentials out of the URL", fault.Admit(inQuery, signed), "errors.credentials-in-query.refused").SeenBy(fault.Full),
		fault.New("query-404", "answers credentials in the URL with 404", fault.ResponsesTo(inQuery, fault.Generic(http.StatusNotFound)), "errors.credentials-in-query.refused").SeenBy(fault.Full),
	}
}

// challengeDeviations are faults in WWW-Authenticate (R9, R10).
func challengeDeviations() []fault.Deviation {
	without, other := fault.SetField("WWW-Authenticate"), fault.SetField("WWW-Authenticate", `Bearer realm="distributor"`)
	all := fault.WithStatus(http.StatusUnauthorized)
	return []fault.Deviation{
		fault.New("challenge-missing", "never sends a challenge", fault.Responses(all, without),
			"errors.wrong-secret.challenge", "errors.basic-no-colon.challenge", "errors.basic-not-base64.challenge", "errors.no-credentials.challenge",
			"errors.scheme-bearer.challenge", "errors.scheme-digest.challenge", "errors.unknown-client.challenge"),
		fault.New("challenge-bearer", "names the scheme Bearer in every challenge", fault.Responses(all, other),
			"errors.wrong-secret.challenge", "errors.basic-no-colon.challenge", "errors.basic-not-base64.challenge",
			"errors.scheme-bearer.challenge-basic", "errors.scheme-digest.challenge-basic", "errors.unknown-client.challenge"),
		fault.New("challenge-wrong-secret-missing", "sends no challenge to who sends a wrong secret", fault.ResponsesTo(fault.WrongSecret(fault.AnySecret), without), "errors.wrong-secret.challenge"),
		fault.New("challenge-unknown-client-missing", "sends no challenge to who it does not know", fault.ResponsesTo(fault.UnknownClient, without), "errors.unknown-client.challenge"),
		fault.New("challenge-bearer-missing", "sends no challenge to the scheme Bearer", fault.ResponsesTo(fault.AuthScheme("Bearer"), without), "errors.scheme-bearer.challenge"),
		fault.New("challenge-digest-missing", "sends no challenge to the scheme Digest", fault.ResponsesTo(fault.AuthScheme("Digest"), without), "errors.scheme-digest.challenge"),
		fault.New("challenge-bearer-echoed", "answers the scheme Bearer with its own challenge", fault.ResponsesTo(fault.AuthScheme("Bearer"), other), "errors.scheme-bearer.challenge-basic"),
		fault.New("challenge-digest-echoed", "answers the scheme Digest with a challenge of Bearer", fault.ResponsesTo(fault.AuthScheme("Digest"), other), "errors.scheme-digest.challenge-basic"),
		fault.New("challenge-not-base64-missing", "sends no challenge to what is not base64", fault.ResponsesTo(fault.NotBase64, without), "errors.basic-not-base64.challenge"),
		fault.New("challenge-no-colon-missing", "sends no challenge to what has no colon", fault.ResponsesTo(fault.NoColon, without), "errors.basic-no-colon.challenge"),
		fault.New("challenge-anonymous-missing", "sends no challenge to who does not authenticate", fault.ResponsesTo(anonymous, without), "errors.no-credentials.challenge"),
		fault.New("challenge-grammar", "ends the challenge in something that is no parameter", fault.Responses(all, fault.SetField("WWW-Authenticate", reference.Challenge+`; trailing`)),
			"headers.www-authenticate.grammar"),
		fault.New("challenge-unquoted", "writes a realm with spaces and no quotes", fault.Responses(all, fault.SetField("WWW-Authenticate", "Basic realm=the distributor")),
			"headers.www-authenticate.grammar"),
		fault.New("challenge-no-realm", "names no realm", fault.Responses(all, fault.SetField("WWW-Authenticate", "Basic")), "headers.www-authenticate.realm"),
	}
}
