package prioticket

import (
	"net/http"
	"strings"

	"github.com/authconform/authconform/runner/reference"
)

func unauthorizedClient() reference.Answer {
	return reference.OAuthError(http.StatusBadRequest, reference.CodeUnauthorizedClient, "The client is not authorized to use this grant type.")
}

func invalidGrant() reference.Answer {
	return reference.OAuthError(http.StatusBadRequest, reference.CodeInvalidGrant, "The grant of this client is not valid.")
}

func unsupportedGrantType() reference.Answer {
	return reference.OAuthError(http.StatusBadRequest, reference.CodeUnsupportedGrantType, "The grant type is not supported; client_credentials is.")
}

func invalidScope() reference.Answer {
	return reference.OAuthError(http.StatusBadRequest, reference.CodeInvalidScope, "The requested scope is unknown or malformed.")
}

func notFound() reference.Answer {
	return reference.GenericError(http.StatusNotFound, "NOT_FOUND", "There is nothing at this address.")
}

func methodNotAllowed(allowed ...string) reference.Answer {
	a := reference.GenericError(http.StatusMethodNotAllowed, "METHOD_NOT_ALLOWED", "This address does not support the request method.")
	a.Header.Set("Allow", strings.Join(allowed, ", "))
	return a
}

func notAcceptable() reference.Answer {
	return reference.GenericError(http.StatusNotAcceptable, "NOT_ACCEPTABLE", "The answer is available as application/json only.")
}

func unsupportedMediaType() reference.Answer {
	return reference.GenericError(http.StatusUnsupportedMediaType, "UNSUPPORTED_MEDIA_TYPE",
		"The request has to be application/json or application/x-www-form-urlencoded.")
}

func authorizationMissing() reference.Answer {
	return reference.GenericError(http.StatusBadRequest, "AUTHORIZATION_MISSING", "The request has no Authorization header.")
}

func authorizationRepeated() reference.Answer {
	return reference.GenericError(http.StatusBadRequest, "AUTHORIZATION_REPEATED", "The request has more than one Authorization header.")
}

func forbidden() reference.Answer {
	return reference.GenericError(http.StatusForbidden, "FORBIDDEN", "The access token is invalid, expired or revoked.")
}
