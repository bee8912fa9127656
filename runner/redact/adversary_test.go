package redact

import (
	"crypto/sha256"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/authconform/authconform/suites/evidence"
)

// adversaries are secrets of other characters than most.
var adversaries = []string{
	"s3cr3tValue9xABCD", "größe12pw-Ünïcode漢字", `pa"ss\w0rd%41&x<y>'z`, "with space+plus/slash=eq", "0123456789abcdef0123456789abcdef", "ÄÖÜäöüßéèê12",
	"🔑key-of-4711🔒", "P4ss&w0rd/Canary", "a.b-c_d~e1234", `back\slash\u0041end9`, "100%25off%41now", "semi;colon,comma:1", `S3cr&t/Canary+Ünï"\<9x>=?ÿ Z`,
}

// common is the longest part of a secret that a text shows, in whichever case.
func common(text, secret string) string {
	text, secret = strings.ToLower(text), strings.ToLower(secret)
	longest := ""
	for i := range len(secret) {
		for j := i + 1 + len(longest); j <= len(secret) && strings.Contains(text, secret[i:j]); j++ {
			longest = secret[i:j]
		}
	}
	return longest
}

// letters counts what a pseudonym changes.
func letters(s string) int {
	n := 0
	for _, r := range s {
		if isChangeable(r) {
			n++
		}
	}
	return n
}

// redactorOf has a key of its own for each secret: what fails once fails again.
func redactorOf(t *testing.T, secrets ...evidence.Secret) *Redactor {
	t.Helper()
	keyed, err := newPseudonyms()
	if err != nil {
		t.Fatal(err)
	}
	keyed.key = sha256.Sum256([]byte(secrets[0].Value))
	r, err := keyed.redactor(words(), secrets)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestEverySpelling plants secrets that are hard to tell from what is around them, in every spelling that is promised, in the
// places of an answer, and reads what is left of them.
func TestEverySpelling(t *testing.T) {
	const enough = 6
	shown := map[string]bool{}
	for _, form := range spellings() {
		for _, secret := range adversaries {
			text := form.write(secret)
			if !utf8.ValidString(text) {
				t.Fatal("no text", form.name)
			}
			for place, x := range answersWith(text) {
				r := redactorOf(t, evidence.Secret{Value: secret, Meaning: "client secret"}, evidence.Secret{Value: "client-4711", Meaning: "id"})
				clean := r.Exchange(evidence.Exchange{ID: "x", Response: &x}).Response
				if place == "cookie" && (strings.Contains(form.name, "between") || strings.Contains(form.name, "lines")) {
					continue // a header field has no line breaks
				}
				now := recorded(*clean)
				plain := now
				if place == "JSON" || place == "token" || place == "name" {
					plain = unquoted(now)
				}
				found := common(form.read(plain), secret)
				shows := letters(found) >= enough || strings.Contains(now, text)
				if row := unpromisedOf(form.name, secret); row != "" {
					shown[row] = shown[row] || shows
				} else if shows {
					t.Errorf("%s of %q in %s shows %q\n%s\n%q", form.name, secret, place, found, now, form.read(plain))
				}
			}
		}
	}
	for _, row := range []string{beyondASCII, escapeInside} {
		if !shown[row] {
			t.Errorf("not promised, and found all the same: %s", row)
		}
	}
}

// What is not promised of secrets of some characters alone.
const (
	beyondASCII  = "characters beyond ASCII in UTF-16, in base64 or hexadecimal, or as JavaScript has them (`\\xF6`)"
	escapeInside = "a secret that holds what reads as an escape (`%41`, `\\n`, `&lt;`), escaped as JSON or HTML"
)

// unpromisedOf gives the row of the table that excepts a secret in a spelling.
func unpromisedOf(spelling, secret string) string {
	wide := strings.Contains(spelling, "UTF-16") || strings.Contains(spelling, "JavaScript")
	switch {
	case wide && strings.ContainsFunc(secret, func(r rune) bool { return r >= utf8.RuneSelf }):
		return beyondASCII
	case secret == `pa"ss\w0rd%41&x<y>'z` && (strings.Contains(spelling, "JSON") || strings.Contains(spelling, "HTML")):
		return escapeInside
	default:
		return ""
	}
}

// TestEverySpellingOfTokens does the same to tokens that the target issued, one of which a known secret is the beginning of,
// one of which holds another.
func TestEverySpellingOfTokens(t *testing.T) {
	const enough = 7
	id := evidence.Secret{Value: "client-4711", Meaning: "client id"}
	for _, token := range []string{
		"at-4711-zQ8kLmN0pR", "2YotnFZFEjr1zCsicMWpAA", "client-4711.zQ8kLmN0pR7", "x9client-4711x9zQ8k", "ab/cd+EFGH12345678xyz==", "0f1e2d3c4b5a69788796a5b4c3d2e1f0",
		jwtOf(`{"sub":"client-4711","scope":"distributor"}`, "c2lnbmF0dXJlLTQ3MTEtYWJj"),
	} {
		for _, form := range spellings() {
			text := form.write(token)
			for place, x := range answersWith(text) {
				r := redactorOf(t, id)
				r.Exchange(evidence.Exchange{ID: "1", Response: &evidence.Response{Body: []byte(`{"access_token":` + jsonQuoted(token) + `}`)}})
				now := recorded(*r.Exchange(evidence.Exchange{ID: "2", Response: &x}).Response)
				plain := now
				if place == "JSON" || place == "token" || place == "name" {
					plain = unquoted(now)
				}
				if found := common(form.read(plain), token[strings.IndexByte(token, '.')+1:]); letters(found) >= enough || strings.Contains(now, text) {
					t.Errorf("%s of %q in %s shows %q\n%s\n%q", form.name, token, place, found, now, form.read(plain))
				}
			}
		}
	}
}

// answersWith has a text in the places of an answer.
func answersWith(text string) map[string]evidence.Response {
	return map[string]evidence.Response{
		"prose":  {Body: []byte("«" + text + "»")},
		"page":   {Body: []byte("<p>a</p><pre>" + text + "</pre>")},
		"JSON":   {Body: []byte(`{"error_description":` + jsonQuoted("«"+text+"»") + `}`)},
		"token":  {Body: []byte(`{"error":"x","password":` + jsonQuoted(text) + `}`)},
		"name":   {Body: []byte(`{` + jsonQuoted(text) + `:1}`)},
		"field":  {Header: []evidence.Field{{Name: "X-Debug", Value: "«" + text + "»"}}},
		"cookie": {Header: []evidence.Field{{Name: "Set-Cookie", Value: "a=" + text + "; Path=/"}}},
		"realm":  {Header: []evidence.Field{{Name: "WWW-Authenticate", Value: `Basic realm="` + text + `"`}}},
		"url":    {Header: []evidence.Field{{Name: "Location", Value: "https://h/a?b=" + text}}},
	}
}
