package mock

import (
	"net/http"

	"github.com/authconform/authconform/runner/reference"
)

// reason is why a request is refused, named as the clause that wants it refused: errors.NAME.refused of the token endpoint,
// resource.NAME.refused of the resource.
type reason string

// The reasons of the token endpoint.
const (
	otherMethod      reason = "method"
	acceptsNoJSON    reason = "accept-xml"
	contentTypeText  reason = "content-type-text"
	contentTypeNone  reason = "content-type-none"
	bodyEmpty        reason = "body-empty"
	bodyEmptyObject  reason = "body-empty-object"
	bodyTruncated    reason = "body-truncated"
	bodyGarbage      reason = "body-garbage"
	repeated         reason = "duplicate-parameter"
	grantMissing     reason = "grant-missing"
	grantUnknown     reason = "grant-unknown"
	grantEmpty       reason = "grant-empty"
	grantNumber      reason = "grant-number"
	grantBoolean     reason = "grant-boolean"
	grantArray       reason = "grant-array"
	grantObject      reason = "grant-object"
	grantNull        reason = "grant-null"
	wrongSecret      reason = "wrong-secret"
	wrongBodySecret  reason = "wrong-secret-in-body"
	unknownClient    reason = "unknown-client"
	schemeBearer     reason = "scheme-bearer"
	schemeDigest     reason = "scheme-digest"
	schemeOther      reason = "scheme-other"
	basicNotBase64   reason = "basic-not-base64"
	basicNoColon     reason = "basic-no-colon"
	noCredentials    reason = "no-credentials"
	queryCredentials reason = "credentials-in-query"
	queryParameters  reason = "parameters-in-query"
	credentialsTwice reason = "credentials-twice"
	unauthorized     reason = "unauthorized-client"
	invalidGrant     reason = "invalid-grant-client"
	wrongPassword    reason = "wrong-password"
	wrongCase        reason = "wrong-password-case"
	unknownUser      reason = "unknown-user"
	userMissing      reason = "username-missing"
	passwordMissing  reason = "password-missing"
	passwordEmpty    reason = "password-empty"
	refreshGarbage   reason = "refresh-garbage"
	refreshMissing   reason = "refresh-missing"
	refreshAccess    reason = "refresh-access-token"
	refreshOther     reason = "refresh-other-client"
	refreshSecret    reason = "refresh-wrong-secret"
	refreshNoClient  reason = "refresh-no-client"
	scopeUnknown     reason = "scope-unknown"
)

// outcomes are how a request is refused for a reason, the best first (RFC 6749, section 5.2; R9, R23).
func outcomes(why reason) []outcome {
	const bad, unauthenticated = http.StatusBadRequest, http.StatusUnauthorized
	invalid := outcome{bad, reference.CodeInvalidRequest}
	client, badClient := outcome{unauthenticated, reference.CodeInvalidClient}, outcome{bad, reference.CodeInvalidClient}
	grant := outcome{bad, reference.CodeInvalidGrant}
	switch why {
	case otherMethod:
		return []outcome{{http.StatusMethodNotAllowed, ""}}
	case acceptsNoJSON:
		return []outcome{{http.StatusNotAcceptable, ""}}
	case contentTypeText, contentTypeNone:
		return []outcome{{http.StatusUnsupportedMediaType, ""}, invalid}
	case wrongSecret, wrongBodySecret, unknownClient, refreshSecret:
		return []outcome{client, badClient}
	case schemeBearer, schemeDigest, schemeOther:
		return []outcome{client, badClient}
	case basicNotBase64, basicNoColon:
		return []outcome{client, badClient, invalid}
	case noCredentials, refreshNoClient, queryCredentials:
		return []outcome{client, badClient, invalid, {unauthenticated, reference.CodeInvalidRequest}}
	case unauthorized:
		return []outcome{{bad, reference.CodeUnauthorizedClient}}
	case grantUnknown:
		return []outcome{{bad, reference.CodeUnsupportedGrantType}}
	case invalidGrant, wrongPassword, wrongCase, unknownUser, refreshGarbage, refreshAccess, refreshOther:
		return []outcome{grant}
	case scopeUnknown:
		return []outcome{{bad, reference.CodeInvalidScope}}
	default:
		return []outcome{invalid}
	}
}
