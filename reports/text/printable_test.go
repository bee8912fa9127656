package text

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/authconform/authconform/reports/reportstest"
)

func TestPrintable(t *testing.T) {
	for text, want := range map[string]string{
		"":                           "",
		"plain ‹é› 日本 \\n":           "plain ‹é› 日本 \\n",
		"a\nb\r\tc":                  `a\nb\r\tc`,
		"\x1b[31m":                   `\x1b[31m`,
		"\x00\x7f":                   `\x00\x7f`,
		"\u009b31m":                  `\u009b31m`,
		"\u202eabc\u2066":            `\u202eabc\u2066`,
		"a\u200bb\ufeff\u00a0\u2028": `a\u200bb\ufeff\u00a0\u2028`,
		"\U000e0041":                 `\U000e0041`,
		"\xff\xc3":                   `\xff\xc3`,
		"\ufffd":                     "\ufffd",
	} {
		if got := Printable(text); got != want {
			t.Errorf("Printable(%q) = %q, want %q", text, got, want)
		}
	}
}

func FuzzPrintable(f *testing.F) {
	f.Add(reportstest.Hostile)
	f.Fuzz(func(t *testing.T, text string) {
		got := Printable(text)
		if !utf8.ValidString(got) || strings.ContainsFunc(got, func(r rune) bool {
			return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Bidi_Control, r)
		}) {
			t.Errorf("Printable(%q) = %q", text, got)
		}
		if again := Printable(got); again != got {
			t.Errorf("a second time it gives %q, not %q", again, got)
		}
	})
}
