package reference

import (
	"mime"
	"strconv"
	"strings"
)

// How closely a media range names application/json: RFC 9110, section 12.5.1 lets the closest one decide.
const (
	noMatch = iota
	anyType
	anySubtype
	exactType
)

// AcceptsJSON tells whether the Accept fields of a request admit application/json. Without a range that can
// be read they say nothing, and so admit everything.
func AcceptsJSON(accept []string) bool {
	closest, weight, readable := noMatch, 0.0, false
	for _, element := range listElements(strings.Join(accept, ",")) {
		closeness, q, ok := mediaRange(element)
		if !ok {
			continue
		}
		readable = true
		switch {
		case closeness > closest:
			closest, weight = closeness, q
		case closeness == closest:
			weight = max(weight, q)
		}
	}
	return !readable || closest != noMatch && weight > 0
}

// mediaRange reads one element of Accept: how closely it names application/json, and with what weight.
func mediaRange(element string) (closeness int, q float64, ok bool) {
	mediaType, params, err := mime.ParseMediaType(element)
	if err != nil || !strings.Contains(mediaType, "/") {
		return noMatch, 0, false
	}
	q = 1
	if written, weighted := params["q"]; weighted {
		if q, ok = parseWeight(written); !ok {
			return noMatch, 0, false
		}
		delete(params, "q")
	}
	switch mediaType {
	case "*/*":
		closeness = anyType
	case "application/*":
		closeness = anySubtype
	case "application/json":
		closeness = exactType
	}
	// A charset means nothing on JSON (RFC 8259, section 11); any other parameter asks for something else.
	delete(params, "charset")
	if len(params) > 0 {
		closeness = noMatch
	}
	return closeness, q, true
}

// parseWeight reads a qvalue. Java's ".2" is let pass; signs, exponents and names of numbers are not.
func parseWeight(written string) (float64, bool) {
	if written == "" || strings.Trim(written, "0123456789.") != "" {
		return 0, false
	}
	q, err := strconv.ParseFloat(written, 64)
	return q, err == nil && q <= 1
}

// listElements splits a list at its commas, but not at those within quoted strings (RFC 9110, section 5.6.1).
func listElements(list string) []string {
	var elements []string
	quoted, escaped, start := false, false, 0
	for i := range len(list) {
		switch c := list[i]; {
		case escaped:
			escaped = false
		case quoted && c == '\\':
			escaped = true
		case c == '"':
			quoted = !quoted
		case c == ',' && !quoted:
			elements = append(elements, list[start:i])
			start = i + 1
		}
	}
	return append(elements, list[start:])
}
