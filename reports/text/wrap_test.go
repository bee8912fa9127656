package text

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/authconform/authconform/reports/reportstest"
)

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		text  string
		width int
		want  []string
	}{
		{"", 10, []string{""}},
		{"one two three", 7, []string{"one two", "three"}},
		{"abcdefghijklm", 5, []string{"abcde", "fghij", "klm"}},
		{`{"error":"a","b":"c"}`, 16, []string{`{"error":"a",`, `"b":"c"}`}},
		{"see https://example.org/a,b,c/d now", 10, []string{"see", "https://example.org/a,b,c/d", "now"}},
		{"a ‹client secret› b", 16, []string{"a", "‹client secret›", "b"}},
		{"a ‹client secret", 10, []string{"a", "‹client se", "cret"}},
		{"日本語日本語", 4, []string{"日本", "語日", "本語"}},
		{"日本", 1, []string{"日本"}},
	} {
		if diff := cmp.Diff(c.want, Wrap(c.text, c.width)); diff != "" {
			t.Errorf("wrap(%q, %d):\n%s", c.text, c.width, diff)
		}
	}
}

func TestWrapCommand(t *testing.T) {
	got := wrapCommand(`curl -H 'a long header' -u "$ID:$(printf %s "x y" | tr 'a b' c)" $'it\'s here' https://example.org/`, 24)
	want := []string{
		`curl \`, `-H 'a long header' \`, `-u "$ID:$(printf %s "x y" | tr 'a b' c)" \`, `$'it\'s here' \`, `https://example.org/`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestShellWords(t *testing.T) {
	for _, c := range []struct {
		command string
		want    []string
	}{
		{"a b", []string{"a", "b"}},
		{"'a b' c", []string{"'a b'", "c"}},
		{`'a\' b`, []string{`'a\'`, "b"}},
		{`$'a\' b' c`, []string{`$'a\' b'`, "c"}},
		{`"a \" b" c`, []string{`"a \" b"`, "c"}},
		{`"a $(b "c d" 'e)') f" g`, []string{`"a $(b "c d" 'e)') f"`, "g"}},
		{`"it's" b`, []string{`"it's"`, "b"}},
		{`"$'" b`, []string{`"$'"`, "b"}},
		{`a\ b c`, []string{`a\ b`, "c"}},
		{`'a b`, []string{`'a b`}},
		{`a $(b c`, []string{`a $(b c`}},
		{"", []string{""}},
	} {
		if diff := cmp.Diff(c.want, shellWords(c.command)); diff != "" {
			t.Errorf("shellWords(%s):\n%s", c.command, diff)
		}
	}
}

func FuzzWrap(f *testing.F) {
	f.Add("one two, three", 5)
	f.Add(reportstest.Hostile, 1)
	f.Add(`curl "$(a 'b' $'c\'')" https://x/`, 12)
	f.Fuzz(func(t *testing.T, text string, width int) {
		width = max(1, min(width, 200))
		text = Printable(text)
		if Printable(text) != text || !utf8.ValidString(text) {
			t.Fatalf("Printable is not idempotent: %q", text)
		}
		squeeze := func(lines []string, more string) string {
			for i := range lines[:len(lines)-1] {
				lines[i] = strings.TrimSuffix(lines[i], more)
			}
			return strings.ReplaceAll(strings.Join(lines, ""), " ", "")
		}
		want := strings.ReplaceAll(text, " ", "")
		if got := squeeze(Wrap(text, width), ""); got != want {
			t.Errorf("wrap lost something: %q, want %q", got, want)
		}
		if got := strings.Join(shellWords(text), " "); got != text {
			t.Errorf("shellWords lost something: %q, want %q", got, text)
		}
		if got := squeeze(wrapCommand(text, width), ` \`); got != want {
			t.Errorf("wrapCommand lost something: %q, want %q", got, want)
		}
	})
}
