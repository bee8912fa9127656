package schema

import (
	"errors"
	"maps"
	"slices"
	"strconv"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// Refuses says whether a schema refuses a value, and gives the place of one reason, as the names on the way to it. A
// validator keeps every reason, a kilobyte each, of which a file can hold as many as values: what a list or a map holds is
// held against the schema one by one, so that the first reason is the last.
func Refuses(form *jsonschema.Schema, value any) (place []string, refused bool) {
	if place, refused = refusesWithin(form, value); refused {
		return place, true
	}
	return refusesItself(form, value)
}

func refusesItself(form *jsonschema.Schema, value any) (place []string, refused bool) {
	err := form.Validate(value)
	var invalid *jsonschema.ValidationError
	if errors.As(err, &invalid) {
		for len(invalid.Causes) > 0 {
			invalid = invalid.Causes[0]
		}
		place = invalid.InstanceLocation
	}
	return place, err != nil
}

// refusesWithin looks at what a list or an object holds.
func refusesWithin(form *jsonschema.Schema, value any) (place []string, refused bool) {
	for ; form != nil; form = form.Ref {
		switch value := value.(type) {
		case []any:
			if form.Items2020 == nil {
				continue
			}
			for i, item := range value {
				if place, refused = Refuses(form.Items2020, item); refused {
					return append([]string{strconv.Itoa(i)}, place...), true
				}
			}
		case map[string]any:
			for _, name := range slices.Sorted(maps.Keys(value)) {
				if place, refused = refusesMember(form, name, value[name]); refused {
					return append([]string{name}, place...), true
				}
			}
		}
	}
	return nil, false
}

func refusesMember(form *jsonschema.Schema, name string, value any) (place []string, refused bool) {
	if of := form.Properties[name]; of != nil {
		return refusesWithin(of, value) // itself it is held against the schema with its siblings
	}
	if form.PropertyNames != nil && form.PropertyNames.Validate(name) != nil {
		return nil, true
	}
	if of, others := form.AdditionalProperties.(*jsonschema.Schema); others {
		return Refuses(of, value)
	}
	return nil, false
}
