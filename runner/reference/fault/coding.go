package fault

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"io"

	"github.com/authconform/authconform/runner/reference"
)

// CodingDeviations are bodies in content codings that whoever asked does not take, or cannot know of (RFC 9110, section
// 8.4): a body that is not JSON as it stands (R8). refuses mutates an error that is no JSON for the given clauses.
func CodingDeviations(refuses func(...Edit) func(*reference.Config), clauses ...string) []Deviation {
	const text = "token.status.200"
	return []Deviation{
		New("body-brotli-unasked", "compresses an error by Brotli, whoever asks", refuses(inCoding("br", brotlied)), clauses[0], clauses[1:]...),
		New("body-deflate-unasked", "compresses token responses by deflate, whoever asks", Tokens(inCoding("deflate", deflated)), text),
		New("body-deflate-raw", "compresses token responses by deflate without the frame of zlib", Tokens(inCoding("deflate", inflatable)), text),
		New("body-gzip-twice", "compresses token responses by gzip, and a proxy of its own once more", Tokens(inCoding("", gzipped), inCoding("gzip", gzipped)), text),
		New("body-gzip-unnamed", "compresses token responses by gzip, and does not say so", Tokens(inCoding("", gzipped)), text),
		New("body-gzip-plain", "calls token responses compressed that are not", Tokens(SetField("Content-Encoding", "gzip")), text),
		New("body-gzip-cut", "ends compressed token responses before their check sum", Tokens(inCoding("gzip", gzipped), func(r *Response) {
			r.Content = r.Content[:len(r.Content)-8]
		}), text),
	}
}

// CodingVariants are bodies in the content coding that was asked for, in other ways than most have them.
func CodingVariants() []Variant {
	filled := func(r *Response) bool { return len(r.Content) > 0 }
	return []Variant{
		NewVariant("gzip", "compresses every body", Responses(filled, inCoding("gzip", gzipped))),
		NewVariant("gzip-x", "compresses every body, and gives gzip its old name", Responses(filled, inCoding("X-Gzip", gzipped))),
		NewVariant("gzip-members", "compresses every body in two members", Responses(filled, func(r *Response) {
			half := len(r.Content) / 2
			r.Content = append(gzipped(r.Content[:half]), gzipped(r.Content[half:])...)
			r.Fields.Set("Content-Encoding", "gzip")
		})),
		NewVariant("coding-identity", "says that no body is compressed", Responses(Always, SetField("Content-Encoding", "identity"))),
	}
}

// inCoding puts a body in a content coding, and names it; a coding without a name goes unnamed.
func inCoding(name string, code func([]byte) []byte) Edit {
	return func(r *Response) {
		r.Content = code(r.Content)
		if name != "" {
			r.Fields.Set("Content-Encoding", name)
		}
	}
}

func gzipped(content []byte) []byte {
	return compressed(content, func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) })
}

func deflated(content []byte) []byte {
	return compressed(content, func(w io.Writer) io.WriteCloser { return zlib.NewWriter(w) })
}

func inflatable(content []byte) []byte {
	return compressed(content, func(w io.Writer) io.WriteCloser {
		raw, _ := flate.NewWriter(w, flate.BestCompression) // the level is a valid one
		return raw
	})
}

func compressed(content []byte, coder func(io.Writer) io.WriteCloser) []byte {
	var packed bytes.Buffer
	w := coder(&packed)
	_, _ = w.Write(content) // a bytes.Buffer takes everything
	_ = w.Close()
	return packed.Bytes()
}

// brotlied writes a stream of Brotli that stores what it holds (RFC 7932, section 9.2): a window of 64 KiB, one
// meta-block of at most that, and an empty last one.
func brotlied(content []byte) []byte {
	const stored = 1 << 20
	head := uint32(len(content)-1)<<4 | stored
	out := append([]byte{byte(head), byte(head >> 8), byte(head >> 16)}, content...)
	return append(out, 0x03)
}

// Gzip compresses a body, and says so.
func Gzip(r *Response) { inCoding("gzip", gzipped)(r) }
