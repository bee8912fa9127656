package client

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/reference/fault"
	"github.com/authconform/authconform/suites/scenario"
)

// openBehaviours are what a contract leaves open (R38), by the scenario's name without "open-".
func openBehaviours() map[scenario.Name]behaviour {
	tokens := func(changes ...fault.Edit) behaviour {
		return behaviour{answers: func(scenery) func(*reference.Config) { return fault.Tokens(changes...) }}
	}
	all := func(changes ...fault.Edit) behaviour {
		return behaviour{answers: func(scenery) func(*reference.Config) { return everywhere(changes...) }}
	}
	return map[scenario.Name]behaviour{
		"members-reordered":     tokens(fault.EditText(reordered)),
		"white-space":           tokens(fault.EditText(spaced)),
		"charset":               all(inUTF8),
		"scope-present":         tokens(fault.EditMembers(scoped)),
		"scope-absent":          tokens(fault.DropMember("scope")),
		"token-type-lower-case": tokens(fault.SetMember("token_type", "bearer")),
		"token-type-upper-case": tokens(fault.SetMember("token_type", "BEARER")),
		"token-type-other":      tokens(fault.SetMember("token_type", "DPoP")),
		"token-opaque":          tokens(fault.EditMembers(opaque)),
		"token-jwt":             tokens(fault.EditMembers(signed)),
		"token-short":           {answers: func(scenery) func(*reference.Config) { return short() }},
		"token-long":            tokens(fault.EditMembers(long)),
		"body-chunked":          {chunked: true},
		"body-gzip":             {answers: func(scenery) func(*reference.Config) { return compressed }},
		"unknown-headers": all(fault.SetField("X-Request-Cost", "1"), fault.SetField("X-Region", "eu-central", "eu-west"),
			fault.SetField("Server-Timing", "db;dur=1.5"), fault.SetField("Nel", `{"report_to":"default","max_age":60}`)),
		"http1":                   {speaks: []string{http1}},
		"http2":                   {speaks: []string{http2, http1}},
		"further-members":         tokens(fault.SetMember("user", map[string]any{"id": 1, "roles": []string{"box office"}}), fault.SetMember("refresh_expires_in", 1209600)),
		"no-token-type":           tokens(fault.DropMember("token_type")),
		"refresh-token-unchanged": {variant: "refresh-not-rotated"},
	}
}

// inUTF8 adds a charset to the media type, whichever that is.
func inUTF8(r *fault.Response) {
	kind, _, _ := strings.Cut(r.Fields.Get("Content-Type"), ";")
	fault.SetField("Content-Type", cmp.Or(strings.TrimSpace(kind), "application/json")+"; charset=utf-8")(r)
}

// The versions of HTTP by their names in ALPN.
const (
	http1 = "http/1.1"
	http2 = "h2"
)

// everywhere changes every answer of the token endpoint and the resource that has a body.
func everywhere(changes ...fault.Edit) func(*reference.Config) {
	filled := func(r *fault.Response) bool { return len(r.Content) > 0 }
	return func(c *reference.Config) {
		for _, path := range []string{c.Policy.Token, c.Policy.Resource} {
			fault.InterceptPath(path, c, func(q *fault.Request, sound func(*fault.Request) *fault.Response) *fault.Response {
				return sound(q).Changed(filled, changes)
			})
		}
	}
}

// inPieces writes bodies in two pieces, of which HTTP/1.1 makes chunks.
type inPieces struct{ http.ResponseWriter }

// Write implements http.ResponseWriter.
func (w inPieces) Write(content []byte) (int, error) {
	middle := len(content) / 2
	for _, piece := range [][]byte{content[:middle], content[middle:]} {
		if _, err := w.ResponseWriter.Write(piece); err != nil {
			return 0, err
		}
		if err := http.NewResponseController(w.ResponseWriter).Flush(); err != nil {
			return 0, err
		}
	}
	return len(content), nil
}

