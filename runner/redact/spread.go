package redact

import (
	"bytes"
	"fmt"
)

// encodings finds secrets in what is written in base64 or in hexadecimal digits, in one piece or in lines, and as lists of
// numbers.
func (s *search) encodings(v *unescaped) {
	s.base64(v)
	s.hex(v)
	s.numbers(v)
	if spread := v.closed(); spread != nil {
		s.longPatterns(spread)
		s.base64(spread)
		s.hex(spread)
	}
}

// longPatterns finds those secrets alone that nothing holds by accident.
func (s *search) longPatterns(v *unescaped) {
	least := s.least
	s.least = max(least, wholeWord)
	s.patterns(v)
	s.least = least
}

// longEncodings finds them in base64, too: the value of Basic is that already.
func (s *search) longEncodings(v *unescaped) {
	s.longPatterns(v)
	least := s.least
	s.least = max(least, wholeWord)
	s.base64(v)
	s.least = least
}

// between are the bytes that closed leaves out.
const between = "\r\n\x00"

// respaced gives a text that is not as long as the one that it stands for what that has between its characters.
func respaced(text, old []byte) []byte {
	out := make([]byte, 0, len(text)+len(old)/2)
	for _, c := range old {
		switch {
		case bytes.IndexByte([]byte(between), c) >= 0:
			out = append(out, c)
		case len(text) > 0:
			out, text = append(out, text[0]), text[1:]
		}
	}
	return append(out, text...)
}

// closed gives a text without the line breaks and NULs between its characters: base64 in lines (RFC 2045, section 6.8),
// UTF-16. nil when there are none.
func (v *unescaped) closed() *unescaped {
	if !bytes.ContainsAny(v.text, between) {
		return nil
	}
	child := &unescaped{text: make([]byte, 0, len(v.text)), from: make([]int32, 0, len(v.text)+1), parent: v, kinds: gaps}
	for i, c := range v.text {
		if bytes.IndexByte([]byte(between), c) < 0 {
			child.text = append(child.text, c)
			child.from = append(child.from, int32(i))
		}
	}
	child.from = append(child.from, int32(len(v.text)))
	return child
}

// spell writes a character in the way in which old wrote another one.
func (v *unescaped) spell(old, char []byte) []byte {
	switch v.kinds {
	case gaps:
		return append(bytes.Clone(char), old[1:]...)
	case hexPairs:
		format := "%02x"
		if bytes.ContainsAny(old[:2], "ABCDEF") {
			format = "%02X"
		}
		return append(fmt.Appendf(nil, format, char[0]), old[2:]...)
	case byteNumbers:
		return respelt(old, char[0])
	default:
		return escapeLike(old, char)
	}
}

// tail gives a body that was cut off without the beginning of a secret at its end.
func (p *redaction) tail(b []byte) []byte {
	const telling = 4
	begun := p.all.begun(b)
	if begun < telling || p.issued(b[len(b)-begun:]) {
		return b
	}
	return append(bytes.Clone(b[:len(b)-begun]), blank(b[len(b)-begun:])...)
}
