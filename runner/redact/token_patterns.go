package redact

import (
	"bytes"
	"slices"
	"strings"
)

// minCredentials is the length from which a word after "Bearer" is taken for a token in a free text.
const minCredentials = 8

// tokenPatterns finds what is secret by its form or by what stands before it, known or not: JSON Web Tokens,
// what follows "Bearer" or "Basic", and the values of members with telling names in what is no JSON.
func (s *search) tokenPatterns(v *unescaped) {
	for start := 0; start < len(v.text); {
		if !isTokenByte(v.text[start]) {
			start++
			continue
		}
		end := start
		for end < len(v.text) && isTokenByte(v.text[end]) {
			end++
		}
		s.tokens(v, start, end)
		start = end
	}
	if s.name || s.binary {
		return
	}
	secrets := s.separators(v.text)
	for start := 0; start < len(v.text); {
		end := start
		for end < len(v.text) && isWordByte(v.text[end]) {
			end++
		}
		if word := v.text[start:end]; isScheme(word) {
			end = s.credentials(v, start, end)
		} else if isSensitive(word) || s.isPlaceName(word) {
			end = s.value(v, end, secrets)
		}
		start = end + 1
	}
}

func isTokenByte(c byte) bool { return isAlphanumeric(c) || c == '-' || c == '_' || c == '.' }

func isScheme(word []byte) bool {
	return bytes.EqualFold(word, []byte("bearer")) || bytes.EqualFold(word, []byte("basic"))
}

// tokens finds JSON Web Tokens in a run of the characters that they are made of.
func (s *search) tokens(v *unescaped, start, end int) {
	for start < end {
		dot := bytes.IndexByte(v.text[start:end], '.')
		if dot < 0 {
			return
		}
		if _, ok := jwtObject(v.text[start : start+dot]); !ok {
			start += dot + 1
			continue
		}
		to := start
		for range maxJWTParts {
			next := bytes.IndexByte(v.text[to:end], '.')
			if next < 0 {
				to = end + 1
				break
			}
			to += next + 1
		}
		to--
		if token := v.text[start:to]; bytes.Count(token, []byte(".")) > 2 && to == end && token[len(token)-1] == '.' {
			to-- // the full stop of a sentence
		}
		if token := v.text[start:to]; !s.issued(token) {
			s.replace(v, start, to, s.issue(token))
		}
		start = to
	}
}

// credentials replaces what follows the name of a scheme in a free text. It gives the place to read on.
func (s *search) credentials(v *unescaped, scheme, from int) int {
	start := from
	for start < len(v.text) && (v.text[start] == ' ' || v.text[start] == '+' || v.text[start] == '\t') {
		start++
	}
	end := start
	for end < len(v.text) && (isTokenByte(v.text[end]) || strings.IndexByte("~+/=", v.text[end]) >= 0) {
		end++
	}
	for end > start && v.text[end-1] == '.' {
		end--
	}
	word := v.text[start:end]
	if start == from || len(word) == 0 {
		return from
	}
	if s.issued(word) {
		return end
	}
	if out := s.basic(word); out != nil && (bytes.IndexByte(word, '=') > 0 || len(word) >= minCredentials) {
		s.replace(v, start, end, out)
		return end
	}
	odd := isOdd(word)
	if len(word) < minCredentials || s.r.words.has(string(word)) || !odd && bytes.EqualFold(v.text[scheme:from], []byte("basic")) {
		return from // "basic validation", say: what is not base64 is a word
	}
	if odd {
		s.replace(v, start, end, s.issue(word))
	} else {
		s.replace(v, start, end, s.pseudonym(word)) // it may be a word after all: it is not looked for elsewhere
	}
	return end
}

// isOdd tells what may be a token from what is a word of a language.
func isOdd(word []byte) bool {
	return bytes.ContainsAny(word, "0123456789") || !bytes.Equal(bytes.ToLower(word[1:]), word[1:])
}

// value replaces what is assigned to a telling name in what is no JSON, or no longer: name=value,
// "name": "value", 'name' => 'value', [name] => value, <name>value</name>, each of them cut short or not. It gives the
// place to read on.
func (s *search) value(v *unescaped, from int, secrets separators) int {
	start, ok := assigned(v.text, from)
	if !ok || start == len(v.text) {
		return from
	}
	quote, end := byte(0), len(v.text)
	kinds := percentEscapes
	if c := v.text[start]; c == '"' || c == '\'' {
		quote, kinds = c, jsonEscapes
		start++
		end = secrets.closing(v.text, start, quote, v.text[start-2] == '\\')
	} else {
		stops := " \t\r\n,&;{}[]()<>\"'\\"
		if v.parent == nil && escapedAt(v.text, start) {
			return from // what it stands for is seen without escapes; another letter of the same class may stand for anything
		}
		if v.text[start-1] == '\\' && v.text[start] == 'U' { // it begins with an escape that JSON has not, and goes on over others: a bit of it is no token
			stops = strings.TrimSuffix(stops, "\\")
		}
		if next := secrets.next(v.text, start, stops); next >= 0 {
			end = next
		}
	}
	value := v.text[start:end]
	if len(value) == 0 || quote == 0 && (len(value) < minCredentials || s.r.words.has(string(value))) {
		return from
	}
	if out := s.secret(value, kinds); !bytes.Equal(out, value) {
		s.replace(v, start, end, out)
	}
	return end
}

// escapedAt says whether the text before a place ends in a backslash that makes an escape with what stands there.
func escapedAt(b []byte, at int) bool {
	slashes := at - len(bytes.TrimRight(b[:at], "\\"))
	if slashes%2 == 0 {
		return false // each second one is escaped itself
	}
	_, width := unit(b[at-1:], anyEscapes)
	return width > 1
}

// assigned skips from the end of a name to the start of the value, or of its quotation mark.
func assigned(b []byte, i int) (int, bool) {
	skip := func(set string) bool {
		start := i
		for i < len(b) && strings.IndexByte(set, b[i]) >= 0 {
			i++
		}
		return i > start
	}
	skip(`\"']`)
	skip(" \t\r\n")
	if !skip(":=>") {
		return i, false
	}
	skip(" \t\r\n\\")
	return i, true
}

// closing finds the quotation mark that ends a string; the end of the text when it is cut short.
// Within a string of its own (escaped), the closing mark has a backslash too.
func closing(b []byte, i int, quote byte, escaped bool) int {
	for ; i < len(b); i++ {
		switch {
		case b[i] == quote:
			return i
		case b[i] == '\\' && escaped && i+1 < len(b) && b[i+1] == quote:
			return i
		case b[i] == '\\':
			i++
		}
	}
	return len(b)
}

// isSensitive says whether a member, a parameter or a header field of this name holds a secret.
func isSensitive(name []byte) bool {
	var buffer [40]byte
	if len(name) < 3 || len(name) > len(buffer) {
		return false
	}
	folded := buffer[:0]
	for _, c := range name {
		if isAlphanumeric(c) {
			folded = append(folded, c|0x20) // digits already have this bit
		}
	}
	if bytes.HasSuffix(folded, []byte("token")) || bytes.HasSuffix(folded, []byte("password")) || bytes.Contains(folded, []byte("secret")) {
		return true
	}
	return slices.Contains(sensitiveNames(), string(folded))
}

func sensitiveNames() []string {
	return []string{"passwd", "pwd", "passphrase", "assertion", "clientassertion", "apikey", "xapikey", "jwt", "xauth"}
}
