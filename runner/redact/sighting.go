package redact

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
)

// Sighting is a secret in a text, and the way in which it is written there.
type Sighting struct {
	Value string
	As    string // in words: "as it is", "base64"
}

// Sightings looks for the secrets that the redactor was given in a text, in all the ways in which it would hide them, and
// gives each that is there once, in the way that was seen first. Those that are shorter than ShortSecret are not looked for:
// they would be found in words.
func (r *Redactor) Sightings(text []byte) []Sighting {
	var seen []Sighting
	p := r.redaction(false)
	p.least = wholeWord
	p.sees = func(s Sighting) {
		if !slices.ContainsFunc(seen, func(known Sighting) bool { return known.Value == s.Value }) {
			seen = append(seen, s)
		}
	}
	p.text(text, context{})
	return seen
}

// sightings tells of the secrets in an unescaped text.
func (s *search) sightings(v *unescaped) {
	s.all.find(v.text, func(p pattern) bool {
		if s.isLong(p) && s.accepts(p) && !p.issued {
			s.sees(Sighting{Value: cmp.Or(p.meant, p.value), As: s.encoding(v)})
		}
		return false // it is looked for all of them, those within others too
	})
}

// encoding says in words how what is read in an unescaped text is written.
func (s *search) encoding(v *unescaped) string {
	var ways []string
	if s.depth > 0 {
		ways = append(ways, "base64")
	}
	for ; v.parent != nil; v = v.parent {
		switch {
		case v.kinds == gaps:
			ways = append(ways, "in lines")
		case v.kinds == hexPairs:
			ways = append(ways, "hexadecimal digits")
		case v.kinds == byteNumbers:
			ways = append(ways, "numbers of bytes")
		case v.kinds == jsonEscapes, !bytes.ContainsAny(v.parent.text, "%&"):
			ways = append(ways, "JSON escapes")
		case v.kinds == percentEscapes, !bytes.ContainsAny(v.parent.text, "\\&"):
			ways = append(ways, "percent-encoding")
		case v.kinds == htmlEscapes, !bytes.ContainsAny(v.parent.text, "\\%"):
			ways = append(ways, "HTML escapes")
		default:
			ways = append(ways, "escapes")
		}
	}
	if len(ways) == 0 {
		return "as it is"
	}
	return strings.Join(slices.Compact(ways), ", ")
}
