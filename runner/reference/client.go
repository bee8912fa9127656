package reference

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"net/url"
	"strings"
)

// Credentials are what a client authenticates with. Whoever asks has a type of its own, that does not show them: the target
// shares nothing with the suite that judges it, so that no mistake is made on both sides.
type Credentials struct{ ID, Secret string }

// Digests stand for credentials, so that what is compared has one length: a comparison in constant time would
// tell the length of the secret otherwise.
type Digests struct{ id, secret [sha256.Size]byte }

// DigestsOf digests credentials.
func DigestsOf(c Credentials) Digests {
	return Digests{sha256.Sum256([]byte(c.ID)), sha256.Sum256([]byte(c.Secret))}
}

// Equal compares both parts whatever the first comparison says: how long it takes tells nobody which was wrong.
func (d Digests) Equal(other Digests) bool {
	sameID := subtle.ConstantTimeCompare(d.id[:], other.id[:])
	sameSecret := subtle.ConstantTimeCompare(d.secret[:], other.secret[:])
	return sameID&sameSecret == 1
}

// Client is one that the target knows.
type Client struct {
	ID      string
	known   Digests
	Refusal func() Answer // what it gets in the place of a token; nil when it gets tokens
}

// Clients are those that a target knows.
type Clients []Client

// NewClient makes one of its credentials, and of what it gets in the place of a token; nil when it gets tokens.
func NewClient(given Credentials, refusal func() Answer) Client {
	return Client{ID: given.ID, known: DigestsOf(given), Refusal: refusal}
}

// Find compares with every client, whichever it is: how long it takes tells nobody whether there is such a one.
func (known Clients) Find(sent Credentials) *Client {
	var found *Client
	sentDigests := DigestsOf(sent)
	for i := range known {
		if known[i].known.Equal(sentDigests) {
			found = &known[i]
		}
	}
	return found
}

// BasicCredentials reads a field of scheme Basic (RFC 7617) whose identifier and secret were form-encoded
// before they were joined (RFC 6749, section 2.3.1); false when it is not one.
func BasicCredentials(authorization string) (id, secret string, readable bool) {
	encodedID, encodedSecret, readable := BasicPair(authorization)
	if !readable {
		return "", "", false
	}
	id, err := url.QueryUnescape(encodedID)
	if err != nil {
		return "", "", false
	}
	secret, err = url.QueryUnescape(encodedSecret)
	return id, secret, err == nil
}

// BasicPair reads a field of scheme Basic as it is (RFC 7617); false when it is not one.
func BasicPair(authorization string) (id, secret string, readable bool) {
	scheme, encoded := SplitScheme(authorization)
	if !strings.EqualFold(scheme, "Basic") {
		return "", "", false
	}
	pair, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil {
		return "", "", false
	}
	return strings.Cut(string(pair), ":")
}

// SplitScheme parts the credentials of a field from their scheme (RFC 9110, section 11.4: one space or more).
func SplitScheme(authorization string) (scheme, credentials string) {
	scheme, credentials, _ = strings.Cut(authorization, " ")
	return scheme, strings.TrimLeft(credentials, " ")
}
