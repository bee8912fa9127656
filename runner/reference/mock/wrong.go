package mock

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// wrongValue is one that a schema does not allow.
type wrongValue struct {
	how, says string
	value     any
}

// wrongValues are values that the schemas at a place exclude, one for each thing that they ask for.
func (r *reading) wrongValues(status int, path string) []wrongValue {
	f := r.form(status)
	if f == nil || f.schema == nil {
		return nil
	}
	if path == "" {
		return []wrongValue{{"no-object", "writes a text for", nil}}
	}
	var list []wrongValue
	for _, schema := range schemasAt(f.schema, strings.Split(path, "/"), 0) {
		for _, w := range wrong(schema) {
			if !slices.ContainsFunc(list, func(known wrongValue) bool { return known.how == w.how }) && !r.allowedAnywhere(f, path, w.value) {
				list = append(list, w)
			}
		}
	}
	return list
}

// allowedAnywhere says that some body that has the value at the place is allowed: of alternatives, one may allow what the
// other excludes.
func (r *reading) allowedAnywhere(f *form, path string, value any) bool {
	_, _, ok := made(f.schema, f.shown, wishes{path: func(*openapi3.Schema) (any, bool) { return value, true }}, nil, func(body any) bool {
		_, there := at(body, path)
		return there && r.allows(f.schema, body)
	})
	return ok
}

// schemasAt are the schemas that speak of a place.
func schemasAt(ref *openapi3.SchemaRef, path []string, depth int) []*openapi3.Schema {
	if ref == nil || ref.Value == nil || depth > maxDepth {
		return nil
	}
	var found []*openapi3.Schema
	if len(path) == 0 {
		found = append(found, ref.Value)
	} else {
		found = schemasAt(ref.Value.Properties[unescaped(path[0])], path[1:], depth+1)
	}
	for _, part := range slices.Concat(ref.Value.AllOf, ref.Value.OneOf, ref.Value.AnyOf) {
		found = append(found, schemasAt(part, path, depth+1)...)
	}
	return found
}

// wrong are values that a schema excludes.
func wrong(schema *openapi3.Schema) []wrongValue {
	list := []wrongValue{otherType(schema)}
	if !schema.Nullable && !slices.Contains(schema.Type.Slice(), openapi3.TypeNull) {
		list = append(list, wrongValue{"null", "writes null for", nil})
	}
	add := func(asked bool, how, says string, value func() any) {
		if asked {
			list = append(list, wrongValue{how, says, value()})
		}
	}
	text := func() string { return sample(schema) }
	add(schema.MinLength > 0, "too-short", "writes too short a text for", func() any { return "" })
	add(schema.MaxLength != nil && *schema.MaxLength < 1<<16, "too-long", "writes too long a text for", func() any { return text() + strings.Repeat("x", int(*schema.MaxLength)+1) })
	add(schema.Pattern != "", "mismatched", "writes a text of another pattern for", func() any { return "\x7f " + text() + " \x7f" })
	add(schema.Format != "" && formatted(schema.Format) != "", "misformatted", "writes something that is no "+schema.Format+" for", func() any { return "no " + schema.Format + ", { \x7f" })
	add(schema.Min != nil, "too-small", "writes too small a number for", func() any { return *schema.Min - 1 })
	add(schema.Max != nil, "too-large", "writes too large a number for", func() any { return *schema.Max + 1 })
	add(schema.MultipleOf != nil, "indivisible", "writes a number that cannot be divided for", func() any { return number(schema, 1) + *schema.MultipleOf/2 })
	add(schema.Type.Is(openapi3.TypeInteger), "fraction", "writes a fraction for", func() any { return math.Floor(number(schema, 1)) + 0.5 })
	add(schema.MinItems > 0, "too-few", "writes too few items for", func() any { return []any{} })
	add(schema.MaxItems != nil && *schema.MaxItems < 1<<10, "too-many", "writes too many items for", func() any { return slices.Repeat([]any{"a"}, int(*schema.MaxItems)+1) })
	add(schema.Const != nil, "another", "writes another value for", func() any { return fmt.Sprint(schema.Const, "-another") })
	add(schema.Items != nil && schema.Items.Value != nil, "odd-item", "writes an item of another type in", func() any { return []any{otherType(schema.Items.Value).value} })
	return list
}

// retyped is how a value is wrong that is of another type.
const retyped = "retyped"

// otherType is a value of another type than the documented one.
func otherType(schema *openapi3.Schema) wrongValue {
	switch typeOf(schema, nil) {
	case openapi3.TypeString:
		return wrongValue{retyped, "writes a number for", 42}
	case openapi3.TypeBoolean:
		return wrongValue{retyped, "writes a text for", "true"}
	default:
		return wrongValue{retyped, "writes a text for", "42"}
	}
}
