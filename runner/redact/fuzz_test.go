package redact

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/authconform/authconform/suites/evidence"
	"github.com/google/go-cmp/cmp"
)

// maxFuzzed is how long the texts are that are fuzzed: what is longer finds nothing more, and takes longer.
const maxFuzzed = 1 << 9

// toldApart is how long a secret has to be for its pseudonym to be told from other texts.
const toldApart = 4

// redactorFor has pseudonyms that come from what is fuzzed: what fails once fails again.
func redactorFor(secret evidence.Secret, more ...[]byte) (*Redactor, error) {
	keyed, err := newPseudonyms()
	if err != nil {
		return nil, err
	}
	keyed.key = sha256.Sum256(slices.Concat(append(more, []byte(secret.Value))...))
	return keyed.redactor(words(), []evidence.Secret{secret})
}

func unchanged(t *testing.T, what string, before, after any) {
	t.Helper()
	if !reflect.DeepEqual(before, after) { // faster by far than to find no difference
		t.Errorf("%s (-before +after):\n%s", what, cmp.Diff(before, after))
	}
}

// FuzzRedact holds what redaction promises against any answer and any secret: nothing leaks, nothing
// that is judged changes, and doing it twice changes nothing more.
func FuzzRedact(f *testing.F) {
	for i, form := range secretForms {
		f.Add([]byte(`{"error":"invalid_client","error_description":"no `+jsonSafe(form.write("s3cr3tValue9x"))+`"}`), "text/html; charset=utf-8", "s3cr3tValue9x")
		f.Add([]byte(form.write(`pass"word\n%41&+ `)+" x"), "Basic x=y", `pass"word\n%41&+ `)
		f.Add([]byte(places[i%len(places)].read(places[i%len(places)].plant("größe 12 pw"))), `Basic realm="a"`, "größe 12 pw")
	}
	f.Add([]byte(`{"access_token":"`+jwtOf(`{"exp":1,"sub":"s3cr3tValue9x"}`, "abc")+`","expires_in":60}`), "", "s3cr3tValue9x")
	f.Add([]byte(`{"access_token":"\u0061b\/c\ud800","x":["\ud83d\udd11"]} {"token":1e5}`), "", "ab/cdefgh")
	f.Add([]byte("{'access_token': 'abc', \"password\":\"\\"), "Bearer abcdefgh", "abcdefgh")
	const grant = "grant_type=password&username=joe%40example.com&password=s3cr3t%26Value%209x"
	f.Add([]byte(grant), "last=s3cr3t&Value 9x; Path=/", "s3cr3t&Value 9x")
	f.Add([]byte(`{"error":"invalid_grant","sent":"`+grant+`","refresh_token":"ab/cd+EF9=="}`), `Bearer error="s3cr3t&Value 9x"`, "s3cr3t&Value 9x")
	f.Add([]byte("[username] => Joe [password] => s3cr3t&Value+9x, "+strings.ToUpper(grant)), "Basic realm=s3cr3t&Value 9x, x=y", "S3cr3t&Value 9x")
	f.Add([]byte("\xef\xbb\xbf{\"\xff\":\"s3cr3tValue9x\xff\"}"), "\xff", "s3cr3tValue9x\xff")
	for _, found := range [][3]string{ // by this fuzz target, once
		{"0000000000000000000000000", "0", "00000000"},
		{"0", "BAsiC 00=00000 ", "0"},
		{`{"0":"11vYl2d_0z20bt","1r7Ze2cX92bC01":"y2czNjcjN0VmFsdWU5eA"}`, "t11/c+80; 00b=1xc", "a"},
		{"0000000000!0000000000", `BAsiC 00000="0"`, "00000!00000"},
		{"BAsiC 00000000%2B", "0", "0"},
		{"token:\\u006b\xc7\xf9\xfd[ud", "\xef", "ab/\xb53#\xb1I\x1fcg\xb9fdi"},
		{"token:\\q2345678 token:\\\\\\u006b2345678", "0", "00000!00000"},
		{"deaerr abceaerhoken': 'abc', \"pasword\":\"\\", "deaerr abceaerh", "abc\a\a\a\at"},
		{"Array ( [username] => größe 12 pw [password] =>\xacgröße 12 pw [refresh_token] => größe 12 pw )", `ic realm="a"`, "größe 12 pw"},
	} {
		f.Add([]byte(found[0]), found[1], found[2])
	}
	f.Fuzz(func(t *testing.T, body []byte, header, value string) {
		if len(body)+len(header)+len(value) > maxFuzzed {
			return
		}
		r, err := redactorFor(evidence.Secret{Value: value, Meaning: "client secret"}, body, []byte(header))
		if err != nil {
			return
		}
		x := evidence.Exchange{
			ID: "x", Request: evidence.Request{URL: "https://host/" + header + "?a=" + value, Header: []evidence.Field{{Name: "Authorization", Value: header}}, Body: body},
			Response: &evidence.Response{Status: 400, Header: []evidence.Field{{Name: "WWW-Authenticate", Value: header}, {Name: "X-Any", Value: header}, {Name: "Set-Cookie", Value: header}, {Name: "Content-Type", Value: header}}, Body: body},
			Failure:  &evidence.Failure{Detail: header},
		}
		clean := r.Exchange(x)
		rec := r.Record(evidence.Record{Exchanges: []evidence.Exchange{clean}})
		again := r.Record(rec)
		if len(value) >= toldApart && noLetterTouches(string(body), append(strings.Fields(header), value)...) { // of fewer, another text has the pseudonym by chance
			unchanged(t, "redacting again changes more", rec, again)
			unchanged(t, "the last pass changes what the first did", clean, rec.Exchanges[0])
		}
		if clean.Response.Coding != nil {
			return // withheld: it is no text
		}
		sameStructure(t, body, clean.Response.Body)
		if got, want := clean.ErrorCode(), x.ErrorCode(); got != want && r.words.has(want) {
			t.Errorf("error code %q became %q", want, got)
		}
		// What a secret shares with escapes of the text it stands in cannot be told from them.
		if len(value) >= wholeWord && strings.Trim(value, "0123456789") != "" && !strings.ContainsAny(value, `%\&`) {
			file := string(archived(t, rec))
			for _, text := range []string{clean.Request.URL, string(clean.Request.Body), clean.Failure.Detail, clean.Response.Header[1].Value, file} {
				if strings.Contains(text, value) {
					t.Errorf("%q shows %q", text, value)
				}
			}
		}
	})
}

