package reference

import (
	"maps"
	"reflect"
)

// Canonical gives the members of an answer by their names in RFC 6749, wherever the contract has them, beside all others.
func (p *Policy) Canonical(members map[string]any) map[string]any {
	if len(p.Places) == 0 || members == nil {
		return members
	}
	view := maps.Clone(members)
	for name, way := range p.Places {
		delete(view, name)
		if value, there := within(members, way); there {
			view[name] = value
		}
	}
	return view
}

// Restore puts what was changed in a view where the contract has it; before is the view as it was.
func (p *Policy) Restore(before, view map[string]any) map[string]any {
	if len(p.Places) == 0 {
		return view
	}
	restored := maps.Clone(view)
	for name, way := range p.Places {
		value, there := view[name]
		was, wasThere := before[name]
		delete(restored, name)
		if there == wasThere && reflect.DeepEqual(value, was) {
			continue
		}
		inner := reach(restored, way[:len(way)-1], there)
		switch last := way[len(way)-1]; {
		case inner == nil:
		case there:
			inner[last] = value
		default:
			delete(inner, last)
		}
	}
	return restored
}

func within(members map[string]any, way []string) (any, bool) {
	inner := reach(members, way[:len(way)-1], false)
	value, there := inner[way[len(way)-1]]
	return value, there
}

// reach gives the object at the end of a way; with build, it is made where it is not there.
func reach(members map[string]any, way []string, build bool) map[string]any {
	for _, name := range way {
		inner, _ := members[name].(map[string]any)
		if inner == nil && build {
			inner = map[string]any{}
			members[name] = inner
		}
		members = inner
	}
	return members
}
