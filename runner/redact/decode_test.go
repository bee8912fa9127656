package redact

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"encoding/base64"
	"io"
	"strings"
	"testing"

	"github.com/authconform/authconform/suites/evidence"
	"github.com/google/go-cmp/cmp"
)

func packed(coder func(io.Writer) io.WriteCloser) func(string) string {
	return func(s string) string {
		var b bytes.Buffer
		w := coder(&b)
		_, _ = io.WriteString(w, s)
		_ = w.Close()
		return b.String()
	}
}

var (
	asGzip = packed(func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) })
	asZlib = packed(func(w io.Writer) io.WriteCloser { return zlib.NewWriter(w) })
	asRaw  = packed(func(w io.Writer) io.WriteCloser { raw, _ := flate.NewWriter(w, 9); return raw })
)

// asBrotli stores a text in a stream of Brotli.
func asBrotli(s string) string {
	head := uint32(len(s)-1)<<4 | 1<<20
	return string([]byte{byte(head), byte(head >> 8), byte(head >> 16)}) + s + "\x03"
}

// TestDecode holds every way in which a body can be coded against what is recorded of it: the text that was searched in
// clear, or nothing but a length, a digest and the coding's name.
func TestDecode(t *testing.T) {
	const text = `{"error":"invalid_client","sent":"client-4711 client-4711"}`
	for _, c := range []struct {
		name, body string
		fields     []string
		fault      evidence.CodingFault // of the coding
		coding     string
		want       string // "" when the body is withheld
	}{
		{name: "plain", body: text, want: text},
		{name: "identity", body: text, fields: []string{"identity"}, want: text},
		{name: "gzip", body: asGzip(text), fields: []string{"gzip"}, want: text},
		{name: "gzip by its old name", body: asGzip(text), fields: []string{" X-GZip"}, want: text},
		{name: "gzip in two members", body: asGzip(text[:9]) + asGzip(text[9:]), fields: []string{"gzip"}, want: text},
		{name: "gzip twice, named twice", body: asGzip(asGzip(text)), fields: []string{"gzip, gzip"}, want: text},
		{name: "gzip twice, in two fields", body: asGzip(asGzip(text)), fields: []string{"gzip", "gzip"}, want: text},
		{name: "gzip twice", body: asGzip(asGzip(text)), fields: []string{"gzip"}, fault: evidence.CodingUnnamed, coding: "gzip", want: text},
		{name: "gzip unnamed", body: asGzip(text), fault: evidence.CodingUnnamed, coding: "gzip", want: text},
		{name: "gzip that is plain", body: text, fields: []string{"gzip"}, fault: evidence.CodingBroken, coding: "gzip", want: text},
		{name: "gzip cut short", body: asGzip(text)[:50], fields: []string{"gzip"}, fault: evidence.CodingBroken, coding: "gzip", want: text[:10]},
		{name: "gzip with more after it", body: asGzip(text) + "more", fields: []string{"gzip"}, fault: evidence.CodingBroken, coding: "gzip", want: text},
		{name: "gzip five times", body: asGzip(asGzip(asGzip(asGzip(asGzip(text))))), fields: []string{"gzip,gzip,gzip", "gzip, gzip"}, fault: evidence.CodingUnasked, coding: "gzip"},
		{name: "deflate", body: asZlib(text), fields: []string{"deflate"}, fault: evidence.CodingUnasked, coding: "deflate", want: text},
		{name: "deflate, raw", body: asRaw(text), fields: []string{"deflate"}, fault: evidence.CodingUnasked, coding: "deflate", want: text},
		{name: "deflate in gzip", body: asGzip(asZlib(text)), fields: []string{"deflate, gzip"}, fault: evidence.CodingUnasked, coding: "deflate", want: text},
		{name: "deflate unnamed", body: asZlib(text), fault: evidence.CodingUnnamed, coding: "deflate", want: text},
		{name: "deflate unnamed, raw", body: asRaw(text), fault: evidence.CodingUnnamed, coding: "deflate", want: text},
		{name: "Brotli", body: asBrotli(text), fields: []string{"br"}, fault: evidence.CodingUnasked, coding: "br"},
		{name: "Brotli in gzip", body: asGzip(asBrotli(text)), fields: []string{"br, gzip"}, fault: evidence.CodingUnasked, coding: "br"},
		{name: "Zstandard unnamed", body: "\x28\xb5\x2f\xfd\x04\x00" + text, fault: evidence.CodingUnnamed, coding: "zstd"},
		{name: "a character set for a coding", body: text, fields: []string{"UTF-8"}, fault: evidence.CodingUnasked, coding: "utf-8", want: text},
		{name: "noise", body: strings.Repeat("\x00\xff\x81a", 40), fault: evidence.CodingUnnamed},
		{name: "UTF-16", body: asUTF16(text), fault: evidence.CodingUnnamed},
		{name: "a text in Latin-1", body: "gr\xfc\xdfe", want: "gr\xfc\xdfe"},
	} {
		t.Run(c.name, func(t *testing.T) {
			body, _, coding := Decode([]byte(c.body), c.fields, 1<<20, false)
			r := redactor(t, evidence.Secret{Value: "client-4711", Meaning: "client id"})
			x := r.Exchange(evidence.Exchange{ID: "x", Response: &evidence.Response{Status: 400, Body: body, Coding: coding}})
			if again := r.Exchange(x); !cmp.Equal(x, again) {
				t.Errorf("redacting twice changes more:\n%s", cmp.Diff(x, again))
			}
			file := string(archived(t, evidence.Record{Exchanges: []evidence.Exchange{x}}))
			for _, raw := range []string{"client-4711", c.body, base64.StdEncoding.EncodeToString([]byte(c.body))} {
				if c.want != c.body && strings.Contains(file, raw) || raw == "client-4711" && strings.Contains(file, raw) {
					t.Errorf("recorded %q", raw)
				}
			}
			got := x.Response
			switch {
			case c.want == "" && (got.Body != nil || got.Coding == nil || got.Coding.Length != len(body) || !strings.HasPrefix(got.Coding.Digest, "hmac-sha256:")):
				t.Errorf("not withheld: %q, %+v", got.Body, got.Coding)
			case c.want != "" && (!strings.HasPrefix(string(body), c.want) || len(got.Body) == 0 || got.Coding != nil && got.Coding.Digest != ""):
				t.Errorf("recorded %q, %+v", got.Body, got.Coding)
			case (got.Coding != nil) != (c.fault != "") || got.Coding != nil && (got.Coding.Fault != c.fault || got.Coding.Name != c.coding):
				t.Errorf("told %+v", got.Coding)
			}
		})
	}
}

