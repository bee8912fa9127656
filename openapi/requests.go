package openapi

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/authconform/authconform/openapi/schemas"
	"github.com/authconform/authconform/openapi/wire"
	"github.com/getkin/kin-openapi/openapi3"
)

// methodStatements says of the usual methods which the token path does not have. HEAD and OPTIONS are
// left out: HTTP itself gives them meaning.
func (c *statements) methodStatements() {
	pointer := wire.Child("/paths", c.op.path)
	for _, method := range []string{http.MethodGet, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		if c.op.item.GetOperation(method) != nil {
			continue
		}
		c.add(Requirement{
			Kind: MethodKind, Pointer: pointer, Subject: method, Statuses: []int{http.StatusMethodNotAllowed},
		}, placeOf(c.op.item.Origin), boundRule{id: pointer, check: func(s seen) []wire.Violation {
			if s.Method != method || s.Status == http.StatusMethodNotAllowed {
				return nil
			}
			return []wire.Violation{{Pointer: "status", Rule: "method", Detail: "wanted 405, found " + statusWords([]int{s.Status})}}
		}})
	}
}

func (c *statements) serverStatements() {
	base := "/servers"
	switch {
	case c.op.value.Servers != nil && len(*c.op.value.Servers) > 0:
		base = c.op.pointer + base
	case len(c.op.item.Servers) > 0:
		base = wire.Child("/paths", c.op.path) + base
	}
	for i, server := range c.op.servers(c.doc) {
		scheme, _, found := strings.Cut(server.URL, "://")
		if !found {
			scheme = ""
		}
		c.add(Requirement{Kind: ServerKind, Pointer: wire.Indexed(base, i), Subject: server.URL, Value: scheme}, placeOf(server.Origin), boundRule{})
		for _, name := range slices.Sorted(maps.Keys(server.Variables)) {
			c.serverValues(name, wire.Child(wire.Indexed(base, i)+"/variables", name), server.Variables[name])
		}
	}
}

// serverValues states the values of a variable; of one that may have any, its default.
func (c *statements) serverValues(name, pointer string, variable *openapi3.ServerVariable) {
	if variable == nil {
		return
	}
	for i, value := range variable.Enum {
		c.add(Requirement{Kind: ServerValueKind, Pointer: wire.Indexed(pointer+"/enum", i), Subject: name, Value: value},
			placeOfItem(variable.Origin, "enum", i), boundRule{})
	}
	if len(variable.Enum) == 0 {
		c.add(Requirement{Kind: ServerValueKind, Pointer: pointer + "/default", Subject: name, Value: variable.Default},
			placeOfField(variable.Origin, "default"), boundRule{})
	}
}

func (c *statements) securityStatements() {
	for _, name := range c.op.securitySchemes(c.doc) {
		if c.doc.Components == nil || c.doc.Components.SecuritySchemes[name] == nil {
			continue
		}
		ref := c.doc.Components.SecuritySchemes[name]
		kind := ref.Value.Type
		if ref.Value.Type == "http" {
			kind = strings.ToLower(ref.Value.Scheme)
		}
		c.add(Requirement{
			Kind: SecurityKind, Pointer: wire.Child("/components/securitySchemes", name), Subject: name, Value: kind,
		}, placeOf(ref.Origin, ref.Value.Origin), boundRule{})
	}
}

func (c *statements) requestStatements() {
	c.parameterStatements(c.op.pointer+"/parameters", c.op.value.Parameters)
	c.parameterStatements(wire.Child("/paths", c.op.path)+"/parameters", c.op.item.Parameters)
	body := c.op.requestBody()
	if body == nil {
		return
	}
	pointer := c.op.pointer + "/requestBody"
	if c.op.value.RequestBody.Ref != "" {
		pointer = c.target(c.op.value.RequestBody.Ref)
	}
	for _, mediaType := range mediaTypes(body.Content) {
		media, at := body.Content[mediaType], wire.Child(pointer+"/content", mediaType)
		c.add(Requirement{
			Kind: RequestMediaTypeKind, Pointer: at, Subject: mediaType, Required: body.Required,
		}, mediaPlace(media), boundRule{})
		if media != nil {
			c.requestProperties(media.Schema, requestModel{name: c.modelName(media.Schema, "request"), pointer: at + "/schema", media: mediaType})
		}
	}
}

// requestModel is where a walk through the schemas of the request's body stands.
type requestModel struct {
	name, pointer string
	media         string             // the media type whose body it is
	required      []string           // what the schemas around this one, which speak of the same object, want there
	above         []*openapi3.Schema // the schemas around this one, which it may repeat
}

