package mock

import (
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// object has every member that it may have, and in another turn those alone that it has to.
func (m *maker) object(schema *openapi3.Schema, place string, like map[string]any, depth int) any {
	const all = 0
	members := map[string]any{}
	extent := m.choose(2)
	for _, name := range slices.Sorted(maps.Keys(schema.Properties)) {
		property := schema.Properties[name]
		required := slices.Contains(schema.Required, name)
		if property == nil || property.Value == nil || property.Value.WriteOnly || !required && (extent != all && !m.wishedBelow(place, name) || depth > maxDepth/2) {
			continue
		}
		members[name] = m.value(property, below(place, name), like[name], depth+1)
	}
	for _, name := range schema.Required {
		if _, there := members[name]; !there && schema.Properties[name] == nil {
			members[name] = m.value(&openapi3.SchemaRef{Value: &openapi3.Schema{}}, below(place, name), like[name], depth+1)
		}
	}
	m.further(schema, place, members, depth)
	return members
}

// further adds members that the schema does not name: such as are wished for, and as many as there have to be.
func (m *maker) further(schema *openapi3.Schema, place string, members map[string]any, depth int) {
	if allowed := schema.AdditionalProperties.Has; allowed != nil && !*allowed {
		return
	}
	open := schema.AdditionalProperties.Schema
	if open == nil {
		open = &openapi3.SchemaRef{Value: &openapi3.Schema{}}
	}
	for _, path := range slices.Sorted(maps.Keys(m.wanted)) {
		name, within := next(path, place)
		if _, there := members[name]; within && !there && schema.Properties[name] == nil {
			if value := m.value(open, below(place, name), m.shell(path, below(place, name)), depth+1); value != nil {
				members[name] = value
			}
		}
	}
	for i := 0; uint64(len(members)) < schema.MinProps; i++ {
		members["member"+strings.Repeat("_", i)] = m.value(open, below(place, "member"), nil, depth+1)
	}
}

// shell is an object where a wish lies deeper.
func (m *maker) shell(path, place string) any {
	if path == place {
		return nil
	}
	return map[string]any{}
}

func (m *maker) wishedBelow(place, name string) bool {
	here := below(place, name)
	for path := range m.wanted {
		if path == here || strings.HasPrefix(path, here+"/") {
			return true
		}
	}
	return false
}

// next is the member of a place through which a path leads.
func next(path, place string) (string, bool) {
	rest, within := strings.CutPrefix(path, place)
	if place != "" {
		rest, within = strings.CutPrefix(path, place+"/")
	}
	name, _, _ := strings.Cut(rest, "/")
	return name, within && name != ""
}

func below(place, name string) string {
	name = strings.ReplaceAll(strings.ReplaceAll(name, "~", "~0"), "/", "~1")
	if place == "" {
		return name
	}
	return place + "/" + name
}

func (m *maker) array(schema *openapi3.Schema, place string, like []any, depth int) any {
	count := max(int(min(schema.MinItems, 64)), 1)
	if len(like) >= count {
		count = min(len(like), 64)
	}
	if schema.MaxItems != nil {
		count = min(count, int(min(*schema.MaxItems, math.MaxInt32)))
	}
	items := make([]any, 0, count)
	for i := range count {
		var one any
		if i < len(like) {
			one = like[i]
		}
		item := m.value(schema.Items, place+"/-", one, depth+1)
		if schema.UniqueItems && i > 0 {
			item = distinct(item, i)
		}
		items = append(items, item)
	}
	return items
}

// distinct makes another value of one that is there already.
func distinct(value any, i int) any {
	switch value := value.(type) {
	case string:
		return value + strings.Repeat("x", i)
	case float64:
		return value + float64(i)
	}
	return value
}
