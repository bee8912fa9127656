package redact

import (
	"bytes"
	"encoding/base64"
	hexadecimal "encoding/hex"
	"fmt"
	"html"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// spelling is a way to write a secret, and the way back, which shares nothing with the redactor.
type spelling struct {
	name  string
	write func(string) string
	read  func(string) string
}

func asIs(s string) string { return s }

// everyByte writes each byte, everyRune each rune by a format.
func everyByte(format string) func(string) string {
	return func(s string) string { return percent(s, format, 1) }
}

func everyRune(write func(int, rune) string) func(string) string {
	return func(s string) string {
		var out strings.Builder
		at := 0
		for _, r := range s {
			out.WriteString(write(at, r))
			at++
		}
		return out.String()
	}
}

func readBy(expression string, read func([]string) string) func(string) string {
	unit := regexp.MustCompile(expression)
	return func(s string) string {
		return unit.ReplaceAllStringFunc(s, func(found string) string { return read(unit.FindStringSubmatch(found)) })
	}
}

func code(digits string, base int) string {
	n, _ := strconv.ParseUint(digits, base, 32)
	return string([]byte{byte(n)})
}

// units writes each unit of UTF-16 by a format.
func units(s, format string) string {
	var out strings.Builder
	for _, unit := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&out, format, unit)
	}
	return out.String()
}

// point reads a character by its number.
func point(digits string) string {
	n, _ := strconv.ParseUint(digits, 16, 21)
	return string(rune(n))
}

