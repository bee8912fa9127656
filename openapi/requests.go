package openapi

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// methodStatements says of the usual methods which the token path does not have. HEAD and OPTIONS are
// left out: HTTP itself gives them meaning.
func (c *statements) methodStatements() {
	pointer := child("/paths", c.op.path)
	for _, method := range []string{http.MethodGet, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		if c.op.item.GetOperation(method) != nil {
			continue
		}
		c.add(Statement{
			Kind: MethodKind, Pointer: pointer, Subject: method, Statuses: []int{http.StatusMethodNotAllowed},
		}, placeOf(c.op.item.Origin), boundRule{id: pointer, check: func(s seen) []Violation {
			if s.Method != method || s.Status == http.StatusMethodNotAllowed {
				return nil
			}
			return []Violation{{Pointer: "status", Rule: "method", Detail: "wanted 405, found " + statusWords([]int{s.Status})}}
		}})
	}
}

func (c *statements) serverStatements() {
	base := "/servers"
	switch {
	case c.op.value.Servers != nil && len(*c.op.value.Servers) > 0:
		base = c.op.pointer + base
	case len(c.op.item.Servers) > 0:
		base = child("/paths", c.op.path) + base
	}
	for i, server := range c.op.servers(c.doc) {
		scheme, _, found := strings.Cut(server.URL, "://")
		if !found {
			scheme = ""
		}
		c.add(Statement{Kind: ServerKind, Pointer: indexed(base, i), Subject: server.URL, Value: scheme}, placeOf(server.Origin), boundRule{})
		for _, name := range slices.Sorted(maps.Keys(server.Variables)) {
			c.serverValues(name, child(indexed(base, i)+"/variables", name), server.Variables[name])
		}
	}
}

// serverValues states the values of a variable; of one that may have any, its default.
func (c *statements) serverValues(name, pointer string, variable *openapi3.ServerVariable) {
	if variable == nil {
		return
	}
	for i, value := range variable.Enum {
		c.add(Statement{Kind: ServerValueKind, Pointer: indexed(pointer+"/enum", i), Subject: name, Value: value},
			placeOfItem(variable.Origin, "enum", i), boundRule{})
	}
	if len(variable.Enum) == 0 {
		c.add(Statement{Kind: ServerValueKind, Pointer: pointer + "/default", Subject: name, Value: variable.Default},
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
		c.add(Statement{
			Kind: SecurityKind, Pointer: child("/components/securitySchemes", name), Subject: name, Value: kind,
		}, placeOf(ref.Origin, ref.Value.Origin), boundRule{})
	}
}

func (c *statements) requestStatements() {
	c.parameterStatements(c.op.pointer+"/parameters", c.op.value.Parameters)
	c.parameterStatements(child("/paths", c.op.path)+"/parameters", c.op.item.Parameters)
	body := c.op.requestBody()
	if body == nil {
		return
	}
	pointer := c.op.pointer + "/requestBody"
	if c.op.value.RequestBody.Ref != "" {
		pointer = c.target(c.op.value.RequestBody.Ref)
	}
	for _, mediaType := range mediaTypes(body.Content) {
		media, at := body.Content[mediaType], child(pointer+"/content", mediaType)
		c.add(Statement{
			Kind: RequestMediaTypeKind, Pointer: at, Subject: mediaType, Required: body.Required,
		}, mediaPlace(media), boundRule{})
		if media != nil && media.Schema != nil && media.Schema.Value != nil {
			c.requestProperties(media.Schema, "request", at+"/schema", nil)
		}
	}
}

// requestProperties states the members of the request's body, those of compositions among them. Above are the
// schemas around this one, which it may repeat.
func (c *statements) requestProperties(ref *openapi3.SchemaRef, name, pointer string, above []*openapi3.Schema) {
	if c.visited++; c.visited > maxStatements || slices.Contains(above, ref.Value) {
		c.full = c.full || c.visited > maxStatements
		return
	}
	if ref.Ref != "" {
		pointer = c.target(ref.Ref)
		if len(above) == 0 {
			name = lastToken(pointer)
		}
	}
	schema := ref.Value
	if allowed := schema.AdditionalProperties.Has; allowed != nil && !*allowed {
		c.add(Statement{Kind: RequestClosedKind, Pointer: pointer + "/additionalProperties", Name: name},
			placeOfField(schema.Origin, "additionalProperties"), boundRule{})
	}
	for _, property := range slices.Sorted(maps.Keys(schema.Properties)) {
		if member := schema.Properties[property]; member != nil && member.Value != nil {
			c.requestProperty(member, Statement{
				Kind: RequestPropertyKind, Pointer: child(pointer+"/properties", property), Name: name, Subject: property,
				Value: typeWords(member), Required: slices.Contains(schema.Required, property),
			})
		}
	}
	for i, part := range schema.AllOf {
		if part != nil && part.Value != nil {
			c.requestProperties(part, name, indexed(pointer+"/allOf", i), append(slices.Clone(above), schema))
		}
	}
}

func (c *statements) requestProperty(ref *openapi3.SchemaRef, s Statement) {
	c.add(s, placeOf(ref.Origin, ref.Value.Origin), boundRule{})
	pointer := s.Pointer
	if ref.Ref != "" {
		pointer = c.target(ref.Ref)
	}
	for i, value := range ref.Value.Enum {
		c.add(Statement{Kind: RequestValueKind, Pointer: indexed(pointer+"/enum", i), Name: s.Name, Subject: s.Subject, Value: enumWord(value)},
			placeOfItem(ref.Value.Origin, "enum", i), boundRule{})
	}
}

func (c *statements) parameterStatements(base string, parameters openapi3.Parameters) {
	for i, ref := range parameters {
		if ref == nil || ref.Value == nil {
			continue
		}
		pointer := indexed(base, i)
		if ref.Ref != "" {
			pointer = c.target(ref.Ref)
		}
		c.add(Statement{
			Kind: ParameterKind, Pointer: pointer, Subject: ref.Value.Name, Value: ref.Value.In, Required: ref.Value.Required,
		}, placeOf(ref.Origin, ref.Value.Origin), boundRule{})
	}
}
