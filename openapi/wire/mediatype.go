package wire

import (
	"fmt"
	"net/http"
	"strings"
)

// ContentType is the field that names a media type (RFC 9110, section 8.3).
const ContentType = "Content-Type"

// MediaType wants exactly one Content-Type field that parses (RFC 9110, section 8.3.1) and names one of the wanted
// media types in any case. Parameters are allowed.
func MediaType(h http.Header, wanted ...string) []Violation {
	violation := func(found string, args ...any) []Violation {
		return []Violation{{
			Pointer: ContentType, Rule: "media-type",
			Detail: "wanted " + strings.Join(wanted, " or ") + "; found " + fmt.Sprintf(found, args...),
		}}
	}
	fields := h.Values(ContentType)
	if len(fields) == 0 {
		return violation("no Content-Type")
	}
	if len(fields) > 1 {
		return violation("%d Content-Type fields", len(fields))
	}
	found, ok := ParseMediaType(fields[0])
	if !ok {
		return violation("a Content-Type that is no media type (RFC 9110, section 8.3.1)")
	}
	for _, want := range wanted {
		if MatchesMediaType(found, want) {
			return nil
		}
	}
	if len(found) > 80 {
		return violation("a media type of %d characters", len(found))
	}
	return violation("%s", found)
}

// ParseMediaType gives type/subtype in lower case. Package mime is not asked: it refuses the empty
// parameters that RFC 9110 allows, and takes a bare "json" for a media type.
func ParseMediaType(value string) (string, bool) {
	r := readField(value)
	r.skip(" \t")
	typ := r.token()
	if typ == "" || !r.at('/') {
		return "", false
	}
	r.rest = r.rest[1:]
	subtype := r.token()
	if subtype == "" || !r.parameters() {
		return "", false
	}
	return strings.ToLower(typ + "/" + subtype), true
}

// parameters reads to the end of the field (RFC 9110, section 5.6.6); false when the grammar is left or
// when a name stands twice, which leaves it open what holds.
func (r *fieldReader) parameters() bool {
	seen := map[string]bool{}
	for {
		r.skip(" \t")
		if r.rest == "" {
			return true
		}
		if !r.at(';') {
			return false
		}
		r.rest = r.rest[1:]
		r.skip(" \t")
		name := strings.ToLower(r.token())
		if name == "" {
			continue
		}
		if seen[name] || !r.at('=') {
			return false
		}
		seen[name] = true
		r.rest = r.rest[1:]
		if _, wanted := r.value(); wanted != "" {
			return false
		}
	}
}

// MatchesMediaType compares with a documented media type, which may be a range ("application/*").
func MatchesMediaType(found, documented string) bool {
	documented, _, _ = strings.Cut(documented, ";")
	documented = strings.ToLower(strings.TrimSpace(documented))
	if prefix, ok := strings.CutSuffix(documented, "*"); ok && strings.HasSuffix(prefix, "/") {
		return prefix == "*/" || strings.HasPrefix(found, prefix)
	}
	return found == documented
}

// IsJSON tells whether bodies of the media type are JSON texts (RFC 6839, section 3.1).
func IsJSON(mediaType string) bool {
	base, _, _ := strings.Cut(mediaType, ";")
	base = strings.ToLower(strings.TrimSpace(base))
	return base == "application/json" || strings.HasSuffix(base, "+json")
}

// MayBeJSON is IsJSON for what a document says of bodies: a range of media types that JSON is in says it, too (OpenAPI 3.0,
// Response Object).
func MayBeJSON(documented string) bool {
	return IsJSON(documented) || IsMediaRange(documented) && MatchesMediaType("application/json", documented)
}

// IsMediaRange tells a range such as "*/*" from a media type (RFC 9110, section 12.5.1).
func IsMediaRange(documented string) bool {
	base, _, _ := strings.Cut(documented, ";")
	return strings.HasSuffix(strings.TrimSpace(base), "/*")
}
