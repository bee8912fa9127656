package openapi

import (
	"errors"
	"maps"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

var errEndless = errors.New("wanted every schema that contains itself to name its type, found one that does not; add type: object")

// refuseEndless refuses schemas that contain themselves with no type on the way: the schema check would
// look for one without end.
func refuseEndless(doc *openapi3.T) error {
	done := map[*openapi3.Schema]bool{}
	return doc.WalkSchemas(func(_ string, ref *openapi3.SchemaRef) error {
		if endless(ref, done) {
			return errEndless
		}
		return nil
	})
}

// endless follows untyped schemas depth first. In done, false stands for a schema that is on the way.
func endless(ref *openapi3.SchemaRef, done map[*openapi3.Schema]bool) bool {
	if ref == nil || ref.Value == nil || ref.Value.Type != nil {
		return false
	}
	if finished, seen := done[ref.Value]; seen {
		return !finished
	}
	done[ref.Value] = false
	for _, part := range parts(ref.Value) {
		if endless(part, done) {
			return true
		}
	}
	done[ref.Value] = true
	return false
}

// parts are the schemas that a schema of OpenAPI 3.0 is made of.
func parts(schema *openapi3.Schema) []*openapi3.SchemaRef {
	all := slices.Concat(schema.AllOf, schema.AnyOf, schema.OneOf)
	all = append(all, schema.Not, schema.Items, schema.AdditionalProperties.Schema)
	return slices.AppendSeq(all, maps.Values(schema.Properties))
}
