package main

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"net/http"
	"testing"

	"github.com/authconform/authconform/runner/reference"
)

// coat is what a target puts its bodies in.
type coat func(header http.Header, status int, body []byte) []byte

// inCoding puts bodies in a content coding, and names it unless it has no name.
func inCoding(name string, code func([]byte) []byte) coat {
	return func(header http.Header, _ int, body []byte) []byte {
		if name != "" {
			header.Set("Content-Encoding", name)
		}
		header.Del("Content-Length")
		return code(body)
	}
}

// refusals puts the bodies of errors alone in a coat.
func refusals(of coat) coat {
	return func(header http.Header, status int, body []byte) []byte {
		if status < http.StatusBadRequest {
			return body
		}
		return of(header, status, body)
	}
}

func gzipped(body []byte) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = w.Write(body) // a bytes.Buffer takes everything
	_ = w.Close()
	return b.Bytes()
}

func deflated(body []byte) []byte {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	_, _ = w.Write(body) // a bytes.Buffer takes everything
	_ = w.Close()
	return b.Bytes()
}

// TestLargeEvidenceIsJudgedAgain asks a target whose refusals are of NULs, which JSON would write as six times as much,
// and judges again what a run recorded of them.
func TestLargeEvidenceIsJudgedAgain(t *testing.T) {
	if testing.Short() {
		t.Skip("writes and reads megabytes of evidence")
	}
	t.Parallel()
	const large = 3 << 19 // more than is read of a body
	bomb := gzipped(make([]byte, large))
	bird := &parrot{coat: refusals(inCoding("gzip", func([]byte) []byte { return bomb }))}
	environment := serveParrot(t, bird, reference.Config{}, nil)
	code, left := asked(t, environment, "run", "--no-progress")
	if code != exitNonconformant {
		t.Fatalf("exit code %d:\n%s%s", code, left["stdout"], left["stderr"])
	}
	judgedAgain(t, environment, left, code, bird)
}
