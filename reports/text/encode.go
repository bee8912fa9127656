package text

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"unicode/utf8"
)

// EncodeJSON writes a value as indented JSON in UTF-8; what says in an error what was to be written ("the report"). The
// same value gives the same bytes. Characters that could do harm where the file is printed are escaped, which JSON reads
// back unchanged.
func EncodeJSON(w io.Writer, what string, value any) error {
	text, err := JSON(value, "", "  ")
	if err != nil {
		return fmt.Errorf("encoding %s: %w", what, err)
	}
	if _, err := w.Write(append(EscapeInvisible(text), '\n')); err != nil {
		return fmt.Errorf("writing %s: %w", what, err)
	}
	return nil
}

// JSON gives a value as JSON, in one line where there is no indent, with HTML's characters as they are and bytes that are no
// UTF-8 replaced.
func JSON(value any, prefix, indent string) ([]byte, error) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent(prefix, indent)
	if err := encoder.Encode(value); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// EscapeInvisible escapes what encoding/json leaves as it is: C1 controls, DEL and characters that turn
// the direction of writing. None of them can stand outside a string.
func EscapeInvisible(text []byte) []byte {
	if !bytes.ContainsFunc(text, invisible) {
		return text
	}
	out := make([]byte, 0, len(text)+64)
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		switch {
		case !invisible(r):
			out = append(out, text[:size]...)
		case r < 0x10000:
			out = fmt.Appendf(out, `\u%04x`, r)
		default:
			r -= 0x10000
			out = fmt.Appendf(out, `\u%04x\u%04x`, 0xd800+r>>10, 0xdc00+r&0x3ff)
		}
		text = text[size:]
	}
	return out
}

func invisible(r rune) bool {
	if ' ' <= r && r <= '~' { // as nearly all are
		return false
	}
	return r != '\n' && !strconv.IsPrint(r)
}
