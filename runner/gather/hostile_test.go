package gather

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/probe"
)

// protocols are the two in which an answer may come: what bounds it is other code in each.
var protocols = []string{"h2", "http/1.1"}

func over(protocol string, answer http.HandlerFunc) reference.Config {
	return reference.Config{
		TLS:  func(c *tls.Config) { c.NextProtos = []string{protocol} },
		Wrap: func(http.Handler) http.Handler { return answer },
	}
}

// What an answer may cost is bounded, whatever it claims to be.
func TestAnswersAreBounded(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name      string
		answer    http.HandlerFunc
		kept      int
		truncated bool
	}{
		{"a body at the limit", body(maxBody), maxBody, false},
		{"a byte more", body(maxBody + 1), maxBody, true},
		{"2 MiB", body(2 << 20), maxBody, true},
		{"without an end", endless, maxBody, true},
		{"a gzip bomb", zipped(bytes.Repeat([]byte{'0'}, 64<<20)), maxBody, true},
		{"gzip at the limit", zipped(bytes.Repeat([]byte{'0'}, maxBody)), maxBody, false},
		{"what only calls itself gzip", coded("gzip", []byte(`{"error":"invalid_request"}`)), 27, false},
		{"a coding that nobody offered", coded("br", []byte("abc")), 3, false},
	} {
		for _, protocol := range protocols {
			t.Run(c.name+" over "+protocol, func(t *testing.T) {
				t.Parallel()
				_, asked := start(t, over(protocol, c.answer))
				x := once(t.Context(), t, asked, probe.Valid)
				if x.Response == nil {
					t.Fatalf("ended in %s", told(x))
				}
				if len(x.Response.Body) != c.kept || x.Response.Truncated != c.truncated {
					t.Errorf("kept %d bytes, truncated %t; wanted %d, %t", len(x.Response.Body), x.Response.Truncated, c.kept, c.truncated)
				}
			})
		}
	}
}

// What is no answer is a failure of a kind, and never hangs or kills the run.
func TestBrokenAnswersAreFailures(t *testing.T) {
	t.Parallel()
	const both, old = "h2 http/1.1", "http/1.1"
	for _, c := range []struct {
		name, over string
		answer     http.HandlerFunc
		want       evidence.FailureKind
	}{
		{"three header fields of 30 KiB", old, fieldOf(30<<10, "X-1", "X-2", "X-3"), evidence.TooLarge},
		{"a header field of 128 KiB", old, fieldOf(128<<10, "X-1"), evidence.TooLarge},
		{"20,000 header fields", old, fieldsOf(20_000), evidence.TooLarge},
		{"an answer that drips", both, drip, evidence.Timeout},
		{"a head that never ends", both, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, evidence.Timeout},
		{"closed within the body", both, cutShort, evidence.ConnectionReset},
		{"closed before the head", both, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, evidence.ConnectionReset},
		{"closed within the head", old, bytesOf("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n"), evidence.ConnectionReset},
		{"closed within a field", old, bytesOf("HTTP/1.1 200 OK\r\nContent-Le"), evidence.Malformed},
		{"fewer bytes than promised", old, bytesOf("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{}"), evidence.ConnectionReset},
		{"another protocol in its place", old, bytesOf("HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n"), evidence.Malformed},
		{"no HTTP", old, bytesOf("220 mail.test ESMTP\r\n"), evidence.Malformed},
		{"bytes", old, bytesOf("\x00\x01\x02\x03\x04\x05\x06\x07\r\n\r\n"), evidence.Malformed},
		{"a status of four digits", old, bytesOf("HTTP/1.1 2000 OK\r\n\r\n"), evidence.Malformed},
		{"two lengths", old, bytesOf("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{} "), evidence.Malformed},
		{"a length below nothing", old, bytesOf("HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\n{}"), evidence.Malformed},
		{"a chunk without a length", old, bytesOf("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n"), evidence.Malformed},
		{"a header field without a colon", old, bytesOf("HTTP/1.1 200 OK\r\nnonsense\r\n\r\n"), evidence.Malformed},
		{"a storm of 100 Continue", old, bytesOf(strings.Repeat("HTTP/1.1 100 Continue\r\n\r\n", 100_000)), evidence.TooLarge},
	} {
		for protocol := range strings.FieldsSeq(c.over) {
			t.Run(c.name+" over "+protocol, func(t *testing.T) {
				t.Parallel()
				_, asked := start(t, over(protocol, c.answer))
				if c.want == evidence.Timeout {
					asked.Timeout = time.Second
				}
				x := once(t.Context(), t, asked, probe.Valid)
				if told(x) != string(c.want) {
					t.Errorf("ended in %s (%+v), wanted %s", told(x), x.Failure, c.want)
				}
			})
		}
	}
}

// Over HTTP/2 a head that is too large ends the connection, and net/http does not say why.
func TestALargeHeadOverHTTP2IsAFailure(t *testing.T) {
	t.Parallel()
	for _, size := range []int{30 << 10, 1 << 20} {
		_, asked := start(t, over("h2", fieldOf(size, "X-1", "X-2", "X-3")))
		if x := once(t.Context(), t, asked, probe.Valid); x.Failure == nil || x.Failure.Detail == "" {
			t.Errorf("%d bytes: ended in %s", 3*size, told(x))
		}
	}
}

