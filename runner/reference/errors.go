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
	codeInvalidRequest       = "invalid_request"
	codeInvalidClient        = "invalid_client"
	codeInvalidGrant         = "invalid_grant"
	codeUnauthorizedClient   = "unauthorized_client"
	codeUnsupportedGrantType = "unsupported_grant_type"
	codeInvalidScope         = "invalid_scope"
)

// challenge never varies: a realm that named the client, or why it was refused, would tell a guesser
// something (RFC 7617, section 2).
const challenge = `Basic realm="distributor", charset="UTF-8"`

// moreAbout begins the address of a page about an error: optional in both models, and there so that a run can see it.
const moreAbout = "https://reference.invalid/errors/"

// oauthError is the OAuth error model. A description is text of ours, never of the request: the contract
// allows no character outside %x20-21, %x23-5B and %x5D-7E in it.
func oauthError(status int, code, description string) Answer {
	return answer(status, map[string]any{"error": code, "error_description": description, "error_uri": moreAbout + code})
}

func invalidRequest(description string) Answer {
	return oauthError(http.StatusBadRequest, codeInvalidRequest, description)
}

// invalidClient is one and the same for an unknown client and a wrong secret, so that nobody learns which
// clients exist.
func invalidClient(description string) Answer {
	a := oauthError(http.StatusUnauthorized, codeInvalidClient, description)
	a.Header.Set("WWW-Authenticate", challenge)
	return a
}

// failure is the generic error model. Each has a reference of its own, by which support would find it.
func failure(status int, code, message string) Answer {
	return answer(status, map[string]any{
		"error": code, "error_reference": rand.Text(), "error_message": message, "errors": []string{message},
		"error_description": message, "error_uri": moreAbout + strings.ToLower(code),
	})
}

// limitReached rounds up to whole seconds: who waits for as long as it is told is not refused again.
func limitReached(left time.Duration) Answer {
	a := failure(http.StatusTooManyRequests, "LIMIT_REACHED", "There were too many errors within a minute. Try again later.")
	seconds := int64((left + time.Second - 1) / time.Second)
	a.Header.Set("Retry-After", strconv.FormatInt(seconds, 10))
	return a
}
