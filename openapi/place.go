package openapi

import (
	"cmp"

	"github.com/getkin/kin-openapi/openapi3"
)

// place is where something stands in the document; zero when that is not known.
type place struct{ line, column int }

func comparePlaces(a, b place) int {
	return cmp.Or(cmp.Compare(a.line, b.line), cmp.Compare(a.column, b.column))
}

func located(l openapi3.Location) place { return place{l.Line, l.Column} }

// placeOf gives the first known of several places, the most exact one first.
func placeOf(origins ...*openapi3.Origin) place {
	for _, origin := range origins {
		if origin != nil && origin.Key != nil {
			return located(*origin.Key)
		}
	}
	return place{}
}

// placeOfField gives the place of a keyword within an object, else of the object.
func placeOfField(origin *openapi3.Origin, keyword string) place {
	if origin == nil {
		return place{}
	}
	if l, ok := origin.Fields.Lookup(keyword); ok {
		return located(l)
	}
	return placeOf(origin)
}

// placeOfItem gives the place of a list's item, else of the list's keyword, else of the object.
func placeOfItem(origin *openapi3.Origin, keyword string, index int) place {
	if origin == nil {
		return place{}
	}
	if items := origin.Sequences[keyword]; index < len(items) {
		return located(items[index])
	}
	return placeOfField(origin, keyword)
}
