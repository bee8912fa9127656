package wire

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// Members decodes the body as a JSON object with numbers as json.Number; false when it begins with none. It
// is lenient where StrictJSON is strict, so that one fault of a body does not hide what its members are: a
// byte order mark and trailing data are passed over, and the last of several equal members counts.
//
// Judging asks for the members of every answer many times, and a target may send a hundred thousand. Those that RFC
// 6749 names are always among what it gives, and so are the first of all others; objects and arrays that are large together are
// empty. AllMembers leaves nothing out.
func Members(body []byte) (map[string]any, bool) {
	return MembersNamed(body, Wanted{Names: protocolMembers()})
}

// protocolMembers are they by name.
var protocolMembers = sync.OnceValue(func() map[string]bool {
	names := map[string]bool{}
	for _, name := range ProtocolMembers() {
		names[name] = true
	}
	return names
})

// ProtocolMembers are the members of answers in RFC 6749 (sections 5.1 and 5.2), and the registered claims of RFC 7519.
func ProtocolMembers() []string {
	return []string{
		"access_token", "token_type", "expires_in", "refresh_token", "scope", "error", "error_description", "error_uri",
		"alg", "typ", "exp", "iat", "nbf", "iss", "sub", "aud", "jti",
	}
}

// AllMembers is Members with everything that is there.
func AllMembers(body []byte) (map[string]any, bool) {
	value, ok := Decode(body)
	members, isObject := value.(map[string]any)
	return members, ok && isObject
}

// What MembersNamed gives of what nobody asks for.
const (
	// MaxUnnamed is how many members of an object, and elements of an array.
	MaxUnnamed = 1000
	// MaxWithin is how large objects and arrays are, in bytes of all of them together.
	MaxWithin = 64 * MaxUnnamed
)

// Wanted says what of a body is asked for.
type Wanted struct {
	Names  map[string]bool        // members of names that are in it are given however many others there are
	Whole  func(name string) bool // and of these all that is within; nil for none
	Levels int                    // of objects and arrays that are members by these names, in which members are named, too
	Most   int                    // how many others are given, and in proportion what is within them; 0 for MaxUnnamed
	Flat   bool                   // nothing is given that is within others
	Only   bool                   // there are no others
}

// MembersNamed decodes an object's members as far as they are wanted, or among the first.
func MembersNamed(body []byte, wanted Wanted) (map[string]any, bool) {
	if len(body) <= MaxUnnamed { // bytes: all of it is cheap
		return AllMembers(body)
	}
	text := bytes.TrimPrefix(body, []byte(Bom))
	if deep(text) {
		return nil, false
	}
	wanted.Most = cmp.Or(wanted.Most, MaxUnnamed)
	p := &part{Wanted: wanted}
	if !wanted.Flat {
		p.room = wanted.Most * (MaxWithin / MaxUnnamed)
	}
	return p.members(text, wanted.Levels)
}

// part is what is given of a body.
type part struct {
	Wanted
	room int // bytes that are left for objects and arrays
}

// usualMember is about how many bytes a member takes at least: only how fast many are read depends on it.
const usualMember = 10

func (p *part) members(text []byte, levels int) (map[string]any, bool) {
	dec := decoder(text)
	if dec.PeekKind() != '{' {
		return nil, false
	}
	if _, err := dec.ReadToken(); err != nil {
		return nil, false
	}
	most := p.Most
	if p.Only {
		most = len(p.Names)
	}
	members := make(map[string]any, min(most, len(text)/usualMember))
	var found []member
	for dec.PeekKind() != '}' {
		quoted, err := dec.ReadValue()
		if err != nil {
			return nil, false
		}
		name := textOf(quoted)
		if !p.named(name) && (p.Only || len(found) >= p.Most) {
			if _, err := dec.ReadValue(); err != nil { // most of a large body
				return nil, false
			}
			continue
		}
		one := member{name: string(name)}
		raw, err := dec.ReadValue()
		if err != nil {
			return nil, false
		}
		end := dec.InputOffset()
		one.raw = jsontext.Value(text[end-int64(len(raw)) : end])
		if at, before := members[one.name].(int); before {
			found[at].raw = one.raw // the last of several: each is decoded once
			continue
		}
		members[one.name] = len(found)
		found = append(found, one)
	}
	if _, err := dec.ReadToken(); err != nil {
		return nil, false
	}
	for _, one := range found {
		members[one.name] = p.value(one.name, one.raw, levels)
	}
	return members, true
}

