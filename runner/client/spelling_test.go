package client

import (
	"bytes"
	"compress/gzip"
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/authconform/authconform/runner/redact"
	"github.com/authconform/authconform/suites/evidence"
)

// each writes every byte in a format.
func each(format string) func(string) string {
	return func(secret string) string {
		var b strings.Builder
		for _, c := range []byte(secret) {
			fmt.Fprintf(&b, format, c)
		}
		return b.String()
	}
}

func inLines(text string, width int) string {
	var lines []string
	for ; len(text) > width; text = text[width:] {
		lines = append(lines, text[:width])
	}
	return strings.Join(append(lines, text), "\r\n")
}

func utf16(secret string) string {
	var b strings.Builder
	for _, c := range []byte(secret) {
		b.Write([]byte{c, 0})
	}
	return b.String()
}

// spellings are the ways in which the README says that secrets are found, each by the words that it has for it there.
func spellings() map[string]func(string) string {
	b64 := func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }
	pairs := func(between string) func(string) string {
		return func(s string) string { return strings.TrimSuffix(each("%02X"+between)(s), between) }
	}
	same := func(s string) string { return s }
	return map[string]func(string) string{
		"as it is":    same,
		"in capitals": strings.ToUpper,
		"in small letters, as HTTP/2 writes names": strings.ToLower,
		"in title case":                                              func(s string) string { return strings.ToUpper(s[:1]) + strings.ToLower(s[1:]) },
		"a space as `+`, a `+` as a space":                           func(s string) string { return strings.ReplaceAll(s, "+", " ") },
		"percent-encoded, in whole or in part":                       each("%%%02x"),
		"percent-encoded twice":                                      func(s string) string { return url.QueryEscape(each("%%%02X")(s)) },
		"JSON escapes (`\\u0041`), JSON within JSON":                 each(`\\u%04x`),
		"JavaScript's and C's escapes (`\\x41`, `\\101`) of bytes":   each(`\x%02x`),
		"HTML's character references":                                func(s string) string { return html.EscapeString("<p>") + each("&#%d;")(s) },
		"HTML's character references without a semicolon":            each("&#%d"),
		"JavaScript's and Python's escapes of characters (`%u0041`)": each("%%u%04x"),
		"the same in braces (`\\u{41}`)":                             each(`\u{%x}`),
		"the same with eight digits (`\\U00000041`)":                 each(`\U%08X`),
		"base64 and base64url, padded or not, at any offset":         func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(": " + s + "!")) },
		"base64 after a backslash or a `%`":                          func(s string) string { return `\u` + b64(s) },
		"base64 in lines":                                            func(s string) string { return inLines(b64("what there is besides: "+s), 20) },
		"base64 of Basic credentials, of a form, of JSON":            func(s string) string { return b64(`{"a":{"b":"` + s + `"}}`) },
		"base64 of base64, up to three times":                        func(s string) string { return b64(b64(b64(s))) },
		"hexadecimal":                                                func(s string) string { return hex.EncodeToString([]byte(s)) },
		"hexadecimal after another digit":                            func(s string) string { return "0" + hex.EncodeToString([]byte(s)) },
		"hexadecimal with colons, commas or hyphens":                 pairs(":"),
		"hexadecimal with spaces":                                    pairs(" "),
		"base64 of hexadecimal":                                      func(s string) string { return b64(hex.EncodeToString([]byte(s))) },
		"with line breaks in it":                                     func(s string) string { return inLines(s, 5) },
		"UTF-16, in base64, hexadecimal or escaped":                  func(s string) string { return b64("\xff\xfe" + utf16(s)) },

		"the same as JavaScript has them (`{\"0\":115}`)": func(s string) string {
			var list []string
			for i, c := range []byte(s) {
				list = append(list, fmt.Sprintf(`"%d":%d`, i, c))
			}
			return "{" + strings.Join(list, ",") + "}"
		},
		"base32, of either case, padded or not, at any offset": func(s string) string {
			return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString([]byte("id:" + s)))
		},
		"quoted-printable": func(s string) string { return inLines(each("=%02X")(s), 30) },
		"lists of the numbers of its bytes, in decimals or as `0x73`": func(s string) string {
			var list []int
			for _, c := range []byte(s) {
				list = append(list, int(c))
			}
			text, _ := json.Marshal(list) // numbers always are JSON
			return string(text)
		},
	}
}

