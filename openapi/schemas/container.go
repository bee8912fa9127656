package schemas

import (
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/authconform/authconform/openapi/wire"
)

// list holds a list against the keywords for lists (JSON Schema 2020-12, Validation, section 6.4; Core, section 10.3.1).
func (w *walk) list(s *openapi3.Schema, value any, at where, k *known) bool {
	items, isList := value.([]any)
	if !isList {
		return false
	}
	fails := false
	if s.MinItems > 0 && uint64(len(items)) < s.MinItems {
		fails = w.tell(at, "min-items", "at least "+plural(s.MinItems, "item"), value)
	}
	if s.MaxItems != nil && uint64(len(items)) > *s.MaxItems {
		fails = w.tell(at, "max-items", "at most "+plural(*s.MaxItems, "item"), value)
	}
	if s.UniqueItems && !unique(items) {
		fails = w.tell(at, "unique-items", "every item once", value)
	}
	for i, item := range items {
		if w.enough(fails) {
			return fails
		}
		switch {
		case i < len(s.PrefixItems):
			k.item(i)
			fails = w.child(s.PrefixItems[i], item, at, strconv.Itoa(i)) || fails
		case s.Items != nil:
			k.item(i)
			fails = w.child(s.Items, item, at, strconv.Itoa(i)) || fails
		}
	}
	fails = w.contains(s, items, at, k) || fails
	return w.restOfList(s, items, at, k) || fails
}

func (w *walk) child(ref *openapi3.SchemaRef, value any, at where, token string) bool {
	if ref == nil || ref.Value == nil || value == nil && NullBeside(ref) {
		return false
	}
	return w.schema(ref.Value, value, where{pointer: wire.Child(at.pointer, token)}).fails
}

func (w *walk) contains(s *openapi3.Schema, items []any, at where, k *known) bool {
	if s.Contains == nil {
		return false
	}
	fitting := uint64(0)
	for i, item := range items {
		if fits, _ := w.fits(s.Contains, item, where{pointer: wire.Child(at.pointer, strconv.Itoa(i))}); fits {
			k.item(i)
			fitting++
		}
	}
	least := uint64(1)
	if s.MinContains != nil {
		least = *s.MinContains
	}
	switch {
	case fitting < least:
		return w.tellFound(at.pointer, "contains", fmt.Sprintf("at least %s of the documented form", plural(least, "item")), plural(fitting, "such item"))
	case s.MaxContains != nil && fitting > *s.MaxContains:
		return w.tellFound(at.pointer, "contains", fmt.Sprintf("at most %s of the documented form", plural(*s.MaxContains, "item")), plural(fitting, "such item"))
	}
	return false
}

// restOfList is unevaluatedItems (JSON Schema 2020-12, Core, section 11.2).
func (w *walk) restOfList(s *openapi3.Schema, items []any, at where, k *known) bool {
	rest := s.UnevaluatedItems
	if rest.Has == nil && rest.Schema == nil {
		return false
	}
	fails := false
	for i, item := range items {
		if k.all || k.items[i] {
			continue
		}
		token := strconv.Itoa(i)
		if rest.Has != nil && !*rest.Has {
			fails = w.tellFound(wire.Child(at.pointer, token), "unevaluated-items", "the documented items alone", "another")
		}
		fails = w.child(rest.Schema, item, at, token) || fails
	}
	k.all = true
	return fails
}

// object holds an object against the keywords for objects (JSON Schema 2020-12, Validation, section 6.5; Core, section 10.3.2).
func (w *walk) object(s *openapi3.Schema, value any, at where, k *known) bool {
	members, isObject := value.(map[string]any)
	if !isObject {
		return false
	}
	fails := w.counts(s, members, at)
	fails = w.required(s, members, at) || fails
	for _, name := range spokenOf(s, members) {
		if w.enough(fails) {
			return fails
		}
		fails = w.member(s, name, members[name], at, k) || fails
	}
	return w.restOfObject(s, members, at, k) || fails
}

