package redact

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// escapes is a set of ways to write a character as several.
type escapes uint8

const (
	jsonEscapes    escapes = 1 << iota // \u0041 \/ \" and JavaScript's \x41 \'
	percentEscapes                     // %41
	htmlEscapes                        // &#65; &#x41; &amp;
	anyEscapes     = jsonEscapes | percentEscapes | htmlEscapes
	hexPairs       = htmlEscapes << 1 // 41, 41: and so on
	gaps           = hexPairs << 1    // line breaks and NULs between characters
	byteNumbers    = gaps << 1        // 115, 51 and so on
)

// character is what an escape stands for: one byte, or one rune in UTF-8.
type character struct {
	bytes  [utf8.UTFMax]byte
	length int
}

func byteCharacter(c byte) character { return character{[utf8.UTFMax]byte{c}, 1} }

func runeCharacter(r rune) character {
	var c character
	c.length = utf8.EncodeRune(c.bytes[:], r)
	return c
}

// unit reads the character that b begins with: what it stands for, and how many bytes write it; 1 for
// a byte that stands for itself.
func unit(b []byte, kinds escapes) (character, int) {
	switch {
	case len(b) < 2:
	case b[0] == '%' && kinds&percentEscapes != 0:
		if n, ok := hex(b, 1, 2); ok {
			return byteCharacter(byte(n)), 3
		}
		if b[1] == 'u' { // of JavaScript's escape(), and IIS
			return utf16Unit(b)
		}
	case b[0] == '\\' && kinds&jsonEscapes != 0:
		return backslashUnit(b)
	case b[0] == '&' && kinds&htmlEscapes != 0:
		return htmlUnit(b)
	}
	return character{}, 1
}

// within gives the kinds of escapes that a text reads as.
func within(text string) escapes {
	var found escapes
	for _, kind := range []escapes{jsonEscapes, percentEscapes, htmlEscapes} {
		if (&unescaped{text: []byte(text)}).unescape(kind) != nil {
			found |= kind
		}
	}
	return found
}

// escapesMore says whether a text reads as escaped where another one of its form does not ("%6V", "%6C").
func escapesMore(text, than []byte) bool {
	if len(text) != len(than) {
		return false
	}
	for i, c := range text {
		if c != '%' && c != '\\' && c != '&' {
			continue
		}
		_, width := unit(text[i:], anyEscapes)
		if _, plain := unit(than[i:], anyEscapes); width > 1 && plain == 1 {
			return true
		}
	}
	return false
}

// escapesBehind says the same of texts behind a backslash, in small letters if they are not in those: all cases of a secret have
// pseudonyms alike.
func escapesBehind(text, than []byte) bool {
	const longest = 9
	var behind [2][longest + 1]byte
	for i, b := range [][]byte{text, than} {
		behind[i][0] = '\\'
		for j, c := range b[:min(len(b), longest)] {
			behind[i][j+1] = fold(c)
		}
	}
	_, width := unit(behind[0][:], jsonEscapes)
	_, plain := unit(behind[1][:], jsonEscapes)
	return width > 1 && plain == 1
}

func backslashUnit(b []byte) (character, int) {
	switch b[1] {
	case '"', '\\', '/', '\'':
		return byteCharacter(b[1]), 2
	case 'b', 'f', 'n', 'r', 't':
		return byteCharacter("\b\f\n\r\t"[bytes.IndexByte([]byte("bfnrt"), b[1])]), 2
	case '0', '1', '2', '3': // C's and Python's
		if n, ok := octal(b); ok {
			return byteCharacter(n), 4
		}
	case 'x':
		if n, ok := hex(b, 2, 2); ok {
			return byteCharacter(byte(n)), 4
		}
	case 'U': // C's and Python's
		if n, ok := hex(b, 2, 8); ok && utf8.ValidRune(n) {
			return runeCharacter(n), 10
		}
	case 'u':
		if end := bytes.IndexByte(b[:min(len(b), 10)], '}'); end > 3 && b[2] == '{' { // of a JavaScript string
			return entity(string(b[3:end]), 16, end+1)
		}
		return utf16Unit(b)
	}
	return character{}, 1
}

// utf16Unit reads a character in UTF-16, whose units are each written like "\u0041".
func utf16Unit(b []byte) (character, int) {
	const digits, width = 4, 6
	high, ok := hex(b, width-digits, digits)
	if !ok {
		return character{}, 1
	}
	if low, ok := hex(b, 2*width-digits, digits); ok && bytes.Equal(b[width:width+2], b[:2]) {
		if r := utf16.DecodeRune(high, low); r != utf8.RuneError {
			return runeCharacter(r), 2 * width
		}
	}
	return runeCharacter(high), width // a lone surrogate gives U+FFFD, which no pseudonym changes
}

