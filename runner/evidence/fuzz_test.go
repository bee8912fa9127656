package evidence

import (
	"bytes"
	"encoding/json"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

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
	f.Add([]byte("\xef\xbb\xbf{\"\xff\":\"s3cr3tValue9x\xff\"}"), "\xff", "s3cr3tValue9x\xff")
	f.Fuzz(func(t *testing.T, body []byte, header, value string) {
		r, err := NewRedactor(words(), Secret{Value: value, Meaning: "client secret"})
		if err != nil {
			return
		}
		x := Exchange{
			ID: "x", Request: Request{URL: "https://host/" + header + "?a=" + value, Header: []Field{{"Authorization", header}}, Body: body},
			Response: &Response{Status: 400, Header: []Field{{"WWW-Authenticate", header}, {"X-Any", header}, {"Set-Cookie", header}, {"Content-Type", header}}, Body: body},
			Failure:  &Failure{Detail: header},
		}
		clean := r.Exchange(x)
		rec := r.Record(Record{Exchanges: []Exchange{clean}})
		again := r.Record(rec)
		if diff := cmp.Diff(rec, again); diff != "" {
			t.Errorf("redacting again changes more (-once +twice):\n%s", diff)
		}
		if diff := cmp.Diff(clean, rec.Exchanges[0]); diff != "" {
			t.Errorf("the last pass changes what the first did:\n%s", diff)
		}
		sameStructure(t, body, clean.Response.Body)
		if got, want := clean.ErrorCode(), x.ErrorCode(); got != want && r.words.has(want) {
			t.Errorf("error code %q became %q", want, got)
		}
		if len(value) >= wholeWord && strings.Trim(value, "0123456789") != "" {
			file := string(written(t, rec))
			for _, text := range []string{clean.Request.URL, string(clean.Request.Body), clean.Failure.Detail, clean.Response.Header[1].Value, file} {
				if strings.Contains(text, value) {
					t.Errorf("%q shows %q", text, value)
				}
			}
		}
	})
}

// sameStructure compares two bodies as a JSON parser sees them.
func sameStructure(t *testing.T, before, after []byte) {
	t.Helper()
	b, a := json.NewDecoder(bytes.NewReader(before)), json.NewDecoder(bytes.NewReader(after))
	b.UseNumber()
	a.UseNumber()
	for {
		bt, berr := b.Token()
		at, aerr := a.Token()
		if (berr == nil) != (aerr == nil) {
			t.Fatalf("JSON: %v became %v\nbefore %q\nafter  %q", berr, aerr, before, after)
		}
		if berr != nil {
			if (berr == io.EOF) != (aerr == io.EOF) {
				t.Fatalf("JSON: %v became %v\nbefore %q\nafter  %q", berr, aerr, before, after)
			}
			return
		}
		if kindOf(bt) != kindOf(at) {
			t.Fatalf("JSON: %v became %v\nbefore %q\nafter  %q", bt, at, before, after)
		}
	}
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
