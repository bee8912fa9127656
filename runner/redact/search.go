package redact

import "bytes"

// largeText is the length above which texts are searched one after the other: the views of a text
// take several times its memory.
const largeText = 64 << 10

// maxLayers is how many layers of escapes are undone: percent-encoded JSON in a JSON string has three.
const maxLayers = 3

// search finds the secrets of one text, in all the ways in which it can be read.
type search struct {
	*redaction
	context
	written *unescaped
	parsed  *unescaped // the written text as its parser sees it; nil where it has no escapes
	edits   []edit
}

func (s *search) run() {
	if s.kept != 0 {
		s.parsed = s.written.unescape(s.kept)
	}
	s.patterns(s.written)
	if s.sees == nil {
		s.tokenPatterns(s.written)
	}
	plain := s.written.unescape(anyEscapes)
	if plain == nil {
		s.encodings(s.written)
		return
	}
	s.encodings(s.written) // what base64 gives may begin like the rest of an escape
	// A secret may itself hold what looks like an escape of another kind.
	for _, kinds := range []escapes{jsonEscapes, percentEscapes, htmlEscapes} {
		if v := s.written.unescape(kinds); v != nil && !bytes.Equal(v.text, plain.text) {
			s.patterns(v)
			s.encodings(v)
		}
	}
	if s.sees == nil {
		s.tokenPatterns(plain)
	}
	for _, kinds := range s.beside {
		s.layers(s.written, kinds, maxLayers)
	}
	for layer := 1; plain != nil && layer <= maxLayers; layer++ {
		s.patterns(plain)
		s.encodings(plain)
		for _, kinds := range s.beside {
			s.layers(plain, kinds, maxLayers-layer)
		}
		plain = plain.unescape(anyEscapes)
	}
}

// layers looks under a text for secrets that hold what reads as an escape: once that is to be seen, what is around it is undone
// without it.
func (s *search) layers(v *unescaped, kinds escapes, most int) {
	for range most {
		if v = v.unescape(kinds); v == nil {
			return
		}
		s.patterns(v)
		s.encodings(v)
	}
}

func (s *search) patterns(v *unescaped) {
	m := s.all
	if s.sees != nil {
		s.sightings(v)
		return
	}
	for _, found := range m.find(v.text, func(p pattern) bool { return s.accepts(p) && s.isLong(p) && !s.isOurs(p) }) {
		text := v.text[found.start:found.end]
		if found.pattern >= 0 {
			s.replace(v, found.start, found.end, overlay(m.patterns[found.pattern], text))
		} else if !s.issued(text) {
			s.replace(v, found.start, found.end, s.of(text))
		}
	}
}

// replace notes that text[start:end] of an unescaped text is to be replaced.
func (s *search) replace(v *unescaped, start, end int, replacement []byte) {
	from, to, text := v.written(start, end, replacement)
	if s.parsed != nil && !v.undid(s.kept) {
		// A letter of the written text may belong to an escape ("\n"): it is replaced as what that means.
		if first, last := s.parsed.at(from, to); last-first != to-from {
			from, to, text = s.parsed.written(first, last, s.of(s.parsed.text[first:last]))
		}
	}
	s.edits = append(s.edits, edit{start: from, end: to, text: text})
}
