package stage

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/authconform/authconform/suites/evidence"
)

// noise is the length below which a secret is not looked for within other texts: it would be there by accident.
const noise = 8

// received is what of a request may show a credential.
type received struct {
	endpoint evidence.Endpoint
	header   http.Header
	target   *url.URL
	body     []byte
	keyless  bool // an API key in its place is nobody's matter: no contract says whether the resource wants it, too
}

// shown finds every credential in a request, and what is taken for one: in its Authorization fields, its body, its URL and
// its other fields.
func (k known) shown(q received) []evidence.Shown {
	list, q := k.key(q)
	for _, value := range q.header.Values("Authorization") {
		list = append(list, k.authorization(value, q.endpoint))
	}
	list = append(list, k.members(membersOf(q.body), evidence.InBody)...)
	list = append(list, k.address(q.target)...)
	for _, name := range slices.Sorted(maps.Keys(q.header)) {
		if name != "Authorization" {
			for _, value := range q.header[name] {
				list = append(list, k.within(value, evidence.InField)...)
			}
		}
	}
	return unrepeated(list)
}

// authorization reads an Authorization field (RFC 9110, section 11.6.2).
func (k known) authorization(value string, endpoint evidence.Endpoint) evidence.Shown {
	scheme, credentials, spaced := strings.Cut(value, " ")
	credentials = strings.TrimLeft(credentials, " ")
	if strings.EqualFold(scheme, "Basic") {
		if shown := k.token(credentials, evidence.InAuthorization); endpoint == evidence.ResourceEndpoint && shown.Token > 0 {
			shown.Scheme = scheme
			return shown
		}
		return k.basic(scheme, credentials)
	}
	if !isScheme(scheme) || !spaced && !strings.EqualFold(scheme, "Bearer") || k.token(scheme, "").Flaw == "" {
		scheme, credentials = "", value // a token without a scheme
	}
	shown := k.token(credentials, evidence.InAuthorization)
	shown.Scheme = scheme
	if shown.Flaw == evidence.FlawMadeUp && endpoint == evidence.TokenEndpoint {
		shown.What = evidence.ClientCredential
	}
	return shown
}

// isScheme says whether a word may be meant for the name of a scheme (RFC 9110, section 11.1): it is shorter than any secret
// that is made up here.
func isScheme(word string) bool {
	const longest = 16
	return word != "" && len(word) <= longest && !strings.ContainsFunc(word, func(r rune) bool { return r < '!' || r > '~' })
}

// token reads what stands where a token has to.
func (k known) token(value string, where evidence.Place) evidence.Shown {
	shown := evidence.Shown{What: evidence.AccessToken, Where: where}
	switch {
	case slices.Contains(k.access, value):
		shown.Token = slices.Index(k.access, value) + 1
	case slices.Contains(k.refresh, value):
		shown.What, shown.Token = evidence.RefreshToken, slices.Index(k.refresh, value)+1
	case value == k.ClientSecret:
		shown.What = evidence.ClientSecret
	case k.Password != "" && value == k.Password:
		shown.What = evidence.Password
	case isMadeUp(value):
		shown.Flaw = evidence.FlawMadeUp
	case slices.ContainsFunc(k.pairs(), func(pair string) bool { return strings.Contains(value, pair) }):
		shown.What, shown.Flaw = evidence.ClientCredential, evidence.FlawMalformed
	default:
		shown.Flaw = evidence.FlawWrong
		if number := altered(k.access, value); number > 0 {
			shown.Flaw, shown.Token = evidence.FlawAltered, number
		} else if number := altered(k.refresh, value); number > 0 {
			shown.What, shown.Flaw, shown.Token = evidence.RefreshToken, evidence.FlawAltered, number
		}
	}
	return shown
}

// isMadeUp says that a text is what languages write for nothing.
func isMadeUp(value string) bool {
	word := strings.ToLower(strings.Trim(value, " \"'"))
	return slices.Contains([]string{"", "undefined", "null", "none", "nil", "nan", "false", "true", "[object object]", "{}", "<nil>"}, word)
}

// altered gives the number of the token that a text is not exactly; 0 for none.
func altered(issued []string, text string) int {
	plain, err := url.QueryUnescape(text)
	if err != nil {
		plain = text
	}
	for i, token := range slices.Backward(issued) {
		folded, lower := strings.ToLower(text), strings.ToLower(token)
		switch {
		case folded == lower, plain == token, strings.Trim(text, " \"'") == token:
			return i + 1
		case len(token) >= noise && (strings.Contains(folded, lower) || len(text) >= noise && strings.Contains(lower, folded)):
			return i + 1
		case strings.TrimRight(text, "=") == strings.TrimRight(token, "="):
			return i + 1
		}
	}
	return 0
}

// address finds credentials in a URL.
func (k known) address(target *url.URL) []evidence.Shown {
	if target == nil {
		return nil
	}
	var named []member
	query := target.Query() // what cannot be read is left out of it, and looked through below
	for _, name := range slices.Sorted(maps.Keys(query)) {
		for _, value := range query[name] {
			named = append(named, member{name, value})
		}
	}
	list := k.members(named, evidence.InQuery)
	return append(list, k.within(userOf(target)+target.EscapedPath()+"?"+target.RawQuery, evidence.InQuery)...)
}

// userOf is what a URL has before its host; "" for nothing.
func userOf(target *url.URL) string {
	if target.User == nil {
		return ""
	}
	return target.User.String() + "@"
}

// within finds credentials in a text that is not meant for them.
func (k known) within(text string, where evidence.Place) []evidence.Shown {
	plain, err := url.QueryUnescape(text)
	if err != nil {
		plain = text
	}
	has := func(secret string) bool {
		return len(secret) >= noise && (strings.Contains(text, secret) || strings.Contains(plain, secret) || strings.Contains(text, url.QueryEscape(secret)) ||
			disguised(plain, secret) || disguised(text, secret))
	}
	var list []evidence.Shown
	add := func(what evidence.Credential, number int) {
		list = append(list, evidence.Shown{What: what, Where: where, Token: number})
	}
	if has(k.ClientSecret) || slices.ContainsFunc(k.pairs(), has) {
		add(evidence.ClientSecret, 0)
	}
	if has(k.Password) {
		add(evidence.Password, 0)
	}
	for i, token := range k.access {
		if has(token) {
			add(evidence.AccessToken, i+1)
		}
	}
	for i, token := range k.refresh {
		if has(token) {
			add(evidence.RefreshToken, i+1)
		}
	}
	return list
}

// unrepeated leaves out what was found in a place twice: by its name and by looking for it.
func unrepeated(list []evidence.Shown) []evidence.Shown {
	var kept []evidence.Shown
	for _, s := range list {
		again := slices.ContainsFunc(kept, func(k evidence.Shown) bool {
			asClient := s.What == evidence.ClientSecret && k.What == evidence.ClientCredential && k.Flaw != evidence.FlawIncomplete
			return k.Where == s.Where && s.Where != evidence.InAuthorization && (k.What == s.What && k.Token == s.Token || asClient)
		})
		if !again {
			kept = append(kept, s)
		}
	}
	return kept
}
