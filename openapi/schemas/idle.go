package schemas

import (
	"fmt"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// Idle tells which keywords of a schema come to nothing, or to something else than whoever wrote them probably meant.
func Idle(s *openapi3.Schema) []Fault {
	var faults []Fault
	say := func(is bool, field, format string, args ...any) {
		if is {
			faults = append(faults, Fault{Text: fmt.Sprintf(format, args...), Origin: s.Origin, Field: field})
		}
	}
	of := func(is bool, field, what string, types ...string) {
		none := s.Type != nil && len(*s.Type) > 0 && !slices.ContainsFunc(types, s.Type.Includes)
		say(is && none, field, "%s says something of %s, and the value is none: it comes to nothing", field, what)
	}
	of(s.MinLength > 0, "minLength", "texts", openapi3.TypeString)
	of(s.MaxLength != nil, "maxLength", "texts", openapi3.TypeString)
	of(s.Pattern != "", "pattern", "texts", openapi3.TypeString)
	of(s.Min != nil, "minimum", "numbers", openapi3.TypeInteger, openapi3.TypeNumber)
	of(s.Max != nil, "maximum", "numbers", openapi3.TypeInteger, openapi3.TypeNumber)
	of(s.MultipleOf != nil, "multipleOf", "numbers", openapi3.TypeInteger, openapi3.TypeNumber)
	of(s.MinItems > 0, "minItems", "lists", openapi3.TypeArray)
	of(s.MaxItems != nil, "maxItems", "lists", openapi3.TypeArray)
	of(s.Items != nil, "items", "lists", openapi3.TypeArray)
	of(len(s.Properties) > 0, "properties", "objects", openapi3.TypeObject)
	of(len(s.Required) > 0, "required", "objects", openapi3.TypeObject)
	of(s.AdditionalProperties.Has != nil || s.AdditionalProperties.Schema != nil, "additionalProperties", "objects", openapi3.TypeObject)
	say(s.ExclusiveMin.IsTrue() && s.Min == nil, "exclusiveMinimum", "exclusiveMinimum is true without a minimum: it comes to nothing")
	say(s.ExclusiveMax.IsTrue() && s.Max == nil, "exclusiveMaximum", "exclusiveMaximum is true without a maximum: it comes to nothing")
	say((s.Then != nil || s.Else != nil) && s.If == nil, "then", "then and else come to nothing without if")
	say((s.MinContains != nil || s.MaxContains != nil) && s.Contains == nil, "minContains", "minContains and maxContains come to nothing without contains")
	for i, value := range s.Enum {
		say(value != nil && !permits(s, value), "enum", "the listed value %s (item %d) is none of the type %s: no value can be it", Word(value), i+1, Words(&openapi3.SchemaRef{Value: s}))
	}
	overlapping(s, say)
	closedParts(s, say)
	return faults
}

// overlapping finds alternatives of which an object can keep several: oneOf then refuses it.
func overlapping(s *openapi3.Schema, say func(is bool, field, format string, args ...any)) {
	var empty []string
	for i, alternative := range s.OneOf {
		if alternative == nil || alternative.Value == nil || !alternative.Value.Type.Permits(openapi3.TypeObject) || len(alternative.Value.Properties) == 0 {
			continue
		}
		if len(NewJudge().Violations(alternative.Value, map[string]any{}, Instance{Most: 1})) == 0 {
			empty = append(empty, formName(alternative, i))
		}
	}
	say(len(empty) > 1 && s.Discriminator == nil, "oneOf", "oneOf wants exactly one alternative to fit, and several require no member (%v): an object may fit them all, and is then refused; anyOf, or required members, would tell them apart", empty)
	if s.Discriminator == nil {
		return
	}
	alternatives := slices.Concat(s.OneOf, s.AnyOf)
	for _, word := range sortedKeys(s.Discriminator.Mapping) {
		to := s.Discriminator.Mapping[word].Ref
		fits := slices.ContainsFunc(alternatives, func(a *openapi3.SchemaRef) bool {
			return a != nil && (a.Ref == to || a.Ref != "" && lastToken(a.Ref) == to)
		})
		say(len(alternatives) > 0 && !fits, "discriminator", "the discriminator's mapping of %s leads to none of the alternatives", word)
	}
}

// closedParts finds parts of a composition that forbid each other's members.
func closedParts(s *openapi3.Schema, say func(is bool, field, format string, args ...any)) {
	for i, part := range s.AllOf {
		if part == nil || part.Value == nil || len(s.AllOf)+len(s.Properties) < 2 {
			continue
		}
		closed := part.Value.AdditionalProperties.Has
		say(closed != nil && !*closed, "allOf", "%s allows its own properties alone (additionalProperties: false), also where the parts beside it have others", formName(part, i))
	}
}

func sortedKeys[V any](m map[string]V) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