// noLetterTouches says that no secret stands directly beside a letter: with the end of its pseudonym that may be another word, one
// that names secrets.
func noLetterTouches(text string, secrets ...string) bool {
	for _, secret := range secrets {
		parts := strings.Split(text, secret)
		for i := range len(parts) - 1 {
			last, _ := utf8.DecodeLastRuneInString(parts[i])
			first, _ := utf8.DecodeRuneInString(parts[i+1])
			if unicode.IsLetter(last) || unicode.IsLetter(first) {
				return false
			}
		}
	}
	return true
}

// sameStructure compares two bodies as a judge sees them: whether they are JSON, and if they begin with
// an object or an array, each of its tokens.
func sameStructure(t *testing.T, before, after []byte) {
	t.Helper()
	if json.Valid(before) != json.Valid(after) {
		t.Fatalf("valid JSON: %v became %v\nbefore %q\nafter  %q", json.Valid(before), json.Valid(after), before, after)
	}
	first, ok := firstValue(before)
	second, okAfter := firstValue(after)
	if ok != okAfter {
		t.Fatalf("begins with JSON: %v became %v\nbefore %q\nafter  %q", ok, okAfter, before, after)
	}
	b, a := json.NewDecoder(bytes.NewReader(first)), json.NewDecoder(bytes.NewReader(second))
	b.UseNumber()
	a.UseNumber()
	for {
		bt, berr := b.Token()
		at, aerr := a.Token()
		if !errors.Is(aerr, berr) || kindOf(bt) != kindOf(at) {
			t.Fatalf("JSON: %v (%v) became %v (%v)\nbefore %q\nafter  %q", bt, berr, at, aerr, before, after)
		}
		if berr != nil {
			return
		}
	}
}

