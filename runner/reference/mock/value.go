package mock

import (
	"maps"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

const (
	// maxDepth bounds how deep values nest: schemas may refer to themselves.
	maxDepth = 16
	// maxTurns bounds how many values are made of a schema before it is given up.
	maxTurns = 300
)

// wish is what a member is to be, given the schema that it has to keep: a token, a code. False leaves it to the schema.
type wish func(*openapi3.Schema) (any, bool)

// wishes are by the place of the member: its names from the body down, joined by slashes.
type wishes map[string]wish

// maker makes values that a schema allows. Wherever there is a choice it takes the next of its turns.
type maker struct {
	turns, sizes []int
	at           int
	wanted       wishes
	hinted       wishes // where the schema names the member alone
}

// choose gives one of n, which another turn chooses otherwise.
func (m *maker) choose(n int) int {
	if n < 2 {
		return 0
	}
	if m.at == len(m.turns) {
		m.turns, m.sizes = append(m.turns, 0), append(m.sizes, n)
	}
	chosen := m.turns[m.at]
	m.at++
	return min(chosen, n-1)
}

// next takes another turn; false when there was each.
func (m *maker) next() bool {
	m.turns, m.sizes = m.turns[:m.at], m.sizes[:m.at]
	for i := len(m.turns) - 1; i >= 0; i-- {
		if m.turns[i]++; m.turns[i] < m.sizes[i] {
			m.turns, m.sizes, m.at = m.turns[:i+1], m.sizes[:i+1], 0
			return true
		}
	}
	return false
}

// made gives the first value of a schema that fits, of those that the turns bring; shown are examples of it.
func made(ref *openapi3.SchemaRef, shown []any, wanted, hinted wishes, fits func(any) bool) (any, []int, bool) {
	m := &maker{wanted: wanted, hinted: hinted}
	for range maxTurns {
		value := m.whole(ref, shown)
		if fits(value) {
			return value, slices.Clone(m.turns[:m.at]), true
		}
		if !m.next() {
			break
		}
	}
	return nil, nil, false
}

// again makes a value by turns that were taken before.
func again(ref *openapi3.SchemaRef, shown []any, wanted, hinted wishes, turns []int) any {
	m := &maker{turns: slices.Clone(turns), sizes: make([]int, len(turns)), wanted: wanted, hinted: hinted}
	return m.whole(ref, shown)
}

// whole makes a body: after an example first, then of the schema alone.
func (m *maker) whole(ref *openapi3.SchemaRef, shown []any) any {
	var like any
	if at := m.choose(len(shown) + 1); at < len(shown) {
		like = shown[at]
	}
	return m.value(ref, "", like, 0)
}

func (m *maker) value(ref *openapi3.SchemaRef, place string, like any, depth int) any {
	if ref == nil || ref.Value == nil || depth > maxDepth {
		return like
	}
	schema := m.plain(ref.Value, depth)
	for _, wanted := range []wish{m.wanted[place], m.hinted[place]} {
		if wanted == nil {
			continue
		}
		if value, ok := wanted(schema); ok {
			return value
		}
	}
	switch typeOf(schema, like) {
	case openapi3.TypeObject:
		members, _ := like.(map[string]any)
		return m.object(schema, place, members, depth)
	case openapi3.TypeArray:
		items, _ := like.([]any)
		return m.array(schema, place, items, depth)
	}
	options := scalars(schema, like)
	return options[m.choose(len(options))]
}

// plain takes the compositions out of a schema: all of allOf, and one of oneOf and anyOf.
func (m *maker) plain(schema *openapi3.Schema, depth int) *openapi3.Schema {
	if depth > maxDepth || len(schema.AllOf)+len(schema.OneOf)+len(schema.AnyOf) == 0 {
		return schema
	}
	parts := []*openapi3.Schema{schema}
	for _, part := range schema.AllOf {
		parts = append(parts, m.plain(part.Value, depth+1))
	}
	for _, alternatives := range []openapi3.SchemaRefs{schema.OneOf, schema.AnyOf} {
		if len(alternatives) > 0 {
			parts = append(parts, m.plain(alternatives[m.choose(len(alternatives))].Value, depth+1))
		}
	}
	return merged(parts)
}

// merged is what several schemas ask for together, as far as one can say it.
func merged(parts []*openapi3.Schema) *openapi3.Schema {
	all := *parts[0]
	all.AllOf, all.OneOf, all.AnyOf = nil, nil, nil
	all.Properties, all.Required = maps.Clone(all.Properties), slices.Clone(all.Required)
	if all.Properties == nil {
		all.Properties = openapi3.Schemas{}
	}
	for _, part := range parts[1:] {
		for name, property := range part.Properties {
			if known := all.Properties[name]; known != nil && known != property {
				property = openapi3.NewSchemaRef("", &openapi3.Schema{AllOf: openapi3.SchemaRefs{known, property}})
			}
			all.Properties[name] = property
		}
		all.Required = append(all.Required, part.Required...)
		narrow(&all, part)
	}
	return &all
}

// narrow adds what a part asks for to what all ask for.
func narrow(all, part *openapi3.Schema) {
	take(&all.Type, part.Type, all.Type == nil)
	take(&all.Items, part.Items, all.Items == nil)
	take(&all.Not, part.Not, all.Not == nil)
	take(&all.Min, part.Min, all.Min == nil)
	take(&all.Max, part.Max, all.Max == nil)
	take(&all.MultipleOf, part.MultipleOf, all.MultipleOf == nil)
	take(&all.MaxLength, part.MaxLength, all.MaxLength == nil)
	take(&all.MaxItems, part.MaxItems, all.MaxItems == nil)
	take(&all.Const, part.Const, all.Const == nil)
	take(&all.Example, part.Example, all.Example == nil)
	all.MinLength, all.MinItems, all.MinProps = max(all.MinLength, part.MinLength), max(all.MinItems, part.MinItems), max(all.MinProps, part.MinProps)
	take(&all.Extensions, part.Extensions, all.Extensions == nil)
	if all.Pattern == "" {
		all.Pattern = part.Pattern
	}
	if all.Format == "" {
		all.Format = part.Format
	}
	if len(part.Enum) > 0 {
		all.Enum = part.Enum
	}
	if part.AdditionalProperties.Has != nil || part.AdditionalProperties.Schema != nil {
		all.AdditionalProperties = part.AdditionalProperties
	}
	all.Nullable = all.Nullable && part.Nullable
}

func take[T any](to *T, from T, lacks bool) {
	if lacks {
		*to = from
	}
}

// typeOf is the type to make a value of.
func typeOf(schema *openapi3.Schema, like any) string {
	types := schema.Type.Slice()
	switch {
	case len(types) > 0 && types[0] == openapi3.TypeNull && len(types) > 1:
		return types[1]
	case len(types) > 0:
		return types[0]
	case len(schema.Properties)+len(schema.Required) > 0:
		return openapi3.TypeObject
	case schema.Items != nil:
		return openapi3.TypeArray
	}
	switch like.(type) {
	case map[string]any:
		return openapi3.TypeObject
	case []any:
		return openapi3.TypeArray
	}
	return openapi3.TypeString
}
