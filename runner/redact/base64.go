package redact

import (
	"bytes"
	"encoding/base64"
	"unicode/utf8"
)

// maxDepth is how often base64 is looked for within what base64 gave.
const maxDepth = 3

// base64 finds secrets within base64, whatever its alphabet, its padding and what stands before it.
func (s *search) base64(v *unescaped) {
	if s.depth >= maxDepth {
		return
	}
	shortest := wholeWord // below that, what is secret by its form is no longer recognisable either
	if !s.binary {
		shortest = s.all.shortest
	}
	for start := 0; start < len(v.text); {
		end := start
		for end < len(v.text) && isBase64(v.text[end]) {
			end++
		}
		if run := v.text[start:end]; len(run)*3/4 >= shortest {
			if out := s.encoded(run, end < len(v.text) && v.text[end] == '='); out != nil {
				from := len(s.edits)
				s.replace(v, start, end, out)
				s.edits[from].encoded = true
			}
		}
		start = end + 1
	}
}

func isBase64(c byte) bool {
	return isAlphanumeric(c) || c == '+' || c == '/' || c == '-' || c == '_'
}

// encoded gives a run of base64 without the secrets in it; nil when it has none.
func (s *search) encoded(run []byte, padded bool) []byte {
	if s.issued(run) {
		return nil
	}
	s.depth++
	least := s.least
	defer func() { s.depth--; s.least = least }()
	out := run
	for skip := range min(4, len(run)) {
		// A blob may follow other characters of its alphabet, so that it starts at any of four places. What
		// starts elsewhere than the run is found by long secrets alone.
		decoded := sextets(out[skip:])
		clean := decoded
		switch {
		case s.sees != nil && len(decoded) >= wholeWord:
			s.text(decoded, context{binary: !isText(decoded)})
		case skip == 0 && isText(decoded):
			if s.least = least; !bytes.ContainsAny(decoded, `:"=`) {
				s.least = max(least, min(wholeWord/2, len(decoded))) // any short word may mean anything in base64
			}
			clean = s.content(decoded)
		case len(decoded) >= wholeWord:
			clean = s.text(decoded, context{name: true, binary: true})
		}
		if !bytes.Equal(clean, decoded) {
			out = append(out[:skip:skip], reencoded(out[skip:], decoded, clean, padded)...)
		}
	}
	if bytes.Equal(out, run) {
		return nil
	}
	s.keep(out)
	return out
}

// isText tells text from what base64 makes of any word.
func isText(b []byte) bool {
	return utf8.Valid(b) && !bytes.ContainsFunc(b, func(r rune) bool {
		return r < ' ' && r != '\t' && r != '\r' && r != '\n' || r == 0x7F
	})
}

const (
	standardAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
	urlAlphabet      = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
)

func sextet(c byte) uint {
	switch {
	case 'A' <= c && c <= 'Z':
		return uint(c - 'A')
	case 'a' <= c && c <= 'z':
		return uint(c-'a') + 26
	case '0' <= c && c <= '9':
		return uint(c-'0') + 52
	case c == '+' || c == '-':
		return 62
	default:
		return 63
	}
}

// sextets decodes what a run of base64 has of whole bytes, in both alphabets at once.
func sextets(run []byte) []byte {
	out := make([]byte, 0, len(run)*3/4)
	var bits, held uint
	for _, c := range run {
		bits = bits<<6 | sextet(c)
		if held += 6; held >= 8 {
			held -= 8
			out = append(out, byte(bits>>held))
		}
	}
	return out
}

// reencoded writes the bytes of clean over a run that decodes to decoded. What did not change is left
// as it was written.
func reencoded(run, decoded, clean []byte, padded bool) []byte {
	alphabet := urlAlphabet
	if bytes.ContainsAny(run, "+/") || padded && !bytes.ContainsAny(run, "-_") {
		alphabet = standardAlphabet
	}
	if len(clean) != len(decoded) {
		encoding := base64.NewEncoding(alphabet).WithPadding(base64.NoPadding)
		return encoding.AppendEncode(nil, clean)
	}
	out := bytes.Clone(run)
	for i := range run {
		old := sextet(run[i])
		value := old
		for bit := range 6 {
			at := i*6 + bit // counted from the run's first bit
			if at/8 >= len(clean) {
				break
			}
			mask := uint(1) << (5 - bit)
			value &^= mask
			if clean[at/8]>>(7-at%8)&1 == 1 {
				value |= mask
			}
		}
		if value != old {
			out[i] = alphabet[value]
		}
	}
	return out
}
