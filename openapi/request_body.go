package openapi

import (
	"encoding/json"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/authconform/authconform/openapi/schemas"
	"github.com/authconform/authconform/openapi/wire"
	"github.com/getkin/kin-openapi/openapi3"
)

const formType = "application/x-www-form-urlencoded"

// Sent is the body of a token request, as far as the document speaks of it.
type Sent struct {
	// MediaType is the value of the Content-Type field; "" for none.
	MediaType string
	Body      []byte
	// Redacted are words that stand for what nobody may see: of a value that holds one, the type alone is looked at.
	Redacted []string
}

// RequestBody is the body of a token request, taken apart.
type RequestBody struct {
	members  map[string]any
	repeated []string
	media    string // the documented media type by which it is read
	form     bool
	redacted []string
	size     int
}

// RequestBody takes a request apart: by its media type or, where that says nothing, by how the body looks. It is false for a
// body that is neither a JSON object nor a form.
func (c *Contract) RequestBody(sent Sent) (RequestBody, bool) {
	a := RequestBody{redacted: sent.Redacted, size: len(sent.Body)}
	found, _ := wire.ParseMediaType(sent.MediaType)
	documented := c.operation.requestMediaTypes()
	for _, mediaType := range documented {
		if a.media == "" || wire.MatchesMediaType(found, mediaType) {
			a.media = mediaType
		}
		if wire.MatchesMediaType(found, mediaType) {
			break
		}
	}
	looksJSON := strings.HasPrefix(strings.TrimSpace(string(sent.Body)), "{")
	if a.form = wire.MatchesMediaType(found, formType) || !wire.IsJSON(found) && !looksJSON; !a.form {
		var ok bool
		a.members, ok = wire.AllMembers(sent.Body)
		return a, ok && len(wire.StrictJSON(sent.Body)) == 0
	}
	values, err := url.ParseQuery(string(sent.Body))
	if err != nil || looksJSON && json.Valid(sent.Body) {
		return a, false
	}
	a.members = map[string]any{}
	for name, all := range values {
		a.members[name] = all[0]
		if len(all) > 1 {
			a.repeated = append(a.repeated, name)
		}
	}
	return a, true
}

// Member gives a member of the body; false where there is none.
func (a RequestBody) Member(name string) (any, bool) {
	value, there := a.members[name]
	return value, there
}

// askedRule finds what breaks a statement in a request with that documented media type.
type askedRule struct {
	media string
	check func(c *Contract, a RequestBody) []wire.Violation
}

func (c *statements) addAsked(s Requirement, p position, r askedRule) {
	c.add(s, p, boundRule{})
	if e := c.entries[keyOf(s)]; e != nil {
		e.asked = append(e.asked, r)
	}
}

// Speaks says that a statement about requests binds this one: of several models, each is for the requests of its grant.
func (c *Contract) Speaks(s Requirement, a RequestBody) bool {
	e, known := c.entries[keyOf(s)]
	return known && slices.ContainsFunc(e.asked, func(r askedRule) bool { return r.media == a.media }) && c.models.bind(c, s.Name, a)
}

// CheckRequest gives every way in which a request breaks what the document states of it; none when the statement does
// not bind it. The rules are required, enum and closed, and what JSON Schema has of types.
func (c *Contract) CheckRequest(s Requirement, a RequestBody) []wire.Violation {
	if !c.Speaks(s, a) {
		return nil
	}
	var all []wire.Violation
	for _, r := range c.entries[keyOf(s)].asked {
		if r.media != a.media {
			continue
		}
		for _, v := range r.check(c, a) {
			if !slices.Contains(all, v) {
				all = append(all, v)
			}
		}
	}
	return all
}

