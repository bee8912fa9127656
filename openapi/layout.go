package openapi

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/authconform/authconform/openapi/facts"
	"github.com/authconform/authconform/openapi/schemas"
	"github.com/authconform/authconform/openapi/wire"
	"github.com/getkin/kin-openapi/openapi3"
)

// Layout says where the contract's answers have what RFC 6749 gives a fixed place, and which statuses and codes it lists;
// nil when all of it is as the RFC has it.
func (c *Contract) Layout() *wire.Layout {
	l := *c.layout
	if usual := []string{"invalid_client", "invalid_grant", "invalid_request", "invalid_scope", "unauthorized_client", "unsupported_grant_type"}; slices.Equal(slices.Sorted(slices.Values(l.Codes)), usual) {
		l.Codes = nil
	}
	if usual := []int{400, 401, 405, 406, 422}; !slices.ContainsFunc(usual, func(status int) bool { return !slices.Contains(l.Refusals, status) }) {
		l.Refusals = nil
	}
	if l.IsDefault() {
		return nil
	}
	return &l
}

// layout reads off the document what its answers look like.
func (op operation) layout(f facts.Facts) *wire.Layout {
	l := &wire.Layout{Places: f.Places()}
	sure := slices.ContainsFunc(op.responses(), func(r response) bool {
		return r.statuses[0]/100 == 2 && op.holds(r, l.Place(wire.AccessToken)) == present
	})
	for _, r := range op.responses() {
		switch class := r.statuses[0] / 100; {
		case class == 2 && (op.holds(r, l.Place(wire.AccessToken)) == present || op.holds(r, l.Place(wire.AccessToken)) == open && !sure):
			l.Success = append(l.Success, r.key)
		case class == 4:
			for _, status := range r.statuses {
				if status/100 == 4 {
					l.Refusals = append(l.Refusals, status)
				}
			}
		}
		if r.statuses[0] >= 400 {
			for _, schema := range r.models() {
				for _, code := range enumerated(schema, wire.PointerTokens(l.Place(wire.ErrorCode))) {
					if !slices.Contains(l.Codes, code) {
						l.Codes = append(l.Codes, code)
					}
				}
			}
		}
	}
	if slices.Equal(l.Success, []string{"200"}) {
		l.Success = nil
	}
	return l
}

// models are the schemas of a response's JSON bodies.
func (r response) models() []*openapi3.SchemaRef {
	var models []*openapi3.SchemaRef
	for _, mediaType := range mediaTypes(r.ref.Value.Content) {
		media := r.ref.Value.Content[mediaType]
		if wire.MayBeJSON(mediaType) && media != nil && media.Schema != nil && media.Schema.Value != nil {
			models = append(models, media.Schema)
		}
	}
	return models
}

// holds says whether a response has something at a place: a model of it has it, or leaves its members open.
func (op operation) holds(r response, pointer string) presence {
	models := r.models()
	if len(models) == 0 {
		if len(r.ref.Value.Content) == 0 && !slices.Equal(r.statuses, []int{http.StatusNoContent}) {
			return open
		}
		if slices.ContainsFunc(mediaTypes(r.ref.Value.Content), wire.MayBeJSON) {
			return open // without a schema
		}
		return lacking
	}
	best := lacking
	for _, m := range models {
		best = max(best, placeIn(m, wire.PointerTokens(pointer)))
	}
	return best
}

// presence says whether a schema has a place.
type presence int

const (
	lacking presence = iota // its members are listed, and the place is none of them
	open                    // nothing is said of what is there
	present
)

// step is a schema on the way to a place, with so many names of it left. Schemas that refer to each other many times over
// meet it once.
type step struct {
	schema *openapi3.Schema
	left   int
}

// placeIn looks for a place in a schema and the parts that speak of the same value.
func placeIn(ref *openapi3.SchemaRef, path []string) presence {
	return lookUp(ref, path, map[step]presence{})
}

func lookUp(ref *openapi3.SchemaRef, path []string, seen map[step]presence) presence {
	if ref == nil || ref.Value == nil {
		return open
	}
	if len(path) == 0 {
		return present
	}
	schema := ref.Value
	at := step{schema, len(path)}
	if known, met := seen[at]; met {
		return known
	}
	seen[at] = open // while it is under way
	found := open
	if len(schema.Properties)+len(schema.Required) > 0 {
		found = lacking
	}
	if schema.Type != nil && !schema.Type.Permits(openapi3.TypeObject) && !schema.Type.Permits(openapi3.TypeArray) {
		seen[at] = lacking
		return lacking
	}
	if inner := schema.Properties[path[0]]; inner != nil {
		found = lookUp(inner, path[1:], seen)
	} else if slices.Contains(schema.Required, path[0]) {
		found = present
	}
	if _, err := strconv.Atoi(path[0]); err == nil && schema.Items != nil {
		found = lookUp(schema.Items, path[1:], seen)
	}
	for _, part := range slices.Concat(schema.AllOf, schema.OneOf, schema.AnyOf) {
		switch within := lookUp(part, path, seen); {
		case within == present:
			found = present
		case within == lacking && found == open:
			found = lacking
		}
	}
	seen[at] = found
	return found
}

// schemasAt gives what a schema says of a place, itself and the parts that speak of the same value, each once.
func schemasAt(ref *openapi3.SchemaRef, path []string) []*openapi3.Schema {
	return gather(ref, path, map[step]bool{})
}

func gather(ref *openapi3.SchemaRef, path []string, seen map[step]bool) []*openapi3.Schema {
	if ref == nil || ref.Value == nil || seen[step{ref.Value, len(path)}] {
		return nil
	}
	schema := ref.Value
	seen[step{schema, len(path)}] = true
	var all []*openapi3.Schema
	if len(path) == 0 {
		all = append(all, schema)
	} else {
		if inner := schema.Properties[path[0]]; inner != nil {
			all = append(all, gather(inner, path[1:], seen)...)
		}
		if _, err := strconv.Atoi(path[0]); err == nil && schema.Items != nil {
			all = append(all, gather(schema.Items, path[1:], seen)...)
		}
	}
	for _, part := range slices.Concat(schema.AllOf, schema.OneOf, schema.AnyOf) {
		all = append(all, gather(part, path, seen)...)
	}
	return all
}

// enumerated gives the values that a schema lists for a place, as texts; none when it leaves them open.
func enumerated(ref *openapi3.SchemaRef, path []string) []string {
	var values []string
	for _, schema := range schemasAt(ref, path) {
		for _, value := range schema.Enum {
			if text := schemas.Word(value); !slices.Contains(values, text) {
				values = append(values, text)
			}
		}
	}
	return values
}