// firstValue gives the object or the array that a body begins with.
func firstValue(body []byte) (json.RawMessage, bool) {
	body = bytes.TrimPrefix(body, []byte("\xef\xbb\xbf"))
	if !startsStructure(body) {
		return nil, false
	}
	var value json.RawMessage
	err := json.NewDecoder(bytes.NewReader(body)).Decode(&value)
	return value, err == nil
}

func kindOf(token json.Token) any {
	switch v := token.(type) {
	case string:
		return "string"
	case json.Number:
		return "number"
	default:
		return v
	}
}

// FuzzNoFormSurvives plants a secret in any form in any place between any other text: in those that are undone in all ways,
// one within the other, and in every spelling of the promises, each read back in its own way.
func FuzzNoFormSurvives(f *testing.F) {
	spellings := spellings()
	for form := range len(secretForms) + len(spellings) {
		place := form % len(places) // every form and every place: the seeds are executed before anything else is
		f.Add("s3cr3t/Val+e:9", uint(form), uint(place), "is ", "!")
		f.Add("s3cr/t Val+e&9", uint(form), uint((place+1)%len(places)), "", " ")
	}
	f.Add("größeneßÄ4", uint(3), uint(5), "token=", "&")
	f.Add("000\x0000000", uint(27), uint(22), "", "")
	f.Add(`0000\"00000\"`, uint(17), uint(8), "0 ", "0") // percent-encoded twice, in part
	f.Fuzz(func(t *testing.T, value string, form, place uint, before, after string) {
		if len(value)+len(before)+len(after) > maxFuzzed || len(value) < wholeWord || !utf8.ValidString(value) || strings.Trim(value, "0123456789") == "" {
			return // what is looked for as a word, is no text, or may be a number by accident
		}
		r, err := redactorFor(evidence.Secret{Value: value, Meaning: "client secret"}, []byte(before), []byte(after))
		if err != nil {
			return
		}
		where := places[place%uint(len(places))]
		form %= uint(len(secretForms) + len(spellings))
		if form >= uint(len(secretForms)) {
			survives(t, r, spellings[form-uint(len(secretForms))], value, where.plant, where.read, before, after)
			return
		}
		text := before + secretForms[form].write(value) + after
		x := where.plant(text)
		if leaks(where.read(x), value) == "" {
			return
		}
		clean := where.read(r.Exchange(x))
		if found := leaks(clean, value); found != "" {
			t.Errorf("%s in %s: %s\nbefore %q\nafter  %q", secretForms[form].name, where.name, found, where.read(x), clean)
		}
	})
}

// survives plants a secret in a spelling, between texts that do not continue it.
func survives(t *testing.T, r *Redactor, form spelling, value string, plant func(string) evidence.Exchange, read func(evidence.Exchange) string, before, after string) {
	t.Helper()
	const joins = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ+/-_=%&\\\"'{}#;:.,|\r\n\x00 \t"
	if strings.ContainsAny(value, `%&\`) || strings.ContainsFunc(value, func(r rune) bool { return r < ' ' || r >= utf8.RuneSelf }) || !utf8.ValidString(before+after) {
		return // what reads as an escape, and what is another byte elsewhere
	}
	before, after = strings.TrimRight(before, joins), strings.TrimLeft(after, joins)
	x := plant(before + form.write(value) + after)
	shows := func(text string) bool {
		return strings.Contains(strings.ToLower(form.read(text)), strings.ToLower(value)) || strings.Contains(strings.ToLower(form.read(unquoted(text))), strings.ToLower(value))
	}
	if was := read(x); shows(was) {
		if now := read(r.Exchange(x)); shows(now) {
			t.Errorf("%s of %q\nbefore %q\nafter  %q", form.name, value, was, now)
		}
	}
}
