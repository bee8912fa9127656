package evidence

import (
	"bytes"
	"net/http"
	"slices"
	"strings"

	"github.com/authconform/authconform/openapi/wire"
)

// Members gives the members of the JSON object that an answer's body begins with. It is lenient on
// purpose (a byte order mark, trailing data, a wrong media type): a token that is issued in a broken
// envelope is still a token. Whether the envelope is right is a question of its own.
func (x Exchange) Members() map[string]any {
	if x.Response == nil {
		return nil
	}
	members, _ := wire.Members(x.Response.Body)
	return members
}

// AllMembers is Members where every one counts: of those that nobody asks for by name, Members gives the first alone.
func (x Exchange) AllMembers() map[string]any {
	if x.Response == nil {
		return nil
	}
	members, _ := wire.AllMembers(x.Response.Body)
	return members
}

// Granted says that the answer issues a token (RFC 6749, section 5.1), in whichever envelope: 2xx, and an
// access_token that is neither null nor empty.
func (x Exchange) Granted() bool {
	return x.Response != nil && x.Response.Status/100 == 2 && x.holds("access_token")
}

// HasToken says that an answer of any status holds an access token or a refresh token: whoever must not have one has it
// then.
func (x Exchange) HasToken() bool { return x.holds("access_token") || x.holds("refresh_token") }

func (x Exchange) holds(member string) bool {
	if x.Response == nil || !bytes.Contains(x.Response.Body, []byte(member)) && bytes.IndexByte(x.Response.Body, '\\') < 0 {
		return false // most answers, without a look at their members: a name may be written with escapes
	}
	token := x.Members()[member]
	return token != nil && token != ""
}

// RefreshToken gives the member refresh_token of an answer (RFC 6749, section 5.1), in whichever envelope; "" when it
// is not a text.
func (x Exchange) RefreshToken() string {
	token, _ := x.Members()["refresh_token"].(string)
	return token
}

// IsTokenResponse says that the answer means to be a token response, sound or not: 2xx, and at least one
// of the members that only a token response has.
func (x Exchange) IsTokenResponse() bool {
	if x.Response == nil || x.Response.Status/100 != 2 {
		return false
	}
	members := x.Members()
	for _, name := range []string{"access_token", "token_type", "expires_in"} {
		if members[name] != nil {
			return true
		}
	}
	return false
}

// Sends says that the request had a header field of that name.
func (x Exchange) Sends(name string) bool {
	return slices.ContainsFunc(x.Request.Header, func(f Field) bool { return strings.EqualFold(f.Name, name) })
}

// ErrorCode gives the member "error" of an error answer (RFC 6749, section 5.2), "" when there is none.
func (x Exchange) ErrorCode() string {
	if x.Response == nil || x.Response.Status < http.StatusBadRequest {
		return ""
	}
	code, _ := x.Members()["error"].(string)
	return code
}

// Outage says that the target could not answer just now, whatever it was asked (R4).
func (x Exchange) Outage() bool {
	if x.Response == nil {
		return x.Failure != nil
	}
	switch x.Response.Status {
	case http.StatusRequestTimeout, http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return x.Response.Status >= 520 && x.Response.Status <= 527 // what a content delivery network says when its origin is not well
}

// Of gives the last attempt of a probe: the one that is judged.
func (r Record) Of(probe string) (Exchange, bool) {
	for i := len(r.Exchanges) - 1; i >= 0; i-- {
		if r.Exchanges[i].Probe == probe {
			return r.Exchanges[i], true
		}
	}
	return Exchange{}, false
}

// WhySkipped says why a probe was not sent; false when it was, or is unknown.
func (r Record) WhySkipped(probe string) (Skipped, bool) {
	for _, u := range r.Skipped {
		if u.Probe == probe {
			return u, true
		}
	}
	return Skipped{}, false
}
