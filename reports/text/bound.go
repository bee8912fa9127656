package text

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// MaxText is how much of a target's text a report holds, in bytes.
const MaxText = 1000

// MaxPointer is how much of a JSON pointer a report holds, in bytes.
const MaxPointer = 200

// MaxListed is how many clauses are named that share one reason: the report names them all.
const MaxListed = 12

// NonNil copies, and makes of nil an empty list: a reader of JSON need not tell the two apart.
func NonNil[T any](s []T) []T { return append(make([]T, 0, len(s)), s...) }

// Bounded is text of at most so many bytes, in UTF-8; what is missing is told by an ellipsis.
func Bounded(s string, limit int) string {
	s = ValidUTF8(s[:min(len(s), limit+utf8.UTFMax)]) // a character cut in two there is cut off below
	if len(s) <= limit {
		return s
	}
	return Beginning(s, limit-len("…")) + "…"
}

// ValidUTF8 writes bytes that are not UTF-8 as escapes, as Printable does: JSON cannot hold them, and a report that was
// read back has to tell what the first one told.
func ValidUTF8(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	for len(s) > 0 {
		r, size := utf8.DecodeRuneInString(s)
		if r == utf8.RuneError && size == 1 {
			b.WriteString(Printable(s[:1]))
		} else {
			b.WriteString(s[:size])
		}
		s = s[size:]
	}
	return b.String()
}

// BoundAll bounds texts to MaxText.
func BoundAll(texts ...*string) {
	for _, text := range texts {
		*text = Bounded(*text, MaxText)
	}
}

// Shorten shortens text to at most limit bytes of what it was, at the start of a character.
func Shorten(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	return Beginning(text, limit) + "…"
}

// Beginning is at most the first limit bytes of text: measuring what comes after them again for each piece
// would take a time that grows with the square of a hostile length.
func Beginning(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	for back := range min(limit+1, utf8.UTFMax) { // further back there is no start, but bytes that are not UTF-8
		if utf8.RuneStart(text[limit-back]) {
			return text[:limit-back]
		}
	}
	return text[:limit]
}

// Plural counts: "1 clause", "2 clauses".
func Plural(n int, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, more)
}
