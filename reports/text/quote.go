package text

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// quoteSegments makes one shell word of literal text and expressions. What can stand in double quotes as it
// is, stands there together; otherwise each piece gets the quotes it needs.
func quoteSegments(segments []segment) string {
	segments = apart(segments)
	expressions, plainText := false, true
	for i, s := range segments {
		if s.shell == "" {
			if s.meaning != "" {
				segments[i].text = "‹" + s.meaning + "›" // nothing that could be sent, but the reader sees what is missing
			}
			plainText = plainText && IsPrintable(segments[i].text) && !strings.ContainsAny(segments[i].text, "\"\\$`!")
			continue
		}
		expressions = true
	}
	var b strings.Builder
	if !expressions {
		for _, s := range segments {
			b.WriteString(s.text)
		}
		return Quote(b.String())
	}
	for i, s := range segments {
		switch {
		case s.shell == "" && plainText:
			b.WriteString(s.text)
		case s.shell == "":
			b.WriteString(Quote(s.text))
		case plainText:
			b.WriteString(delimited(s.shell, segments[i+1:]))
		default:
			b.WriteString(`"` + s.shell + `"`)
		}
	}
	if plainText {
		return `"` + b.String() + `"`
	}
	return b.String()
}

// apart has a line feed behind an expression stand as text of its own: within double quotes nobody would see it.
func apart(segments []segment) []segment {
	var all []segment
	for _, s := range segments {
		bare, ends := strings.CutSuffix(s.shell, "\n")
		s.shell = bare
		all = append(all, s)
		if ends {
			all = append(all, segment{text: "\n"})
		}
	}
	return all
}

// delimited puts a variable's name into braces where what follows would be read as a part of it: letters,
// and for zsh a modifier after a colon.
func delimited(shell string, rest []segment) string {
	if len(rest) == 0 || !strings.HasPrefix(shell, "$") || strings.ContainsAny(shell, "{(") {
		return shell
	}
	next := rest[0].text
	if rest[0].shell != "" {
		next = rest[0].shell
	}
	colon := len(next) > 1 && next[0] == ':'
	if wordByte(next[0]) || next[0] == '[' || colon && next[1] != '$' || next == ":" && len(rest) > 1 && !strings.HasPrefix(rest[1].shell, "$") {
		return "${" + shell[1:] + "}"
	}
	return shell
}

// Quote makes one shell word of any text without a NUL, in the plainest quotes that do.
func Quote(text string) string {
	switch {
	case text != "" && strings.Trim(text, bareBytes) == "":
		return text
	case IsPrintable(text) && !strings.Contains(text, "'"):
		return "'" + text + "'"
	default:
		return ansiQuote(text)
	}
}

// bareBytes need no quotes anywhere in a word.
const bareBytes = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./:@%+,-"

// ansiQuote is $'…', in which every byte can be written visibly. Bytes are written in octal: hexadecimal
// escapes end differently in different shells.
func ansiQuote(text string) string {
	var b strings.Builder
	b.WriteString("$'")
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case r == '\'' || r == '\\':
			b.WriteString(`\` + string(r))
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case strconv.IsPrint(r) && (r != utf8.RuneError || size > 1):
			b.WriteRune(r)
		default:
			for _, c := range []byte(text[i : i+size]) {
				fmt.Fprintf(&b, `\%03o`, c)
			}
		}
		i += size
	}
	return b.String() + "'"
}

// octal writes text as a format of printf, which can hold a NUL.
func octal(text string) string {
	var b strings.Builder
	for _, c := range []byte(text) {
		switch {
		case c == '\\' || c == '\'' || c < ' ' || c >= 0x7f:
			fmt.Fprintf(&b, `\%03o`, c)
		case c == '%':
			b.WriteString("%%")
		default:
			b.WriteByte(c)
		}
	}
	return "'" + b.String() + "'"
}
