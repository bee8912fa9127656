package schemas

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/authconform/authconform/openapi/wire"
)

// Gap is a keyword that a schema has and no value is held against.
type Gap struct {
	// Keyword is the keyword with its value, as far as it is short: "format iban".
	Keyword string
	// Why completes "… is not judged: ".
	Why string
	// Pointer leads from the schema to the keyword.
	Pointer string
	// Origin is the schema that has it, and Field the keyword's name in it.
	Origin *openapi3.Origin
	Field  string
}

// Unjudged lists the keywords of a schema that no value is held against, those of the schemas within it among them. Of a
// facet the members and allOf are left out: they have statements of their own. In documents of OpenAPI 3.0 nothing is said
// beside a reference.
func Unjudged(s *openapi3.Schema, facet, beside bool) []Gap {
	g := &gaps{seen: map[*openapi3.Schema]bool{}, beside: beside}
	g.schema(s, "", facet)
	return g.found
}

type gaps struct {
	seen   map[*openapi3.Schema]bool
	beside bool // what stands beside a reference is one
	found  []Gap
}

// Beside lists what stands beside a reference of OpenAPI 3.0, which leaves it out (Reference Object): of what says something
// of values.
func Beside(ref *openapi3.SchemaRef) []Gap {
	if ref == nil || ref.Ref == "" || ref.Origin == nil {
		return nil
	}
	var found []Gap
	for _, field := range ref.Origin.Fields {
		if !slices.Contains(remarks(), field.Name) && !strings.HasPrefix(field.Name, "x-") {
			why := "OpenAPI 3.0 leaves out what stands beside a reference; put both into allOf"
			if field.Name == "nullable" {
				why = "OpenAPI 3.0 leaves out what stands beside a reference; null is let pass, as it is meant"
			}
			found = append(found, Gap{Keyword: field.Name + " beside $ref", Why: why, Pointer: "/" + field.Name, Origin: ref.Origin, Field: field.Name})
		}
	}
	return found
}

// remarks are what may stand beside a reference and says nothing of values.
func remarks() []string {
	return []string{"$ref", "summary", "description", "title", "example", "examples", "default", "deprecated", "externalDocs", "xml", "readOnly", "writeOnly"}
}

// NullBeside says that nullable stands beside a reference: it is left out there, and everybody who writes it means it.
func NullBeside(ref *openapi3.SchemaRef) bool {
	if ref.Ref == "" || ref.Origin == nil {
		return false
	}
	_, written := ref.Origin.Fields.Lookup("nullable")
	return written
}

func (g *gaps) schema(s *openapi3.Schema, pointer string, facet bool) {
	if s == nil || g.seen[s] || len(g.found) >= wire.MaxViolations {
		return
	}
	g.seen[s] = true
	note := func(field, value, why string) {
		keyword := field
		if value != "" && len(value) <= mostValue {
			keyword += " " + value
		}
		g.found = append(g.found, Gap{Keyword: keyword, Why: why, Pointer: wire.Child(pointer, field), Origin: s.Origin, Field: field})
	}
	formatGap(s, note)
	textGaps(s, note)
	numberGaps(s, note)
	if s.Discriminator != nil && len(s.OneOf)+len(s.AnyOf) == 0 {
		note("discriminator", s.Discriminator.PropertyName, "it chooses among models that the schema does not list")
	}
	for _, inner := range within(s, facet) {
		if g.beside {
			for _, gap := range Beside(inner.ref) {
				gap.Pointer = pointer + inner.pointer + gap.Pointer
				g.found = append(g.found, gap)
			}
		}
		g.schema(inner.ref.Value, pointer+inner.pointer, false)
	}
}

// mostValue is how long a keyword's value may be to be told with it.
const mostValue = 40

func formatGap(s *openapi3.Schema, note func(field, value, why string)) {
	if s.Format == "" || slices.Contains(understoodFormats(), s.Format) {
		return
	}
	_, ofNumbers := numberFormats()[s.Format]
	ofTexts := textFormats()[s.Format] != nil
	takes := func(typ string) bool { return s.Type.Permits(typ) }
	switch {
	case !ofNumbers && !ofTexts:
		note("format", s.Format, "we do not know this format")
	case ofNumbers && !takes(openapi3.TypeInteger) && !takes(openapi3.TypeNumber):
		note("format", s.Format, "it is a format of numbers, and the value is none")
	case ofTexts && !takes(openapi3.TypeString):
		note("format", s.Format, "it is a format of texts, and the value is none")
	}
}

func textGaps(s *openapi3.Schema, note func(field, value, why string)) {
	if s.Pattern != "" {
		if _, why := translated(s.Pattern); why != "" {
			note("pattern", s.Pattern, why)
		}
	}
	for _, pattern := range slices.Sorted(maps.Keys(s.PatternProperties)) {
		if _, why := translated(pattern); why != "" {
			note("patternProperties", pattern, why)
		}
	}
	if s.ContentEncoding != "" && encodings()[s.ContentEncoding] == nil {
		note("contentEncoding", s.ContentEncoding, "we do not know this encoding")
	}
	if s.ContentMediaType != "" || s.ContentSchema != nil {
		field := "contentMediaType"
		if s.ContentMediaType == "" {
			field = "contentSchema"
		}
		note(field, s.ContentMediaType, "nobody looks at what is within a text")
	}
	if s.SchemaID != "" {
		note("$id", s.SchemaID, "references are read from the document as a whole")
	}
}

