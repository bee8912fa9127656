package mock

import (
	"fmt"
	"maps"
	"net/http"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/authconform/authconform/openapi/positioned"
	"github.com/authconform/authconform/runner/reference"
)

// template is how answers with one status are written.
type template struct {
	form  *form
	turns []int
}

// template finds the first way to write such answers that the schema allows.
func (r *reading) template(f *form, wanted, hinted wishes, fits func(body any) bool) (template, error) {
	_, turns, ok := made(f.schema, f.shown, wanted, hinted, func(body any) bool {
		_, isObject := body.(map[string]any)
		return isObject && r.allows(f.schema, body) && fits(body)
	})
	if !ok {
		return template{}, fmt.Errorf("%s: answers with %d: %w", positioned.At(r.contract.File, lineOf(f.schema)), f.status, errNoValue)
	}
	return template{f, turns}, nil
}

// lineOf is where a schema stands; 0 where nobody knows.
func lineOf(ref *openapi3.SchemaRef) int {
	if ref == nil || ref.Value == nil || ref.Value.Origin == nil || ref.Value.Origin.Key == nil {
		return 0
	}
	return ref.Value.Origin.Key.Line
}

// write makes an answer.
func (t template) write(wanted, hinted wishes) reference.Answer {
	members, _ := again(t.form.schema, t.form.shown, wanted, hinted, t.turns).(map[string]any)
	a := reference.NewAnswer(t.form.status, members)
	a.Header.Set("Content-Type", t.form.media)
	t.form.promised(a.Header)
	return a
}

// bare is an answer of which the document has no body.
func (f *form) bare() reference.Answer {
	a := reference.NewAnswer(f.status, nil)
	a.Header.Del("Content-Type")
	f.promised(a.Header)
	return a
}

// promised sets the documented header fields that have to be there.
func (f *form) promised(header http.Header) {
	for _, name := range slices.Sorted(maps.Keys(f.headers)) {
		ref := f.headers[name]
		if ref == nil || ref.Value == nil || header.Get(name) != "" || !ref.Value.Required || http.CanonicalHeaderKey(name) == "Content-Type" {
			continue
		}
		header.Set(name, fieldValue(ref.Value))
	}
}

// fieldValue is a value that a documented header field may have.
func fieldValue(field *openapi3.Header) string {
	if field.Example != nil {
		return fmt.Sprint(field.Example)
	}
	if field.Schema == nil || field.Schema.Value == nil {
		return "a text"
	}
	return fmt.Sprint(scalars(field.Schema.Value, nil)[0])
}

// exactly wishes for a value, where the schema of its place allows it.
func (r *reading) exactly(value any) wish {
	return func(schema *openapi3.Schema) (any, bool) {
		return value, r.allows(&openapi3.SchemaRef{Value: schema}, value)
	}
}
