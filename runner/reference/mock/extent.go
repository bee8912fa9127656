package mock

import (
	"fmt"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/authconform/authconform/openapi"
)

// maxExtent is how many schemas a value may be held against. Schemas that refer to each other many times over are few in the
// document and as many as one likes for a value: no target would ever be made of them.
const maxExtent = 5000

// withinExtent refuses a document of whose bodies no value would be found in time.
func withinExtent(contract *openapi.Contract, operation *openapi3.Operation) error {
	var bodies []openapi3.Content
	if body := operation.RequestBody; body != nil && body.Value != nil {
		bodies = append(bodies, body.Value.Content)
	}
	for _, response := range operation.Responses.Map() {
		if response != nil && response.Value != nil {
			bodies = append(bodies, response.Value.Content)
		}
	}
	for _, body := range bodies {
		for _, media := range body {
			if media != nil && left(media.Schema, 0, maxExtent) < 0 {
				return fmt.Errorf("document of %s: wanted schemas that a body is held against within %d steps, found some that refer to each other more often: no target can be made of it; "+
					"name a target with --base-url", contract.Name, maxExtent)
			}
		}
	}
	return nil
}

// left is what is left of so many schemas when a value was held against this one; negative when they were too few.
func left(ref *openapi3.SchemaRef, depth, most int) int {
	if ref == nil || ref.Value == nil || depth > maxDepth/2 || most < 0 {
		return most
	}
	s := ref.Value
	most--
	for _, part := range slices.Concat(s.AllOf, s.OneOf, s.AnyOf, openapi3.SchemaRefs{s.Not, s.If, s.Then, s.Else}) { // of the same value
		most = left(part, depth, most)
	}
	for _, part := range s.DependentSchemas {
		most = left(part, depth, most)
	}
	within := slices.Concat(s.PrefixItems, openapi3.SchemaRefs{s.Items, s.Contains, s.PropertyNames, s.AdditionalProperties.Schema})
	for _, members := range []openapi3.Schemas{s.Properties, s.PatternProperties} {
		for _, member := range members {
			within = append(within, member)
		}
	}
	for _, part := range within {
		most = left(part, depth+1, most)
	}
	return most
}
