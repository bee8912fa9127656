package openapi

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/authconform/authconform/openapi/wire"
	"github.com/getkin/kin-openapi/openapi3"
)

// scope is where a walk through a response's schemas stands.
type scope struct {
	name     string   // of the model
	path     []string // of members from the body down
	pointer  string   // into the document
	statuses []int
	media    string
	nullable bool // a composition around the schema permits null
	// writeOnly are the members that the composition around the schema calls writeOnly: an answer has none.
	writeOnly map[string]bool
	above     []*openapi3.Schema
}

func (sc scope) subject() string {
	tokens := make([]string, len(sc.path))
	for i, token := range sc.path {
		tokens[i] = wire.EscapeToken(token)
	}
	return strings.Join(tokens, "/")
}

// schema reads what a schema states. Members of objects make statements of their own, lists are wholly
// covered by their type.
func (c *statements) schema(ref *openapi3.SchemaRef, sc scope) {
	schema := ref.Value
	if c.visited++; c.visited > maxStatements {
		c.full = true
	}
	if schema == nil || c.full {
		return
	}
	if ref.Ref != "" {
		sc.pointer = c.target(ref.Ref)
		if len(sc.path) == 0 && !sc.nullable {
			sc.name = lastToken(sc.pointer)
		}
	}
	if slices.Contains(sc.above, schema) || len(sc.above) > wire.MaxDepth {
		c.typeStatement(ref, schema, sc) // from here on the schema repeats: it is held against as a whole
		return
	}
	sc.above = append(slices.Clone(sc.above), schema)
	if sc.writeOnly == nil {
		sc.writeOnly = map[string]bool{}
		collectWriteOnly(schema, sc.writeOnly, map[*openapi3.Schema]bool{})
	}
	if facet := typeFacet(schema, sc.nullable); facet != nil {
		c.typeStatement(ref, facet, sc)
	}
	c.enumStatements(schema, sc)
	c.requiredStatements(schema, sc)
	c.closedStatement(schema, sc)
	for _, name := range slices.Sorted(maps.Keys(schema.Properties)) {
		inner := sc
		inner.path = append(slices.Clone(sc.path), name)
		inner.pointer = wire.Child(sc.pointer+"/properties", name)
		inner.nullable, inner.writeOnly = false, nil
		c.schema(schema.Properties[name], inner)
	}
	for i, part := range schema.AllOf {
		inner := sc
		inner.pointer = wire.Indexed(sc.pointer+"/allOf", i)
		inner.nullable = sc.nullable || schema.Nullable
		c.schema(part, inner)
	}
}

// note adds a statement about the scope with its rule for the value that stands there.
func (c *statements) note(s Requirement, p place, sc scope, check func(value any, pointer string, size int) []wire.Violation) {
	s.Name, s.Statuses, s.Subject = sc.name, sc.statuses, sc.subject()
	c.add(s, p, boundRule{id: s.Pointer, statuses: sc.statuses, media: sc.media, check: func(s seen) []wire.Violation {
		value, pointer, found := s.at(sc.path)
		if !found {
			return nil
		}
		return check(value, pointer, len(s.Body))
	}})
}

// at follows members down the body; false where the way ends.
func (s seen) at(path []string) (value any, pointer string, found bool) {
	value, isJSON := s.body()
	if !isJSON {
		return nil, "", false
	}
	for _, name := range path {
		members, isObject := value.(map[string]any)
		if value, found = members[name]; !isObject || !found {
			return nil, "", false
		}
		pointer = wire.Child(pointer, name)
	}
	return value, pointer, true
}

// typeStatement states the type of the value; of the body itself, that there is one.
func (c *statements) typeStatement(ref *openapi3.SchemaRef, facet *openapi3.Schema, sc scope) {
	p := placeOf(ref.Origin, ref.Value.Origin)
	if ref.Ref != "" && len(sc.path) == 0 {
		p = placeOf(ref.Value.Origin) // the model, not the place that refers to it
	}
	s := Requirement{Kind: TypeKind, Pointer: sc.pointer, Value: typeWords(&openapi3.SchemaRef{Value: facet}) + constraintWords(facet)}
	c.note(s, p, sc, func(value any, pointer string, size int) []wire.Violation {
		if facet.WriteOnly && value != nil {
			return []wire.Violation{{Pointer: pointer, Rule: "write-only", Detail: "wanted no member that is for requests alone, found one"}}
		}
		return visit(facet, value, pointer, size)
	})
	if len(sc.path) == 0 {
		c.add(Requirement{Kind: TypeKind, Pointer: sc.pointer, Name: sc.name, Statuses: sc.statuses}, p,
			boundRule{id: sc.pointer + "#", statuses: sc.statuses, media: sc.media, check: wantsValue})
	}
}

