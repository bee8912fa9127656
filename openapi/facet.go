package openapi

import (
	"github.com/getkin/kin-openapi/openapi3"

	"github.com/authconform/authconform/openapi/schemas"
	"github.com/authconform/authconform/openapi/wire"
)

// typeFacet is what a schema says of a value's type and its constraints, without what has statements of
// its own: members, which of them are required, that there are no others, enumerations, compositions by
// allOf. It is nil when nothing is left.
func typeFacet(schema *openapi3.Schema, nullable bool) *openapi3.Schema {
	facet := *schema
	facet.Enum, facet.Required, facet.Const, facet.Examples = nil, nil, nil, nil
	facet.Nullable = schema.Nullable || nullable
	if schema.AdditionalProperties.Schema == nil {
		facet.AdditionalProperties = openapi3.AdditionalProperties{}
	}
	if schema.Type == nil && !schema.WriteOnly && schemas.Constraints(&facet) == "" {
		return nil
	}
	return &facet
}

// visitor holds values against schemas.
type visitor struct{ judge *schemas.Judge }

// holding holds a value of an answer against a schema, in an answer of so many bytes.
type holding func(schema *openapi3.Schema, value any, pointer string, size int) []wire.Violation

// facet holds a value against what is left of a schema.
func (v visitor) facet(schema *openapi3.Schema, value any, pointer string, size int) []wire.Violation {
	return v.judge.Violations(schema, value, schemas.Instance{Pointer: pointer, Most: mostViolations(size), Facet: true})
}

// whole holds a value of an answer against a schema.
func (v visitor) whole(schema *openapi3.Schema, value any, pointer string, size int) []wire.Violation {
	return v.judge.Violations(schema, value, schemas.Instance{Pointer: pointer, Most: mostViolations(size)})
}

// request holds a value of a request against a schema.
func (v visitor) request(schema *openapi3.Schema, value any, pointer string, size int) []wire.Violation {
	return v.judge.Violations(schema, value, schemas.Instance{Side: schemas.Request, Pointer: pointer, Most: mostViolations(size)})
}

// mostViolations tells only the first of an answer so large that a list of them would be larger still.
func mostViolations(size int) int {
	const large = 64 << 10
	if size > large {
		return 1
	}
	return wire.MaxViolations
}

// unjudged states each keyword of a schema that no value is held against.
func (c *statements) unjudged(schema *openapi3.Schema, facet bool, s Requirement) {
	c.gaps(schemas.Unjudged(schema, facet, !c.doc.IsOpenAPI31OrLater()), s)
}

// beside states what stands beside a reference and says nothing there.
func (c *statements) beside(ref *openapi3.SchemaRef, s Requirement) {
	if !c.doc.IsOpenAPI31OrLater() {
		c.gaps(schemas.Beside(ref), s)
	}
}

func (c *statements) gaps(gaps []schemas.Gap, s Requirement) {
	for _, gap := range gaps {
		one := s
		one.Kind, one.Pointer, one.Value, one.Why = KeywordKind, s.Pointer+gap.Pointer, gap.Keyword, gap.Why
		c.add(one, placeOfField(gap.Origin, gap.Field), boundRule{})
	}
}
