package openapi

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/authconform/authconform/openapi/facts"
	"github.com/authconform/authconform/openapi/positioned"
	"github.com/authconform/authconform/openapi/schemas"
	"github.com/authconform/authconform/openapi/wire"
	"github.com/getkin/kin-openapi/openapi3"
)

// judgement looks for what a document says and the suite cannot keep to: a target would be blamed for keeping it, or
// pass without.
type judgement struct {
	file  string
	doc   *openapi3.T
	op    operation
	facts facts.Facts
	errs  []error
}

// refuseUnjudgeable tells everything at once for which neither side of a contract can be judged, each with its line.
func refuseUnjudgeable(file string, doc *openapi3.T, op operation, f facts.Facts) error {
	j := &judgement{file: file, doc: doc, op: op, facts: f}
	j.path()
	j.security()
	j.success()
	j.tokenPlaces()
	j.codesApart()
	j.refusals()
	j.saidAnswers()
	return errors.Join(j.errs...)
}

// Askable says that the suite can write the requests that the contract documents; else it tells everything at once for which
// it cannot, each with its line. A client is held to such a contract all the same: it knows what to send.
func (c *Contract) Askable() error {
	j := &judgement{file: c.File, doc: c.doc, op: c.operation, facts: c.Facts}
	j.method()
	j.parameters()
	j.requests()
	return errors.Join(j.errs...)
}

func (j *judgement) refuse(p position, format string, args ...any) {
	j.errs = append(j.errs, fmt.Errorf("%s: %s", positioned.At(j.file, p.line), fmt.Sprintf(format, args...)))
}

func (j *judgement) method() {
	if j.op.method != http.MethodPost {
		j.refuse(placeOf(j.op.value.Origin), "wanted a token operation that is a POST (RFC 6749, section 3.2), found %s; name another operation", j.op.method)
	}
}

// path wants a value for every variable of the path.
func (j *judgement) path() {
	for _, name := range j.op.variables() {
		if !slices.ContainsFunc(j.facts.Request.Path, func(g facts.Given) bool { return g.Name == name }) {
			j.refuse(placeOf(j.op.item.Origin), "wanted a value for {%s} in the path %s, found none: write it there in its place, or give it in the facts beside the document "+
				"(request: {path: {%s: …}})", name, j.op.path, name)
		}
	}
}

// security wants one of the alternatives that are documented to be what the suite can do.
func (j *judgement) security() {
	if j.facts.ClientAuthentication.Documented == facts.APIKeyMechanism && j.facts.ClientAuthentication.Key == (facts.APIKey{}) {
		j.refuse(placeOf(j.op.value.Origin), "wanted a security scheme of the type apiKey for this operation, as the facts have one (client-authentication: {documented: api-key}); found none")
		return
	}
	requirements := j.doc.Security
	if j.op.value.Security != nil {
		requirements = *j.op.value.Security
	}
	if len(requirements) == 0 || slices.ContainsFunc(requirements, j.canAuthenticate) {
		return
	}
	for _, name := range j.op.securitySchemes(j.doc) {
		if j.meets(name) {
			continue
		}
		p := placeOf(j.op.value.Origin)
		if ref := schemeOf(j.doc, name); ref != nil {
			p = placeOf(ref.Origin, ref.Value.Origin)
		}
		j.refuse(p, "wanted HTTP Basic, an API key (client-authentication: {documented: api-key}), or no security scheme where the client's credentials go into the body; found %s, "+
			"by which the suite cannot authenticate; where the operation does without it, give it \"security: []\"", name)
	}
}

// canAuthenticate says that the suite meets a security requirement: all of its schemes at once.
func (j *judgement) canAuthenticate(requirement openapi3.SecurityRequirement) bool {
	for name := range requirement {
		if !j.meets(name) {
			return false
		}
	}
	return true
}

// meets says that the suite meets a security scheme: HTTP Basic, the API key, or a key that requests always have.
func (j *judgement) meets(name string) bool {
	ref := schemeOf(j.doc, name)
	switch {
	case ref == nil:
		return false
	case isBasic(j.doc, name):
		return j.facts.ClientAuthentication.Has(facts.BasicMechanism)
	case ref.Value.Type != "apiKey":
		return false
	}
	key := facts.APIKey{In: ref.Value.In, Name: ref.Value.Name}
	return key == j.facts.ClientAuthentication.Key || j.gives(key.In, key.Name)
}

