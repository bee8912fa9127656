package redact

import (
	"bytes"
	"encoding/json"

	"github.com/go-json-experiment/json/jsontext"
)

// content gives a body, or anything else that may be a document of its own, without secrets.
func (p *redaction) content(b []byte) []byte {
	if len(b) == 0 {
		return b
	}
	if isForm(b) {
		return p.form(b)
	}
	clean, rest := p.documents(b)
	if len(rest) == 0 {
		return clean
	}
	tail := p.text(rest, context{})
	if len(clean) == 0 {
		return tail
	}
	return append(clean[:len(clean):len(clean)], tail...)
}

// documents redacts the JSON texts that b begins with, one after the other, and gives what follows
// them. Each is taken as the parser of a judge takes it, so that what is judged keeps its structure.
func (p *redaction) documents(b []byte) (clean, rest []byte) {
	const mark = "\xef\xbb\xbf"
	at := 0
	if bytes.HasPrefix(b, []byte(mark)) {
		at = len(mark)
	}
	if !startsStructure(b[at:]) {
		if json.Valid(b[at:]) {
			return append(b[:at:at], p.document(b[at:])...), nil
		}
		return nil, b
	}
	decoder := jsontext.NewDecoder(bytes.NewBuffer(b[at:]), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)) // reads it where it is
	var changed []byte
	for start, end := at, 0; ; start = end {
		if !startsStructure(b[start:]) || decoder.SkipValue() != nil {
			if changed == nil {
				return b[:end], b[end:]
			}
			return changed, b[end:]
		}
		next := at + int(decoder.InputOffset())
		document := b[start:next]
		if out := p.document(document); changed != nil || !bytes.Equal(out, document) {
			if changed == nil {
				changed = append(make([]byte, 0, len(b)+64), b[:start]...)
			}
			changed = append(changed, out...)
		}
		end = next
	}
}

// startsStructure says whether a text starts like an object or an array. What starts like a number or
// a string is more often prose.
func startsStructure(b []byte) bool {
	b = bytes.TrimLeft(b, " \t\r\n")
	return len(b) > 0 && (b[0] == '{' || b[0] == '[')
}

// isForm says whether a body reads as application/x-www-form-urlencoded, whatever it is called.
func isForm(b []byte) bool {
	equals := bytes.IndexByte(b, '=')
	return equals > 0 && !bytes.ContainsAny(b, " \t\r\n{}<>\"'\\") && !bytes.ContainsAny(b[:equals], "&,:;/")
}

// form redacts name=value pairs joined by "&".
func (p *redaction) form(b []byte) []byte {
	var out []byte
	last, secrets := 0, p.separators(b)
	for start := 0; start <= len(b); {
		end := secrets.next(b, start, "&")
		if end < 0 {
			end = len(b)
		}
		pair := b[start:end]
		if clean := p.pair(pair); !bytes.Equal(clean, pair) {
			out = append(append(out, b[last:start]...), clean...)
			last = end
		}
		start = end + 1
	}
	if out != nil {
		b = append(out, b[last:]...)
	}
	return p.text(b, context{name: true, numbers: true, kept: percentEscapes}) // a secret may hold a separator
}

func (p *redaction) pair(pair []byte) []byte {
	equals := bytes.IndexByte(pair, '=')
	if equals < 0 {
		return p.text(pair, context{kept: percentEscapes})
	}
	name, value := pair[:equals], pair[equals+1:]
	plain := name
	if v := (&unescaped{text: name}).unescape(percentEscapes); v != nil {
		plain = v.text
	}
	var clean []byte
	if isSensitive(plain) || p.isPlaceName(plain) && isRandom(string(value)) {
		clean = p.secret(value, percentEscapes)
	} else {
		clean = p.text(value, context{kept: percentEscapes, own: p.asksFor(plain)})
	}
	if bytes.Equal(clean, value) {
		return pair
	}
	return append(bytes.Clone(pair[:equals+1]), clean...)
}