// member is one of an object as it is written.
type member struct {
	name string
	raw  jsontext.Value
}

// textOf is the text that a string of JSON is, a part of it where it has no escapes.
func textOf(quoted jsontext.Value) []byte {
	if inner := quoted[1 : len(quoted)-1]; !slices.ContainsFunc(inner, func(c byte) bool { return c == '\\' || c >= utf8.RuneSelf }) {
		return inner
	}
	text, _ := jsontext.AppendUnquote(make([]byte, 0, len(quoted)), quoted) // bytes that are no UTF-8 are replaced, as Decode does
	return text
}

func (p *part) named(name []byte) bool {
	_, named := p.Names[string(name)]
	return named
}

// value decodes a value. It was read as one before: it is none that breaks the grammar.
func (p *part) value(name string, raw jsontext.Value, levels int) any {
	kind := raw.Kind()
	switch kind {
	case '"':
		return string(textOf(raw))
	case '0':
		return json.Number(raw)
	case '{', '[':
	default: // a literal
		value, _ := Decode(raw)
		return value
	}
	switch within := levels > 0 && p.named([]byte(name)); {
	case p.Whole != nil && p.Whole(name), len(raw) <= p.room:
		p.room -= min(p.room, len(raw))
		value, _ := Decode(raw)
		return value
	case kind == '[' && within:
		return p.elements(name, raw, levels-1)
	case kind == '[':
		return []any{}
	case within:
		members, _ := p.members(raw, levels-1)
		return members
	}
	return map[string]any{}
}

// elements gives the first of an array.
func (p *part) elements(name string, raw jsontext.Value, levels int) []any {
	elements := []any{}
	dec := decoder(raw)
	if _, err := dec.ReadToken(); err != nil {
		return elements
	}
	for dec.PeekKind() != ']' && len(elements) < MaxUnnamed {
		element, err := dec.ReadValue()
		if err != nil {
			break
		}
		elements = append(elements, p.value(name, slices.Clone(element), levels))
	}
	return elements
}

// Decode reads the first JSON value of the body.
func Decode(body []byte) (any, bool) {
	text := bytes.TrimPrefix(body, []byte(Bom))
	if deep(text) {
		return nil, false
	}
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	var value any
	if err := dec.Decode(&value); err != nil {
		return nil, false
	}
	return value, true
}

// deep says that a text may be nested deeper than is looked at. It only counts brackets outside strings, because
// judging decodes every answer many times.
func deep(text []byte) bool {
	if bytes.Count(text, []byte("{"))+bytes.Count(text, []byte("[")) <= MaxDepth {
		return false
	}
	depth, quoted := 0, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			if depth++; depth > MaxDepth {
				return true
			}
		case c == '}' || c == ']':
			depth--
		}
	}
	return false
}

// DuplicateMembers finds every member that stands twice in its object, at any depth, names compared after
// their escapes are resolved (RFC 8259, section 4). Where the body is not JSON it looks no further: that is
// StrictJSON's matter.
func DuplicateMembers(body []byte) []Violation {
	var violations []Violation
	dec := decoder(bytes.TrimPrefix(body, []byte(Bom)))
	var objects []map[string]int // how often each name was seen; nil for an array
	for len(violations) < MaxViolations {
		token, err := dec.ReadToken()
		if err != nil || dec.StackDepth() > MaxDepth {
			return violations
		}
		switch token.Kind() {
		case '{':
			objects = append(objects, map[string]int{})
			continue
		case '[':
			objects = append(objects, nil)
			continue
		case '}', ']':
			objects = objects[:len(objects)-1]
		case '"':
			if len(objects) > 0 && isName(dec) {
				names := objects[len(objects)-1]
				if names[token.String()]++; names[token.String()] == 2 {
					violations = append(violations, Violation{
						Pointer: ShortPointer(string(dec.StackPointer())), Rule: "json.duplicate",
						Detail: "wanted every member once; found it again at offset " + fmt.Sprint(dec.InputOffset()),
					})
				}
			}
		default: // literals and numbers hold no names
		}
		if dec.StackDepth() == 0 {
			break
		}
	}
	return violations
}

// isName tells whether the string just read is a member's name: within an object, names are the odd tokens.
func isName(dec *jsontext.Decoder) bool {
	kind, length := dec.StackIndex(dec.StackDepth())
	return kind == '{' && length%2 == 1
}
