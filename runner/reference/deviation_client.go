package reference

import (
	"net/http"
	"strings"
)

// clientDeviations are clients that are taken though they must not be, or refused in the wrong way (R9, R11).
func clientDeviations() []Deviation {
	bearer, digest := authScheme("Bearer"), authScheme("Digest")
	unauthorized, bad := oauth(http.StatusUnauthorized, codeInvalidClient), oauth(http.StatusBadRequest, codeInvalidRequest)
	return []Deviation{
		breaks("secret-prefix-taken", "takes the first characters of the secret for all of it", together(takes(wrongSecret(prefix), signed), takes(wrongSecretInContent(prefix), signed)), "errors.wrong-secret-in-body.refused").seenBy(Full),
		breaks("secret-case-taken", "does not mind the case of the secret", together(takes(wrongSecret(strings.EqualFold), signed), takes(wrongSecretInContent(strings.EqualFold), signed)),
			"errors.wrong-secret-in-body.refused").seenBy(Full),
		breaks("secret-unchecked", "takes any secret of a client that it knows", takes(ownSecret(anySecret), documentedAgain),
			"errors.wrong-secret.refused", "errors.wrong-secret-in-body.refused"),
		breaks("secret-in-body-unchecked", "takes any secret in the body", takes(wrongSecretInContent(anySecret), signed), "errors.wrong-secret-in-body.refused").seenBy(Full),
		breaks("secret-wrong-400", "refuses a wrong secret with 400", to(wrongSecret(anySecret), oauth(http.StatusBadRequest, codeInvalidClient)),
			"errors.wrong-secret.refused"),
		breaks("secret-wrong-403", "refuses a wrong secret with 403", to(wrongSecret(anySecret), generic(http.StatusForbidden)),
			"errors.wrong-secret.refused"),
		breaks("secret-wrong-code", "refuses a wrong secret with unauthorized_client", to(wrongSecret(anySecret), set("error", "unauthorized_client")),
			"errors.wrong-secret.refused"),
		breaks("secret-in-body-wrong-200", "answers a wrong secret in the body with an error and status 200", to(wrongSecretInContent(anySecret), statusIs(http.StatusOK)),
			"errors.wrong-secret-in-body.refused").seenBy(Full),
		breaks("secret-in-body-wrong-403", "refuses a wrong secret in the body with 403", to(wrongSecretInContent(anySecret), generic(http.StatusForbidden)),
			"errors.wrong-secret-in-body.refused").seenBy(Full),
		breaks("client-unknown-taken", "takes a client that it does not know", takes(unknownClient, signed), "errors.unknown-client.refused"),
		breaks("client-unknown-404", "says of an unknown client that it is not found", to(unknownClient, generic(http.StatusNotFound)), "errors.unknown-client.refused"),
		breaks("client-unknown-code", "tells unknown clients from wrong secrets by the code", to(unknownClient, set("error", codeInvalidRequest)),
			"errors.unknown-client.refused"),
		breaks("bearer-taken", "takes anything that calls itself Bearer", takes(bearer, signed), "errors.scheme-bearer.refused").seenBy(Full),
		breaks("bearer-400", "refuses the scheme Bearer with 400", to(bearer, bad), "errors.scheme-bearer.refused"),
		breaks("digest-taken", "takes anything that calls itself Digest", takes(digest, signed), "errors.scheme-digest.refused").seenBy(Full),
		breaks("digest-501", "says that Digest is not implemented", to(digest, generic(http.StatusNotImplemented)), "errors.scheme-digest.refused"),
		breaks("not-base64-taken", "takes Basic credentials that are not base64", takes(notBase64, signed), "errors.basic-not-base64.refused"),
		breaks("not-base64-500", "fails on Basic credentials that are not base64", to(notBase64, generic(http.StatusInternalServerError)),
			"errors.basic-not-base64.refused"),
		breaks("no-colon-taken", "takes Basic credentials without a colon", takes(noColon, signed), "errors.basic-no-colon.refused"),
		breaks("no-colon-code", "refuses Basic credentials without a colon with invalid_grant", to(noColon, oauth(http.StatusBadRequest, "invalid_grant")),
			"errors.basic-no-colon.refused"),
		breaks("anonymous-taken", "issues tokens to everybody who does not authenticate", takes(anonymous, signed), "errors.no-credentials.refused"),
		breaks("anonymous-403", "refuses who does not authenticate with 403", to(anonymous, generic(http.StatusForbidden)), "errors.no-credentials.refused"),
		breaks("twice-taken", "lets the header win over credentials in the body", takes(twice, signed), "errors.credentials-twice.refused"),
		breaks("twice-401", "refuses credentials in header and body with 401", to(twice, unauthorized), "errors.credentials-twice.refused"),
		breaks("query-taken", "takes credentials out of the URL", takes(inQuery, signed), "errors.credentials-in-query.refused").seenBy(Full),
		breaks("query-404", "answers credentials in the URL with 404", to(inQuery, generic(http.StatusNotFound)), "errors.credentials-in-query.refused").seenBy(Full),
	}
}

