package redact

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"github.com/authconform/authconform/suites/evidence"
	"github.com/google/go-cmp/cmp"
)

func TestNewRedactorRefuses(t *testing.T) {
	for _, c := range []struct{ value, want string }{
		{"", "client secret: the value is empty"},
		{"!?-+", "client secret: the value has no letter and no digit"},
		{"invalid_client", "client secret: the value is part of a word of the protocol"},
		{"nvalid_CLIEN", "client secret: the value is part of a word of the protocol"},
		{"token", "client secret: the value is an ordinary word"},
		{"True", "client secret: the value is an ordinary word"},
		{"String", "client secret: the value is an ordinary word"},
		{"error", "client secret: the value is an ordinary word"},
	} {
		_, err := NewRedactor(words(), evidence.Secret{Value: "fine-1234", Meaning: "client id"}, evidence.Secret{Value: c.value, Meaning: "client secret"})
		if err == nil || !strings.Contains(err.Error(), c.want) || c.value != "" && !isOrdinary(c.value) && strings.Contains(err.Error(), c.value) {
			t.Errorf("%q: %v", c.value, err)
		}
	}
	// Part of a longer word, a short secret is never taken for a match: it is no ambiguity.
	if _, err := NewRedactor(words(), evidence.Secret{Value: "id"}, evidence.Secret{Value: "client"}); err != nil {
		t.Error(err)
	}
}

func TestShortSecretsAreWords(t *testing.T) {
	r := redactor(t, evidence.Secret{Value: "al"})
	got := r.Text("al, value, al-x, (al) all _al 'al'")
	parts := strings.Split(got, " ")
	if len(parts) != 7 || parts[0] == "al," || parts[3] == "(al)" || parts[6] == "'al'" {
		t.Error(got)
	}
	if want := []string{"value,", "al-x,", "all", "_al"}; !cmp.Equal(want, []string{parts[1], parts[2], parts[4], parts[5]}) {
		t.Error(got)
	}
}

func TestSecretsThatOverlap(t *testing.T) {
	const secret = "Secret-Value-99"
	r := redactor(t, evidence.Secret{Value: secret, Meaning: "whole"}, evidence.Secret{Value: secret[:len(secret)-1], Meaning: "cut"}, evidence.Secret{Value: "Value-99-and-more", Meaning: "tail"})
	named := map[string]string{}
	for _, n := range r.Names() {
		named[n.Meaning] = n.Pseudonym
	}
	for text, want := range map[string]string{
		secret:                   named["whole"],
		secret[:len(secret)-1]:   named["cut"],
		secret + secret:          named["whole"] + named["whole"],
		secret[:14] + "8":        named["cut"] + "8",
		"x" + secret + "y":       "x" + named["whole"] + "y",
		"Value-99-and-more":      named["tail"],
		"Value-99-and-more Se":   named["tail"] + " Se",
		"\"" + secret + "\" 'x'": "\"" + named["whole"] + "\" 'x'",
	} {
		if got := r.Text(text); got != want {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
	}
	both := secret + "-and-more"
	if got := r.Text(both); strings.Contains(got, "and-more") || strings.Contains(got, "Secret-Value") || form(got) != form(both) {
		t.Errorf("%q became %q", both, got)
	}
}

func TestNumericSecrets(t *testing.T) {
	r := redactor(t, evidence.Secret{Value: "47114711", Meaning: "client id"})
	name := r.Names()[0].Pseudonym
	got := redactedBody(r, `{"client_id":47114711,"expires_in":47114711,"exp":47114711,"a":"47114711","b":147114711}`)
	want := `{"client_id":` + name + `,"expires_in":47114711,"exp":47114711,"a":"` + name + `","b":147114711}`
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestPseudonymsDifferFromWhatTheyReplace(t *testing.T) {
	for range 200 {
		for _, value := range []string{"a", "Z", "7", "ab", "é", "漢", "🔑", "a!", "x1"} {
			if got := redactedBody(redactor(t), `{"password":"`+value+`"}`); got == `{"password":"`+value+`"}` || len(got) != len(value)+15 {
				t.Fatalf("%q became %s", value, got)
			}
		}
	}
}

func TestExchangeLeavesItsArgumentAlone(t *testing.T) {
	r := redactor(t, evidence.Secret{Value: "client-4711"})
	planted := func() evidence.Exchange {
		return evidence.Exchange{
			Request:  evidence.Request{URL: "https://h/client-4711", Header: []evidence.Field{{Name: "X", Value: "client-4711"}}, Body: []byte("client-4711")},
			Response: &evidence.Response{Header: []evidence.Field{{Name: "X", Value: "client-4711"}}, Body: []byte(`{"a":"client-4711","access_token":"zzz123456"}`)},
			Failure:  &evidence.Failure{Detail: "client-4711"},
			TLS:      &evidence.TLS{Subject: "client-4711", DNSNames: []string{"client-4711"}},
		}
	}
	x, rec := planted(), evidence.Record{
		Run:       evidence.Run{BaseURL: "https://h/client-4711", Scope: "client-4711", Preflight: []evidence.Step{{Detail: "client-4711"}}},
		Exchanges: []evidence.Exchange{planted()}, Skipped: []evidence.Skipped{{Reason: "client-4711"}},
	}
	r.Exchange(x)
	clean := r.Record(rec)
	if diff := cmp.Diff(planted(), x); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(planted(), rec.Exchanges[0]); diff != "" || rec.Run.Preflight[0].Detail != "client-4711" || rec.Skipped[0].Reason != "client-4711" {
		t.Error(diff)
	}
	clean.Run.Names = nil
	if file := archived(t, clean); bytes.Contains(file, []byte("client-4711")) {
		t.Errorf("%s", file)
	}
}

func TestRedactorIsSafeForConcurrentUse(t *testing.T) {
	r := redactor(t, evidence.Secret{Value: "client-4711"})
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for j := range 30 {
				token := fmt.Sprintf("token-%d-%d-abcdef", i, j)
				got := redactedBody(r, `{"access_token":"`+token+`","x":"client-4711 `+token+`"}`)
				if strings.Contains(got, token) || strings.Contains(got, "client-4711") {
					t.Error(got)
				}
				r.Text("client-4711")
				r.Names()
				r.Learn(evidence.Secret{Value: token + "-learned", Meaning: "x"})
			}
		})
	}
	wg.Wait()
}

