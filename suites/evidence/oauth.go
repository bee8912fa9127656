package evidence

import (
	"bytes"
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"github.com/authconform/authconform/openapi/wire"
)

// Laid gives the record with all its answers read by a contract's layout.
func (r Record) Laid(layout *wire.Layout) Record {
	if layout == nil && r.Run.Layout == nil && len(r.Run.Operations) == 0 {
		return r
	}
	if len(r.Run.Operations) > 0 { // each has its own
		return r.laidByOperation()
	}
	r.Run.Layout = layout
	r.Exchanges = slices.Clone(r.Exchanges)
	for i := range r.Exchanges {
		r.Exchanges[i].Layout = layout
	}
	return r
}

// laidByOperation reads the answers of each operation by its own layout.
func (r Record) laidByOperation() Record {
	r.Exchanges = slices.Clone(r.Exchanges)
	for i, x := range r.Exchanges {
		for _, o := range r.Run.Operations {
			if o.Name == x.Operation {
				r.Exchanges[i].Layout = o.Layout
			}
		}
	}
	return r
}

// Members gives the members of the JSON object that an answer's body begins with. It is lenient on
// purpose (a byte order mark, trailing data, a wrong media type): a token that is issued in a broken
// envelope is still a token. Whether the envelope is right is a question of its own.
func (x Exchange) Members() map[string]any {
	if x.Response == nil {
		return nil
	}
	return x.Read.of(x)
}

// readMembers reads them: those that have a name, and so many of the others, or what is within none of them.
func (x Exchange) readMembers(most int, flat bool) map[string]any {
	wanted := x.Layout.Wanted()
	wanted.Most, wanted.Flat = most, flat
	members, _ := wire.MembersNamed(x.Response.Body, wanted)
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

// Member gives what the answer has where the contract puts what RFC 6749 calls by that name; false where there is nothing.
func (x Exchange) Member(name string) (any, bool) { return x.Layout.Find(x.Members(), name) }

// Text is Member for texts; "" for what is none.
func (x Exchange) Text(name string) string {
	value, _ := x.Member(name)
	text, _ := value.(string)
	return text
}

// Granted says that the answer issues a token (RFC 6749, section 5.1), in whichever envelope: 2xx, and an
// access token that is neither null nor empty.
func (x Exchange) Granted() bool {
	return x.Response != nil && x.Response.Status/100 == 2 && x.holds(x.Layout, wire.AccessToken)
}

// HasToken says that an answer of any status holds an access token or a refresh token, where the contract puts them or
// where RFC 6749 does: whoever must not have one has it then.
func (x Exchange) HasToken() bool {
	for _, layout := range []*wire.Layout{x.Layout, nil} {
		if x.holds(layout, wire.AccessToken) || x.holds(layout, wire.RefreshToken) {
			return true
		}
		if x.Layout == nil {
			break
		}
	}
	return false
}

func (x Exchange) holds(layout *wire.Layout, name string) bool {
	if x.Response == nil {
		return false
	}
	tokens := wire.PointerTokens(layout.Place(name))
	if len(tokens) == 0 {
		return false
	}
	if last := tokens[len(tokens)-1]; !bytes.Contains(x.Response.Body, []byte(last)) && bytes.IndexByte(x.Response.Body, '\\') < 0 && !wire.IsIndex(last) {
		return false // most answers, without a look at their members: a name may be written with escapes
	}
	token, _ := layout.Find(x.Members(), name)
	return token != nil && token != ""
}

// RefreshToken gives the refresh token of an answer (RFC 6749, section 5.1), in whichever envelope; "" when it
// is not a text.
func (x Exchange) RefreshToken() string { return x.Text(wire.RefreshToken) }

// IsTokenResponse says that the answer means to be a token response, sound or not: 2xx, and at least one
// of the members that only a token response has.
func (x Exchange) IsTokenResponse() bool {
	if x.Response == nil || x.Response.Status/100 != 2 {
		return false
	}
	members := x.Members()
	for _, name := range []string{wire.AccessToken, wire.TokenType, wire.ExpiresIn, wire.ExpiresAt} {
		if value, _ := x.Layout.Find(members, name); value != nil {
			return true
		}
	}
	return false
}

// Sends says that the request had a header field of that name.
func (x Exchange) Sends(name string) bool {
	return slices.ContainsFunc(x.Request.Header, func(f Field) bool { return strings.EqualFold(f.Name, name) })
}

// ErrorCode gives the code of an error answer (RFC 6749, section 5.2), a number as it is written; "" when there is none.
func (x Exchange) ErrorCode() string {
	if x.Response == nil || x.Response.Status < http.StatusBadRequest {
		return ""
	}
	switch code, _ := x.Member(wire.ErrorCode); code := code.(type) {
	case string:
		return code
	case json.Number:
		if x.Layout != nil {
			return code.String()
		}
	}
	return ""
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