// wantsValue is broken by a body that no schema can be held against, which would pass all of them.
func wantsValue(s seen) []wire.Violation {
	if _, isJSON := s.body(); isJSON || !s.HasContent() {
		return nil
	}
	if s.Truncated {
		return []wire.Violation{{Rule: "type", Detail: "wanted a JSON value, found more bytes than the suite reads"}}
	}
	return []wire.Violation{{Rule: "type", Detail: fmt.Sprintf("wanted a JSON value, found %d bytes that are none", len(s.Body))}}
}

func (c *statements) enumStatements(schema *openapi3.Schema, sc scope) {
	if len(schema.Enum) == 0 {
		return
	}
	words := make([]string, len(schema.Enum))
	for i, value := range schema.Enum {
		words[i] = enumWord(value)
		pointer := wire.Indexed(sc.pointer+"/enum", i)
		s := Requirement{Kind: EnumValueKind, Pointer: pointer, Name: sc.name, Statuses: sc.statuses, Subject: sc.subject(), Value: words[i]}
		c.add(s, placeOfItem(schema.Origin, "enum", i), boundRule{})
	}
	facet := &openapi3.Schema{Enum: schema.Enum, Nullable: schema.Nullable || sc.nullable}
	s := Requirement{Kind: EnumKind, Pointer: sc.pointer + "/enum", Value: strings.Join(words, ", ")}
	c.note(s, placeOfField(schema.Origin, "enum"), sc, func(value any, pointer string, size int) []wire.Violation {
		if schema.Type != nil && len(visit(&openapi3.Schema{Type: schema.Type}, value, pointer, size)) > 0 {
			return nil // of another type altogether, which is the type's matter
		}
		return visit(facet, value, pointer, size)
	})
}

func enumWord(value any) string {
	if text, ok := value.(string); ok {
		return text
	}
	text, err := json.Marshal(value)
	if err != nil {
		return "a value"
	}
	return string(text)
}

func (c *statements) requiredStatements(schema *openapi3.Schema, sc scope) {
	for i, name := range schema.Required {
		if sc.writeOnly[name] {
			continue
		}
		facet := &openapi3.Schema{Required: []string{name}}
		member := sc
		member.path = append(slices.Clone(sc.path), name)
		s := Requirement{
			Kind: RequiredKind, Pointer: wire.Indexed(sc.pointer+"/required", i), Name: sc.name, Statuses: sc.statuses, Subject: member.subject(),
		}
		c.add(s, placeOfItem(schema.Origin, "required", i), boundRule{
			id: s.Pointer, statuses: sc.statuses, media: sc.media, check: func(s seen) []wire.Violation {
				value, pointer, found := s.at(sc.path)
				if _, isObject := value.(map[string]any); !found || !isObject {
					return nil
				}
				return visit(facet, value, pointer, len(s.Body))
			},
		})
	}
}

func (c *statements) closedStatement(schema *openapi3.Schema, sc scope) {
	if allowed := schema.AdditionalProperties.Has; allowed == nil || *allowed {
		return
	}
	s := Requirement{Kind: ClosedKind, Pointer: sc.pointer + "/additionalProperties"}
	c.note(s, placeOfField(schema.Origin, "additionalProperties"), sc, func(value any, pointer string, _ int) []wire.Violation {
		var violations []wire.Violation
		members, _ := value.(map[string]any)
		for _, name := range slices.Sorted(maps.Keys(members)) {
			if schema.Properties[name] == nil && len(violations) < wire.MaxViolations {
				violations = append(violations, wire.Violation{
					Pointer: wire.ShortPointer(wire.Child(pointer, name)), Rule: "closed",
					Detail: "wanted the documented members alone, found another",
				})
			}
		}
		return violations
	})
}

func collectWriteOnly(schema *openapi3.Schema, names map[string]bool, seen map[*openapi3.Schema]bool) {
	seen[schema] = true
	for name, property := range schema.Properties {
		if property != nil && property.Value != nil && property.Value.WriteOnly {
			names[name] = true
		}
	}
	for _, part := range schema.AllOf {
		if part != nil && part.Value != nil && !seen[part.Value] {
			collectWriteOnly(part.Value, names, seen)
		}
	}
}

// target is the JSON pointer of what a reference leads to in the end.
func (c *statements) target(ref string) string {
	for range wire.MaxDepth {
		pointer := strings.TrimPrefix(ref, "#")
		next := c.alias(pointer)
		if next == "" {
			return pointer
		}
		ref = next
	}
	return strings.TrimPrefix(ref, "#")
}

// alias gives the reference that a component is, when it is nothing else.
func (c *statements) alias(pointer string) string {
	kind, name, ok := strings.Cut(strings.TrimPrefix(pointer, "/components/"), "/")
	if !ok || c.doc.Components == nil {
		return ""
	}
	name = wire.UnescapeToken(name)
	switch kind {
	case "schemas":
		if component := c.doc.Components.Schemas[name]; component != nil {
			return component.Ref
		}
	case "responses":
		if component := c.doc.Components.Responses[name]; component != nil {
			return component.Ref
		}
	}
	return ""
}

func lastToken(pointer string) string {
	return wire.UnescapeToken(pointer[strings.LastIndex(pointer, "/")+1:])
}
