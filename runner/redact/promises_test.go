package redact

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode"

	"github.com/authconform/authconform/suites/evidence"
)

// promise is something that a target can do to a secret before it sends it back.
type promise struct {
	name   string
	write  func(string) string
	reason string // why it is not promised to be found; "" when it is
}

// promises are all that is told of what is found and what is not: the README's table is made from it, and every row is
// held against redaction, for secrets that the run was given and for tokens that its target issued.
func promises() []promise {
	upper, lower := strings.ToUpper, strings.ToLower
	b64 := func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }
	hexed := func(s string) string { return fmt.Sprintf("%x", s) }
	spaced := func(s, by string) string { return listOf(s, "%02X", by) }
	return append([]promise{
		{name: "as it is", write: func(s string) string { return s }},
		{name: "in capitals", write: upper},
		{name: "in small letters, as HTTP/2 writes names", write: lower},
		{name: "in title case", write: func(s string) string { return upper(s[:1]) + lower(s[1:]) }},
		{name: "a space as `+`, a `+` as a space", write: func(s string) string { return strings.ReplaceAll(s, "+", " ") }},
		{name: "percent-encoded, in whole or in part", write: func(s string) string { return percent(s, "%%%02x", 2) }},
		{name: "percent-encoded twice", write: func(s string) string { return percent(percent(s, "%%%02X", 3), "%%%02X", 1) }},
		{name: "JSON escapes (`\\u0041`), JSON within JSON", write: func(s string) string { return strings.ReplaceAll(percent(s, `\u%04x`, 3), `\`, `\\`) }},
		{name: "JavaScript's and C's escapes (`\\x41`, `\\101`) of bytes", write: func(s string) string { return percent(s, `\%03o`, 1) }},
		{name: "HTML's character references", write: func(s string) string { return percent(s, "&#%d;", 1) }},
		{name: "HTML's character references without a semicolon", write: func(s string) string { return percent(s, "&#%d", 1) }},
		{name: "JavaScript's and Python's escapes of characters (`%u0041`)", write: func(s string) string { return percent(s, "%%u%04x", 1) }},
		{name: "the same in braces (`\\u{41}`)", write: func(s string) string { return percent(s, `\u{%x}`, 1) }},
		{name: "the same with eight digits (`\\U00000041`)", write: func(s string) string { return percent(s, `\U%08X`, 2) }},
		{name: "base64 and base64url, padded or not, at any offset", write: func(s string) string { return "ab/" + base64.RawURLEncoding.EncodeToString([]byte(": "+s+"!")) }},
		{name: "base64 after a backslash or a `%`", write: func(s string) string { return `\u` + b64(s) }},
		{name: "base64 in lines", write: func(s string) string {
			return inLines(b64("client id, client secret and what there is besides: "+s), 20)
		}},
		{name: "base64 of Basic credentials, of a form, of JSON", write: func(s string) string { return b64(`{"a":[{"b":` + jsonQuoted(s) + `}]}`) }},
		{name: "base64 of base64, up to three times", write: func(s string) string { return b64("x" + b64("y:"+b64(s))) }},
		{name: "hexadecimal", write: hexed},
		{name: "hexadecimal after another digit", write: func(s string) string { return "0" + hexed(s) }},
		{name: "hexadecimal with colons, commas or hyphens", write: func(s string) string { return spaced(s, ":") }},
		{name: "hexadecimal with spaces", write: func(s string) string { return spaced(s, " ") }},
		{name: "lists of the numbers of its bytes, in decimals or as `0x73`", write: func(s string) string { return listOf(s, "%d", ", ") }},
		{name: "the same as JavaScript has them (`{\"0\":115}`)", write: func(s string) string {
			return "{" + everyRune(func(at int, r rune) string { return fmt.Sprintf(`"%d":%d,`, at, r) })(s) + "}"
		}},
		{name: "base64 of hexadecimal", write: func(s string) string { return b64("x" + hexed(s)) }},
		{name: "with line breaks in it", write: func(s string) string { return inLines(s, 5) }},
		{name: "UTF-16, in base64, hexadecimal or escaped", write: func(s string) string { return b64("\xff\xfe" + asUTF16(s)) }},
	}, unpromised()...)
}

// unpromised are the rows of what is not found, each with its reason.
func unpromised() []promise {
	return []promise{
		{
			"a prefix or a suffix, other than at the end of a body that was cut off", func(s string) string { return s[:len(s)-4] },
			"nothing tells the rest of a secret from a word that begins alike, and hiding such words would change what is judged",
		},
		{
			"split over members, header fields or answers", func(s string) string { return s[:len(s)/2] + `","` + s[len(s)/2:] },
			"each part is a text of its own, and what lies between them can be anything",
		},
		{"letters, marks or markup (a tab, a hyphen, `<br>`, a backslash) between its letters, reversed or shuffled", backwards, "there are as many ways as one likes, and none is met by accident"},
		{
			"numbers of its bytes in octal or binary, without anything between them, or with words; hexadecimal with dots or underscores", func(s string) string { return percent(s, "%08b ", 1) },
			"each base and each filler is one more way to look for, and no log has bytes so",
		},
		{
			"CSS's escapes, octal escapes of four digits, letters of full width", func(s string) string { return percent(s, `\%06x`, 1) },
			"no token service writes them",
		},
		{"more encodings one within the other than stand above; base64 in another case, in groups or in indented lines", func(s string) string {
			return fmt.Sprintf("%x", fmt.Sprintf("%x", s))
		}, "each layer multiplies the ways to look for, and base64 that lost its case cannot be undone"},
		{"base32, base58, quoted-printable, uuencode, ROT13", func(s string) string {
			return strings.Map(func(r rune) rune {
				if unicode.IsLetter(r) && r < 128 {
					return r ^ 0x07
				}
				return r
			}, s)
		}, "no token service and no library in its way writes them"},
		{"hexadecimal in groups, as dumps have it", func(s string) string {
			digits := fmt.Sprintf("%x", s)
			var groups []string
			for ; len(digits) > 4; digits = digits[4:] {
				groups = append(groups, digits[:4])
			}
			return strings.Join(append(groups, digits), " ")
		}, "a dump breaks off anywhere, and carries its text beside it in another form"},
		{
			"compressed within a text", func(s string) string { return base64.StdEncoding.EncodeToString([]byte(asGzip(s))) },
			"bodies are decompressed, texts within them are not: it would have to be tried on every word",
		},
		{"hashed or encrypted", func(s string) string { return fmt.Sprintf("%x", backwards(s)+"hash") }, "it cannot be undone; a hash of a weak secret can be guessed"},
	}
}

// listOf writes each byte by a format, with the same between all of them.
func listOf(s, format, between string) string {
	list := make([]string, len(s))
	for i := range len(s) {
		list[i] = fmt.Sprintf(format, s[i])
	}
	return strings.Join(list, between)
}

func inLines(s string, width int) string {
	var lines []string
	for ; len(s) > width; s = s[width:] {
		lines = append(lines, s[:width])
	}
	return strings.Join(append(lines, s), "\r\n")
}

func jsonQuoted(s string) string {
	quoted, _ := json.Marshal(s) // a string always is JSON
	return string(quoted)
}

func backwards(s string) string {
	b := []byte(s)
	for i, j := 0, len(b)-1; i < j; i, j = i+1, j-1 {
		b[i], b[j] = b[j], b[i]
	}
	return string(b)
}

// TestPromises plants a given secret and an issued token in the ways of the table, in a body that is prose, in one that is
// JSON and in a header field. What is promised changes everywhere and leaves nothing of the written form; what is not
// promised is seen, or the table says less than is kept.
func TestPromises(t *testing.T) {
	const given, issued = "s3cr3tValue9xABCD", "at-4711-zQ8kLmN0pR"
	for _, row := range promises() {
		t.Run(row.name, func(t *testing.T) {
			for _, secret := range []string{given, issued} {
				r := redactor(t, evidence.Secret{Value: given, Meaning: "client secret"})
				r.Exchange(evidence.Exchange{Response: &evidence.Response{Status: 200, Body: []byte(`{"access_token":"` + issued + `"}`)}})
				text := row.write(secret)
				for place, plant := range map[string]evidence.Response{
					"a body":         {Body: []byte("The value is " + text + " .")},
					"JSON":           {Body: []byte(`{"error_description":` + jsonQuoted("it is "+text+" !") + `}`)},
					"a header field": {Header: []evidence.Field{{Name: "X-Debug", Value: "it is " + text + " !"}}},
				} {
					is := r.Exchange(evidence.Exchange{ID: "x", Response: &plant}).Response
					was, now, form := recorded(plant), recorded(*is), text
					if place == "JSON" {
						form = strings.Trim(jsonQuoted(form), `"`)
					}
					switch shown := strings.Contains(now, form); {
					case !strings.Contains(was, form):
						t.Fatalf("%s: the test plants nothing:\n%s", place, was)
					case shown && row.reason == "":
						t.Errorf("%s shows %q", place, text)
					case row.reason == "" && leaks(now, secret) != "":
						t.Errorf("%s leaks: %s\n%s", place, leaks(now, secret), now)
					case !shown && row.reason != "" && place == "a body":
						t.Errorf("%s: %q is found, though the table says that it is not", place, text)
					}
				}
			}
		})
	}
}

func recorded(r evidence.Response) string {
	var text strings.Builder
	for _, f := range r.Header {
		text.WriteString(f.Value)
	}
	text.Write(r.Body)
	return text.String()
}

// TestPartsOfATokenAlone looks for what a JSON Web Token says and for its signature, each without the rest.
func TestPartsOfATokenAlone(t *testing.T) {
	token := jwtOf(`{"sub":"client-4711","scope":"distributor"}`, "c2lnbmF0dXJlLTQ3MTEtYWJj")
	r := redactor(t)
	r.Exchange(evidence.Exchange{Response: &evidence.Response{Status: 200, Body: []byte(`{"access_token":"` + token + `"}`)}})
	for _, part := range strings.Split(token, ".")[1:] {
		if got := r.Text("the part " + part + " of it"); strings.Contains(got, part) {
			t.Error(got)
		}
	}
}

// TestSecretCutAtTheBound has a secret cut by the end of what is read.
func TestSecretCutAtTheBound(t *testing.T) {
	const secret = "s3cr3tValue9xABCD"
	r := redactor(t, evidence.Secret{Value: secret})
	for cut := 4; cut < len(secret); cut++ {
		x := r.Exchange(evidence.Exchange{Response: &evidence.Response{Truncated: true, Body: []byte("and more " + secret[:cut])}})
		if body := string(x.Response.Body); strings.Contains(body, secret[:cut]) || !strings.HasPrefix(body, "and more ") {
			t.Error(body)
		}
		if again := r.Exchange(x); string(again.Response.Body) != string(x.Response.Body) {
			t.Errorf("redacting twice changes more: %s", again.Response.Body)
		}
	}
}

// TestLongTokenIsReplacedWhereItIsIssued has a token that is too long to be looked for, and counts what is remembered.
func TestLongTokenIsReplacedWhereItIsIssued(t *testing.T) {
	long := strings.Repeat("abcdefg8", 131000)
	r := redactor(t)
	before := len(r.patterns)
	r.Learn(evidence.Secret{Value: long, Meaning: "access token"})
	x := r.Exchange(evidence.Exchange{
		Request:  evidence.Request{Header: []evidence.Field{{Name: "Authorization", Value: "Bearer " + long}}},
		Response: &evidence.Response{Status: 200, Body: []byte(`{"access_token":"` + long + `"}`)},
	})
	if now := string(x.Response.Body); strings.Contains(now, long[:64]) || !strings.Contains(now, "access_token") {
		t.Errorf("the answer shows it: %.200s", now)
	}
	if now := x.Request.Header[0].Value; strings.Contains(now, long[:64]) || !strings.HasPrefix(now, "Bearer ") {
		t.Errorf("the request shows it: %.200s", now)
	}
	if len(r.patterns) != before {
		t.Error("a token of 1 MiB is looked for")
	}
}

// TestLongTokensAreLookedFor has tokens of as much as a head, elsewhere than where they are issued, until there are too many.
func TestLongTokensAreLookedFor(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	long := func(size int) string {
		token := make([]byte, size)
		for i := range token {
			token[i] = urlAlphabet[random.IntN(len(urlAlphabet))]
		}
		return string(token)
	}
	r := redactor(t)
	for _, token := range []string{long(longToken + 1), long(maxLearnedToken)} {
		r.Learn(evidence.Secret{Value: token, Meaning: "access token"})
		for _, form := range []string{token, percent(token, "%%%02X", 7), base64.StdEncoding.EncodeToString([]byte("x" + token))} {
			if now := r.Text("it was " + form + " then"); strings.Contains(now, form[:64]) || strings.Contains(now, form[len(form)-64:]) {
				t.Errorf("a token of %d bytes is shown: %.200s", len(token), now)
			}
		}
	}
	for range 100 {
		r.Learn(evidence.Secret{Value: long(maxLearnedToken)})
	}
	held := 0
	for _, p := range r.patterns {
		held += len(p.value)
	}
	if held > maxLongBytes {
		t.Errorf("%d bytes are looked for", held)
	}
}
