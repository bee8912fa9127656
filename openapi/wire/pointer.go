package wire

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// Replacers are built once: judging escapes the members of answers.
var (
	escaping   = strings.NewReplacer("~", "~0", "/", "~1")
	unescaping = strings.NewReplacer("~1", "/", "~0", "~")
)

// EscapeToken writes a reference token of a JSON pointer (RFC 6901, section 3).
func EscapeToken(token string) string {
	return escaping.Replace(token)
}

// UnescapeToken reads what escapeToken writes.
func UnescapeToken(token string) string {
	return unescaping.Replace(token)
}

// Indexed points to an element of an array.
func Indexed(pointer string, index int) string { return pointer + "/" + strconv.Itoa(index) }

// Child points to a member of an object.
func Child(pointer, token string) string { return pointer + "/" + EscapeToken(token) }

// ShortPointer bounds a pointer whose names a target chose: a member's name may be as long as a body.
func ShortPointer(pointer string) string {
	const longest = 200
	pointer = strings.ToValidUTF8(pointer, "\uFFFD")
	if len(pointer) <= longest {
		return pointer
	}
	end := longest
	for !utf8.RuneStart(pointer[end]) {
		end--
	}
	return pointer[:end] + "…"
}
