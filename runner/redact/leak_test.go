package redact

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// leaks says in which form a text shows a secret. It shares no code with the redactor: it undoes
// encodings with the standard library, over and over, and looks.
func leaks(text, secret string) string {
	seen := map[string]bool{}
	var look func(text, form string, depth int) string
	look = func(text, form string, depth int) string {
		if seen[text] {
			return ""
		}
		seen[text] = true
		if strings.Contains(text, secret) || strings.Contains(strings.ReplaceAll(text, "+", " "), secret) {
			return form
		}
		if depth == 0 {
			return ""
		}
		for name, undo := range undoings {
			for _, plain := range undo(text) {
				if found := look(plain, form+" "+name, depth-1); found != "" {
					return found
				}
			}
		}
		return ""
	}
	return look(text, "found:", 3)
}

var (
	percentUnit = regexp.MustCompile(`%[0-9A-Fa-f]{2}`)
	jsonUnit    = regexp.MustCompile(`(\\u[0-9A-Fa-f]{4})+|\\["\\/]`)
	longUnit    = regexp.MustCompile(`%u[0-9A-Fa-f]{4}|\\u\{[0-9A-Fa-f]{1,6}\}|\\U[0-9A-Fa-f]{8}`)
	decimalRun  = regexp.MustCompile(`\b\d{1,3}([\s,]+\d{1,3}){7,}\b`)
	base64Run   = regexp.MustCompile(`[A-Za-z0-9+/_-]{8,}`)
)

var undoings = map[string]func(string) []string{
	"percent": func(s string) []string {
		return []string{percentUnit.ReplaceAllStringFunc(s, func(unit string) string {
			n, _ := strconv.ParseUint(unit[1:], 16, 8)
			return string([]byte{byte(n)})
		})}
	},
	"json": func(s string) []string {
		return []string{jsonUnit.ReplaceAllStringFunc(s, func(unit string) string {
			var plain string
			if json.Unmarshal([]byte(`"`+unit+`"`), &plain) != nil {
				return unit
			}
			return plain
		})}
	},
	"escapes": func(s string) []string {
		return []string{longUnit.ReplaceAllStringFunc(s, func(unit string) string { return point(strings.Trim(unit[2:], "{}")) })}
	},
	"decimals": func(s string) []string {
		var out []string
		for _, run := range decimalRun.FindAllString(s, -1) {
			out = append(out, unlisted(run))
		}
		return out
	},
	"html": func(s string) []string { return []string{html.UnescapeString(s)} },
	"base64": func(s string) []string {
		var out []string
		for _, run := range base64Run.FindAllString(s, -1) {
			run = strings.NewReplacer("-", "+", "_", "/").Replace(run)
			for skip := range 4 {
				cut := run[skip:]
				if len(cut)%4 == 1 {
					cut = cut[:len(cut)-1]
				}
				if plain, err := base64.RawStdEncoding.DecodeString(cut); err == nil {
					out = append(out, string(plain))
				}
			}
		}
		return out
	},
}

func TestLeaksFindsWhatItLooksFor(t *testing.T) {
	const secret = "s3cr3t/Value+1"
	for _, form := range secretForms {
		if leaks("x "+form.write(secret)+" y", secret) == "" {
			t.Errorf("%s: not found in %q", form.name, form.write(secret))
		}
	}
	if found := leaks("nothing to see", secret); found != "" {
		t.Errorf("found %s in nothing", found)
	}
}

// secretForms are the ways in which a text can hold a secret.
var secretForms = []struct {
	name  string
	write func(string) string
}{
	{"plain", func(s string) string { return s }},
	{"base64", func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }},
	{"base64 unpadded", func(s string) string { return base64.RawStdEncoding.EncodeToString([]byte(s)) }},
	{"base64url", func(s string) string { return base64.URLEncoding.EncodeToString([]byte(s)) }},
	{"base64url unpadded", func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }},
	{"base64 at offset 1", func(s string) string { return base64.StdEncoding.EncodeToString([]byte("." + s + ".")) }},
	{"base64 at offset 2", func(s string) string { return base64.StdEncoding.EncodeToString([]byte(": " + s + "!")) }},
	{"base64 of credentials", func(s string) string { return base64.StdEncoding.EncodeToString([]byte("id:" + s)) }},
	{"base64 of a form", func(s string) string { return base64.StdEncoding.EncodeToString([]byte("username=" + s + "&x=y")) }},
	{"base64 of JSON", func(s string) string {
		return base64.StdEncoding.EncodeToString([]byte(`{"a":[{"b":` + strconv.Quote(s) + `}]}`))
	}},
	{"base64 of base64", func(s string) string {
		return base64.StdEncoding.EncodeToString([]byte("x:" + base64.StdEncoding.EncodeToString([]byte(s))))
	}},
	{"base64 after its own alphabet", func(s string) string { return "ab/" + base64.RawStdEncoding.EncodeToString([]byte(s)) }},
	{"base64, percent-encoded", func(s string) string {
		return strings.NewReplacer("+", "%2B", "/", "%2f", "=", "%3D").Replace(base64.StdEncoding.EncodeToString([]byte("?>" + s)))
	}},
	{"base64, JSON-escaped", func(s string) string {
		return strings.ReplaceAll(base64.StdEncoding.EncodeToString([]byte("???"+s)), "/", `\/`)
	}},
	{"percent-encoded", func(s string) string { return percent(s, "%%%02X", 1) }},
	{"percent-encoded, lower case", func(s string) string { return percent(s, "%%%02x", 1) }},
	{"percent-encoded in part", func(s string) string { return percent(s, "%%%02X", 2) }},
	{"percent-encoded twice", func(s string) string { return percent(percent(s, "%%%02X", 3), "%%%02X", 1) }},
	{"JSON escapes", func(s string) string { return percent(s, `\u%04x`, 1) }},
	{"JSON escapes, upper case", func(s string) string { return percent(s, `\u%04X`, 2) }},
	{"JSON escaped slash", func(s string) string { return strings.ReplaceAll(s, "/", `\/`) }},
	{"JSON in JSON", func(s string) string { return strings.ReplaceAll(percent(s, `\u%04x`, 3), `\`, `\\`) }},
	{"percent in JSON", func(s string) string { return strings.ReplaceAll(percent(s, "%%%02x", 3), "%", `\u0025`) }},
	{"HTML", func(s string) string { return percent(s, "&#x%x;", 4) }},
	{"HTML decimal", func(s string) string { return percent(s, "&#%d;", 4) }},
	{"HTML without a semicolon", func(s string) string { return percent(s, "&#%d", 1) }},
	{"%u", func(s string) string { return percent(s, "%%u%04x", 1) }},
	{"braces", func(s string) string { return percent(s, `\u{%x}`, 1) }},
	{"eight digits", func(s string) string { return percent(s, `\U%08X`, 2) }},
	{"decimals", func(s string) string { return listOf(s, "%d", ",") }},
	{"decimals in a line", func(s string) string { return "[" + listOf(s, "%d", " ") + "]" }},
	{"base64 of decimals", func(s string) string { return base64.StdEncoding.EncodeToString([]byte(listOf(s, "%d", ", "))) }},
}

// percent writes every nth byte of s by a format.
func percent(s, format string, n int) string {
	var b strings.Builder
	for i := range len(s) {
		if i%n == 0 {
			fmt.Fprintf(&b, format, s[i])
		} else {
			b.WriteByte(s[i])
		}
	}
	return b.String()
}
