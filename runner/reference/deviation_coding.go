package reference

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"io"
)

// codingDeviations are bodies in content codings that whoever asked does not take, or cannot know of (RFC 9110, section
// 8.4): a body that is not JSON as it stands (R8). refuses mutates an error that is no JSON for the given clauses.
func codingDeviations(refuses func(...change) func(*Config), clauses ...string) []Deviation {
	const text = "token.status.200"
	return []Deviation{
		breaks("body-brotli-unasked", "compresses an error by Brotli, whoever asks", refuses(inCoding("br", brotlied)), clauses[0], clauses[1:]...),
		breaks("body-deflate-unasked", "compresses token responses by deflate, whoever asks", tokens(inCoding("deflate", deflated)), text),
		breaks("body-deflate-raw", "compresses token responses by deflate without the frame of zlib", tokens(inCoding("deflate", inflatable)), text),
		breaks("body-gzip-twice", "compresses token responses by gzip, and a proxy of its own once more", tokens(inCoding("", gzipped), inCoding("gzip", gzipped)), text),
		breaks("body-gzip-unnamed", "compresses token responses by gzip, and does not say so", tokens(inCoding("", gzipped)), text),
		breaks("body-gzip-plain", "calls token responses compressed that are not", tokens(field("Content-Encoding", "gzip")), text),
		breaks("body-gzip-cut", "ends compressed token responses before their check sum", tokens(inCoding("gzip", gzipped), func(r *reply) {
			r.content = r.content[:len(r.content)-8]
		}), text),
	}
}

// codingVariants are bodies in the content coding that was asked for, in other ways than most have them.
func codingVariants() []Variant {
	filled := func(r *reply) bool { return len(r.content) > 0 }
	return []Variant{
		leaves("gzip", "compresses every body", replies(filled, inCoding("gzip", gzipped))),
		leaves("gzip-x", "compresses every body, and gives gzip its old name", replies(filled, inCoding("X-Gzip", gzipped))),
		leaves("gzip-members", "compresses every body in two members", replies(filled, func(r *reply) {
			half := len(r.content) / 2
			r.content = append(gzipped(r.content[:half]), gzipped(r.content[half:])...)
			r.fields.Set("Content-Encoding", "gzip")
		})),
		leaves("coding-identity", "says that no body is compressed", replies(every, field("Content-Encoding", "identity"))),
	}
}

// inCoding puts a body in a content coding, and names it; a coding without a name goes unnamed.
func inCoding(name string, code func([]byte) []byte) change {
	return func(r *reply) {
		r.content = code(r.content)
		if name != "" {
			r.fields.Set("Content-Encoding", name)
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