// spokenOf are the members of which a schema says something, in order: a large object has few.
func spokenOf(s *openapi3.Schema, members map[string]any) []string {
	rest := s.AdditionalProperties
	if len(s.PatternProperties) > 0 || s.PropertyNames != nil || rest.Has != nil || rest.Schema != nil || len(members) <= len(s.Properties) {
		return slices.Sorted(maps.Keys(members))
	}
	var names []string
	for name := range s.Properties {
		if _, there := members[name]; there {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

func (w *walk) counts(s *openapi3.Schema, members map[string]any, at where) bool {
	fails := false
	if n := uint64(len(members)); s.MinProps > 0 && n < s.MinProps {
		fails = w.tell(at, "min-properties", "at least "+plural(s.MinProps, "member"), members)
	}
	if n := uint64(len(members)); s.MaxProps != nil && n > *s.MaxProps {
		fails = w.tell(at, "max-properties", "at most "+plural(*s.MaxProps, "member"), members)
	}
	return fails
}

func (w *walk) required(s *openapi3.Schema, members map[string]any, at where) bool {
	fails := false
	missing := func(name string) {
		if _, there := members[name]; !there {
			fails = w.tellFound(wire.Child(at.pointer, name), "required", "this member", "none")
		}
	}
	exempt := []string(nil)
	if len(s.Required) > 0 && !at.facet {
		exempt = w.exempt(s, at.exempt)
	}
	for _, name := range s.Required {
		if !at.facet && !slices.Contains(exempt, name) {
			missing(name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(s.DependentRequired)) {
		if _, there := members[name]; there {
			for _, other := range s.DependentRequired[name] {
				missing(other)
			}
		}
	}
	return fails
}

// member holds one member against what is said of its name.
func (w *walk) member(s *openapi3.Schema, name string, value any, at where, k *known) bool {
	property, documented := s.Properties[name]
	documented = documented && property != nil
	fails := false
	if documented {
		k.member(name)
		if property.Value != nil && isForeign(property.Value, w.side) && value != nil && !at.facet {
			fails = w.tellFound(wire.Child(at.pointer, name), foreignRule(w.side), foreignWords(w.side), "one")
		}
		if !at.facet {
			fails = w.child(property, value, at, name) || fails
		}
	}
	for _, pattern := range slices.Sorted(maps.Keys(s.PatternProperties)) {
		re := w.judge.pattern(pattern)
		if re == nil { // nobody can tell which members it is about
			documented = true
			k.member(name)
		} else if re.MatchString(name) {
			documented = true
			k.member(name)
			fails = w.child(s.PatternProperties[pattern], value, at, name) || fails
		}
	}
	if s.PropertyNames != nil {
		if fits, _ := w.fits(s.PropertyNames, name, where{pointer: wire.Child(at.pointer, name)}); !fits {
			fails = w.tellFound(wire.Child(at.pointer, name), "property-names", "names of members of the documented form", "another name")
		}
	}
	if documented {
		return fails
	}
	return w.additional(s, name, value, at, k) || fails
}

func (w *walk) additional(s *openapi3.Schema, name string, value any, at where, k *known) bool {
	rest := s.AdditionalProperties
	switch {
	case rest.Schema != nil:
		k.member(name)
		return w.child(rest.Schema, value, at, name)
	case rest.Has != nil && *rest.Has:
		k.member(name)
	case rest.Has != nil:
		return w.tellFound(wire.Child(at.pointer, name), "closed", "the documented members alone", "another")
	}
	return false
}

// restOfObject is unevaluatedProperties (JSON Schema 2020-12, Core, section 11.3).
func (w *walk) restOfObject(s *openapi3.Schema, members map[string]any, at where, k *known) bool {
	rest := s.UnevaluatedProperties
	if rest.Has == nil && rest.Schema == nil {
		return false
	}
	fails := false
	for _, name := range slices.Sorted(maps.Keys(members)) {
		if k.all || k.members[name] {
			continue
		}
		if rest.Has != nil && !*rest.Has {
			fails = w.tellFound(wire.Child(at.pointer, name), "closed", "the documented members alone", "another")
		}
		fails = w.child(rest.Schema, members[name], at, name) || fails
	}
	k.all = true
	return fails
}

func foreignRule(side Side) string {
	if side == Request {
		return "read-only"
	}
	return "write-only"
}

func foreignWords(side Side) string {
	if side == Request {
		return "no member that is for answers alone"
	}
	return "no member that is for requests alone"
}
