package schemas

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/authconform/authconform/openapi/wire"
)

// composition holds a value against the schemas that speak of the same value (JSON Schema 2020-12, Core, section 10.2).
func (w *walk) composition(s *openapi3.Schema, value any, at where, k *known) bool {
	if !composed(s) {
		return false
	}
	inner := where{pointer: at.pointer, exempt: w.exempt(s, at.exempt)}
	fails := w.allOf(s, value, at.facet, inner, k)
	if s.Not != nil {
		if fits, _ := w.fits(s.Not, value, inner); fits {
			fails = w.tell(at, "not", "another form than the one that is excluded", value)
		}
	}
	fails = w.oneOf(s, value, inner, k) || fails
	fails = w.anyOf(s, value, inner, k) || fails
	fails = w.conditional(s, value, inner, k) || fails
	members, isObject := value.(map[string]any)
	if !isObject {
		return fails
	}
	for _, name := range slices.Sorted(maps.Keys(s.DependentSchemas)) {
		if _, there := members[name]; there {
			fails = w.part(s.DependentSchemas[name], value, inner, k) || fails
		}
	}
	return fails
}

// part holds a value against a schema that has to fit.
func (w *walk) part(ref *openapi3.SchemaRef, value any, at where, k *known) bool {
	if ref == nil || ref.Value == nil || value == nil && NullBeside(ref) {
		return false
	}
	r := w.schema(ref.Value, value, at)
	k.add(r.known)
	return r.fails
}

// allOf tells nothing of parts that have statements of their own: it only learns what they speak of.
func (w *walk) allOf(s *openapi3.Schema, value any, told bool, at where, k *known) bool {
	fails := false
	for _, part := range s.AllOf {
		if told {
			before := w.learns
			w.learns = true
			_, knows := w.fits(part, value, at)
			w.learns = before
			k.add(knows)
			continue
		}
		fails = w.part(part, value, at, k) || fails
	}
	return fails
}

// oneOf wants exactly one alternative to fit. Where a discriminator names one and that fits, the others do not matter: it
// chooses among forms, and forbids none (OpenAPI 3.1, Discriminator Object).
func (w *walk) oneOf(s *openapi3.Schema, value any, at where, k *known) bool {
	if len(s.OneOf) == 0 {
		return false
	}
	if chosen := discriminated(s, s.OneOf, value); chosen != nil {
		if fits, knows := w.fits(chosen, value, at); fits {
			k.add(knows)
			return false
		}
	}
	var fitting []string
	for i, alternative := range s.OneOf {
		if fits, knows := w.fits(alternative, value, at); fits {
			fitting = append(fitting, formName(alternative, i))
			k.add(knows)
		}
	}
	switch len(fitting) {
	case 0:
		return w.tellFound(at.pointer, "one-of", "exactly one of the documented forms", found(value)+w.nearest(s.OneOf, value, at))
	case 1:
		return false
	default:
		return w.tellFound(at.pointer, "one-of", "exactly one of the documented forms", found(value)+" that has several: "+strings.Join(fitting, ", "))
	}
}

func (w *walk) anyOf(s *openapi3.Schema, value any, at where, k *known) bool {
	if len(s.AnyOf) == 0 {
		return false
	}
	fitting := 0
	for _, alternative := range s.AnyOf {
		if fits, knows := w.fits(alternative, value, at); fits {
			fitting++
			k.add(knows)
		}
	}
	return fitting == 0 && w.tellFound(at.pointer, "any-of", "one of the documented forms", found(value)+w.nearest(s.AnyOf, value, at))
}

// nearest says which alternative was nearly kept, and what keeps it from being so.
func (w *walk) nearest(alternatives openapi3.SchemaRefs, value any, at where) string {
	if w.quiet || w.trial || len(alternatives) > mostAlternatives {
		return ""
	}
	best, least := "", []wire.Violation(nil)
	for i, alternative := range alternatives {
		if alternative == nil || alternative.Value == nil {
			continue
		}
		tried := &walk{judge: w.judge, side: w.side, most: mostTold + 1, depth: w.depth, trial: true}
		tried.schema(alternative.Value, value, at)
		if best == "" || len(tried.found) < len(least) {
			best, least = formName(alternative, i), tried.found
		}
	}
	if len(least) == 0 || len(least) > mostTold || slices.ContainsFunc(least, func(v wire.Violation) bool { return v.Rule == "type" && v.Pointer == at.pointer }) {
		return ""
	}
	words := make([]string, len(least))
	for i, v := range least {
		words[i] = strings.TrimSpace(strings.TrimPrefix(v.Pointer, at.pointer) + " " + v.Rule)
	}
	return fmt.Sprintf("; nearest is %s, but for %s", best, strings.Join(words, ", "))
}

const (
	mostAlternatives = 20
	mostTold         = 3
)

// formName calls an alternative by its component, or by its place.
func formName(ref *openapi3.SchemaRef, i int) string {
	if ref != nil && ref.Ref != "" {
		return lastToken(ref.Ref)
	}
	if ref != nil && ref.Value != nil && ref.Value.Title != "" {
		return ref.Value.Title
	}
	return fmt.Sprintf("form %d", i+1)
}

func lastToken(pointer string) string {
	return wire.UnescapeToken(pointer[strings.LastIndex(pointer, "/")+1:])
}

// discriminated is the alternative that a discriminator names, by its mapping or by the component's name; nil for none.
func discriminated(s *openapi3.Schema, alternatives openapi3.SchemaRefs, value any) *openapi3.SchemaRef {
	members, isObject := value.(map[string]any)
	if s.Discriminator == nil || !isObject {
		return nil
	}
	word, isText := members[s.Discriminator.PropertyName].(string)
	if !isText {
		return nil
	}
	if mapped, ok := s.Discriminator.Mapping[word]; ok {
		word = mapped.Ref
	}
	for _, alternative := range alternatives {
		if alternative != nil && alternative.Ref != "" && (alternative.Ref == word || lastToken(alternative.Ref) == word) {
			return alternative
		}
	}
	return nil
}

func (w *walk) conditional(s *openapi3.Schema, value any, at where, k *known) bool {
	if s.If == nil {
		return false
	}
	fits, knows := w.fits(s.If, value, at)
	if fits {
		k.add(knows)
		return w.part(s.Then, value, at, k)
	}
	return w.part(s.Else, value, at, k)
}

// exempt lists the members that this side does not have, by the schema and the parts of it.
func (w *walk) exempt(s *openapi3.Schema, around []string) []string {
	names := slices.Clone(around)
	foreignMembers(s, w.side, map[*openapi3.Schema]bool{}, func(name string) {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	})
	slices.Sort(names)
	return names
}

// ForeignMembers lists the members that a schema and its allOf call writeOnly, of answers, or readOnly, of requests.
func ForeignMembers(s *openapi3.Schema, side Side) map[string]bool {
	names := map[string]bool{}
	foreignMembers(s, side, map[*openapi3.Schema]bool{}, func(name string) { names[name] = true })
	return names
}

func foreignMembers(s *openapi3.Schema, side Side, seen map[*openapi3.Schema]bool, note func(string)) {
	seen[s] = true
	for name, property := range s.Properties {
		if property != nil && property.Value != nil && isForeign(property.Value, side) {
			note(name)
		}
	}
	for _, part := range s.AllOf {
		if part != nil && part.Value != nil && !seen[part.Value] {
			foreignMembers(part.Value, side, seen, note)
		}
	}
}

func isForeign(s *openapi3.Schema, side Side) bool {
	return side == Answer && s.WriteOnly || side == Request && s.ReadOnly
}
