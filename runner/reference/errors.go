package reference

import (
	"crypto/rand"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// The error codes of RFC 6749, section 5.2 that the client credentials grant can bring about here.
const (
	CodeInvalidRequest       = "invalid_request"
	CodeInvalidClient        = "invalid_client"
	CodeInvalidGrant         = "invalid_grant"
	CodeUnauthorizedClient   = "unauthorized_client"
	CodeUnsupportedGrantType = "unsupported_grant_type"
	CodeInvalidScope         = "invalid_scope"
)

// Challenge never varies: a realm that named the client, or why it was refused, would tell a guesser
// something (RFC 7617, section 2).
const Challenge = `Basic realm="distributor", charset="UTF-8"`

// moreAbout begins the address of a page about an error: optional in both models, and there so that a run can see it.
const moreAbout = "https://reference.invalid/errors/"

// OAuthError is the OAuth error model. A description is text of ours, never of the request: the contract
// allows no character outside %x20-21, %x23-5B and %x5D-7E in it.
func OAuthError(status int, code, description string) Answer {
	return NewAnswer(status, map[string]any{"error": code, "error_description": description, "error_uri": moreAbout + code})
}

// InvalidRequest is the OAuth error of that code, with 400.
func InvalidRequest(description string) Answer {
	return OAuthError(http.StatusBadRequest, CodeInvalidRequest, description)
}

// InvalidClient is one and the same for an unknown client and a wrong secret, so that nobody learns which
// clients exist.
func InvalidClient(description string) Answer {
	a := OAuthError(http.StatusUnauthorized, CodeInvalidClient, description)
	a.Header.Set("WWW-Authenticate", Challenge)
	return a
}

// GenericError is the generic error model. Each has a reference of its own, by which support would find it.
func GenericError(status int, code, message string) Answer {
	return NewAnswer(status, map[string]any{
		"error": code, "error_reference": rand.Text(), "error_message": message, "errors": []string{message},
		"error_description": message, "error_uri": moreAbout + strings.ToLower(code),
	})
}

// LimitReached rounds up to whole seconds: who waits for as long as it is told is not refused again.
func LimitReached(left time.Duration) Answer {
	a := GenericError(http.StatusTooManyRequests, "LIMIT_REACHED", "There were too many errors within a minute. Try again later.")
	seconds := int64((left + time.Second - 1) / time.Second)
	a.Header.Set("Retry-After", strconv.FormatInt(seconds, 10))
	return a
}
