package match

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/openapi/wire"
	"github.com/authconform/authconform/suites/evidence"
)

// OneJSONText wants the body to be exactly one JSON text in UTF-8 (RFC 8259; R8).
func OneJSONText() Matcher {
	return New("exactly one JSON text in UTF-8", func(x evidence.Exchange) []wire.Violation {
		answer, _ := x.Answer()
		return openapi.OneJSONText(answer)
	}).asWritten()
}

// UniqueMembers wants no member of an object to be there twice (RFC 8259, section 4).
func UniqueMembers() Matcher {
	return New("every member once", func(x evidence.Exchange) []wire.Violation {
		return wire.DuplicateMembers(x.Response.Body)
	}).asWritten()
}

// OAuthError wants an error answer to be application/json, one JSON text, with a code (RFC 6749, section 5.2).
func OAuthError() Matcher {
	m := New("application/json with the member error", func(x evidence.Exchange) []wire.Violation {
		answer, _ := x.Answer()
		violations := append(wire.MediaType(answer.Header, "application/json"), openapi.OneJSONText(answer)...)
		if len(violations) == 0 && x.ErrorCode() == "" {
			return one("/error", "required", "found no string in the member %s", codeName(x.Layout))
		}
		return violations
	})
	m.told = func(l *wire.Layout) string { return "application/json with the member " + codeName(l) }
	return m
}

// codeName is where errors have their code, as a sentence names it.
func codeName(l *wire.Layout) string { return strings.TrimPrefix(l.Place(wire.ErrorCode), "/") }

// OAuthCharacters wants the values of an OAuth error answer to stay within %x20-21, %x23-5B and %x5D-7E
// (RFC 6749, section 5.2).
func OAuthCharacters() Matcher {
	return New("values of characters %x20-21, %x23-5B, %x5D-7E", func(x evidence.Exchange) []wire.Violation {
		return characters("", x.AllMembers())
	}).asWritten()
}

// escaping writes a name as a part of a JSON pointer (RFC 6901, section 3).
var escaping = strings.NewReplacer("~", "~0", "/", "~1")

// characters looks at every value, wherever it is. Names are the document's matter.
func characters(pointer string, value any) []wire.Violation {
	var violations []wire.Violation
	switch v := value.(type) {
	case string:
		if !wire.OAuthText(v) {
			return one(pointer, "characters", "found a character outside the permitted set")
		}
	case []any:
		for i, element := range v {
			violations = append(violations, characters(fmt.Sprintf("%s/%d", pointer, i), element)...)
		}
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			violations = append(violations, characters(pointer+"/"+escaping.Replace(name), v[name])...)
		}
	}
	return violations
}

// ConformsTo wants what the contract's document states of the answer.
func ConformsTo(c *openapi.Contract, s openapi.Requirement, wanted string) Matcher {
	return New(wanted, func(x evidence.Exchange) []wire.Violation {
		answer, _ := x.Answer()
		return c.Check(s, answer)
	}).asWritten()
}
