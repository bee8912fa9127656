package reference

import (
	"net/http"
	"strings"
)

func unauthorizedClient() Answer {
	return oauthError(http.StatusBadRequest, codeUnauthorizedClient, "The client is not authorized to use this grant type.")
}

func invalidGrant() Answer {
	return oauthError(http.StatusBadRequest, codeInvalidGrant, "The grant of this client is not valid.")
}

func unsupportedGrantType() Answer {
	return oauthError(http.StatusBadRequest, codeUnsupportedGrantType, "The grant type is not supported; client_credentials is.")
}

func invalidScope() Answer {
	return oauthError(http.StatusBadRequest, codeInvalidScope, "The requested scope is unknown or malformed.")
}

func notFound() Answer {
	return failure(http.StatusNotFound, "NOT_FOUND", "There is nothing at this address.")
}

func methodNotAllowed(allowed ...string) Answer {
	a := failure(http.StatusMethodNotAllowed, "METHOD_NOT_ALLOWED", "This address does not support the request method.")
	a.Header.Set("Allow", strings.Join(allowed, ", "))
	return a
}

func notAcceptable() Answer {
	return failure(http.StatusNotAcceptable, "NOT_ACCEPTABLE", "The answer is available as application/json only.")
}

func unsupportedMediaType() Answer {
	return failure(http.StatusUnsupportedMediaType, "UNSUPPORTED_MEDIA_TYPE",
		"The request has to be application/json or application/x-www-form-urlencoded.")
}

func authorizationMissing() Answer {
	return failure(http.StatusBadRequest, "AUTHORIZATION_MISSING", "The request has no Authorization header.")
}

func authorizationRepeated() Answer {
	return failure(http.StatusBadRequest, "AUTHORIZATION_REPEATED", "The request has more than one Authorization header.")
}

func forbidden() Answer {
	return failure(http.StatusForbidden, "FORBIDDEN", "The access token is invalid, expired or revoked.")
}