func unquoted(s string) string {
	unit := regexp.MustCompile(`(\\u[0-9A-Fa-f]{4})+`)
	s = unit.ReplaceAllStringFunc(s, func(found string) string {
		var units []uint16
		for digits := range strings.SplitSeq(found[2:], `\u`) {
			n, _ := strconv.ParseUint(digits, 16, 16)
			units = append(units, uint16(n))
		}
		return string(utf16.Decode(units))
	})
	return strings.NewReplacer(`\"`, `"`, `\\`, `\`, `\/`, `/`, `\n`, "\n").Replace(s)
}

func unbase64(s string) string {
	s = strings.NewReplacer("\r", "", "\n", "", `\r`, "", `\n`, "", "-", "+", "_", "/", "=", "").Replace(s)
	var out strings.Builder
	for skip := range 4 {
		if skip < len(s) {
			cut := s[skip:]
			if len(cut)%4 == 1 {
				cut = cut[:len(cut)-1]
			}
			plain, _ := base64.RawStdEncoding.DecodeString(cut)
			out.Write(plain)
			out.WriteByte('\n')
		}
	}
	return out.String()
}

func lines(width int, end string) func(string) string {
	return func(s string) string {
		var out []string
		for ; len(s) > width; s = s[width:] {
			out = append(out, s[:width])
		}
		return strings.Join(append(out, s), end)
	}
}

func utf16Bytes(s string, big bool) string {
	var out bytes.Buffer
	for _, u := range utf16.Encode([]rune(s)) {
		if big {
			out.Write([]byte{byte(u >> 8), byte(u)})
		} else {
			out.Write([]byte{byte(u), byte(u >> 8)})
		}
	}
	return out.String()
}

func unUTF16(s string) string {
	var out strings.Builder
	for skip := range 2 {
		for _, big := range []bool{false, true} {
			var units []uint16
			for i := skip; i+1 < len(s); i += 2 {
				if big {
					units = append(units, uint16(s[i])<<8|uint16(s[i+1]))
				} else {
					units = append(units, uint16(s[i+1])<<8|uint16(s[i]))
				}
			}
			out.WriteString(string(utf16.Decode(units)) + "\n")
		}
	}
	return out.String()
}

func unhex(s string) string {
	digits := regexp.MustCompile(`[^0-9A-Fa-f]`).ReplaceAllString(s, "")
	var out strings.Builder
	for skip := range 2 {
		if skip > len(digits) {
			continue
		}
		cut := digits[skip:]
		plain, _ := hexadecimal.DecodeString(cut[:len(cut)/2*2])
		out.WriteString(string(plain) + "\n")
	}
	return out.String()
}

func then(fs ...func(string) string) func(string) string {
	return func(s string) string {
		for _, f := range fs {
			s = f(s)
		}
		return s
	}
}

// javaScript writes each character as its literals may.
func javaScript(s string) string {
	var out strings.Builder
	for _, r := range s {
		if r <= unicode.MaxLatin1 {
			fmt.Fprintf(&out, `\x%02X`, r)
			continue
		}
		out.WriteString(units(string(r), `\u%04x`))
	}
	return out.String()
}

func spellings() []spelling {
	b64 := func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }
	rawURL := func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }
	before := func(p string, f func(string) string) func(string) string {
		return func(s string) string { return f(p + s) }
	}
	around := func(f func(string) string) func(string) string {
		return func(s string) string {
			return f("{" + s + ": padding of some length, so that it wraps more than once, for every one of them: lorem ipsum dolor")
		}
	}
	unpercent := readBy(`%([0-9A-Fa-f]{2})`, func(m []string) string { return code(m[1], 16) })
	octal := readBy(`\\([0-3][0-7]{2})`, func(m []string) string { return code(m[1], 8) })
	hexes := readBy(`\\x([0-9A-Fa-f]{2})`, func(m []string) string { return code(m[1], 16) })
	colons := func(by, format string) func(string) string {
		return func(s string) string {
			var pairs []string
			for i := range len(s) {
				pairs = append(pairs, fmt.Sprintf(format, s[i]))
			}
			return strings.Join(pairs, by)
		}
	}
	mixed := everyRune(func(i int, r rune) string {
		switch i % 4 {
		case 0:
			return fmt.Sprintf("&#%d;", r)
		case 1:
			return fmt.Sprintf("&#x%x;", r)
		case 2:
			return fmt.Sprintf("&#X%04X;", r)
		}
		return html.EscapeString(string(r))
	})
	list := []spelling{
		{"as it is", asIs, asIs},
		{"upper case", strings.ToUpper, asIs},
		{"lower case", strings.ToLower, asIs},
		{"title case", func(s string) string {
			_, n := utf8.DecodeRuneInString(s)
			return strings.ToUpper(s[:n]) + strings.ToLower(s[n:])
		}, asIs},
		{"percent", everyByte("%%%02X"), unpercent},
		{"percent in small letters", everyByte("%%%02x"), unpercent},
		{"query", url.QueryEscape, func(s string) string { return strings.ReplaceAll(unpercent(s), "+", " ") }},
		{"path", url.PathEscape, unpercent},
		{"percent twice", then(everyByte("%%%02X"), url.QueryEscape), then(unpercent, unpercent)},
		{"query twice", then(url.QueryEscape, url.QueryEscape), then(unpercent, func(s string) string { return strings.ReplaceAll(unpercent(s), "+", " ") })},
		{"JSON", func(s string) string { return strings.Trim(jsonQuoted(s), `"`) }, unquoted},
		{"JSON in JSON", func(s string) string {
			q := strings.Trim(jsonQuoted(s), `"`)
			q = jsonQuoted(q)
			return q[1 : len(q)-1]
		}, then(unquoted, unquoted)},
		{"\\u", func(s string) string { return units(s, `\u%04x`) }, unquoted},
		{"\\u in JSON", then(func(s string) string { return units(s, `\u%04x`) }, func(s string) string { return strings.ReplaceAll(s, `\`, `\\`) }), then(unquoted, unquoted)},
		{"\\x", everyByte(`\x%02x`), hexes},
		{"characters of JavaScript", javaScript, then(unquoted, readBy(`\\x([0-9A-Fa-f]{2})`, func(m []string) string { n, _ := strconv.ParseUint(m[1], 16, 8); return string(rune(n)) }))},
		{"%u", func(s string) string { return units(s, "%%u%04X") }, then(readBy(`%u`, func([]string) string { return `\u` }), unquoted)},
		{"\\u{}", everyRune(func(_ int, r rune) string { return fmt.Sprintf(`\u{%x}`, r) }), readBy(`\\u\{([0-9a-f]+)\}`, func(m []string) string { return point(m[1]) })},
		{"\\U", everyRune(func(_ int, r rune) string { return fmt.Sprintf(`\U%08x`, r) }), readBy(`\\U([0-9a-f]{8})`, func(m []string) string { return point(m[1]) })},
		{"HTML without semicolons", everyRune(func(_ int, r rune) string { return fmt.Sprintf("&#%d", r) }), html.UnescapeString},
		{"octal", everyByte(`\%03o`), octal},
		{"HTML decimal", everyRune(func(_ int, r rune) string { return fmt.Sprintf("&#%d;", r) }), html.UnescapeString},
		{"HTML hex", everyRune(func(_ int, r rune) string { return fmt.Sprintf("&#x%x;", r) }), html.UnescapeString},
		{"HTML mixed", mixed, html.UnescapeString},
		{"HTML names", html.EscapeString, html.UnescapeString},
		{"base64", b64, unbase64},
		{"hex", colons("", "%02x"), unhex},
		{"HEX", colons("", "%02X"), unhex},
		{"hex with colons", colons(":", "%02x"), unhex},
		{"hex with spaces", colons(" ", "%02X"), unhex},
		{"hex with hyphens", colons("-", "%02X"), unhex},
		{"numbers", colons(", ", "%d"), unlisted},
		{"numbers in lines", colons(",\n    ", "%d"), unlisted},
		{"numbers with dots", colons(".", "%d"), unlisted},
		{"numbers of three digits", colons(" ", "%03d"), unlisted},
		{"numbers of Go", colons(", ", "0x%02x"), unlisted},
		{"numbers of Java", func(s string) string {
			var list []string
			for i := range len(s) {
				list = append(list, strconv.Itoa(int(int8(s[i]))))
			}
			return "[" + strings.Join(list, ", ") + "]"
		}, unlisted},
		{"numbers of JavaScript", func(s string) string {
			var list []string
			for i := range len(s) {
				list = append(list, fmt.Sprintf(`"%d":%d`, i, s[i]))
			}
			return "{" + strings.Join(list, ",") + "}"
		}, then(readBy(`"\d+":`, func([]string) string { return "" }), unlisted)},
		{"base64 of numbers", then(colons(",", "%d"), b64), then(unbase64, unlisted)},
		{"numbers of UTF-16 LE", then(func(s string) string { return utf16Bytes(s, false) }, colons(" ", "%d")), then(unlisted, unUTF16)},
		{"base64 of hex", then(colons("", "%02x"), b64), then(unbase64, unhex)},
		{"base64 of hex with colons", then(colons(":", "%02X"), b64), then(unbase64, unhex)},
		{"base64 of percent", then(url.QueryEscape, b64), then(unbase64, unpercent)},
		{"base64 of JSON", then(jsonQuoted, b64), then(unbase64, unquoted)},
		{"base64 twice", then(b64, b64), then(unbase64, unbase64)},
		{"base64 thrice", then(b64, b64, b64), then(unbase64, unbase64, unbase64)},
		{"base64 of UTF-16 LE", then(func(s string) string { return utf16Bytes(s, false) }, b64), then(unbase64, unUTF16)},
		{"base64 of UTF-16 BE", then(func(s string) string { return "\xfe\xff" + utf16Bytes(s, true) }, b64), then(unbase64, unUTF16)},
		{"hex of UTF-16 LE", then(func(s string) string { return utf16Bytes(s, false) }, colons("", "%02x")), then(unhex, unUTF16)},
		{"NULs between, escaped", func(s string) string {
			q := jsonQuoted(everyRune(func(_ int, r rune) string { return string(r) + "\x00" })(s))
			return q[1 : len(q)-1]
		}, then(unquoted, func(s string) string { return strings.ReplaceAll(s, "\x00", "") })},
		{"split by lines", everyRune(func(i int, r rune) string { return string(r) + strings.Repeat("\n", (i+1)%5/4) }), func(s string) string { return strings.ReplaceAll(s, "\n", "") }},
	}
	for offset, p := range []string{"", "a", "bc"} {
		list = append(list,
			spelling{fmt.Sprintf("base64url, offset %d", offset), before(p, rawURL), unbase64},
			spelling{fmt.Sprintf("base64 after its alphabet, offset %d", offset), func(s string) string { return "Zz9xY"[:offset+1] + b64(p+s) }, unbase64},
		)
	}
	for _, width := range []int{64, 76} {
		for name, end := range map[string]string{"LF": "\n", "CRLF": "\r\n", "escaped LF": `\n`, "escaped CRLF": `\r\n`} {
			list = append(list, spelling{fmt.Sprintf("base64 at %d with %s", width, name), then(around(b64), lines(width, end)), unbase64})
		}
	}
	return list
}
