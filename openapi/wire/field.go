package wire

import "strings"

// fieldReader reads a header field's value by the common grammar of RFC 9110, section 5.6.
type fieldReader struct {
	rest   string
	length int
}

func readField(value string) fieldReader { return fieldReader{rest: value, length: len(value)} }

func (r *fieldReader) offset() int { return r.length - len(r.rest) }

func (r *fieldReader) skip(chars string) { r.rest = strings.TrimLeft(r.rest, chars) }

func (r *fieldReader) at(c byte) bool { return r.rest != "" && r.rest[0] == c }

// token reads a token; "" when there is none.
func (r *fieldReader) token() string {
	end := 0
	for end < len(r.rest) && isTokenChar(r.rest[end]) {
		end++
	}
	token := r.rest[:end]
	r.rest = r.rest[end:]
	return token
}

// value reads a token or a quoted string, whose quotes and escapes it removes. When there is neither, it
// says what was wanted where it stopped.
func (r *fieldReader) value() (value, wanted string) {
	if r.at('"') {
		return r.quoted()
	}
	if value = r.token(); value == "" {
		return "", "a value, a token or a quoted string"
	}
	return value, ""
}

func (r *fieldReader) quoted() (value, wanted string) {
	var text strings.Builder
	for i := 1; i < len(r.rest); i++ {
		switch c := r.rest[i]; {
		case c == '"':
			r.rest = r.rest[i+1:]
			return text.String(), ""
		case c == '\\' && i+1 < len(r.rest) && isQuotable(r.rest[i+1]):
			i++
			text.WriteByte(r.rest[i])
		case c == '\\' || !isQuotable(c):
			r.rest = r.rest[i:]
			return "", "a character that a quoted string may hold"
		default:
			text.WriteByte(c)
		}
	}
	r.rest = ""
	return "", "the closing quote of a quoted string"
}

// isQuotable follows qdtext and quoted-pair, which differ in quote and backslash alone: the caller has
// seen to these.
func isQuotable(c byte) bool { return c == '\t' || c >= ' ' && c != 0x7F }
