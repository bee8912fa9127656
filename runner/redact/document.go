package redact

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
)

// document redacts one well-formed JSON text. Strings and, where they are tokens, numbers change; all
// else stays byte by byte, so that the result has the same structure.
func (p *redaction) document(b []byte) []byte {
	w := walk{redaction: p, in: b, grants: bytes.Contains(b, []byte(`access_token"`))}
	for w.at < len(b) {
		switch c := b[w.at]; {
		case c == '"':
			w.text()
		case c == '{' || c == '[':
			w.open(c == '{')
		case c == '}' || c == ']':
			w.levels = w.levels[:max(len(w.levels)-1, 0)]
			w.at++
		case c == ',':
			if level := w.top(); level.object {
				level.value = false
			}
			w.at++
		case c == ':':
			w.top().value = true
			w.at++
		case c == '-' || '0' <= c && c <= '9':
			w.numeral()
		default:
			w.at++
		}
	}
	if w.out == nil {
		return b
	}
	return append(w.out, b[w.last:]...)
}

// walk goes over a JSON text and copies it once something changes.
type walk struct {
	*redaction
	in, out  []byte
	at, last int
	levels   []level
	outside  level
	listed   int  // up to where numbers were looked through as the bytes of a text
	bytes    edit // what is written for those that are a secret
	grants   bool // it is a token response: whatever else looks random in it may be worth as much as the token
}

// level is an object or an array that the walk is in.
type level struct {
	object    bool
	value     bool   // in an object: past the colon
	sensitive bool   // all that is in it is a secret
	name      []byte // of the member that the walk is at
}

func (w *walk) top() *level {
	if len(w.levels) == 0 {
		return &w.outside
	}
	return &w.levels[len(w.levels)-1]
}

func (w *walk) open(object bool) {
	parent := w.top()
	inner := level{object: object, sensitive: w.isSecret()}
	if !object {
		inner.name = parent.name
	}
	w.levels = append(w.levels, inner)
	w.at++
}

// isSecret says whether the value that the walk is at is a secret by its member's name.
func (w *walk) isSecret() bool {
	level := w.top()
	return level.sensitive || isSensitive(level.name) || w.isPlace()
}

// isPlace says whether the value that the walk is at stands where the contract's answers have a token.
func (w *walk) isPlace() bool {
	return slices.ContainsFunc(w.r.places, func(place []string) bool {
		if len(place) != len(w.levels) {
			return false
		}
		for i, name := range place {
			if level := &w.levels[i]; level.object && string(level.name) != name || !level.object && !isIndex(name) {
				return false
			}
		}
		return true
	})
}

// isPlaceName says whether a contract's answers have a token under this name: elsewhere than at its place it may mean
// something else, so that what stands there is a token only if it looks like one.
func (p *redaction) isPlaceName(name []byte) bool {
	return slices.ContainsFunc(p.r.places, func(place []string) bool {
		for i := len(place) - 1; i >= 0; i-- {
			if !isIndex(place[i]) {
				return place[i] == string(name)
			}
		}
		return false
	})
}

func isIndex(name string) bool { return name != "" && strings.Trim(name, "0123456789") == "" }

func (w *walk) replace(start, end int, text []byte) {
	if !bytes.Equal(w.in[start:end], text) {
		if w.out == nil {
			w.out = make([]byte, 0, len(w.in)+64)
		}
		w.out = append(append(w.out, w.in[w.last:start]...), text...)
		w.last = end
	}
}

func (w *walk) text() {
	start := w.at + 1
	end := start
	for end < len(w.in) && w.in[end] != '"' {
		if w.in[end] == '\\' {
			end++
		}
		end++
	}
	end = min(end, len(w.in))
	w.at = end + 1
	text := w.in[start:end]
	level := w.top()
	switch {
	case level.object && !level.value:
		level.name = text
		if v := (&unescaped{text: text}).unescape(jsonEscapes); v != nil {
			level.name = v.text
		}
		w.replace(start, end, w.redaction.text(text, context{name: true, kept: jsonEscapes}))
	case w.isSecret():
		w.replace(start, end, w.secret(text, jsonEscapes))
	case w.isPlaceName(level.name) && isRandom(string(text)):
		w.replace(start, end, w.secret(text, jsonEscapes))
	case w.grants && isRandom(string(text)) && !w.r.words.has(string(level.name)):
		w.replace(start, end, w.opaque(text, jsonEscapes))
	default:
		w.replace(start, end, w.redaction.text(text, context{kept: jsonEscapes, own: w.asksFor(level.name)}))
	}
}

func (w *walk) numeral() {
	if w.list(); w.at == w.bytes.start && w.bytes.text != nil {
		w.replace(w.at, w.bytes.end, w.bytes.text)
		w.at = w.bytes.end
		return
	}
	start := w.at
	for w.at < len(w.in) && strings.IndexByte("+-.0123456789eE", w.in[w.at]) >= 0 {
		w.at++
	}
	literal := w.in[start:w.at]
	if isTime(w.top().name) && !w.isPlace() || w.issued(literal) {
		return
	}
	known, ok := w.known(literal)
	switch {
	case ok && json.Valid([]byte(known.pseudonym)):
		w.replace(start, w.at, []byte(known.pseudonym))
	case ok || w.isSecret():
		w.replace(start, w.at, w.number(literal))
	case len(literal) >= 2*wholeWord: // hexadecimal digits may all be decimal ones
		clean := w.redaction.text(literal, context{name: true})
		if !json.Valid(clean) {
			clean = w.number(literal)
		}
		w.replace(start, w.at, clean)
	}
}

// isTime says whether a number under this name is a time or a count, whatever else it may be equal to.
func isTime(name []byte) bool {
	return slices.Contains([]string{"exp", "iat", "nbf", "status", "code"}, string(name)) ||
		bytes.HasSuffix(name, []byte("_in")) || bytes.HasSuffix(name, []byte("_at"))
}
