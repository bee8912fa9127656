package fault

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/authconform/authconform/runner/reference"
)

// derived is one thing that is generated from a document: another way to write the answers with one status.
type derived struct {
	name, sentence string
	mutate         func(*reference.Config)
	legal          bool // the document allows it, and so do the rulings
}

// alteration is what becomes of one member of an answer.
type alteration struct {
	name string
	says func(member, typ string) string
	edit func(members map[string]any, member, typ string)
}

// alterations is what becomes of every member, one after the other.
func alterations() []alteration {
	says := func(format string) func(string, string) string {
		return func(member, _ string) string { return strings.ReplaceAll(format, "_", member) }
	}
	return []alteration{
		{"removed", says("leaves _ out of"), func(members map[string]any, member, _ string) { delete(members, member) }},
		{"renamed", func(member, _ string) string { return "writes " + pascal(member) + " for " + member + " in" }, func(members map[string]any, member, _ string) {
			members[pascal(member)] = members[member]
			delete(members, member)
		}},
		{"retyped", func(member, typ string) string { return "writes " + member + " as " + otherType(typ).says + " in" }, func(members map[string]any, member, typ string) {
			members[member] = otherType(typ).value
		}},
		{"null", says("writes null for _ in"), func(members map[string]any, member, _ string) { members[member] = nil }},
		{"empty", func(member, typ string) string { return "writes " + empty(typ).says + " for " + member + " in" }, func(members map[string]any, member, typ string) {
			members[member] = empty(typ).value
		}},
	}
}

// worded is a value, and what a sentence calls it.
type worded struct {
	says  string
	value any
}

// otherType gives a value of another type than the documented one.
func otherType(typ string) worded {
	if typ == "string" {
		return worded{"a number", 42}
	}
	return worded{"a string", "42"}
}

// empty gives the value of a type that says least.
func empty(typ string) worded {
	switch typ {
	case "integer", "number":
		return worded{"0", 0}
	case "array":
		return worded{"an empty list", []any{}}
	case "object":
		return worded{"an empty object", map[string]any{}}
	case "boolean":
		return worded{"false", false}
	default:
		return worded{"an empty string", ""}
	}
}

// pascal is how those write a member who take its name from their program: AccessToken for access_token.
func pascal(member string) string {
	var name strings.Builder
	for word := range strings.SplitSeq(member, "_") {
		name.WriteString(strings.ToUpper(word[:1]) + word[1:])
	}
	return name.String()
}

// ruledOut is what a document allows and a ruling forbids: a token of no characters, a scheme without a name, and a
// lifetime of nothing (R6, R21).
func ruledOut() []string {
	return []string{"200-access_token-empty", "200-refresh_token-empty", "200-token_type-empty", "200-expires_in-empty"}
}

// mutations lists what can be made of the answers with the model's status.
func (m Model) mutations() []derived {
	return slices.Concat(m.ofMembers(), m.ofCodes(), m.ofStatus())
}

// ofMembers changes one member at a time, and adds one in the end.
func (m Model) ofMembers() []derived {
	var list []derived
	add := func(name, sentence string, edit func(map[string]any)) {
		changed := maps.Clone(m.Sample)
		edit(changed)
		if reflect.DeepEqual(changed, m.Sample) {
			return
		}
		name = fmt.Sprintf("%d-%s", m.Status, name)
		list = append(list, derived{
			name, fmt.Sprintf("%s answers with %d", sentence, m.Status), Responses(WithStatus(m.Status), EditMembers(edit)),
			m.Allows(copied(changed)) && !slices.Contains(ruledOut(), name),
		})
	}
	for _, member := range slices.Sorted(maps.Keys(m.Schema.Properties)) {
		typ := m.typ(member)
		for _, a := range alterations() {
			add(member+"-"+a.name, a.says(member, typ), func(members map[string]any) { a.edit(members, member, typ) })
		}
	}
	add("extra", "adds a member that is not documented to", func(members map[string]any) { members["support_code"] = "none" })
	return list
}

// ofCodes gives, for each code of an error, another one, and one that there is not. The document allows the first of
// them, but which request gets which code is ruled (R9).
func (m Model) ofCodes() []derived {
	property := m.Schema.Properties["error"]
	if property == nil || len(property.Value.Enum) == 0 {
		return nil
	}
	var list []derived
	for _, code := range m.codes {
		gives := func(kind, other string) derived {
			chosen := func(r *Response) bool { return r.Status == m.Status && r.Members()["error"] == code }
			return derived{
				name:     fmt.Sprintf("%d-error-%s-%s", m.Status, code, kind),
				sentence: fmt.Sprintf("writes %s for %s in answers with %d", other, code, m.Status),
				mutate:   Responses(chosen, SetMember("error", other)),
			}
		}
		at := slices.Index(property.Value.Enum, any(code))
		next, _ := property.Value.Enum[(at+1)%len(property.Value.Enum)].(string)
		list = append(list, gives("other", next), gives("unknown", "unknown_error"))
	}
	return list
}

// ofStatus gives the neighbours of the status within its class. Some are documented, but which request gets which status
// is ruled (R9).
func (m Model) ofStatus() []derived {
	var list []derived
	for _, other := range []int{m.Status - 1, m.Status + 1} {
		if other/100 == m.Status/100 {
			list = append(list, derived{
				name:     fmt.Sprintf("%d-status-%d", m.Status, other),
				sentence: fmt.Sprintf("answers with %d where %d is due", other, m.Status),
				mutate:   Responses(WithStatus(m.Status), SetStatus(other)),
			})
		}
	}
	return list
}