// gives says that requests always have a parameter.
func (j *judgement) gives(in, name string) bool {
	named := func(g facts.Given) bool { return g.Name == name }
	switch in {
	case openapi3.ParameterInHeader:
		return slices.ContainsFunc(j.facts.Request.Headers, func(g facts.Given) bool { return strings.EqualFold(g.Name, name) })
	case openapi3.ParameterInQuery:
		return slices.ContainsFunc(j.facts.Request.Query, named)
	case openapi3.ParameterInPath:
		return slices.ContainsFunc(j.facts.Request.Path, named)
	}
	return false
}

// apiKey is the security scheme of the type apiKey by which the operation authenticates who asks; an empty one where the facts
// have another mechanism, or requests always have the key.
func apiKey(doc *openapi3.T, op operation, f facts.Facts) facts.APIKey {
	if f.ClientAuthentication.Documented != facts.APIKeyMechanism {
		return facts.APIKey{}
	}
	given := &judgement{facts: f}
	for _, name := range op.securitySchemes(doc) {
		if ref := schemeOf(doc, name); ref != nil && ref.Value.Type == "apiKey" && !given.gives(ref.Value.In, ref.Value.Name) {
			return facts.APIKey{In: ref.Value.In, Name: ref.Value.Name}
		}
	}
	return facts.APIKey{}
}

func schemeOf(doc *openapi3.T, name string) *openapi3.SecuritySchemeRef {
	if doc.Components == nil || doc.Components.SecuritySchemes[name] == nil || doc.Components.SecuritySchemes[name].Value == nil {
		return nil
	}
	return doc.Components.SecuritySchemes[name]
}

func isBasic(doc *openapi3.T, name string) bool {
	ref := schemeOf(doc, name)
	return ref != nil && ref.Value.Type == "http" && strings.EqualFold(ref.Value.Scheme, "basic")
}

// parameters wants a value for every parameter that has to be there.
func (j *judgement) parameters() {
	for _, ref := range slices.Concat(j.op.value.Parameters, j.op.item.Parameters) {
		if ref == nil || ref.Value == nil || !ref.Value.Required || ref.Value.In == "path" || j.sendsHeader(ref.Value) || j.gives(ref.Value.In, ref.Value.Name) ||
			j.facts.ClientAuthentication.Key == (facts.APIKey{In: ref.Value.In, Name: ref.Value.Name}) {
			continue
		}
		j.refuse(placeOf(ref.Origin, ref.Value.Origin), "wanted no required parameter whose value is not known, found %s in the %s; "+
			"give it in the facts beside the document (request: {headers: …} or {query: …})", ref.Value.Name, ref.Value.In)
	}
}

func (j *judgement) sendsHeader(p *openapi3.Parameter) bool {
	sent := append(slices.Collect(maps.Keys(j.facts.ApplicationHeaders)), "Authorization", "Accept", wire.ContentType, "User-Agent")
	return p.In == openapi3.ParameterInHeader && slices.ContainsFunc(sent, func(name string) bool { return strings.EqualFold(name, p.Name) })
}

// requests wants a body that the suite can write, and a value for every member that has to be there.
func (j *judgement) requests() {
	switch j.facts.Request.MediaType {
	case "": // the document has no body for requests
		return
	case "application/json", "application/x-www-form-urlencoded":
	default:
		p := placeOf(j.op.value.Origin)
		if body := j.op.requestBody(); body != nil {
			p = mediaPlace(body.Content[j.facts.Request.MediaType])
		}
		j.refuse(p, "wanted requests as application/json or application/x-www-form-urlencoded, found %s, which the suite does not write", j.facts.Request.MediaType)
		return
	}
	body := j.op.requestBody()
	if body == nil || body.Content[j.facts.Request.MediaType] == nil {
		return
	}
	schema := body.Content[j.facts.Request.MediaType].Schema
	for _, grant := range []string{j.facts.Grant, j.facts.Refresh.Grant} {
		if grant != "" {
			for _, err := range j.unknown(schema, grant, nil) {
				if !slices.ContainsFunc(j.errs, func(told error) bool { return told.Error() == err.Error() }) {
					j.errs = append(j.errs, err)
				}
			}
		}
	}
}

