package openapi

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

// escapeToken writes a reference token of a JSON pointer (RFC 6901, section 3).
func escapeToken(token string) string {
	return escaping.Replace(token)
}

// unescapeToken reads what escapeToken writes.
func unescapeToken(token string) string {
	return unescaping.Replace(token)
}

// indexed points to an element of an array.
func indexed(pointer string, index int) string { return pointer + "/" + strconv.Itoa(index) }

// child points to a member of an object.
func child(pointer, token string) string { return pointer + "/" + escapeToken(token) }

// shortPointer bounds a pointer whose names a target chose: a member's name may be as long as a body.
func shortPointer(pointer string) string {
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
