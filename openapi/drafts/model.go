package drafts

import (
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/authconform/authconform/openapi/schemas"
	"github.com/authconform/authconform/openapi/wire"
)

// properties are the members that a schema speaks of, in compositions too, and those that it wants.
func properties(ref *openapi3.SchemaRef) (found map[string]*openapi3.Schema, required []string) {
	found = map[string]*openapi3.Schema{}
	speaking(ref, true, map[*openapi3.Schema]bool{}, func(s *openapi3.Schema, always bool) {
		for name, property := range s.Properties {
			if property != nil && property.Value != nil && found[name] == nil {
				found[name] = property.Value
			}
		}
		if always {
			required = append(required, s.Required...)
		}
	})
	return found, required
}

// speaking goes over a schema and the parts that speak of the same value, each once; alternatives do not always hold.
func speaking(ref *openapi3.SchemaRef, always bool, seen map[*openapi3.Schema]bool, visit func(s *openapi3.Schema, always bool)) {
	if ref == nil || ref.Value == nil || seen[ref.Value] {
		return
	}
	seen[ref.Value] = true
	visit(ref.Value, always)
	for _, part := range ref.Value.AllOf {
		speaking(part, always, seen, visit)
	}
	for _, alternative := range slices.Concat(ref.Value.OneOf, ref.Value.AnyOf) {
		speaking(alternative, false, seen, visit)
	}
}

// everyMember are the schemas of a member in all alternatives.
func everyMember(ref *openapi3.SchemaRef, name string) []*openapi3.Schema {
	var found []*openapi3.Schema
	speaking(ref, true, map[*openapi3.Schema]bool{}, func(s *openapi3.Schema, _ bool) {
		if property := s.Properties[name]; property != nil && property.Value != nil {
			found = append(found, property.Value)
		}
	})
	return found
}

// mostLevels is how deep members are looked for in answers.
const mostLevels = 3

// pointerTo points to the first of the names that is a member of an answer, the least deep one first; "" for none.
func pointerTo(ref *openapi3.SchemaRef, names []string) string {
	level := map[string]*openapi3.SchemaRef{"": ref}
	for range mostLevels {
		next := map[string]*openapi3.SchemaRef{}
		for _, at := range slices.Sorted(maps.Keys(level)) {
			members, _ := properties(level[at])
			simple := maps.Clone(members)
			maps.DeleteFunc(simple, func(_ string, s *openapi3.Schema) bool {
				return s.Type.Is(openapi3.TypeObject) || s.Type.Is(openapi3.TypeArray)
			})
			if name := spelt(simple, names); name != "" {
				return wire.Child(at, name)
			}
			for name, s := range members {
				next[wire.Child(at, name)] = &openapi3.SchemaRef{Value: s}
			}
		}
		level = next
	}
	return ""
}

// spelt is the first of the names that there is a member of, as it is written or with other letters between its words: "apiKey" is
// "ApiKey" and "api_key".
func spelt(members map[string]*openapi3.Schema, names []string) string {
	plain := func(name string) string { return strings.ToLower(strings.NewReplacer("_", "", "-", "").Replace(name)) }
	for _, name := range names {
		if members[name] != nil {
			return name
		}
	}
	for _, name := range names {
		for _, own := range slices.Sorted(maps.Keys(members)) {
			if plain(own) == plain(name) {
				return own
			}
		}
	}
	return ""
}

// at is the schema at a place of an answer; nil where there is none.
func at(ref *openapi3.SchemaRef, pointer string) *openapi3.Schema {
	for token := range strings.SplitSeq(strings.TrimPrefix(pointer, "/"), "/") {
		name := wire.UnescapeToken(token)
		members, _ := properties(ref)
		if members[name] == nil {
			return nil
		}
		ref = &openapi3.SchemaRef{Value: members[name]}
	}
	if ref == nil {
		return nil
	}
	return ref.Value
}

// texts are the values that a schema lists, or gives as its default or example.
func texts(s *openapi3.Schema) (all []string, listed bool) {
	if s == nil {
		return nil, false
	}
	values := s.Enum
	if s.Const != nil {
		values = []any{s.Const}
	}
	for _, value := range values {
		all = append(all, schemas.Word(value))
	}
	if len(all) > 0 {
		return all, true
	}
	for _, value := range append([]any{s.Default, s.Example}, s.Examples...) {
		if value != nil {
			all = append(all, schemas.Word(value))
		}
	}
	return all, false
}
