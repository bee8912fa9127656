package mock

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/dlclark/regexp2"
	"github.com/getkin/kin-openapi/openapi3"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/openapi/positioned"
)

// lookingPattern is the extension in which a schema has a pattern that looks around itself: the library that holds values against
// schemas knows no such, and would refuse every value.
const lookingPattern = "x-authconform-pattern"

// prepare makes a document one of which values can be made: patterns of ECMA-262 that the library cannot match are put aside, for
// who makes values, and discriminators are written as what they ask for. What no value is found for is an error with its line.
func prepare(contract *openapi.Contract, doc *openapi3.T) error {
	return doc.WalkSchemas(func(_ string, ref *openapi3.SchemaRef) error {
		s := ref.Value
		discriminate(s)
		if s.Pattern == "" {
			return nil
		}
		if _, err := regexp.Compile(s.Pattern); err == nil {
			return nil
		}
		pattern := s.Pattern
		s.Pattern, s.Extensions = "", withPattern(s.Extensions, pattern)
		if len(given(s)) > 0 || looking(s, anyOf{}) != "" {
			return nil
		}
		return fmt.Errorf("%s: wanted a text that the pattern matches, found none by trying: give an example beside it, or name a target with --base-url", positioned.At(contract.File, lineOf(ref)))
	})
}

func withPattern(extensions map[string]any, pattern string) map[string]any {
	all := map[string]any{lookingPattern: pattern}
	for name, value := range extensions {
		all[name] = value
	}
	return all
}

// given are the texts that a schema gives for itself.
func given(s *openapi3.Schema) []string {
	var texts []string
	for _, value := range slices.Concat([]any{s.Const, s.Example, s.Default}, s.Enum, s.Examples) {
		if text, isText := value.(string); isText {
			texts = append(texts, text)
		}
	}
	return texts
}

// patternTries is how many texts are made for a pattern that looks around itself.
const patternTries = 200

// looking gives a text that such a pattern of a schema matches: one without what it looks for, as often as it takes; "" for none.
func looking(s *openapi3.Schema, by picker) string {
	pattern, _ := s.Extensions[lookingPattern].(string)
	if pattern == "" {
		return ""
	}
	whole, err := regexp2.Compile(pattern, regexp2.ECMAScript)
	if err != nil {
		return ""
	}
	whole.MatchTimeout = 50 * time.Millisecond // what takes longer is no pattern to make targets of
	blind := withoutLooks(pattern)
	for range patternTries {
		text, ok := matching(blind, by)
		if !ok {
			return ""
		}
		text = fitted(text, s)
		if matched, err := whole.MatchString(text); err == nil && matched {
			return text
		}
	}
	return ""
}

// withoutLooks leaves out of a pattern the groups that look ahead or behind.
func withoutLooks(pattern string) string {
	var b strings.Builder
	for i := 0; i < len(pattern); {
		rest := pattern[i:]
		switch {
		case strings.HasPrefix(rest, `\`) && len(rest) > 1:
			b.WriteString(rest[:2])
			i += 2
		case slices.ContainsFunc([]string{"(?=", "(?!", "(?<=", "(?<!"}, func(look string) bool { return strings.HasPrefix(rest, look) }):
			i += groupLength(rest)
		default:
			b.WriteByte(rest[0])
			i++
		}
	}
	return b.String()
}

// groupLength is where a group ends that a text begins with.
func groupLength(text string) int {
	depth, inClass := 0, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\\':
			i++
		case inClass:
			inClass = c != ']'
		case c == '[':
			inClass = true
		case c == '(':
			depth++
		case c == ')':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return len(text)
}

// discriminate writes what a discriminator says of the alternatives of a schema into them, each by the name that chooses it, where
// they do not say so themselves. Without alternatives it chooses nothing.
func discriminate(s *openapi3.Schema) {
	d := s.Discriminator
	if s.Discriminator = nil; d == nil {
		return
	}
	for _, list := range []openapi3.SchemaRefs{s.OneOf, s.AnyOf} {
		for i, ref := range list {
			if ref == nil || ref.Value == nil || ref.Ref == "" {
				continue
			}
			if member := ref.Value.Properties[d.PropertyName]; member != nil && member.Value != nil && (len(member.Value.Enum) > 0 || member.Value.Const != nil) {
				continue
			}
			name := ref.Ref[strings.LastIndex(ref.Ref, "/")+1:]
			for chosen, to := range d.Mapping {
				if to.Ref == ref.Ref || to.Ref == name {
					name = chosen
				}
			}
			said := &openapi3.Schema{Properties: openapi3.Schemas{d.PropertyName: {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, Enum: []any{name}}}}}
			list[i] = &openapi3.SchemaRef{Value: &openapi3.Schema{AllOf: openapi3.SchemaRefs{ref, {Value: said}}}}
		}
	}
}