// memberOf holds a member of a request's body against its schema.
func memberOf(s Requirement, schema *openapi3.Schema) func(*Contract, RequestBody) []wire.Violation {
	return func(c *Contract, a RequestBody) []wire.Violation {
		pointer := wire.Child("", s.Subject)
		value, there := a.Member(s.Subject)
		switch {
		case !there && s.Required:
			return []wire.Violation{{Pointer: pointer, Rule: "required", Detail: "wanted this member, found none"}}
		case !there:
			return nil
		case slices.Contains(a.repeated, s.Subject): // which makes it a list
			return []wire.Violation{{Pointer: pointer, Rule: "repeated", Detail: "wanted this member once, found it several times"}}
		}
		held := schema
		text, isText := value.(string)
		switch {
		case isText && slices.ContainsFunc(a.redacted, func(word string) bool { return word != "" && strings.Contains(text, word) }):
			held = &openapi3.Schema{Type: schema.Type, Nullable: schema.Nullable}
		case isText && a.form:
			value = written(text, schema)
		}
		typed := *held
		typed.Enum = nil
		if violations := c.request(&typed, value, pointer, a.size); len(violations) > 0 || len(held.Enum) == 0 {
			return violations
		}
		return c.request(&openapi3.Schema{Enum: held.Enum, Nullable: held.Nullable}, value, pointer, a.size)
	}
}

// written reads a form's value as what its schema wants: a form has nothing but texts.
func written(text string, schema *openapi3.Schema) any {
	if schema.Type == nil || schema.Type.Permits(openapi3.TypeString) {
		return text
	}
	if value, ok := wire.Decode([]byte(text)); ok && json.Valid([]byte(text)) {
		return value
	}
	return text
}

// onlyMembersOf wants no other members than a schema lists. Those that authenticate a client are none of the body's.
func onlyMembersOf(schema *openapi3.Schema) func(*Contract, RequestBody) []wire.Violation {
	closed := onlyDocumented(schema)
	return func(c *Contract, a RequestBody) []wire.Violation {
		client := c.Facts.ClientAuthentication
		others := maps.Clone(a.members)
		delete(others, client.IDParameter)
		delete(others, client.SecretParameter)
		return c.facet(closed, others, "", 0)
	}
}

// requestModels are the models of requests of which a request has one: alternatives, each for a grant.
type requestModels struct {
	choices [][]string
	within  map[string]string // an alternative -> the model around it
}

func (m *requestModels) choice(names []string, around string) {
	if len(names) == 0 {
		return
	}
	m.choices = append(m.choices, names)
	for _, name := range names {
		if _, known := m.within[name]; !known && name != around {
			m.within[name] = around
		}
	}
}

// IsAlternative says that a statement is of a model of which a request may have another.
func (c *Contract) IsAlternative(s Requirement) bool {
	_, alternative := c.models.within[s.Name]
	return alternative
}

// bind says that a request is held against the model: it is no alternative, or the one that fits best.
func (m requestModels) bind(c *Contract, name string, a RequestBody) bool {
	for range len(m.within) + 1 { // as deep as they can be within each other
		around, alternative := m.within[name]
		if !alternative {
			return true
		}
		if !slices.ContainsFunc(m.choices, func(names []string) bool { return c.fitting(names, a) == name }) {
			return false
		}
		name = around
	}
	return true
}

// fitting gives the model that lists the request's grant_type or, where none does, has most of its members.
func (c *Contract) fitting(names []string, a RequestBody) string {
	best, most := "", -1
	for _, name := range names {
		fits := 0
		for _, s := range c.statements {
			if s.Name != name {
				continue
			}
			value, there := a.Member(s.Subject)
			switch {
			case !there:
			case s.Kind == RequestValueKind && s.Subject == grantParameter && schemas.Word(value) == s.Value:
				return name
			case s.Kind == RequestPropertyKind:
				fits++
			}
		}
		if fits > most {
			best, most = name, fits
		}
	}
	return best
}

const grantParameter = "grant_type"

// RequestMediaTypes are the media types of requests, in the document's order.
func (c *Contract) RequestMediaTypes() []string { return c.operation.requestMediaTypes() }
