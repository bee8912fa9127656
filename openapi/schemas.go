package openapi

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/authconform/authconform/openapi/schemas"
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
		c.beside(ref, Requirement{Pointer: sc.pointer, Name: sc.name, Statuses: sc.statuses, Subject: sc.subject()})
		sc.pointer = c.target(ref.Ref)
		if len(sc.path) == 0 && !sc.nullable {
			sc.name = lastToken(sc.pointer)
		}
		sc.nullable = sc.nullable || schemas.NullBeside(ref)
	}
	if slices.Contains(sc.above, schema) || len(sc.above) > wire.MaxDepth {
		c.typeStatement(ref, schema, sc, c.whole) // from here on the schema repeats: it is held against as a whole
		return
	}
	sc.above = append(slices.Clone(sc.above), schema)
	if sc.writeOnly == nil {
		sc.writeOnly = schemas.ForeignMembers(schema, schemas.Answer)
	}
	if facet := typeFacet(schema, sc.nullable); facet != nil {
		c.typeStatement(ref, facet, sc, c.facet)
	}
	c.unjudged(schema, true, Requirement{Pointer: sc.pointer, Name: sc.name, Statuses: sc.statuses, Subject: sc.subject()})
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
func (c *statements) note(s Requirement, p position, sc scope, check func(value any, pointer string, size int) []wire.Violation) {
	s.Name, s.Statuses, s.Subject = sc.name, sc.statuses, sc.subject()
	c.add(s, p, boundRule{id: s.Pointer, statuses: sc.statuses, media: sc.media, check: func(s seen) []wire.Violation {
		read := s.named
		if len(sc.path) == 0 {
			read = s.body // it is about all members
		}
		value, pointer, found := follow(read, sc.path)
		if !found {
			return nil
		}
		return check(value, pointer, len(s.Body))
	}})
}

// follow follows members down a body; false where the way ends.
func follow(read func() (any, bool), path []string) (value any, pointer string, found bool) {
	value, isJSON := read()
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
func (c *statements) typeStatement(ref *openapi3.SchemaRef, facet *openapi3.Schema, sc scope, hold holding) {
	p := placeOf(ref.Origin, ref.Value.Origin)
	if ref.Ref != "" && len(sc.path) == 0 {
		p = placeOf(ref.Value.Origin) // the model, not the place that refers to it
	}
	s := Requirement{Kind: TypeKind, Pointer: sc.pointer, Value: schemas.Words(&openapi3.SchemaRef{Value: facet}) + schemas.Constraints(facet)}
	c.note(s, p, sc, func(value any, pointer string, size int) []wire.Violation {
		if facet.WriteOnly && value != nil {
			return []wire.Violation{{Pointer: pointer, Rule: "write-only", Detail: "wanted no member that is for requests alone, found one"}}
		}
		return hold(facet, value, pointer, size)
	})
	if len(sc.path) == 0 {
		c.add(Requirement{Kind: TypeKind, Pointer: sc.pointer, Name: sc.name, Statuses: sc.statuses}, p,
			boundRule{id: sc.pointer + "#", statuses: sc.statuses, media: sc.media, check: wantsValue})
	}
}

// wantsValue is broken by a body that no schema can be held against, which would pass all of them.
func wantsValue(s seen) []wire.Violation {
	if _, isJSON := s.named(); isJSON || !s.HasContent() {
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
		words[i] = schemas.Word(value)
		pointer, p := valuePlace(schema, sc.pointer, i)
		s := Requirement{Kind: EnumValueKind, Pointer: pointer, Name: sc.name, Statuses: sc.statuses, Subject: sc.subject(), Value: words[i]}
		c.add(s, p, boundRule{})
	}
	facet := &openapi3.Schema{Enum: schema.Enum, Nullable: schema.Nullable || sc.nullable}
	keyword := enumKeyword(schema)
	s := Requirement{Kind: EnumKind, Pointer: sc.pointer + "/" + keyword, Value: strings.Join(words, ", ")}
	c.note(s, placeOfField(schema.Origin, keyword), sc, func(value any, pointer string, size int) []wire.Violation {
		if schema.Type != nil && len(c.whole(&openapi3.Schema{Type: schema.Type}, value, pointer, size)) > 0 {
			return nil // of another type altogether, which is the type's matter
		}
		return c.whole(facet, value, pointer, size)
	})
}

// enumKeyword is the keyword by which a schema lists values: a single one may be const (OpenAPI 3.1).
func enumKeyword(schema *openapi3.Schema) string {
	if schemas.IsConst(schema) {
		return "const"
	}
	return "enum"
}

// valuePlace is where a listed value stands.
func valuePlace(schema *openapi3.Schema, pointer string, i int) (string, position) {
	if schemas.IsConst(schema) {
		return pointer + "/const", placeOfField(schema.Origin, "const")
	}
	return wire.Indexed(pointer+"/enum", i), placeOfItem(schema.Origin, "enum", i)
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
				value, pointer, found := follow(s.named, sc.path)
				if _, isObject := value.(map[string]any); !found || !isObject {
					return nil
				}
				return c.whole(facet, value, pointer, len(s.Body))
			},
		})
	}
}

func (c *statements) closedStatement(schema *openapi3.Schema, sc scope) {
	if allowed := schema.AdditionalProperties.Has; allowed == nil || *allowed {
		return
	}
	s := Requirement{Kind: ClosedKind, Pointer: sc.pointer + "/additionalProperties"}
	facet := onlyDocumented(schema)
	c.note(s, placeOfField(schema.Origin, "additionalProperties"), sc, func(value any, pointer string, _ int) []wire.Violation {
		return c.facet(facet, value, pointer, 0)
	})
}

// onlyDocumented is a schema that asks for no other members than this one documents, whatever they are.
func onlyDocumented(schema *openapi3.Schema) *openapi3.Schema {
	closed := false
	facet := &openapi3.Schema{
		Properties: schema.Properties, AdditionalProperties: openapi3.AdditionalProperties{Has: &closed}, PatternProperties: openapi3.Schemas{},
	}
	for pattern := range schema.PatternProperties {
		facet.PatternProperties[pattern] = &openapi3.SchemaRef{Value: &openapi3.Schema{}}
	}
	return facet
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