// octal reads the three digits after a backslash.
func octal(b []byte) (byte, bool) {
	const digits = 4
	if len(b) < digits {
		return 0, false
	}
	n := byte(0)
	for _, c := range b[1:digits] {
		if c < '0' || c > '7' {
			return 0, false
		}
		n = n<<3 | (c - '0')
	}
	return n, true
}

func htmlUnit(b []byte) (character, int) {
	if b[1] == '#' {
		return numericUnit(b)
	}
	end := bytes.IndexByte(b[:min(len(b), 10)], ';')
	if end < 3 {
		return character{}, 1
	}
	switch string(b[1:end]) {
	case "amp":
		return byteCharacter('&'), end + 1
	case "lt":
		return byteCharacter('<'), end + 1
	case "gt":
		return byteCharacter('>'), end + 1
	case "quot":
		return byteCharacter('"'), end + 1
	case "apos":
		return byteCharacter('\''), end + 1
	}
	return character{}, 1
}

// numericUnit reads a reference by number, which ends where its digits do: readers of HTML want no semicolon.
func numericUnit(b []byte) (character, int) {
	const longest = 12
	start, base, digits := 2, 10, "0123456789"
	if len(b) > 2 && (b[2] == 'x' || b[2] == 'X') {
		start, base, digits = 3, 16, "0123456789abcdefABCDEF"
	}
	end := start
	for end < min(len(b), longest) && bytes.IndexByte([]byte(digits), b[end]) >= 0 {
		end++
	}
	width := end
	if end < len(b) && b[end] == ';' {
		width++
	}
	if strings.Trim(string(b[start:end]), "0") == "" {
		return character{}, 1 // no reader of HTML makes a NUL of it
	}
	return entity(string(b[start:end]), base, width)
}

func entity(digits string, base, width int) (character, int) {
	n, err := strconv.ParseUint(digits, base, 21)
	if err != nil || !utf8.ValidRune(rune(n)) {
		return character{}, 1
	}
	return runeCharacter(rune(n)), width
}

// escapeLike writes a character in the way in which old wrote another one, case of hexadecimal digits
// included. What cannot be written so (a letter for "\/") stands for itself.
func escapeLike(old, char []byte) []byte {
	if len(old) < 2 || old[0] == '\\' && bytes.IndexByte([]byte("uUx"), old[1]) < 0 && (old[1] < '0' || old[1] > '3') {
		return char
	}
	var out []byte
	r, _ := utf8.DecodeRune(char)
	switch old[0] {
	case '%':
		if out = fmt.Appendf(nil, "%%%02X", char[0]); old[1] == 'u' {
			out = utf16Units("%%u%04X", r)
		}
	case '\\':
		if '0' <= old[1] && old[1] <= '3' {
			return fmt.Appendf(nil, "\\%03o", char[0])
		}
		if old[1] == 'x' && len(char) == 1 {
			out = fmt.Appendf(nil, "\\x%02X", char[0])
			break
		}
		if old[1] == 'U' {
			out = fmt.Appendf(nil, "\\U%08X", r)
			return out
		}
		if len(old) > 2 && old[2] == '{' {
			out = fmt.Appendf(nil, "\\u{%X}", r)
			break
		}
		out = utf16Units(`\u%04X`, r)
	case '&':
		if len(old) > 3 && (old[2] == 'x' || old[2] == 'X') {
			out = fmt.Appendf(nil, "&#x%X;", r)
		} else {
			out = fmt.Appendf(nil, "&#%d;", r)
		}
		if old[len(old)-1] != ';' {
			out = out[:len(out)-1]
		}
	}
	if bytes.ContainsAny(old[1:], "abcdef") {
		out = bytes.ToLower(out)
	}
	return out
}

func utf16Units(format string, r rune) []byte {
	var out []byte
	for _, unit := range utf16.Encode([]rune{r}) {
		out = fmt.Appendf(out, format, unit)
	}
	return out
}

// quotable writes a byte as it may stand in a JSON string.
func quotable(char []byte) []byte {
	if at := bytes.IndexByte([]byte("\"\\\b\f\n\r\t"), char[0]); at >= 0 {
		return []byte{'\\', "\"\\bfnrt"[at]}
	}
	if char[0] < ' ' {
		return fmt.Appendf(nil, "\\u%04x", char[0])
	}
	return char
}
