package match

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/openapi/wire"
	"github.com/authconform/authconform/suites/evidence"
)

// Accepted wants the protected resource to answer with 2xx.
func Accepted() Matcher {
	return New("2xx", func(x evidence.Exchange) []wire.Violation {
		if x.Response.Status/100 == 2 {
			return nil
		}
		return one("status", "status", "found %s; wanted 2xx", found(x))
	})
}

// Rejected wants the protected resource to refuse with one of the given statuses.
func Rejected(accepted ...Outcome) Matcher {
	m := New(either(nil, accepted), func(x evidence.Exchange) []wire.Violation {
		if slices.ContainsFunc(accepted, func(o Outcome) bool { return o.Status == x.Response.Status }) {
			return nil
		}
		rule := "status"
		if x.Response.Status/100 == 2 {
			rule = "served"
		}
		return one("status", rule, "found %s; wanted %s", found(x), either(nil, accepted))
	})
	if len(accepted) > 1 {
		return m.noting(answered)
	}
	return m
}

// NotAccepted wants the protected resource not to be served, in whichever way it is refused.
func NotAccepted() Matcher {
	return New("any answer but 2xx", func(x evidence.Exchange) []wire.Violation {
		if x.Response.Status/100 != 2 {
			return nil
		}
		return one("status", "served", "found %s; wanted any answer but 2xx", found(x))
	}).noting(answered)
}

// IsRefusal tells whether an answer is a refusal, whose body has to say something; "" when it is.
func IsRefusal(x evidence.Exchange) string {
	if x.Response.Status/100 == 4 {
		return ""
	}
	return fmt.Sprintf("the target did not refuse, it answered %d", x.Response.Status)
}

// Message wants a refusal to say something that a person can read: text, or a JSON text with a string in it.
func Message() Matcher {
	return New("a message in the body", func(x evidence.Exchange) []wire.Violation {
		var value any
		text := string(x.Response.Body)
		if json.Unmarshal(x.Response.Body, &value) == nil {
			text = words(value)
		} else if page.MatchString(text) {
			text = seen(text)
		}
		if strings.ContainsFunc(text, unicode.IsLetter) {
			return nil
		}
		return one("", "message", "found a body of %d bytes without a message", len(x.Response.Body))
	})
}

// How a page tells what nobody reads.
var (
	page    = regexp.MustCompile(`(?i)^\s*<(!doctype html|html|head|body)\b`)
	unseen  = regexp.MustCompile(`(?is)<!--.*?-->|<(script|style)\b.*?</(script|style)\s*>`)
	anyTag  = regexp.MustCompile(`<[^>]*>`)
	anyChar = regexp.MustCompile(`&#?\w+;`)
)

// seen gives what stands between the tags of a page, which may be nothing. In XML an attribute may be the message.
func seen(text string) string {
	return anyChar.ReplaceAllString(anyTag.ReplaceAllString(unseen.ReplaceAllString(text, " "), " "), " ")
}

// words gives every string of a JSON text.
func words(value any) string {
	var b strings.Builder
	switch v := value.(type) {
	case string:
		b.WriteString(v)
	case []any:
		for _, element := range v {
			b.WriteString(words(element))
		}
	case map[string]any:
		for _, member := range v {
			b.WriteString(words(member))
		}
	}
	return b.String()
}

// Model wants a body that satisfies a schema of the contract's document, whatever the status it came with: a
// document of a token endpoint lists no statuses of a resource.
func Model(c *openapi.Contract, schema string) Matcher {
	var stated []openapi.Requirement
	for s := range c.EachRequirement() {
		if s.Name == schema && slices.Contains([]openapi.Kind{openapi.RequiredKind, openapi.TypeKind, openapi.EnumKind, openapi.ClosedKind}, s.Kind) {
			stated = append(stated, s)
		}
	}
	return New("the model "+schema, func(x evidence.Exchange) []wire.Violation {
		answer, _ := x.Answer()
		violations := openapi.OneJSONText(answer)
		for _, s := range stated {
			answer.Status = s.Statuses[0]
			violations = append(violations, c.Check(s, answer)...)
		}
		return violations
	}).asWritten()
}
