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

// digests stand for credentials, so that what is compared has one length: a comparison in constant time would
// tell the length of the secret otherwise.
type digests struct{ id, secret [sha256.Size]byte }

func digestsOf(c Credentials) digests {
	return digests{sha256.Sum256([]byte(c.ID)), sha256.Sum256([]byte(c.Secret))}
}

// equal compares both parts whatever the first comparison says: how long it takes tells nobody which was wrong.
func (d digests) equal(other digests) bool {
	sameID := subtle.ConstantTimeCompare(d.id[:], other.id[:])
	sameSecret := subtle.ConstantTimeCompare(d.secret[:], other.secret[:])
	return sameID&sameSecret == 1
}

// client is one that the target knows.
type client struct {
	id      string
	known   digests
	refusal func() Answer // what it gets in the place of a token; nil when it gets tokens
}

type clients []client

func newClient(given Credentials, refusal func() Answer) client {
	return client{id: given.ID, known: digestsOf(given), refusal: refusal}
}

// find compares with every client, whichever it is: how long it takes tells nobody whether there is such a one.
func (known clients) find(sent Credentials) *client {
	var found *client
	sentDigests := digestsOf(sent)
	for i := range known {
		if known[i].known.equal(sentDigests) {
			found = &known[i]
		}
	}
	return found
}

// basicCredentials reads a field of scheme Basic (RFC 7617) whose identifier and secret were form-encoded
// before they were joined (RFC 6749, section 2.3.1); false when it is not one.
func basicCredentials(authorization string) (id, secret string, readable bool) {
	encodedID, encodedSecret, readable := basicPair(authorization)
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

// basicPair reads a field of scheme Basic as it is (RFC 7617); false when it is not one.
func basicPair(authorization string) (id, secret string, readable bool) {
	scheme, encoded := splitScheme(authorization)
	if !strings.EqualFold(scheme, "Basic") {
		return "", "", false
	}
	pair, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil {
		return "", "", false
	}
	return strings.Cut(string(pair), ":")
}

// splitScheme parts the credentials of a field from their scheme (RFC 9110, section 11.4: one space or more).
func splitScheme(authorization string) (scheme, credentials string) {
	scheme, credentials, _ = strings.Cut(authorization, " ")
	return scheme, strings.TrimLeft(credentials, " ")
}