// A password is found in what a client prints, in files and in their names, in every way of which the README says so; and
// none of it is shown.
func TestSpellingsAreFound(t *testing.T) {
	const password = "s3cr3tValue9xABCD"
	for name, write := range spellings() {
		t.Run(name, func(t *testing.T) {
			s, err := newSought()
			if err != nil {
				t.Fatal(err)
			}
			s.add(evidence.Password, password)
			redactor, err := redact.NewRedactor(nil, evidence.Secret{Value: password, Meaning: "password"})
			if err != nil {
				t.Fatal(err)
			}
			text := write(password)
			o := newOutput(s, nil)
			fmt.Fprintf(o.stdout(), "begun\nit is %s !\ndone\n", text)
			var life evidence.Life
			o.tell(&life, redactor)
			if len(life.Leaks) != 1 || life.Leaks[0].What != evidence.Password || !life.Searched {
				t.Errorf("%q is not found in what was printed: %+v", text, life)
			}
			if strings.Contains(life.Output, text) || strings.Contains(life.Output, password) {
				t.Errorf("the record shows it: %q", life.Output)
			}
			within(t, s, "session", []byte("begun\nit is "+text+" !\n"))
			if !strings.ContainsAny(text, "/\n") {
				within(t, s, text, nil)
			}
		})
	}
}

// within keeps a file and wants the password to be found.
func within(t *testing.T, s *sought, file string, content []byte) {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, file), content, 0o600); err != nil {
		t.Fatal(err)
	}
	leaks, searched := s.kept(dir)
	if len(leaks) != 1 || leaks[0].What != evidence.Password || !searched {
		t.Errorf("not found in the file %q with %q: %+v", file, content, leaks)
	}
	for _, l := range leaks {
		if s.isIn(l.Where) {
			t.Errorf("the record shows it: %+v", l)
		}
	}
}

// What is compressed in a file is looked through, too.
func TestCompressedFilesAreLookedThrough(t *testing.T) {
	s, err := newSought()
	if err != nil {
		t.Fatal(err)
	}
	s.add(evidence.Password, "s3cr3tValue9xABCD")
	var content bytes.Buffer
	w := gzip.NewWriter(&content)
	fmt.Fprint(w, `{"password": "s3cr3tValue9xABCD"}`)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	within(t, s, "session.gz", content.Bytes())
}

// What only looks like a secret in one of these ways is none, and is shown.
func TestOtherTextsAreNoLeak(t *testing.T) {
	s, err := newSought()
	if err != nil {
		t.Fatal(err)
	}
	s.add(evidence.ClientSecret, "s3cr3tValue9xABCD")
	redactor, err := redact.NewRedactor(nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"took 12, 15, 11, 900, 13, 14, 17, 12, 19 ms", "a=3D b=20 c=", strings.Repeat("MFRGG", 20), "192.168.0.1 10 20 30 40 50 60 70 80"} {
		o := newOutput(s, nil)
		fmt.Fprintln(o.stdout(), text)
		var life evidence.Life
		o.tell(&life, redactor)
		if len(life.Leaks) > 0 || !strings.Contains(life.Output, text) {
			t.Errorf("%q: %+v", text, life)
		}
	}
}

// The README says of clients what is found here, and nothing else.
func TestSpellingsInTheReadme(t *testing.T) {
	redacted, err := os.ReadFile("../redact/README.md")
	if err != nil {
		t.Fatal(err)
	}
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(redacted), "Found, and replaced, for every secret")
	listed, _, _ := strings.Cut(rest, "Not promised:")
	_, rest, _ = strings.Cut(string(readme), "<!-- spellings of clients -->\n")
	further, _, ended := strings.Cut(rest, "\n\n")
	if !ended {
		t.Fatal("the README has no place for the spellings of clients")
	}
	told := map[string]bool{}
	for _, row := range regexp.MustCompile(`(?m)^- (.*)$`).FindAllStringSubmatch(listed+"\n"+further, -1) {
		told[row[1]] = true
	}
	for name := range spellings() {
		if !told[name] {
			t.Errorf("the README does not say that secrets are found: %s", name)
		}
	}
	elsewhere := []string{ // of services, or held by tests of their own
		"the claims or the signature of a JSON Web Token alone", "the beginning of a secret at the end of a body that was cut off at 1 MiB",
		"in files that are compressed by gzip or zlib",
	}
	for _, name := range elsewhere {
		delete(told, name)
	}
	for name := range told {
		if spellings()[name] == nil {
			t.Errorf("the README says that secrets are found, and no test does: %s", name)
		}
	}
}
