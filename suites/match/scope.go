package match

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/authconform/authconform/openapi/wire"
	"github.com/authconform/authconform/suites/evidence"
)

// NamesScope wants a scope in the answer to a request without one (RFC 6749, section 5.1).
func NamesScope() Matcher {
	return New("a scope", func(x evidence.Exchange) []wire.Violation {
		if _, ok := x.Member(wire.Scope); ok {
			return nil
		}
		return one("/scope", "required", "the answer does not say which scope was granted by default")
	})
}

// GrantedForScope wants a token for a scope that was asked for. The target may grant another one, when it says so:
// that is noted (R7).
func GrantedForScope() Matcher {
	return Granted().noting(func(x evidence.Exchange) string {
		value, _ := x.Member(wire.Scope)
		granted, named := value.(string)
		switch {
		case !named:
			return "the answer names no scope, so that the one asked for is granted"
		case granted == askedScope(x):
			return "the answer names the scope that was asked for"
		default:
			return "the answer names another scope than the one asked for"
		}
	})
}

// askedScope reads the scope out of a request, in either encoding; "" when it has none.
func askedScope(x evidence.Exchange) string {
	if members, ok := wire.Members(x.Request.Body); ok {
		scope, _ := members["scope"].(string)
		return scope
	}
	form, err := url.ParseQuery(string(x.Request.Body))
	if err != nil {
		return ""
	}
	return form.Get("scope")
}

// ScopeRefused wants an unknown scope refused with invalid_scope, or another code that is given, or left out of what is
// granted (R7), in whichever case it is written there and however the list is separated.
func ScopeRefused(unknown string, codes ...string) Matcher {
	var refusals []Outcome
	for _, code := range append([]string{"invalid_scope"}, codes...) {
		refusals = append(refusals, Error(http.StatusBadRequest, code))
	}
	wants := func(l *wire.Layout) string {
		return either(l, refusals) + l.Words(", or 200 with a scope that leaves the unknown one out")
	}
	m := New(wants(nil), func(x evidence.Exchange) []wire.Violation {
		wanted := wants(x.Layout)
		if !x.Granted() {
			return refusal(x, wanted, refusals)
		}
		value, _ := x.Member(wire.Scope)
		granted, ok := value.(string)
		switch {
		case !ok:
			return one("/scope", "scope", "a token was granted without saying for which scope; wanted %s", wanted)
		case slices.ContainsFunc(spelt(granted), func(list string) bool { return lists(list, strings.ToLower(unknown)) }):
			return one("/scope", "scope", "the unknown scope was granted; wanted %s", wanted)
		default:
			return Granted().judge(x)
		}
	}).noting(answered)
	m.told = wants
	return m
}

// lists says that a scope that nobody else would make up is in a list, however that is separated (R7): nothing that could
// belong to its name stands behind it.
func lists(list, scope string) bool {
	for rest := list; ; {
		_, behind, found := strings.Cut(rest, scope)
		if !found {
			return false
		}
		next, _ := utf8.DecodeRuneInString(behind)
		if behind == "" || !unicode.IsLetter(next) && !unicode.IsDigit(next) && !strings.ContainsRune("-_.~:/", next) {
			return true
		}
		rest = behind
	}
}

// spelt gives a list of scopes in small letters, as it stands and without its percent-encoding.
func spelt(list string) []string {
	lists := []string{strings.ToLower(list)}
	if decoded, err := url.QueryUnescape(list); err == nil {
		lists = append(lists, strings.ToLower(decoded))
	}
	return lists
}
