package openapi

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/authconform/authconform/openapi/facts"
	"github.com/authconform/authconform/openapi/misspelt"
	"github.com/authconform/authconform/openapi/schemas"
	"github.com/authconform/authconform/openapi/wire"
)

// suggestions collects what is probably not meant.
type suggestions struct {
	c   *Contract
	all []Remark
}

func (s *suggestions) add(file string, line int, format string, args ...any) {
	r := Remark{File: file, Line: line, Text: fmt.Sprintf(format, args...)}
	if !slices.Contains(s.all, r) {
		s.all = append(s.all, r)
	}
}

func (s *suggestions) document(p position, format string, args ...any) {
	s.add(s.c.File, p.line, format, args...)
}

// schemas looks at keywords that come to nothing, at those that nobody judges, and at names that fit nothing.
func (s *suggestions) schemas() {
	for r := range s.c.EachRequirement() {
		if r.Kind == KeywordKind {
			s.add(r.File, r.Line, "the keyword %s is not judged: %s", r.Value, r.Why)
		}
	}
	_ = about(s.c.doc, s.c.operation).WalkSchemas(func(_ string, ref *openapi3.SchemaRef) error { // which has no errors of its own
		for _, idle := range schemas.Idle(ref.Value) {
			s.document(placeOfField(idle.Origin, idle.Field), "%s", idle.Text)
		}
		s.required(ref.Value)
		return nil
	})
}

// required looks for required members that are misspelt.
func (s *suggestions) required(schema *openapi3.Schema) {
	if len(schema.Properties) == 0 || len(schema.AllOf)+len(schema.OneOf)+len(schema.AnyOf) > 0 {
		return
	}
	names := make([]string, 0, len(schema.Properties))
	for name := range schema.Properties {
		names = append(names, name)
	}
	slices.Sort(names)
	for i, name := range schema.Required {
		if schema.Properties[name] == nil {
			s.document(placeOfItem(schema.Origin, "required", i), "the member %s is required, and is none of the properties%s", name, misspelt.Question(name, names))
		}
	}
}

// answers looks at what a document leaves out of answers.
func (s *suggestions) answers() {
	op := s.c.operation
	refused, at := false, placeOf(op.value.Origin)
	for _, r := range op.responses() {
		p := placeOf(r.ref.Origin, r.ref.Value.Origin)
		switch {
		case r.statuses[0] >= http.StatusBadRequest:
			refused = refused || r.statuses[0] < http.StatusInternalServerError
		case r.statuses[0]/100 == 2:
			s.success(r, p)
		}
	}
	if !refused && s.c.Facts.Has(facts.StrictErrors) {
		s.document(at, "no response of class 4xx is documented: whatever the service answers to a bad request, its status is none of the document's (ruling 3)")
	}
}

func (s *suggestions) success(r response, p position) {
	var models []*openapi3.SchemaRef
	for _, mediaType := range mediaTypes(r.ref.Value.Content) {
		if media := r.ref.Value.Content[mediaType]; wire.MayBeJSON(mediaType) && media != nil && media.Schema != nil && media.Schema.Value != nil {
			models = append(models, media.Schema)
		}
	}
	if len(models) == 0 {
		s.document(p, "the response %s has no schema: of a token response nothing is judged but what RFC 6749 says", r.key)
		return
	}
	if !slices.ContainsFunc(models, func(m *openapi3.SchemaRef) bool { return wantsSomething(m, map[*openapi3.Schema]bool{}) }) {
		s.document(placeOf(models[0].Value.Origin, models[0].Origin), "no member of the token response is required: an answer without any keeps the document")
	}
}

func wantsSomething(ref *openapi3.SchemaRef, seen map[*openapi3.Schema]bool) bool {
	if ref == nil || ref.Value == nil || seen[ref.Value] {
		return false
	}
	seen[ref.Value] = true
	return len(ref.Value.Required) > 0 || slices.ContainsFunc(slices.Concat(ref.Value.AllOf, ref.Value.OneOf, ref.Value.AnyOf), func(part *openapi3.SchemaRef) bool {
		return wantsSomething(part, seen)
	})
}

func (s *suggestions) servers() {
	servers := s.c.operation.servers(s.c.doc)
	absolute := false
	for _, server := range servers {
		u, err := url.Parse(placeholder.ReplaceAllString(server.URL, "x"))
		if err != nil || u.Host == "" {
			continue
		}
		absolute = true
		if u.Scheme == "http" {
			s.document(placeOf(server.Origin), "the server is reached without TLS: no secret is sent there, and the contract's promise of HTTPS is not made")
		}
	}
	if !absolute {
		s.document(position{}, "no server has an absolute URL: every run has to give --base-url")
	}
}

// facts looks at what stands beside the document.
func (s *suggestions) facts() {
	f, file := s.c.Facts, s.c.FactsFile()
	if file == "" {
		s.document(position{}, "no facts stand beside the document: client credentials, no limits and no production are taken for granted; authconform init --from %s begins them", s.c.File)
		return
	}
	if len(f.Environments.Names) > 0 && len(f.Environments.Production) == 0 {
		s.add(file, s.c.factLines["environments"], "no environment is said to be production: no run against one is refused")
	}
	listed := map[string]bool{}
	for r := range s.c.EachRequirement() {
		if r.Kind == EnumValueKind {
			listed[r.Value] = true
		}
		for _, status := range r.Statuses {
			listed[fmt.Sprint(status)] = true
		}
	}
	for i, u := range f.NotProvokable {
		if !listed[u.Value] {
			s.add(file, s.c.factLines[fmt.Sprintf("not-provokable[%d]", i)], "%s is said to be not provokable, and the document lists no such value or status", u.Value)
		}
	}
}