// challengeDeviations are faults in WWW-Authenticate (R9, R10).
func challengeDeviations() []Deviation {
	without, other := field("WWW-Authenticate"), field("WWW-Authenticate", `Bearer realm="distributor"`)
	all := status(http.StatusUnauthorized)
	return []Deviation{
		breaks("challenge-missing", "never sends a challenge", replies(all, without),
			"errors.wrong-secret.challenge", "errors.basic-no-colon.challenge", "errors.basic-not-base64.challenge", "errors.no-credentials.challenge",
			"errors.scheme-bearer.challenge", "errors.scheme-digest.challenge", "errors.unknown-client.challenge"),
		breaks("challenge-bearer", "names the scheme Bearer in every challenge", replies(all, other),
			"errors.wrong-secret.challenge", "errors.basic-no-colon.challenge", "errors.basic-not-base64.challenge",
			"errors.scheme-bearer.challenge-basic", "errors.scheme-digest.challenge-basic", "errors.unknown-client.challenge"),
		breaks("challenge-wrong-secret-missing", "sends no challenge to who sends a wrong secret", to(wrongSecret(anySecret), without), "errors.wrong-secret.challenge"),
		breaks("challenge-unknown-client-missing", "sends no challenge to who it does not know", to(unknownClient, without), "errors.unknown-client.challenge"),
		breaks("challenge-bearer-missing", "sends no challenge to the scheme Bearer", to(authScheme("Bearer"), without), "errors.scheme-bearer.challenge"),
		breaks("challenge-digest-missing", "sends no challenge to the scheme Digest", to(authScheme("Digest"), without), "errors.scheme-digest.challenge"),
		breaks("challenge-bearer-echoed", "answers the scheme Bearer with its own challenge", to(authScheme("Bearer"), other), "errors.scheme-bearer.challenge-basic"),
		breaks("challenge-digest-echoed", "answers the scheme Digest with a challenge of Bearer", to(authScheme("Digest"), other), "errors.scheme-digest.challenge-basic"),
		breaks("challenge-not-base64-missing", "sends no challenge to what is not base64", to(notBase64, without), "errors.basic-not-base64.challenge"),
		breaks("challenge-no-colon-missing", "sends no challenge to what has no colon", to(noColon, without), "errors.basic-no-colon.challenge"),
		breaks("challenge-anonymous-missing", "sends no challenge to who does not authenticate", to(anonymous, without), "errors.no-credentials.challenge"),
		breaks("challenge-grammar", "ends the challenge in something that is no parameter", replies(all, field("WWW-Authenticate", challenge+`; trailing`)),
			"headers.www-authenticate.grammar"),
		breaks("challenge-unquoted", "writes a realm with spaces and no quotes", replies(all, field("WWW-Authenticate", "Basic realm=the distributor")),
			"headers.www-authenticate.grammar"),
		breaks("challenge-no-realm", "names no realm", replies(all, field("WWW-Authenticate", "Basic")), "headers.www-authenticate.realm"),
	}
}
