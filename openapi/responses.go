package openapi

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/authconform/authconform/openapi/schemas"
	"github.com/authconform/authconform/openapi/wire"
	"github.com/getkin/kin-openapi/openapi3"
)

// responseStatements reads what one documented response states.
func (c *statements) responseStatements(r response) {
	pointer := wire.Child(c.op.pointer+"/responses", r.key)
	p := placeOf(r.ref.Origin, r.ref.Value.Origin)
	content := mediaTypes(r.ref.Value.Content)
	wantsJSON := len(content) > 0 && !slices.ContainsFunc(content, func(m string) bool { return !wire.IsJSON(m) })
	if len(r.statuses) == 1 {
		bound := boundRule{id: pointer, statuses: r.statuses}
		if wantsJSON {
			bound.check = oneJSONText
		}
		c.add(Requirement{
			Kind: StatusKind, Pointer: pointer, Statuses: r.statuses, Subject: strconv.Itoa(r.statuses[0]),
			Name: "response-" + r.key,
		}, p, bound)
	} else {
		c.add(Requirement{Kind: StatusRangeKind, Pointer: pointer, Statuses: r.statuses, Subject: r.key, Name: "response-" + r.key}, p, boundRule{})
	}
	name := "response-" + r.key
	if r.ref.Ref != "" {
		pointer = c.target(r.ref.Ref)
		name = lastToken(pointer)
	}
	c.mediaTypeStatement(r, name, pointer, content)
	for _, header := range slices.Sorted(maps.Keys(r.ref.Value.Headers)) {
		c.headerStatement(r, name, wire.Child(pointer+"/headers", header), header, r.ref.Value.Headers[header])
	}
	for _, mediaType := range content {
		media := r.ref.Value.Content[mediaType]
		if media == nil || media.Schema == nil || media.Schema.Value == nil {
			continue
		}
		if !wire.MayBeJSON(mediaType) {
			c.foreignBody(mediaType, media, Requirement{Pointer: wire.Child(pointer+"/content", mediaType) + "/schema", Name: name, Statuses: r.statuses})
			continue
		}
		names, others := schemas.Members(media.Schema.Value)
		for name, within := range names {
			c.named[name] = c.named[name] || within
		}
		c.others = c.others || others
		c.schema(media.Schema, scope{
			name: name, pointer: wire.Child(pointer+"/content", mediaType) + "/schema", statuses: r.statuses, media: mediaType,
		})
	}
}

// foreignBody states that a body which is no JSON has a schema that says something: nobody reads it.
func (c *statements) foreignBody(mediaType string, media *openapi3.MediaType, s Requirement) {
	if takesAnyString(media.Schema) {
		return
	}
	s.Kind, s.Value, s.Why = KeywordKind, "schema of "+mediaType, "bodies are read as JSON alone"
	c.add(s, placeOf(media.Schema.Origin, media.Origin), boundRule{})
}

func oneJSONText(s seen) []wire.Violation {
	if !s.HasContent() {
		return nil
	}
	return OneJSONText(s.Answer)
}

// OneJSONText wants an answer's body to be exactly one JSON text in UTF-8 (RFC 8259), as whoever asked for it can read
// it. One that was cut short is told as what it is.
func OneJSONText(a wire.Answer) []wire.Violation {
	switch {
	case a.Coding != "":
		return []wire.Violation{{Rule: "coding", Detail: "wanted one JSON text, plain or in the content coding that was asked for; found " + a.Coding}}
	case a.Truncated:
		return []wire.Violation{{Rule: "json.size", Detail: "wanted one JSON text; found more bytes than the suite reads"}}
	default:
		return wire.StrictJSON(a.Body)
	}
}

func (c *statements) mediaTypeStatement(r response, name, pointer string, content []string) {
	if len(content) == 0 {
		return
	}
	at, p := pointer+"/content", placeOfField(r.ref.Value.Origin, "content")
	if len(content) == 1 {
		at, p = wire.Child(at, content[0]), mediaPlace(r.ref.Value.Content[content[0]])
	}
	c.add(Requirement{
		Kind: MediaTypeKind, Pointer: at, Name: name, Statuses: r.statuses, Subject: strings.Join(content, " or "),
	}, p, boundRule{id: at, statuses: r.statuses, check: func(s seen) []wire.Violation {
		if !s.HasContent() {
			return nil
		}
		return wire.MediaType(s.Header, content...)
	}})
}