// hostileBodies are of what a search that is not linear takes long for: a hostile target must not be able to make redaction slow.
func hostileBodies(size int) map[string]string {
	fill := func(s string) string { return strings.Repeat(s, size/len(s)) }
	random := make([]byte, size*3/4)
	rand.NewChaCha8([32]byte{}).Read(random)
	return map[string]string{
		"one letter":          fill("a"),
		"one token":           `{"access_token":"` + fill("ab1-") + `"}`,
		"tokens":              `[` + strings.Repeat(`{"access_token":"abcDEF123456789x"},`, size/36) + `{}]`,
		"different tokens":    `[` + different(size/36) + `{}]`,
		"words":               fill("lorem ipsum token secret "),
		"telling words":       fill("token="),
		"telling prose":       "x " + fill("token="),
		"telling lines":       fill("token=\n"),
		"telling and bare":    "x " + fill("token=a\\"),
		"telling, unclosed":   fill(`token="\"`),
		"telling quotes":      fill(`token="`),
		"Bearer":              fill("Bearer "),
		"Bearer tokens":       fill("Bearer abcdefgh1 "),
		"JWT heads":           fill("eyJ"),
		"JWT parts":           fill("eyJhbGciOiJub25lIn0."),
		"JWT in one run":      fill("eyJhbGciOiJub25lIn0.e30.x."),
		"dots":                fill("."),
		"percent":             fill("%25"),
		"percent of percent":  fill("%2525252541"),
		"backslashes":         fill(`\`),
		"unicode escapes":     `{"a":"` + fill(`\u0041`) + `"}`,
		"entities":            fill("&#65;"),
		"ampersands":          fill("&="),
		"brackets":            fill("["),
		"documents":           fill("{}"),
		"strings":             `[` + fill(`"ab",`) + `""]`,
		"base64 of noise":     base64.StdEncoding.EncodeToString(random),
		"noise":               string(random),
		"nested base64":       nested(size),
		"hexadecimal":         fill("61"),
		"hexadecimal, spaced": fill("61 62:"),
		"numbers":             "[" + fill("115,51,") + "1]",
		"numbers below zero":  fill("-61 -74 "),
		"numbers of a digit":  fill("1 "),
		"numbers of Go":       fill("0x73, "),
		"members of numbers":  `{` + fill(`"0":115,`) + `"1":2}`,
		"numbers of base64":   "[" + fill("89,50,120,") + "1]",
		"names of numbers":    fill(`1"1`),
		"lists of numbers":    "[" + fill("[1,2,3,4,5,6,7,8],") + "1]",
		"separators":          fill("1 ,;:|/._-+,,,,,,,,,,,"),
		"octal escapes":       fill(`\141`),
		"lines":               fill("ab\r\n"),
		"NULs":                fill("a\x00"),
		"a secret in turn":    fill("CLIENT-471"),
		"prefix of a secret":  fill("aaaaaaaaaaaaaaaa"),
		"secret after secret": fill("client-4711 "),
	}
}

func hostileSecrets() []evidence.Secret {
	return []evidence.Secret{{Value: "client-4711"}, {Value: strings.Repeat("a", 4000) + "b"}, {Value: "pw1"}}
}

func TestHostileBodiesLeakNothing(t *testing.T) {
	for name, body := range hostileBodies(hostileSize / 16) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := redactedBody(redactor(t, hostileSecrets()...), body); strings.Contains(got, "client-4711") {
				t.Error("leaks")
			}
		})
	}
}