// numberGaps tells of numbers that are too large to be known as they are written.
func numberGaps(s *openapi3.Schema, note func(field, value, why string)) {
	const why = "numbers that large are compared to 15 digits"
	large := func(v float64) bool { return math.Abs(v) > exactly }
	for _, limit := range []struct {
		field string
		value *float64
	}{{"minimum", s.Min}, {"maximum", s.Max}, {"exclusiveMinimum", s.ExclusiveMin.Value}, {"exclusiveMaximum", s.ExclusiveMax.Value}, {"multipleOf", s.MultipleOf}} {
		if limit.value != nil && large(*limit.value) && !judgedByFormat(s) {
			note(limit.field, "", why)
		}
	}
	for i, value := range s.Enum {
		if n, isNumber := numberOf(value); isNumber && large(n.float()) {
			note("enum", fmt.Sprintf("item %d", i+1), why)
		}
	}
}

// judgedByFormat says that the format is the range that a generator wrote down as limits, too.
func judgedByFormat(s *openapi3.Schema) bool { return s.Format == "int64" || s.Format == "uint64" }

// part is a schema within another one.
type part struct {
	pointer string
	ref     *openapi3.SchemaRef
}

// within lists the schemas that a schema is made of; of a facet, without members and allOf.
func within(s *openapi3.Schema, facet bool) []part {
	var parts []part
	add := func(pointer string, ref *openapi3.SchemaRef) {
		if ref != nil && ref.Value != nil {
			parts = append(parts, part{pointer, ref})
		}
	}
	many := func(keyword string, refs openapi3.SchemaRefs) {
		for i, ref := range refs {
			add(wire.Indexed("/"+keyword, i), ref)
		}
	}
	named := func(keyword string, refs openapi3.Schemas) {
		for _, name := range slices.Sorted(maps.Keys(refs)) {
			add(wire.Child("/"+keyword, name), refs[name])
		}
	}
	if !facet {
		named("properties", s.Properties)
		many("allOf", s.AllOf)
	}
	many("oneOf", s.OneOf)
	many("anyOf", s.AnyOf)
	many("prefixItems", s.PrefixItems)
	named("patternProperties", s.PatternProperties)
	named("dependentSchemas", s.DependentSchemas)
	for _, one := range []part{
		{"/not", s.Not},
		{"/items", s.Items},
		{"/contains", s.Contains},
		{"/propertyNames", s.PropertyNames},
		{"/if", s.If},
		{"/then", s.Then},
		{"/else", s.Else},
		{"/additionalProperties", s.AdditionalProperties.Schema},
		{"/unevaluatedItems", s.UnevaluatedItems.Schema},
		{"/unevaluatedProperties", s.UnevaluatedProperties.Schema},
	} {
		add(one.pointer, one.ref)
	}
	return parts
}

// OfObjects lists the keywords of a schema that speak of an object as a whole, and not of its members, alternatives or parts:
// requests are held against those alone.
func OfObjects(s *openapi3.Schema) []Gap {
	var found []Gap
	for _, k := range []struct {
		field string
		there bool
	}{
		{"minProperties", s.MinProps > 0},
		{"maxProperties", s.MaxProps != nil},
		{"not", s.Not != nil},
		{"if", s.If != nil},
		{"enum", len(s.Enum) > 0},
		{"dependentRequired", len(s.DependentRequired) > 0},
		{"dependentSchemas", len(s.DependentSchemas) > 0},
		{"patternProperties", len(s.PatternProperties) > 0},
		{"propertyNames", s.PropertyNames != nil},
		{"unevaluatedProperties", asks(s.UnevaluatedProperties)},
		{"additionalProperties", s.AdditionalProperties.Schema != nil},
	} {
		if k.there {
			found = append(found, Gap{Keyword: k.field, Why: "requests are held against the members that are documented, and not as a whole", Pointer: "/" + k.field, Origin: s.Origin, Field: k.field})
		}
	}
	return found
}

// Members are the names of members that a schema and the schemas within it speak of, each with whether they may say something of
// what is within its value: of what is neither object nor array it is enough to know which. Others says that they may of any other.
func Members(s *openapi3.Schema) (names map[string]bool, others bool) {
	names = map[string]bool{}
	others = members(s, names, map[*openapi3.Schema]bool{})
	return names, others
}

func members(s *openapi3.Schema, names map[string]bool, seen map[*openapi3.Schema]bool) (others bool) {
	if s == nil || seen[s] {
		return false
	}
	seen[s] = true
	for name, ref := range s.Properties {
		names[name] = names[name] || mayHold(ref)
	}
	for _, ref := range s.PatternProperties {
		others = others || mayHold(ref)
	}
	for _, ref := range []*openapi3.SchemaRef{s.AdditionalProperties.Schema, s.UnevaluatedProperties.Schema} {
		others = others || ref != nil && mayHold(ref)
	}
	for _, name := range s.Required {
		if _, known := names[name]; !known {
			names[name] = false
		}
	}
	for _, inner := range within(s, false) {
		others = members(inner.ref.Value, names, seen) || others
	}
	return others
}

// mayHold says that an object or an array may keep a schema: by its type, none does.
func mayHold(ref *openapi3.SchemaRef) bool {
	if ref == nil || ref.Value == nil {
		return true
	}
	t := ref.Value.Type
	return t == nil || len(*t) == 0 || t.Includes(openapi3.TypeObject) || t.Includes(openapi3.TypeArray)
}