// headerStatement passes over Content-Type, which the document says elsewhere (OpenAPI 3.0, Response Object).
func (c *statements) headerStatement(r response, name, pointer, header string, ref *openapi3.HeaderRef) {
	canonical := http.CanonicalHeaderKey(header)
	if ref == nil || ref.Value == nil || canonical == wire.ContentType {
		return
	}
	p := placeOf(ref.Origin, ref.Value.Origin)
	if ref.Ref != "" {
		pointer = c.target(ref.Ref)
	}
	documented := ref.Value
	c.add(Requirement{
		Kind: HeaderKind, Pointer: pointer, Name: name, Statuses: r.statuses, Subject: spelled(canonical),
		Value: schemas.Words(documented.Schema), Required: documented.Required, Any: takesAnyString(documented.Schema),
	}, p, boundRule{id: pointer, statuses: r.statuses, check: func(s seen) []wire.Violation {
		return c.checkHeader(canonical, documented, s.Header)
	}})
	s := Requirement{Pointer: pointer + "/schema", Name: name, Statuses: r.statuses, Subject: spelled(canonical)}
	switch {
	case len(documented.Content) > 0:
		s.Kind, s.Value, s.Why = KeywordKind, "content", "a header field's value is not read as a media type"
		c.add(s, p, boundRule{})
	case documented.Schema != nil && documented.Schema.Value != nil && documented.Schema.Value.Type.Is(openapi3.TypeObject):
		s.Kind, s.Value, s.Why = KeywordKind, "type object", "a header field's value is not read as an object"
		c.add(s, p, boundRule{})
	case documented.Schema != nil && documented.Schema.Value != nil:
		c.unjudged(documented.Schema.Value, false, Requirement{Pointer: pointer + "/schema", Name: name, Statuses: r.statuses, Subject: spelled(canonical)})
	}
}

// takesAnyString says that a schema asks for nothing that a header field's value could fail to be.
func takesAnyString(ref *openapi3.SchemaRef) bool {
	if ref == nil || ref.Value == nil {
		return true
	}
	s := ref.Value
	return (s.Type == nil || s.Type.Permits(openapi3.TypeString)) && len(s.Enum)+len(s.AllOf) == 0 && schemas.Constraints(s) == ""
}

// spelled writes a canonical header name as its specification does.
func spelled(canonical string) string {
	if canonical == wire.WwwAuthenticate {
		return "WWW-Authenticate"
	}
	return canonical
}

func (c *statements) checkHeader(canonical string, documented *openapi3.Header, h http.Header) []wire.Violation {
	fields := h.Values(canonical)
	if len(fields) == 0 {
		if !documented.Required {
			return nil
		}
		return []wire.Violation{{Pointer: spelled(canonical), Rule: "required", Detail: "wanted this header field, found none"}}
	}
	if documented.Schema == nil || documented.Schema.Value == nil || documented.Schema.Value.Type.Is(openapi3.TypeObject) {
		return nil
	}
	field, schema := strings.Join(fields, ", "), documented.Schema.Value
	violations := c.whole(schema, headerValue(field, schema), "", len(fields[0]))
	if value, ok := wire.Decode([]byte(field)); ok && len(violations) > 0 && len(wire.StrictJSON([]byte(field))) == 0 {
		if _, isText := value.(string); !isText && len(c.whole(schema, value, "", len(fields[0]))) == 0 {
			return nil // a number, or a truth, of a schema that does not say so by its type alone
		}
	}
	for i := range violations {
		violations[i].Pointer = spelled(canonical)
	}
	return violations
}

// headerValue reads a field in the style "simple", as far as the type asks for something else than text.
func headerValue(field string, schema *openapi3.Schema) any {
	switch {
	case schema.Type.Is(openapi3.TypeInteger), schema.Type.Is(openapi3.TypeNumber), schema.Type.Is(openapi3.TypeBoolean):
		if value, ok := wire.Decode([]byte(field)); ok && len(wire.StrictJSON([]byte(field))) == 0 {
			return value
		}
	case schema.Type.Is(openapi3.TypeArray):
		var items []any
		for item := range strings.SplitSeq(field, ",") {
			item = strings.TrimSpace(item)
			if schema.Items != nil && schema.Items.Value != nil {
				items = append(items, headerValue(item, schema.Items.Value))
			} else {
				items = append(items, item)
			}
		}
		return items
	}
	return field
}
