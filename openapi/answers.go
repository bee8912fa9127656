package openapi

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/authconform/authconform/openapi/facts"
	"github.com/authconform/authconform/openapi/schemas"
	"github.com/authconform/authconform/openapi/wire"
	"github.com/getkin/kin-openapi/openapi3"
)

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
			presence := placeIn(model, path)
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
			case presence == present && len(schemasAt(model, path)) > 0 && !slices.ContainsFunc(schemasAt(model, path), isCode):
				j.refuse(at, "wanted an error code at %s that is a text or a number, found %s: say where it is (errors: {reading: documented, code: %s/code})",
					place, schemas.Article(schemas.Words(&openapi3.SchemaRef{Value: schemasAt(model, path)[0]})), place)
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
			return placeIn(m, wire.PointerTokens(l.Place(wire.ErrorCode))) != lacking
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
		var at position
		for _, r := range j.op.responses() {
			if r.statuses[0]/100 != 2 {
				continue
			}
			for _, model := range r.models() {
				seen, at = true, placeOf(model.Value.Origin, r.ref.Origin)
				lacks = lacks && placeIn(model, wire.PointerTokens(pointer)) == lacking
			}
		}
		if seen && lacks {
			j.refuse(at, "wanted a token response with %s, where the facts say that it has its %s; found none there", pointer, fmt.Sprintf("%q", name))
		}
	}
}

// isText wants what stands at a token's place to be one.
func (j *judgement) isText(r response, place string) {
	for _, model := range r.models() {
		if at := schemasAt(model, wire.PointerTokens(place)); len(at) > 0 && !slices.ContainsFunc(at, isCode) {
			j.refuse(placeOf(model.Value.Origin, r.ref.Origin), "wanted an access token that is a text at %s, found %s", place, schemas.Article(schemas.Words(&openapi3.SchemaRef{Value: at[0]})))
		}
	}
}
