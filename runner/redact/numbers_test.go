package redact

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"github.com/authconform/authconform/suites/evidence"
)

// Lists of numbers in a document are read as the bytes of a secret, wherever they stand in it and however far they are apart;
// what is a number beside them stays, and the document stays one of as many numbers.
func TestNumbersOfADocument(t *testing.T) {
	const secret, token = "größe-s3cr3t/9x", "at-4711-zQ8kLmN0pR"
	issued := jwtOf(`{"sub":"client-4711","scope":"distributor"}`, "c2lnbmF0dXJlLTQ3MTEtYWJj")
	r := redactor(t, evidence.Secret{Value: secret, Meaning: "client secret"})
	for _, issued := range []string{token, issued} {
		redactedBody(r, `{"access_token":"`+issued+`"}`)
	}
	for _, value := range []string{secret, token, issued} {
		for _, form := range []string{
			`[%s]`, `{"type":"Buffer","data":[%s]}`, `{"a":{"b":[1,2,300,%s,17,null,-4.5e3]},"c":7}`, `{"exp":[%s],"token":1}`, `[[[%s]],"x"]`,
			`{"error":"invalid_client","sent":%m,"n":12}`, `{"b":"[%s]"}`, `%s`, `[%s] and more`, "\xef\xbb\xbf[%s]",
		} {
			for _, between := range []string{",", ", ", ",\n\t\t"} {
				members := fmt.Sprintf(`{"n":3,%s,"m":255}`, strings.Trim(asMembers(value), "{}"))
				if strings.Contains(form, `"[`) && strings.Contains(between, "\n") {
					continue // no string has a line break
				}
				body := strings.NewReplacer("%s", listOf(value, "%d", between), "%m", members).Replace(form)
				got := redactedBody(r, body)
				if form == `%s` && !json.Valid([]byte(body)) || strings.Contains(form, "more") {
					if strings.Contains(got, listOf(value, "%d", between)) {
						t.Errorf("%s shows %s", got, value)
					}
					continue
				}
				if plain := unlisted(readBy(`"\d+":`, func([]string) string { return "" })(got)); letters(common(plain, value[strings.IndexByte(value, '.')+1:])) >= 8 {
					t.Errorf("%s\nshows %s:\n%s", body, value, got)
				}
				sameStructure(t, []byte(body), []byte(got))
				if again := redactedBody(r, got); again != got {
					t.Errorf("redacting twice changes more:\n%s\n%s", got, again)
				}
			}
		}
	}
	for _, kept := range []string{`[1,2,300,`, `,17,null,-4.5e3]`, `"c":7`} {
		if got := redactedBody(r, `{"a":{"b":[1,2,300,`+listOf(secret, "%d", ",")+`,17,null,-4.5e3]},"c":7}`); !strings.Contains(got, kept) {
			t.Errorf("%s has no %s", got, kept)
		}
	}
}

// asMembers writes bytes as JavaScript does.
func asMembers(s string) string {
	var list []string
	for i := range len(s) {
		list = append(list, fmt.Sprintf(`"%d":%d`, i, s[i]))
	}
	return "{" + strings.Join(list, ",") + "}"
}

// Lists of numbers that are no secret's stay as they are: in a document, in prose, in a header field; one that only begins or
// ends like it does, too.
func TestOtherNumbersStay(t *testing.T) {
	const secret = "s3cr3tValue9xABCD"
	r := redactor(t, evidence.Secret{Value: secret}, evidence.Secret{Value: "pw-115"})
	random := rand.New(rand.NewPCG(1, 2))
	for range 500 {
		list := make([]string, random.IntN(60))
		for i := range list {
			list[i] = fmt.Sprint(random.IntN(300) - 20)
		}
		for _, text := range []string{"[" + strings.Join(list, ",") + "]", "took " + strings.Join(list, ", ") + " ms", strings.Join(list, ".")} {
			if got := redactedBody(r, text); got != text {
				t.Fatalf("%s became %s", text, got)
			}
		}
	}
	for _, list := range []string{listOf(secret[1:], "%d", ","), listOf(secret[:len(secret)-1], "%d", ","), listOf("pw-115", "%d", ",")} {
		if got := redactedBody(r, "["+list+"]"); got != "["+list+"]" {
			t.Errorf("%s became %s", list, got)
		}
	}
}

// unlisted reads lists of numbers, whatever stands between them.
func unlisted(s string) string {
	return readBy(`[^0-9A-Za-z-]*(-|\b)(0[xX])?([0-9A-Fa-f]+)\b[^0-9A-Za-z-]*`, func(m []string) string {
		base := 10
		if m[2] != "" {
			base = 16
		}
		n, _ := strconv.ParseInt(m[1]+m[3], base, 16)
		return string([]byte{byte(n)})
	})(s)
}

// Numbers that are shorter and longer than those before them move the quotes between them: a string stays one.
func TestNumbersWithinAString(t *testing.T) {
	const secret = "s3cr3tValue9xABCD"
	body := `{"error":"invalid_request","error_description":` + jsonQuoted("got "+asMembers(secret)) + `}`
	for range 50 {
		got := redactedBody(redactor(t, evidence.Secret{Value: secret}), body)
		sameStructure(t, []byte(body), []byte(got))
		if got == body || !json.Valid([]byte(got)) {
			t.Fatalf("%s became %s", body, got)
		}
	}
}