// requestProperties states the members of the request's body, those of compositions among them; each alternative is a
// model of its own.
func (c *statements) requestProperties(ref *openapi3.SchemaRef, m requestModel) {
	if c.visited++; c.visited > maxStatements {
		c.full = true
	}
	if c.full || ref == nil || ref.Value == nil || slices.Contains(m.above, ref.Value) {
		return
	}
	if ref.Ref != "" {
		m.pointer = c.target(ref.Ref)
	}
	schema := ref.Value
	if allowed := schema.AdditionalProperties.Has; allowed != nil && !*allowed {
		c.addAsked(Requirement{Kind: RequestClosedKind, Pointer: m.pointer + "/additionalProperties", Name: m.name},
			placeOfField(schema.Origin, "additionalProperties"), askedRule{m.media, onlyMembersOf(schema)})
	}
	c.gaps(schemas.OfObjects(schema), Requirement{Pointer: m.pointer, Name: m.name})
	m.required = append(slices.Clone(m.required), demanded(schema, map[*openapi3.Schema]bool{})...)
	for _, property := range slices.Sorted(maps.Keys(schema.Properties)) {
		if member := schema.Properties[property]; member != nil && member.Value != nil {
			c.requestProperty(member, Requirement{
				Kind: RequestPropertyKind, Pointer: wire.Child(m.pointer+"/properties", property), Name: m.name, Subject: property,
				Value: schemas.Words(member), Required: slices.Contains(m.required, property),
			}, m.media)
		}
	}
	m.above = append(slices.Clone(m.above), schema)
	for i, part := range schema.AllOf {
		inner := m
		inner.pointer = wire.Indexed(m.pointer+"/allOf", i)
		c.requestProperties(part, inner)
	}
	c.alternatives(schema.OneOf, "oneOf", m)
	c.alternatives(schema.AnyOf, "anyOf", m)
}

func (c *statements) alternatives(refs openapi3.SchemaRefs, keyword string, m requestModel) {
	var names []string
	for i, ref := range refs {
		inner := m
		inner.pointer = wire.Indexed(m.pointer+"/"+keyword, i)
		inner.name = c.modelName(ref, wire.Indexed(m.name+"/"+keyword, i))
		c.requestProperties(ref, inner)
		names = append(names, inner.name)
	}
	c.models.choice(names, m.name)
}

// modelName is the name of the component that is referred to; otherwise the given one.
func (c *statements) modelName(ref *openapi3.SchemaRef, otherwise string) string {
	if ref == nil || ref.Ref == "" {
		return otherwise
	}
	return lastToken(c.target(ref.Ref))
}

// demanded lists the members that a schema and the parts that it is composed of want.
func demanded(schema *openapi3.Schema, seen map[*openapi3.Schema]bool) []string {
	seen[schema] = true
	names := slices.Clone(schema.Required)
	for _, part := range schema.AllOf {
		if part != nil && part.Value != nil && !seen[part.Value] {
			names = append(names, demanded(part.Value, seen)...)
		}
	}
	return names
}

func (c *statements) requestProperty(ref *openapi3.SchemaRef, s Requirement, media string) {
	c.addAsked(s, placeOf(ref.Origin, ref.Value.Origin), askedRule{media, memberOf(s, ref.Value)})
	pointer := s.Pointer
	if ref.Ref != "" {
		pointer = c.target(ref.Ref)
	}
	for i, value := range ref.Value.Enum {
		at, p := valuePlace(ref.Value, pointer, i)
		one := Requirement{Kind: RequestValueKind, Pointer: at, Name: s.Name, Subject: s.Subject, Value: schemas.Word(value)}
		c.addAsked(one, p, askedRule{media, memberOf(one, ref.Value)})
	}
	c.beside(ref, Requirement{Pointer: s.Pointer, Name: s.Name, Subject: s.Subject})
	c.unjudged(ref.Value, false, Requirement{Pointer: pointer, Name: s.Name, Subject: s.Subject})
}

func (c *statements) parameterStatements(base string, parameters openapi3.Parameters) {
	for i, ref := range parameters {
		if ref == nil || ref.Value == nil {
			continue
		}
		pointer := wire.Indexed(base, i)
		if ref.Ref != "" {
			pointer = c.target(ref.Ref)
		}
		c.add(Requirement{
			Kind: ParameterKind, Pointer: pointer, Subject: ref.Value.Name, Value: ref.Value.In, Required: ref.Value.Required,
		}, placeOf(ref.Origin, ref.Value.Origin), boundRule{})
	}
}