// A body that says it is gzip and does not keep to it is an answer all the same: it is read as far as it goes.
func TestCorruptGzipIsAnAnswer(t *testing.T) {
	t.Parallel()
	whole := compressed([]byte(strings.Repeat(`{"error":"invalid_request"}`, 100)))
	flipped := bytes.Clone(whole)
	flipped[len(flipped)/2] ^= 0xff
	for name, content := range map[string][]byte{
		"cut short": whole[:len(whole)-9], "a bit flipped": flipped, "a head alone": whole[:4], "trailing garbage": append(bytes.Clone(whole), "garbage"...),
	} {
		for _, protocol := range protocols {
			t.Run(name+" over "+protocol, func(t *testing.T) {
				t.Parallel()
				_, asked := start(t, over(protocol, coded("gzip", content)))
				x := once(t.Context(), t, asked, probe.Valid)
				if x.Response == nil || x.Response.Coding == nil || x.Response.Coding.Fault != evidence.CodingBroken {
					t.Fatalf("ended in %s", told(x))
				}
				if len(content) > 4 != bytes.HasPrefix(x.Response.Body, []byte(`{"error":"invalid_request`)) {
					t.Errorf("recorded %q", x.Response.Body)
				}
			})
		}
	}
}

// Empty members of gzip without end are cut where any body is.
func TestGzipThatNeverHoldsAnythingIsCut(t *testing.T) {
	t.Parallel()
	for _, protocol := range protocols {
		_, asked := start(t, over(protocol, emptyMembers))
		if x := once(t.Context(), t, asked, probe.Valid); x.Response == nil || !x.Response.Truncated {
			t.Errorf("over %s: ended in %s", protocol, told(x))
		}
	}
}

// Many small header fields are no fault, and are all there.
func TestManyHeaderFieldsAreKept(t *testing.T) {
	t.Parallel()
	const many = 1000
	for _, protocol := range protocols {
		_, asked := start(t, over(protocol, fieldsOf(many)))
		x := once(t.Context(), t, asked, probe.Valid)
		kept := 0
		if x.Response != nil {
			for _, f := range x.Response.Header {
				if strings.HasPrefix(f.Name, "X-") {
					kept++
				}
			}
		}
		if kept != many {
			t.Errorf("%s: ended in %s with %d of %d fields", protocol, told(x), kept, many)
		}
	}
}

// A few interim answers are legal (RFC 9110, section 15.2) and come before the real one.
func TestInterimAnswersArePassedOver(t *testing.T) {
	t.Parallel()
	_, asked := start(t, over("http/1.1", bytesOf(strings.Repeat("HTTP/1.1 102 Processing\r\n\r\n", 4)+
		"HTTP/1.1 400 Bad Request\r\nContent-Length: 2\r\n\r\n{}")))
	if x := once(t.Context(), t, asked, probe.Valid); told(x) != "Bad Request" {
		t.Errorf("ended in %s (%+v)", told(x), x.Failure)
	}
}

// One question that a target answers badly does not touch the others, nor the connection that they share.
func TestAHostileAnswerStaysAlone(t *testing.T) {
	t.Parallel()
	_, asked := start(t, reference.Config{Wrap: instead(probe.GrantMissing, endless)})
	rec := gathered(t, asked)
	if x := exchange(t, rec, probe.GrantMissing); x.Response == nil || !x.Response.Truncated {
		t.Errorf("the hostile answer ended in %s", told(x))
	}
	for _, name := range []probe.Name{probe.Valid, probe.ValidScope, probe.ValidCharset, probe.ValidLast} {
		if x := exchange(t, rec, name); !x.Granted() {
			t.Errorf("%s ended in %s", name, told(x))
		}
	}
}

func body(size int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(bytes.Repeat([]byte{'x'}, size)) }
}

// endless writes until nobody listens any more.
func endless(w http.ResponseWriter, _ *http.Request) {
	for block := bytes.Repeat([]byte{'x'}, 32<<10); ; {
		if _, err := w.Write(block); err != nil {
			return
		}
	}
}

func coded(coding string, content []byte) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", coding)
		_, _ = w.Write(content)
	}
}

func compressed(content []byte) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = w.Write(content) // a bytes.Buffer takes everything
	_ = w.Close()
	return b.Bytes()
}

func zipped(content []byte) http.HandlerFunc { return coded("gzip", compressed(content)) }

// emptyMembers is a gzip file of empty members without an end: it decompresses to nothing, for ever.
func emptyMembers(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Encoding", "gzip")
	for block := bytes.Repeat(compressed(nil), 1000); ; {
		if _, err := w.Write(block); err != nil {
			return
		}
	}
}

func fieldOf(size int, names ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for _, name := range names {
			w.Header().Set(name, strings.Repeat("x", size))
		}
	}
}

func fieldsOf(n int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := range n {
			w.Header().Set(fmt.Sprintf("X-%d", i), "1")
		}
		_, _ = io.WriteString(w, "{}")
	}
}

// drip sends a byte now and then, and never the last.
func drip(w http.ResponseWriter, r *http.Request) {
	for r.Context().Err() == nil {
		_, _ = io.WriteString(w, " ")
		if http.NewResponseController(w).Flush() != nil {
			break
		}
		pause(r.Context(), 20*time.Millisecond)
	}
	panic(http.ErrAbortHandler) // or the last of the answer might overtake the end of the connection
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

func cutShort(w http.ResponseWriter, _ *http.Request) {
	_, _ = io.WriteString(w, `{"access_token":`)
	_ = http.NewResponseController(w).Flush()
	panic(http.ErrAbortHandler)
}
