package redact

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/authconform/authconform/suites/evidence"
)

// maxCodings bounds how many codings of one body are undone.
const maxCodings = 4

// Decode undoes the content codings of a body, those that Content-Encoding names and those that it does not, up to a
// number of bytes; more says that there would be more. What cannot be undone comes back as it is: a Redactor withholds it.
// A body that its sender was still at (cut) need not keep to its coding to its end.
func Decode(raw []byte, contentEncoding []string, limit int, cut bool) (body []byte, more bool, coding *evidence.Coding) {
	body, more = raw, cut
	named := codings(contentEncoding)
	if len(body) == 0 {
		return body, more, nil
	}
	for i := range slices.Backward(named) {
		name := named[i]
		if (name != "gzip" || len(named) > maxCodings) && coding == nil {
			coding = &evidence.Coding{Name: name, Fault: evidence.CodingUnasked}
		}
		if !undoable(name) || len(named) > maxCodings {
			return opaque(body, coding, more)
		}
		plain, err := undo(name, body, limit)
		switch {
		case err != nil && len(plain) == 0 && !more:
			return opaque(body, &evidence.Coding{Name: name, Fault: evidence.CodingBroken}, more)
		case err != nil && !more && coding == nil:
			coding = &evidence.Coding{Name: name, Fault: evidence.CodingBroken}
		}
		body, more = plain, more || len(plain) > limit
	}
	for range maxCodings {
		name, plain := unnamed(body, limit)
		if name == "" {
			break
		}
		if coding == nil {
			coding = &evidence.Coding{Name: name, Fault: evidence.CodingUnnamed}
		}
		if plain == nil {
			return opaque(body, coding, more)
		}
		body, more = plain, more || len(plain) > limit
	}
	return body, more, coding
}

// opaque marks a body as one that was not undone, unless it is a text all the same.
func opaque(body []byte, coding *evidence.Coding, more bool) ([]byte, bool, *evidence.Coding) {
	if !isText(body) {
		coding.Length = len(body)
	}
	return body, more, coding
}

// codings reads Content-Encoding (RFC 9110, section 8.4).
func codings(fields []string) []string {
	var list []string
	for name := range strings.SplitSeq(strings.ToLower(strings.Join(fields, ",")), ",") {
		switch name = strings.Trim(name, " \t"); name {
		case "", "identity":
		case "x-gzip":
			list = append(list, "gzip")
		default:
			list = append(list, name)
		}
	}
	return list
}

func undoable(name string) bool { return name == "gzip" || name == "deflate" }

// undo gives what it could read, up to a byte more than the limit.
func undo(name string, body []byte, limit int) ([]byte, error) {
	if name == "gzip" {
		reader, err := gzip.NewReader(bytes.NewReader(body))
		if err != nil {
			return nil, err
		}
		return io.ReadAll(io.LimitReader(reader, int64(limit)+1))
	}
	if reader, err := zlib.NewReader(bytes.NewReader(body)); err == nil {
		return io.ReadAll(io.LimitReader(reader, int64(limit)+1))
	}
	plain, rest, err := inflated(body, limit) // many leave zlib's frame out, whatever RFC 9110, section 8.4.1.2, says
	if err == nil && rest > 0 {
		err = errors.New("more after the end")
	}
	return plain, err
}

func inflated(body []byte, limit int) (plain []byte, rest int, err error) {
	from := bytes.NewReader(body)
	plain, err = io.ReadAll(io.LimitReader(flate.NewReader(from), int64(limit)+1))
	return plain, from.Len(), err
}

// unnamed finds a coding by what a body begins with, and undoes it; nil when it cannot be undone, no name when the body
// is in none.
func unnamed(body []byte, limit int) (name string, plain []byte) {
	switch {
	case bytes.HasPrefix(body, []byte("\x1f\x8b\x08")):
		if plain, _ = undo("gzip", body, limit); len(plain) == 0 {
			plain = nil
		}
		return "gzip", plain
	case len(body) > 2 && body[0]&0x0f == 8 && (int(body[0])<<8|int(body[1]))%31 == 0:
		if reader, err := zlib.NewReader(bytes.NewReader(body)); err == nil {
			if plain, err = io.ReadAll(io.LimitReader(reader, int64(limit)+1)); err == nil && len(plain) > 0 {
				return "deflate", plain
			}
		}
	}
	for _, magic := range [][2]string{
		{"\x28\xb5\x2f\xfd", "zstd"}, {"\xfd7zXZ\x00", "xz"}, {"BZh91AY&SY", "bzip2"}, {"PK\x03\x04", "zip"}, {"\x1f\x9d", "compress"}, {"\x04\x22\x4d\x18", "lz4"},
	} {
		if bytes.HasPrefix(body, []byte(magic[0])) {
			return magic[1], nil
		}
	}
	if !utf8.Valid(body) {
		if plain, rest, err := inflated(body, limit); err == nil && rest == 0 && len(plain) > 0 && isClear(plain) {
			return "deflate", plain
		}
	}
	return "", nil
}

// What a text may have of bytes that are none: some of them are the fault that is to be judged.
const (
	maxOdd      = 4
	maxOddShare = 16 // one of so many
)

// isClear says whether a body can be read as it stands: it is UTF-8, or a text in another encoding of one byte a
// character for the greater part of it. Nothing is found in any other.
func isClear(body []byte) bool {
	odd := 0
	for i := 0; i < len(body); {
		r, width := utf8.DecodeRune(body[i:])
		if r == utf8.RuneError && width == 1 || r < ' ' && strings.IndexByte("\t\n\f\r\b\x1b", byte(r)) < 0 || r == 0x7F {
			odd++
		}
		i += width
	}
	return odd <= maxOdd || odd*maxOddShare <= len(body)
}

// withoutBody gives an answer without a body that cannot be searched in clear.
func (p *pseudonyms) withoutBody(r evidence.Response) evidence.Response {
	coding := evidence.Coding{Fault: evidence.CodingUnnamed}
	if r.Coding != nil {
		coding = *r.Coding
	}
	if len(r.Body) == 0 || coding.Length == 0 && isClear(r.Body) {
		return r
	}
	coding.Length, coding.Digest = len(r.Body), "hmac-sha256:"+fmt.Sprintf("%x", p.mac("body", 0, r.Body))
	r.Body, r.Coding = nil, &coding
	return r
}