func asUTF16(s string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		b.WriteByte(c)
		b.WriteByte(0)
	}
	return b.String()
}

// The same body has the same digest within a run, and another one in another.
func TestDigestOfWhatIsWithheld(t *testing.T) {
	digest := func(r *Redactor, body string) string {
		return r.Exchange(evidence.Exchange{Response: &evidence.Response{Body: []byte(body), Coding: &evidence.Coding{Name: "br", Fault: evidence.CodingUnasked, Length: len(body)}}}).Response.Coding.Digest
	}
	one, other := redactor(t), redactor(t)
	first := digest(one, "\x00ab")
	if again := digest(one, "\x00ab"); first != again || first == digest(one, "\x00ac") || first == digest(other, "\x00ab") {
		t.Error("a digest tells too much or too little")
	}
}

// The name of a coding is the target's to choose.
func TestNameOfACodingIsSearched(t *testing.T) {
	r := redactor(t, evidence.Secret{Value: "client-secret-4711"})
	body, _, coding := Decode([]byte("\x00\x01\x02\x03\x04\x05\x06"), []string{"client-secret-4711"}, 1<<20, false)
	x := r.Exchange(evidence.Exchange{ID: "x", Response: &evidence.Response{Body: body, Coding: coding}})
	if file := string(archived(t, evidence.Record{Exchanges: []evidence.Exchange{x}})); strings.Contains(file, "client-secret-4711") {
		t.Error(file)
	}
}

// Bombs are cut where any body is.
func TestDecodeIsBounded(t *testing.T) {
	const limit = 1 << 16
	bomb := asGzip(strings.Repeat("0", 64<<20))
	for name, fields := range map[string][]string{"named": {"gzip"}, "unnamed": nil} {
		body, more, _ := Decode([]byte(bomb), fields, limit, false)
		if len(body) > limit+1 || !more {
			t.Errorf("%s: %d bytes, more: %v", name, len(body), more)
		}
	}
}
