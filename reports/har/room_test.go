package har

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/authconform/authconform/suites/evidence"
)

// worst are the answers that take most of a file, as large as any that is read.
func worst() map[string]evidence.Response {
	const body, head = 1 << 20, 64 << 10
	fill := func(s string, size int) []byte { return []byte(strings.Repeat(s, size/len(s))) }
	var many []evidence.Field
	for i := range head / 40 { // HTTP/2 counts 32 bytes for each
		many = append(many, evidence.Field{Name: fmt.Sprint(i), Value: "\x01"})
	}
	return map[string]evidence.Response{
		"NULs":                  {Body: fill("\x00", body)},
		"quotation marks":       {Body: fill(`"`, body)},
		"line separators":       {Body: fill("\u2028", body)},
		"Latin-1":               {Body: fill("ab\xfccdefghijklmnopqrstuvwxyz", body)},
		"control characters":    {Body: fill("abcdefghijklmnopqrstuvwxyz\x01", body)},
		"fields of no text":     {Header: []evidence.Field{{Name: "X", Value: string(fill("\xff", head))}}},
		"fields of many escape": {Header: []evidence.Field{{Name: "X", Value: string(fill("\x01", head))}}},
		"many fields":           {Header: many},
		"all of it":             {Header: many, Body: fill(`"`, body)},
	}
}

// What a run records is read again, whatever its target sends, and as often.
func TestWhatIsWrittenIsRead(t *testing.T) {
	if testing.Short() {
		t.Skip("writes megabytes")
	}
	const many = 2100
	for _, name := range []string{"NULs", "all of it", "fields of no text"} {
		t.Run(name, func(t *testing.T) {
			answer := worst()[name]
			room := Room{}
			x := evidence.Exchange{Started: time.Unix(1, 0).UTC(), Request: evidence.Request{Method: "POST", URL: "https://host/"}, Response: &answer}
			var rec evidence.Record
			for i := range many {
				x.ID = fmt.Sprint(i)
				if !room.Takes(x) {
					x = Slim(x) // cut down once, it stays so
				}
				rec.Exchanges = append(rec.Exchanges, x)
			}
			var file bytes.Buffer
			if err := Write(&file, rec); err != nil {
				t.Fatal(err)
			}
			t.Logf("%d MiB", file.Len()>>20)
			got, err := Read(&file)
			if err != nil {
				t.Fatalf("%d bytes: %v", file.Len(), err)
			}
			sortExchanges(rec.Exchanges)
			if diff := cmp.Diff(rec.Exchanges[many-1], got.Exchanges[many-1]); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// The size that is reckoned is no less than the one that is written.
func TestWrittenSize(t *testing.T) {
	for name, answer := range worst() {
		x := evidence.Exchange{ID: "x", Request: evidence.Request{Method: "POST", URL: "https://host/?a=\xff&b=c"}, Response: &answer}
		if size, reckoned := len(written(t, evidence.Record{Exchanges: []evidence.Exchange{x}})), writtenSize(x); reckoned < size-1024 {
			t.Errorf("%s: %d bytes are written, %d reckoned", name, size, reckoned)
		}
	}
}

// What judging needs is kept in full where it is of the size of an answer.
func TestSlimExchange(t *testing.T) {
	answer := evidence.Response{
		Status: 429, Body: []byte(`{"error":"LIMIT","error_reference":"1"}`),
		Header: []evidence.Field{{Name: "A", Value: strings.Repeat("a", 9000)}, {Name: "Content-Type", Value: "application/json"}, {Name: "Retry-After", Value: "60"}},
	}
	x := Slim(evidence.Exchange{ID: "x", Response: &answer})
	if !bytes.Equal(x.Response.Body, answer.Body) || x.Response.Truncated || !cmp.Equal(x.Response.Header, answer.Header[1:]) {
		t.Errorf("%+v", x.Response)
	}
	answer.Body = []byte(strings.Repeat("ä", 9000))
	x = Slim(evidence.Exchange{ID: "x", Response: &answer})
	if !x.Response.Truncated || len(x.Response.Body) == 0 || writtenBody(x.Response.Body) > maxSlimBody || !strings.HasSuffix(string(x.Response.Body), "ä") {
		t.Errorf("%d bytes", len(x.Response.Body))
	}
}
