package text

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Printable makes text from a target harmless on a terminal and keeps it on one line: everything that is
// not a visible character or a plain space (control characters, escape sequences, line ends, characters
// that turn the direction of writing, bytes that are not UTF-8) is shown as a backslash escape. It is
// idempotent; text without such characters stays as it is.
func Printable(s string) string {
	if strings.IndexFunc(s, func(r rune) bool { return r == utf8.RuneError || !strconv.IsPrint(r) }) < 0 {
		return s // as nearly all is
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case strconv.IsPrint(r):
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case r < 0x80:
			fmt.Fprintf(&b, `\x%02x`, r)
		case r < 0x10000:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			fmt.Fprintf(&b, `\U%08x`, r)
		}
		i += size
	}
	return b.String()
}

// IsPrintable says whether Printable leaves text as it is.
func IsPrintable(s string) bool { return Printable(s) == s }
