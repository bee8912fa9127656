package openapi

import (
	"fmt"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// uuids are those of RFC 9562, of whichever version.
var uuids = openapi3.NewRegexpFormatValidator(`^[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$`)

// judgedFormats are the formats that values are held against. By any other one a schema remarks something (OpenAPI
// 3.0, Data Types).
func judgedFormats() []string { return []string{"byte", "date", "date-time", "int32", "int64", "uuid"} }

// constraintWords says what a schema asks for beyond a type: " that has at least 3 characters and the format uuid"; ""
// where it asks for nothing.
func constraintWords(s *openapi3.Schema) string {
	var words []string
	say := func(asked bool, format string, args ...any) {
		if asked {
			words = append(words, fmt.Sprintf(format, args...))
		}
	}
	say(s.MinLength > 0, "at least %d characters", s.MinLength)
	say(s.MaxLength != nil, "at most %d characters", deref(s.MaxLength))
	say(s.Pattern != "", "the documented pattern")
	say(slices.Contains(judgedFormats(), s.Format), "the format %s", s.Format)
	say(s.Min != nil, "the minimum %g", deref(s.Min))
	say(s.Max != nil, "the maximum %g", deref(s.Max))
	say(s.MultipleOf != nil, "%g as a divisor", deref(s.MultipleOf))
	say(s.MinItems > 0, "at least %d items", s.MinItems)
	say(s.MaxItems != nil, "at most %d items", deref(s.MaxItems))
	say(s.UniqueItems, "every item once")
	say(s.MinProps > 0, "at least %d members", s.MinProps)
	say(s.MaxProps != nil, "at most %d members", deref(s.MaxProps))
	say(s.AdditionalProperties.Schema != nil, "further members of the documented form alone")
	say(len(s.OneOf) > 0, "exactly one of the documented forms")
	say(len(s.AnyOf) > 0, "one of the documented forms")
	say(s.Not != nil, "not the form that is excluded")
	if len(words) == 0 {
		return ""
	}
	return " that has " + strings.Join(words, " and ")
}
