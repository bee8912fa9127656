package openapi

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
	"go.yaml.in/yaml/v3"
)

// What a document or its facts may hold, at most: loading compares every key of a mapping with every other.
const (
	maxPieces = 200_000 // lines and items
	maxKeys   = 5_000   // of one mapping
)

// withinWidth refuses a text that would take its loader minutes. A text that is no YAML is the loader's to tell of.
func withinWidth(file string, data []byte) error {
	if pieces := bytes.Count(data, []byte("\n")) + bytes.Count(data, []byte(",")) + bytes.Count(data, []byte("[")) + bytes.Count(data, []byte("{")); pieces > maxPieces {
		return fmt.Errorf("%s: wanted at most %d lines and items, found %d: leave out what is not about this operation", file, maxPieces, pieces)
	}
	var root yaml.Node
	if parseNode(data, &root) != nil {
		return nil
	}
	pending := []*yaml.Node{&root}
	for len(pending) > 0 {
		node := pending[len(pending)-1]
		pending = append(pending[:len(pending)-1], node.Content...)
		if keys := len(node.Content) / 2; node.Kind == yaml.MappingNode && keys > maxKeys {
			return fmt.Errorf("%s:%d: wanted a mapping of at most %d keys, found %d", file, node.Line, maxKeys, keys)
		}
	}
	return nil
}

// parseNode is a parser that gives an error where this one panics.
func parseNode(data []byte, root *yaml.Node) (err error) {
	defer func() {
		if recover() != nil {
			err = fmt.Errorf("not valid YAML")
		}
	}()
	return yaml.Unmarshal(data, root)
}

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
