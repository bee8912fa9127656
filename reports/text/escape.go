package text

import (
	"fmt"
	"regexp"
	"strings"
)

// What is escaped in Markdown, and within a line of it.
var (
	markup = strings.NewReplacer(
		`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", "&lt;", ">", "&gt;", "&", "&amp;", "|", `\|`,
		"~", `\~`, "#", `\#`, "!", `\!`, "$", `\$`, "@", "&#64;", "://", `:\//`,
	)
	name     = regexp.MustCompile(`^[A-Za-z0-9._-]+$`)
	mentions = strings.NewReplacer("&#64;", "`@`", `\#`, "`#`", "www.", `www\.`)
)

// Markdown makes text harmless within a line or a cell of a table: all that Markdown or HTML could take for markup, a
// mention or a link is escaped.
func Markdown(text string) string {
	return markup.Replace(Printable(text))
}

// Code writes a name as code; one with characters that no name is made of as escaped text.
func Code(text string) string {
	if name.MatchString(text) {
		return CodeSpan(text)
	}
	return Markdown(text)
}

// Codes lists names as Code writes them.
func Codes(names []string) string {
	out := make([]string, len(names))
	for i, name := range names {
		out[i] = Code(name)
	}
	return strings.Join(out, ", ")
}

// CodeSpan is text as code within a line or a cell of a table, "" of nothing: there it can neither format nor mention anybody.
func CodeSpan(text string) string {
	if text == "" {
		return ""
	}
	text = strings.ReplaceAll(Printable(text), "|", `\|`)
	fence := unlike("`", text)
	if len(fence) > 1 {
		text = " " + text + " "
	}
	return fence + text + fence
}

// CodeBlock is text as a block of code.
func CodeBlock(text string) string {
	fence := unlike("```", text)
	return fence + "text\n" + text + "\n" + fence
}

// unlike gives a fence of at least that length that the text does not have.
func unlike(fence, text string) string {
	for strings.Contains(text, fence) {
		fence += "`"
	}
	return fence
}

// Inline is text within a line: what would mention somebody or refer to an issue is code, for neither an escape nor a
// character reference keeps it from that.
func Inline(text string) string {
	return mentions.Replace(Markdown(text))
}

// Tagged is text within HTML within Markdown: character references stand for all that means something in either.
func Tagged(text string) string {
	var b strings.Builder
	for _, r := range Printable(text) {
		switch {
		case r == '@' || r == '#':
			b.WriteString("<code>" + string(r) + "</code>")
		case strings.ContainsRune("\\`*_{}[]<>()&|~:/$\"'", r):
			fmt.Fprintf(&b, "&#%d;", r)
		default:
			b.WriteRune(r)
		}
	}
	return strings.ReplaceAll(b.String(), "www.", "www&#46;")
}
