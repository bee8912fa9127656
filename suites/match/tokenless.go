package match

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/authconform/authconform/openapi/wire"
	"github.com/authconform/authconform/suites/evidence"
)

// accessToken is the member of a token response that holds its token (RFC 6749, section 5.1).
const accessToken = "access_token"

// What is looked at of a body that holds no token where it should, at most.
const (
	tokenDepth  = 3
	tokenPlaces = 1000
	tokenName   = 40 // characters of a member's name
)

// tokenless says what a successful answer is in the place of a token response, as somebody would who sees its body; "" where
// there is no more to say than that it has no token. It repeats no value.
func tokenless(x evidence.Exchange) string {
	body := bytes.TrimSpace(x.Response.Body)
	switch {
	case x.Response.Status/100 != http.StatusOK/100:
		return ""
	case x.Response.Coding != nil:
		return x.Response.Coding.String()
	case len(body) == 0:
		return "an empty body"
	case bytes.HasPrefix(body, []byte("\xFF\xFE")), bytes.HasPrefix(body, []byte("\xFE\xFF")), len(body) > 1 && (body[0] == 0 || body[1] == 0):
		return "text in UTF-16 in place of UTF-8"
	case body[0] == '<' && !isObjectBehind(body):
		return "a page of markup in place of JSON"
	case body[0] == '[':
		return "a list in place of an object"
	case body[0] == '"':
		return "a text in place of an object"
	case body[0] != '{' && isObjectBehind(body):
		return "other text in front of its JSON"
	case body[0] != '{':
		if values, err := url.ParseQuery(string(body)); err == nil && values.Get(accessToken) != "" {
			return "a form in place of JSON"
		}
		return unparsed(body)
	}
	if x.Layout.Moved(accessToken) {
		return ""
	}
	if why := unparsed(body); why != "" {
		return why
	}
	return elsewhere(x.Members())
}

// unparsed says where a body ends to be JSON; "" when it is JSON to its end.
func unparsed(body []byte) string {
	for _, v := range wire.StrictJSON(body) {
		if what, told := strings.CutPrefix(v.Detail, "wanted one JSON text in UTF-8; found "); told && v.Rule == "json.syntax" {
			return "a body that is no JSON: " + what
		}
	}
	return ""
}

// isObjectBehind says that a token response stands behind something else.
func isObjectBehind(body []byte) bool {
	at := bytes.IndexByte(body, '{')
	if at < 0 {
		return false
	}
	members, _ := wire.Members(body[at:])
	return members[accessToken] != nil
}

// elsewhere says where in an object the token is, if not where it should be.
func elsewhere(members map[string]any) string {
	if own, there := members[accessToken]; there {
		if text, isText := own.(string); isText && text == "" {
			return "an empty " + accessToken
		}
		return ""
	}
	type place struct {
		pointer string
		members map[string]any
		depth   int
	}
	seen := 0
	for queue := []place{{"", members, 0}}; len(queue) > 0; queue = queue[1:] {
		at := queue[0]
		for _, name := range sortedNames(at.members) {
			if seen++; seen > tokenPlaces || !isName(name) {
				continue
			}
			value := at.members[name]
			switch inner, isObject := value.(map[string]any); {
			case isObject && at.depth < tokenDepth:
				queue = append(queue, place{at.pointer + "/" + name, inner, at.depth + 1})
			case isToken(value) && name == accessToken:
				return "its token in " + at.pointer + "/" + name
			case isToken(value) && strings.EqualFold(strings.NewReplacer("_", "", "-", "").Replace(name), "accesstoken"):
				return "its token in " + at.pointer + "/" + name
			}
		}
	}
	return ""
}

func isToken(value any) bool {
	switch value := value.(type) {
	case string:
		return value != ""
	case json.Number:
		return true
	}
	return false
}

// isName says that a member's name may be repeated in a sentence.
func isName(name string) bool {
	return name != "" && utf8.RuneCountInString(name) <= tokenName && !strings.ContainsFunc(name, func(r rune) bool {
		return r != '_' && r != '-' && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9')
	})
}

func sortedNames(members map[string]any) []string {
	names := make([]string, 0, len(members))
	for name := range members {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