// BenchmarkHostileBodies takes about as long for each byte, whatever it is.
func BenchmarkHostileBodies(b *testing.B) {
	for name, body := range hostileBodies(hostileSize) {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(body)))
			for b.Loop() {
				redactedBody(redactor(b, hostileSecrets()...), body)
			}
		})
	}
}

func different(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `{"access_token":"abcDEF%08dx"},`, i)
	}
	return b.String()
}

func nested(size int) string {
	text := "client-4711"
	for len(text) < size {
		text = base64.StdEncoding.EncodeToString([]byte(text + " " + text))
	}
	return text
}

// What is learned from one flood must not crowd out what a run remembers, nor reach other answers.
func TestFloodOfTokens(t *testing.T) {
	r := redactor(t)
	for i := range 100 {
		var b strings.Builder
		b.WriteString("[")
		for j := range 400 {
			fmt.Fprintf(&b, `{"access_token":"tokenNumber-%04d-%04d"},`, i, j)
		}
		b.WriteString("{}]")
		got := redactedBody(r, b.String())
		if !json.Valid([]byte(got)) || strings.Contains(got, "tokenNumber") {
			t.Fatal("a token is left")
		}
		if again := redactedBody(r, got); again != got {
			t.Fatalf("redacting twice changes more")
		}
	}
	if len(r.patterns) > maxLearned || len(r.taken) > maxPseudonyms {
		t.Errorf("%d patterns, %d pseudonyms", len(r.patterns), len(r.taken))
	}
}

func BenchmarkExchange(b *testing.B) {
	r := redactor(b, evidence.Secret{Value: "client-4711"}, evidence.Secret{Value: "s3cr3tValue9xABCDEFG"})
	x := evidence.Exchange{
		Request: evidence.Request{URL: "https://host/v3.8/oauth2/token", Header: []evidence.Field{{Name: "Authorization", Value: "Basic " + b64("client-4711:s3cr3tValue9xABCDEFG")}, {Name: "Content-Type", Value: "application/json"}, {Name: "User-Agent", Value: "authconform/1"}}, Body: []byte(`{"grant_type":"client_credentials"}`)},
		Response: &evidence.Response{
			Header: []evidence.Field{{Name: "Content-Type", Value: "application/json"}, {Name: "Cache-Control", Value: "no-store"}, {Name: "Date", Value: "Fri, 21 Nov 2025 08:00:00 GMT"}},
			Body:   []byte(`{"access_token":"` + jwtOf(`{"exp":1700000000,"sub":"client-4711"}`, "c2lnbmF0dXJlLWFiYw") + `","token_type":"Bearer","expires_in":3600,"scope":"a"}`),
		},
	}
	b.ReportAllocs()
	for b.Loop() {
		r.Exchange(x)
	}
}
