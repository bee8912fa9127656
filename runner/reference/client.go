package reference

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"net/url"
	"strings"
)

// client is the one that the target knows. Digests are kept, so that what is compared has one length: a
// comparison in constant time would tell the length of the secret otherwise.
type client struct{ id, secret [sha256.Size]byte }

func newClient(id, secret string) client {
	return client{sha256.Sum256([]byte(id)), sha256.Sum256([]byte(secret))}
}

// is compares both parts whatever the first comparison says: how long it takes tells nobody which was wrong.
func (c client) is(id, secret string) bool {
	sent := newClient(id, secret)
	sameID := subtle.ConstantTimeCompare(c.id[:], sent.id[:])
	sameSecret := subtle.ConstantTimeCompare(c.secret[:], sent.secret[:])
	return sameID&sameSecret == 1
}

// authenticate holds the Authorization fields and the parameters of a request against the client, and gives
// the answer that refuses the request; nil when it is the client's.
func (c client) authenticate(authorization []string, params parameters) *Answer {
	if len(authorization) > 1 {
		return refuse("The request has more than one Authorization header.")
	}
	bodyID, bodySecret := params["client_id"], params["client_secret"]
	id, secret := bodyID, bodySecret
	if len(authorization) == 1 {
		if bodySecret != "" {
			return refuse("The client authenticates by more than one mechanism.")
		}
		var readable bool
		if id, secret, readable = basicCredentials(authorization[0]); !readable {
			return unauthenticated("The Authorization header holds no Basic credentials.")
		}
	}
	if id == "" || secret == "" {
		return unauthenticated("The request holds no complete client authentication.")
	}
	if !c.is(id, secret) {
		return unauthenticated("The client is unknown or its secret is wrong.")
	}
	// An identifier beside the header is no second mechanism, but it may not name somebody else.
	if bodyID != "" && bodyID != id {
		return refuse("The parameter client_id names another client than the Authorization header.")
	}
	return nil
}

func unauthenticated(description string) *Answer {
	refusal := invalidClient(description)
	return &refusal
}

// basicCredentials reads a field of scheme Basic (RFC 7617) whose identifier and secret were form-encoded
// before they were joined (RFC 6749, section 2.3.1); false when it is not one.
func basicCredentials(authorization string) (id, secret string, readable bool) {
	scheme, encoded := splitScheme(authorization)
	if !strings.EqualFold(scheme, "Basic") {
		return "", "", false
	}
	pair, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil {
		return "", "", false
	}
	encodedID, encodedSecret, colon := strings.Cut(string(pair), ":")
	if !colon {
		return "", "", false
	}
	id, err = url.QueryUnescape(encodedID)
	if err != nil {
		return "", "", false
	}
	secret, err = url.QueryUnescape(encodedSecret)
	return id, secret, err == nil
}

// splitScheme parts the credentials of a field from their scheme (RFC 9110, section 11.4: one space or more).
func splitScheme(authorization string) (scheme, credentials string) {
	scheme, credentials, _ = strings.Cut(authorization, " ")
	return scheme, strings.TrimLeft(credentials, " ")
}