// unknown tells the required members of a model of requests that the suite has no value for. Of alternatives, one that
// speaks of the grant and has none will do.
func (j *judgement) unknown(ref *openapi3.SchemaRef, grant string, above []*openapi3.Schema) []error {
	if ref == nil || ref.Value == nil || slices.Contains(above, ref.Value) || len(above) > wire.MaxDepth {
		return nil
	}
	schema := ref.Value
	var errs []error
	for i, name := range schema.Required {
		if !j.sends(name) {
			errs = append(errs, fmt.Errorf("%s: wanted no required member of requests whose value is not known, found %s; "+
				"give it in the facts beside the document (request: {parameters: …})", positioned.At(j.file, placeOfItem(schema.Origin, "required", i).line), name))
		}
	}
	above = append(slices.Clone(above), schema)
	for _, part := range schema.AllOf {
		errs = append(errs, j.unknown(part, grant, above)...)
	}
	for _, alternatives := range []openapi3.SchemaRefs{schema.OneOf, schema.AnyOf} {
		var least []error
		for i, part := range slices.DeleteFunc(slices.Clone(alternatives), func(part *openapi3.SchemaRef) bool { return !speaksOf(part, grant) }) {
			if found := j.unknown(part, grant, above); i == 0 || len(found) < len(least) {
				least = found
			}
		}
		errs = append(errs, least...)
	}
	return errs
}

func (j *judgement) sends(name string) bool {
	f := j.facts
	names := []string{"grant_type", f.User.NameParameter, f.User.PasswordParameter, f.Refresh.Parameter}
	for _, g := range f.Request.Parameters {
		names = append(names, g.Name)
	}
	if f.Grant == facts.NoGrant {
		names = names[1:]
	}
	if f.ClientAuthentication.Documented == facts.BodyMechanism {
		names = append(names, f.ClientAuthentication.IDParameter, f.ClientAuthentication.SecretParameter)
	}
	return slices.Contains(names, name)
}

// speaksOf says that an alternative is one for the grant: it lists it, or lists none.
func speaksOf(ref *openapi3.SchemaRef, grant string) bool {
	if ref == nil || ref.Value == nil {
		return false
	}
	property := ref.Value.Properties["grant_type"]
	return property == nil || property.Value == nil || len(property.Value.Enum) == 0 || slices.Contains(property.Value.Enum, any(grant))
}

// success wants a success that has an access token where the facts say.
func (j *judgement) success() {
	place := (&wire.Layout{Places: j.facts.Places()}).Place(wire.AccessToken)
	var last response
	for _, r := range j.op.responses() {
		if r.statuses[0]/100 != 2 {
			continue
		}
		if last = r; j.op.holds(r, place) != lacking && j.isObject(r) {
			j.isText(r, place)
			return
		}
	}
	if last.ref == nil {
		j.refuse(placeOf(j.op.value.Origin), "wanted a response of class 2xx, which is what a token is issued with (RFC 6749, section 5.1), found none")
		return
	}
	at := placeOf(last.ref.Origin, last.ref.Value.Origin)
	content := mediaTypes(last.ref.Value.Content)
	switch models := last.models(); {
	case len(models) == 0 && len(content) > 0 && !slices.ContainsFunc(content, wire.MayBeJSON):
		j.refuse(mediaPlace(last.ref.Value.Content[content[0]]), "wanted the token response to be JSON, found %s alone", strings.Join(content, ", "))
	case len(models) > 0 && !models[0].Value.Type.Permits(openapi3.TypeObject):
		j.refuse(placeOf(models[0].Value.Origin), "wanted the token response to be an object, found %s", schemas.Article(schemas.Words(models[0])))
	default:
		if len(models) > 0 {
			at = placeOf(models[0].Value.Origin, last.ref.Origin)
		}
		j.refuse(at, "wanted a token response with its access token at %s, found none there; say in the facts where it is (tokens: {access-token: /data/access_token})", place)
	}
}

func (j *judgement) isObject(r response) bool {
	models := r.models()
	return len(models) == 0 || slices.ContainsFunc(models, func(m *openapi3.SchemaRef) bool { return m.Value.Type.Permits(openapi3.TypeObject) })
}
