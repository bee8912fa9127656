package openapi

import (
	"fmt"
	"maps"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/authconform/authconform/openapi/positioned"
	"github.com/authconform/authconform/openapi/schemas"
	"github.com/authconform/authconform/openapi/wire"
)

// examples looks for examples and defaults that do not keep their own schema: the document contradicts itself there, and
// whoever keeps to the one would be blamed by the other.
type examples struct {
	file  string
	judge *schemas.Judge
	errs  []error
}

func refuseExamples(file string, doc *openapi3.T) []error {
	e := &examples{file: file, judge: schemas.NewJudge()}
	_ = doc.WalkSchemas(func(_ string, ref *openapi3.SchemaRef) error { // which has no errors of its own
		s := ref.Value
		e.check("example", s.Example, s, s.Origin, schemas.Answer, schemas.Request)
		e.check("default", s.Default, s, s.Origin, schemas.Answer, schemas.Request)
		for _, one := range s.Examples {
			e.check("examples", one, s, s.Origin, schemas.Answer, schemas.Request)
		}
		return nil
	})
	for _, item := range doc.Paths.Map() {
		for _, op := range item.Operations() {
			if op.RequestBody != nil && op.RequestBody.Value != nil {
				e.content(op.RequestBody.Value.Content, schemas.Request)
			}
			for _, status := range slices.Sorted(maps.Keys(op.Responses.Map())) {
				if ref := op.Responses.Value(status); ref != nil && ref.Value != nil {
					e.content(ref.Value.Content, schemas.Answer)
				}
			}
		}
	}
	return e.errs
}

func (e *examples) content(content openapi3.Content, side schemas.Side) {
	for _, mediaType := range mediaTypes(content) {
		media := content[mediaType]
		if media == nil || media.Schema == nil || media.Schema.Value == nil || !wire.IsJSON(mediaType) {
			continue
		}
		e.check("example", media.Example, media.Schema.Value, media.Origin, side)
		for _, name := range slices.Sorted(maps.Keys(media.Examples)) {
			if ref := media.Examples[name]; ref != nil && ref.Value != nil {
				e.check("value", ref.Value.Value, media.Schema.Value, ref.Value.Origin, side)
			}
		}
	}
}

// check wants an example to keep its schema on one of the sides.
func (e *examples) check(field string, value any, schema *openapi3.Schema, origin *openapi3.Origin, sides ...schemas.Side) {
	if value == nil {
		return
	}
	var broken []wire.Violation
	for _, side := range sides {
		if broken = e.judge.Violations(schema, value, schemas.Instance{Side: side, Most: 1}); len(broken) == 0 {
			return
		}
	}
	v := broken[0]
	err := fmt.Errorf("%s: wanted an example, or a default, that keeps its schema, found one that does not (%s [%s]): mend the one or the other",
		positioned.At(e.file, placeOfField(origin, field).line), pointed(v), v.Rule)
	if !slices.ContainsFunc(e.errs, func(told error) bool { return told.Error() == err.Error() }) {
		e.errs = append(e.errs, err)
	}
}

func pointed(v wire.Violation) string {
	if v.Pointer == "" {
		return v.Detail
	}
	return v.Pointer + " " + v.Detail
}