// compressed has bodies compressed for who takes that.
func compressed(c *reference.Config) {
	for _, path := range []string{c.Policy.Token, c.Policy.Resource} {
		fault.InterceptPath(path, c, func(q *fault.Request, sound func(*fault.Request) *fault.Response) *fault.Response {
			takes := acceptsGzip(q.Header.Values("Accept-Encoding"))
			return sound(q).Changed(func(r *fault.Response) bool { return takes && len(r.Content) > 0 }, []fault.Edit{fault.Gzip, fault.SetField("Vary", "Accept-Encoding")})
		})
	}
}

// acceptsGzip reads Accept-Encoding (RFC 9110, section 12.5.3), in which a weight of zero refuses.
func acceptsGzip(fields []string) bool {
	for element := range strings.SplitSeq(strings.ToLower(strings.Join(fields, ",")), ",") {
		coding, weight, _ := strings.Cut(strings.ReplaceAll(element, " ", ""), ";")
		zero := strings.HasPrefix(weight, "q=0") && strings.Trim(weight, "q=0.") == ""
		if (coding == "gzip" || coding == "x-gzip") && !zero {
			return true
		}
	}
	return false
}

// reordered writes the members of an object in the order opposite to the alphabet's.
func reordered(body []byte) []byte {
	var members map[string]json.RawMessage
	if json.Unmarshal(body, &members) != nil {
		return body
	}
	var out bytes.Buffer
	separator := "{"
	for _, name := range slices.Backward(slices.Sorted(maps.Keys(members))) {
		fmt.Fprintf(&out, "%s%q:%s", separator, name, members[name])
		separator = ","
	}
	out.WriteString("}")
	return out.Bytes()
}

// spaced writes white space of every kind wherever JSON may have it.
func spaced(body []byte) []byte {
	var members map[string]json.RawMessage
	if json.Unmarshal(body, &members) != nil {
		return body
	}
	var out bytes.Buffer
	separator := "\r\n\t {"
	for _, name := range slices.Sorted(maps.Keys(members)) {
		fmt.Fprintf(&out, "%s\r\n\t  %q \t:\n  %s ", separator, name, members[name])
		separator = "\n,"
	}
	out.WriteString("\r\n}\n\t ")
	return out.Bytes()
}

// opaque makes tokens with every character that needs care in some place.
func opaque(members map[string]any) {
	members["access_token"] = reference.Random(idLength) + "+/-._~" + reference.Random(idLength) + "=="
}

// scoped grants another scope besides, as a server may: who asked for one reads what it got.
func scoped(members map[string]any) {
	const other = "further.scope"
	granted, _ := members["scope"].(string)
	members["scope"] = strings.TrimSpace(granted + " " + other)
}

// signed makes JWTs for access tokens (RFC 9068), of another type than most: what was issued, or its signature, becomes
// theirs.
func signed(members map[string]any) {
	token, _ := members["access_token"].(string)
	signature := strings.TrimRight(token[strings.LastIndex(token, ".")+1:], "=")
	claims := base64.RawURLEncoding.EncodeToString([]byte(`{"sub":"` + reference.Random(idLength) + `","aud":["a","b"],"act":{"sub":"c"}}`))
	members["access_token"] = base64.RawURLEncoding.EncodeToString([]byte(`{"typ":"at+jwt","alg":"PS256","kid":"1"}`)) + "." + claims + "." + signature
}

// long makes tokens of 4,096 characters.
func long(members map[string]any) {
	const length, part = 4096, 32
	var whole strings.Builder
	for whole.Len() < length {
		whole.WriteString(reference.Random(part))
	}
	members["access_token"] = whole.String()
}

// short issues tokens of one character, another for each.
func short() func(*reference.Config) {
	const letters = reference.Lower + reference.Upper + reference.Digits
	var issued atomic.Int64
	return fault.Tokens(fault.EditMembers(func(members map[string]any) {
		at := int(issued.Add(1)-1) % len(letters)
		members["access_token"] = letters[at : at+1]
	}))
}
