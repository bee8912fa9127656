package schemas

import (
	"fmt"
	"maps"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// Fault is what keeps a schema from being one that values can be held against.
type Fault struct {
	// Text says what was wanted and what was found.
	Text string
	// Origin is the schema that has it, and Field the keyword's name in it.
	Origin *openapi3.Origin
	Field  string
}

// Impossible tells why no value at all keeps a schema: whoever is held to it would be blamed whatever he does.
func Impossible(s *openapi3.Schema) []Fault {
	var faults []Fault
	fail := func(field, format string, args ...any) {
		faults = append(faults, Fault{Text: fmt.Sprintf(format, args...), Origin: s.Origin, Field: field})
	}
	for _, limits := range []struct {
		least      uint64
		most       *uint64
		from, upTo string
	}{{s.MinLength, s.MaxLength, "minLength", "maxLength"}, {s.MinItems, s.MaxItems, "minItems", "maxItems"}, {s.MinProps, s.MaxProps, "minProperties", "maxProperties"}} {
		if limits.most != nil && limits.least > *limits.most {
			fail(limits.from, "wanted a %s that is not beyond %s, found %d beyond %d", limits.from, limits.upTo, limits.least, *limits.most)
		}
	}
	from, excluded, isFrom := least(s)
	upTo, also, isUpTo := most(s)
	if isFrom && isUpTo && (from > upTo || from == upTo && (excluded || also)) {
		fail("minimum", "wanted numbers between minimum and maximum, found %s and %s with none between them", decimal(from), decimal(upTo))
	}
	if s.Enum != nil && len(s.Enum) == 0 {
		fail("enum", "wanted values in the list, found none")
	}
	if len(s.Enum) > 0 && !slices.ContainsFunc(s.Enum, func(value any) bool { return value == nil && s.Nullable || permits(s, value) }) {
		fail("enum", "wanted a value of the type %s among those that are listed, found none", Words(&openapi3.SchemaRef{Value: s}))
	}
	impossibleMembers(s, fail)
	return faults
}

// impossibleMembers finds members that one part of a composition wants and another, which is closed, does not allow.
func impossibleMembers(s *openapi3.Schema, fail func(field, format string, args ...any)) {
	if len(s.AllOf) == 0 {
		return
	}
	all := append([]*openapi3.SchemaRef{{Value: s}}, s.AllOf...)
	wanted := map[string]bool{}
	for _, part := range all {
		if part != nil && part.Value != nil {
			for _, name := range part.Value.Required {
				wanted[name] = true
			}
		}
	}
	for i, part := range all {
		if part == nil || part.Value == nil || len(part.Value.PatternProperties) > 0 {
			continue
		}
		if open := part.Value.AdditionalProperties.Has; open == nil || *open {
			continue
		}
		for _, name := range slices.Sorted(maps.Keys(wanted)) {
			if part.Value.Properties[name] == nil {
				what := "the schema around it"
				if i > 0 {
					what = formName(part, i-1)
				}
				fail("allOf", "wanted parts that one object can keep, found the member %s, which is required and which %s does not allow (additionalProperties: false looks at its own properties alone)", name, what)
			}
		}
	}
}
