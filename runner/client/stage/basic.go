package stage

import (
	"encoding/base64"
	"net/url"
	"strings"

	"github.com/authconform/authconform/suites/evidence"
)

// known is what may be found in a request.
type known struct {
	Given
	access, refresh []string
}

// basic reads credentials of scheme Basic (RFC 7617).
func (k known) basic(scheme, credentials string) evidence.Shown {
	shown := evidence.Shown{What: evidence.ClientCredential, Where: evidence.InAuthorization, Scheme: scheme}
	decoded, err := base64.StdEncoding.DecodeString(credentials)
	pair := string(decoded)
	id, secret, parted := strings.Cut(pair, ":")
	switch {
	case err != nil:
		shown.Flaw = evidence.FlawMalformed
	case k.isPair(id, secret):
	case pair == k.ClientID+":"+k.ClientSecret, k.FormEncoded && reads(id, k.ClientID) && reads(secret, k.ClientSecret):
		shown.Flaw = evidence.FlawUnencoded
	case !parted:
		shown.Flaw = evidence.FlawMalformed
	case secret == "":
		shown.Flaw = evidence.FlawIncomplete
	case k.Password != "" && id == k.Username && secret == k.Password:
		shown.What = evidence.Password
	default:
		shown.Flaw = evidence.FlawWrong
	}
	return shown
}

// isPair says that two halves are the client's, written as the contract has them: whatever form-encoding decodes to them
// is right.
func (k known) isPair(id, secret string) bool {
	if !k.FormEncoded {
		return id == k.ClientID && secret == k.ClientSecret
	}
	plainID, idErr := url.QueryUnescape(id)
	plainSecret, secretErr := url.QueryUnescape(secret)
	return idErr == nil && secretErr == nil && plainID == k.ClientID && plainSecret == k.ClientSecret
}

// reads says that a text is a credential, as it is or form-encoded.
func reads(text, credential string) bool {
	decoded, err := url.QueryUnescape(text)
	return text == credential || err == nil && decoded == credential
}

// pairs are the client's credentials as base64 writes them, under whichever alphabet.
func (k known) pairs() []string {
	var list []string
	for _, pair := range []string{k.ClientID + ":" + k.ClientSecret, url.QueryEscape(k.ClientID) + ":" + url.QueryEscape(k.ClientSecret)} {
		list = append(list, base64.RawStdEncoding.EncodeToString([]byte(pair)), base64.RawURLEncoding.EncodeToString([]byte(pair)))
	}
	return list
}
