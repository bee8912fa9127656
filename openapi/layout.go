package openapi

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

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
				for _, code := range enumerated(schema, wire.PointerTokens(l.Place(wire.ErrorCode)), 0) {
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
		if wire.IsJSON(mediaType) && media != nil && media.Schema != nil && media.Schema.Value != nil {
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
		return lacking
	}
	best := lacking
	for _, m := range models {
		best = max(best, placeIn(m, wire.PointerTokens(pointer), 0))
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

// placeIn looks for a place in a schema and the parts that speak of the same value.
func placeIn(ref *openapi3.SchemaRef, path []string, depth int) presence {
	if ref == nil || ref.Value == nil || depth > wire.MaxDepth {
		return open
	}
	if len(path) == 0 {
		return present
	}
	schema := ref.Value
	found := open
	if len(schema.Properties)+len(schema.Required) > 0 {
		found = lacking
	}
	if schema.Type != nil && !schema.Type.Permits(openapi3.TypeObject) && !schema.Type.Permits(openapi3.TypeArray) {
		return lacking
	}
	if inner := schema.Properties[path[0]]; inner != nil {
		found = placeIn(inner, path[1:], depth+1)
	} else if slices.Contains(schema.Required, path[0]) {
		found = present
	}
	if _, err := strconv.Atoi(path[0]); err == nil && schema.Items != nil {
		found = placeIn(schema.Items, path[1:], depth+1)
	}
	for _, parts := range []openapi3.SchemaRefs{schema.AllOf, schema.OneOf, schema.AnyOf} {
		for _, part := range parts {
			switch within := placeIn(part, path, depth+1); {
			case within == present:
				return present
			case within == lacking && found == open:
				found = lacking
			}
		}
	}
	return found
}

// schemasAt gives what a schema says of a place, itself and the parts that speak of the same value.
func schemasAt(ref *openapi3.SchemaRef, path []string, depth int) []*openapi3.Schema {
	if ref == nil || ref.Value == nil || depth > wire.MaxDepth {
		return nil
	}
	schema := ref.Value
	var all []*openapi3.Schema
	if len(path) == 0 {
		all = append(all, schema)
	} else {
		if inner := schema.Properties[path[0]]; inner != nil {
			all = append(all, schemasAt(inner, path[1:], depth+1)...)
		}
		if _, err := strconv.Atoi(path[0]); err == nil && schema.Items != nil {
			all = append(all, schemasAt(schema.Items, path[1:], depth+1)...)
		}
	}
	for _, parts := range []openapi3.SchemaRefs{schema.AllOf, schema.OneOf, schema.AnyOf} {
		for _, part := range parts {
			all = append(all, schemasAt(part, path, depth+1)...)
		}
	}
	return all
}

// enumerated gives the values that a schema lists for a place, as texts; none when it leaves them open.
func enumerated(ref *openapi3.SchemaRef, path []string, depth int) []string {
	var values []string
	for _, schema := range schemasAt(ref, path, depth) {
		for _, value := range schema.Enum {
			if text := schemas.Word(value); !slices.Contains(values, text) {
				values = append(values, text)
			}
		}
	}
	return values
}

// codesApart finds an error model whose code is not where the facts say, or is no code: nobody could be held to it.
func (j *judgement) codesApart() {
	place := j.facts.Places()[wire.ErrorCode]
	given := place != ""
	if !given {
		place = "/" + wire.ErrorCode
	}
	path := wire.PointerTokens(place)
	if j.facts.Errors.Reading == facts.Documented && !given {
		return // its code is nobody's matter
	}
	found := false
	for _, r := range j.op.responses() {
		decides := slices.Contains(r.statuses, 400) || slices.Contains(r.statuses, 401)
		for _, model := range r.models() {
			if r.statuses[0] < 400 {
				continue
			}
			at := placeOf(model.Value.Origin, r.ref.Origin, r.ref.Value.Origin)
			presence := placeIn(model, path, 0)
			found = found || presence != lacking
			switch {
			case presence == lacking && decides && given && j.facts.Errors.Reading != facts.Documented:
				j.refuse(at, "wanted a model of errors with their code at %s, where the facts have it (errors.code) and RFC 6749 wants one; found none there: "+
					"say that the document alone counts (errors: {reading: documented, code: %s})", place, place)
				return
			case presence == lacking && decides && !given:
				j.refuse(at, "wanted errors with their code in the member error, which is where RFC 6749, section 5.2 has it; found a model of errors without it: "+
					"say in the facts where the code is (errors: {reading: documented, code: /error/code}), or that errors have none (errors: {reading: documented})")
				return
			case presence == present && len(schemasAt(model, path, 0)) > 0 && !slices.ContainsFunc(schemasAt(model, path, 0), isCode):
				j.refuse(at, "wanted an error code at %s that is a text or a number, found %s: say where it is (errors: {reading: documented, code: %s/code})",
					place, schemas.Article(schemas.Words(&openapi3.SchemaRef{Value: schemasAt(model, path, 0)[0]})), place)
				return
			}
		}
	}
	if given && !found && slices.ContainsFunc(j.op.responses(), func(r response) bool { return r.statuses[0] >= 400 && len(r.models()) > 0 }) {
		j.refuse(placeOf(j.op.value.Origin), "wanted an error model that has %s, which the facts call the code (errors.code), found none", place)
	}
}

func isCode(schema *openapi3.Schema) bool {
	return schema.Type == nil || schema.Type.Permits(openapi3.TypeString) || schema.Type.Permits(openapi3.TypeInteger) || schema.Type.Permits(openapi3.TypeNumber)
}

// refusals wants something that a reading by the document alone can hold errors to.
func (j *judgement) refusals() {
	if j.facts.Errors.Reading != facts.Documented {
		return
	}
	if !slices.ContainsFunc(j.op.responses(), func(r response) bool { return slices.ContainsFunc(r.statuses, func(s int) bool { return s/100 == 4 }) }) {
		j.refuse(placeOf(j.op.value.Origin), "wanted a response of class 4xx, as errors are promised by the document alone (errors: {reading: documented}); found none: "+
			"errors that come with the status of a success are not judged")
	}
}

// saidAnswers wants the answers that facts say of single requests to be such as the document lists.
func (j *judgement) saidAnswers() {
	listed := j.op.layout(j.facts)
	for _, name := range slices.Sorted(maps.Keys(j.facts.Errors.Answers)) {
		for _, said := range j.facts.Errors.Answers[name] {
			at := placeOf(j.op.value.Origin)
			if j.facts.Errors.Reading != facts.Documented {
				j.refuse(at, "wanted no errors.answers.%s in the facts, found one: what single requests get is said where the document's own rules hold (errors: {reading: documented})", name)
				return
			}
			if !listed.Refuses(said.Status) {
				j.refuse(at, "wanted a documented status for errors.answers.%s, found %d in the facts, which the operation does not list", name, said.Status)
			}
			if said.Code != "" && j.codeless(said.Status, listed) {
				j.refuse(at, "wanted no code for errors.answers.%s, as the document's answers with %d have none at %s; found one in the facts", name, said.Status, listed.Place(wire.ErrorCode))
			}
			if said.Code != "" && !listed.Lists(said.Code) {
				j.refuse(at, "wanted a documented code for errors.answers.%s, found another in the facts; the document lists %s", name, strings.Join(listed.Codes, ", "))
			}
		}
	}
}

// codeless says that the document's answers with a status have no place for a code.
func (j *judgement) codeless(status int, l *wire.Layout) bool {
	for _, r := range j.op.responses() {
		if !slices.Contains(r.statuses, status) {
			continue
		}
		models := r.models()
		return len(models) > 0 && !slices.ContainsFunc(models, func(m *openapi3.SchemaRef) bool {
			return placeIn(m, wire.PointerTokens(l.Place(wire.ErrorCode)), 0) != lacking
		})
	}
	return false
}

// tokenPlaces wants what the facts say of a token response to be in its model.
func (j *judgement) tokenPlaces() {
	for _, name := range []string{wire.TokenType, wire.ExpiresIn, wire.ExpiresAt, wire.RefreshToken, wire.Scope} {
		pointer := j.facts.Tokens.Places[name]
		if pointer == "" {
			continue
		}
		seen, lacks := false, true
		var at place
		for _, r := range j.op.responses() {
			if r.statuses[0]/100 != 2 {
				continue
			}
			for _, model := range r.models() {
				seen, at = true, placeOf(model.Value.Origin, r.ref.Origin)
				lacks = lacks && placeIn(model, wire.PointerTokens(pointer), 0) == lacking
			}
		}
		if seen && lacks {
			j.refuse(at, "wanted a token response with %s, where the facts say that it has its %s; found none there", pointer, fmt.Sprintf("%q", name))
		}
	}
}
