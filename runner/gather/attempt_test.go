package gather

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"sync"
	"testing"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"

	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/target"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/probe"
)

// streams is a target that answers by frames of HTTP/2, and counts the requests that it was sent.
type streams struct {
	mu       sync.Mutex
	requests []string // their methods, in the order of arrival
	reset    int      // how many of the first are refused unprocessed
}

func (s *streams) serve(conn net.Conn) {
	defer func() { _ = conn.Close() }()
	if _, err := io.ReadFull(conn, make([]byte, len(http2.ClientPreface))); err != nil {
		return
	}
	framer := http2.NewFramer(conn, conn)
	framer.ReadMetaHeaders = hpack.NewDecoder(4096, nil)
	_ = framer.WriteSettings()
	for {
		frame, err := framer.ReadFrame()
		if err != nil {
			return
		}
		switch f := frame.(type) {
		case *http2.SettingsFrame:
			if !f.IsAck() {
				_ = framer.WriteSettingsAck()
			}
		case *http2.MetaHeadersFrame:
			s.answer(framer, f)
		}
	}
}

func (s *streams) answer(framer *http2.Framer, f *http2.MetaHeadersFrame) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, f.PseudoValue("method"))
	if len(s.requests) <= s.reset {
		_ = framer.WriteRSTStream(f.StreamID, http2.ErrCodeRefusedStream)
		return
	}
	_ = framer.WriteHeaders(http2.HeadersFrameParam{StreamID: f.StreamID, EndHeaders: true, EndStream: true, BlockFragment: []byte{0x8c}}) // :status 400 (RFC 7541, appendix A)
}

// listening gives a target that refuses so many of the first requests.
func listening(t *testing.T, reset int) (*streams, *target.Target) {
	t.Helper()
	authority := newAuthority(t)
	settings := &tls.Config{NextProtos: []string{"h2"}}
	certificateOf(authority.issue(t, nil))(settings)
	listener, err := tls.Listen("tcp", "127.0.0.1:0", settings)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	s := &streams{reset: reset}
	go func() {
		for {
			conn, err := listener.Accept()
			if errors.Is(err, net.ErrClosed) {
				return
			}
			go s.serve(conn)
		}
	}()
	_, asked := start(t, reference.Config{})
	asked.BaseURL = parsed(t, "https://"+listener.Addr().String())
	asked.TLS.Roots = authority.pool()
	return s, asked
}

// A target that refuses a request unprocessed (RFC 9113, section 8.7) is asked again by us, and by nobody else: with a
// body and without.
func TestARefusedStreamIsSentOnce(t *testing.T) {
	t.Parallel()
	for _, name := range []probe.Name{probe.Valid, probe.Method("GET"), probe.Method("HEAD"), probe.BodyEmpty} {
		t.Run(string(name), func(t *testing.T) {
			t.Parallel()
			s, asked := listening(t, 1)
			a := newTestAsker(t, asks(t, asked))
			if x := sent(t.Context(), t, a, name); told(x) != string(evidence.ConnectionReset) {
				t.Errorf("ended in %s: %+v", told(x), x.Failure)
			}
			if len(s.requests) != 1 {
				t.Errorf("the target was sent %d requests, wanted 1", len(s.requests))
			}
			if x := sent(context.WithoutCancel(t.Context()), t, a, name); x.Failure != nil {
				t.Errorf("then it ended in %s: %+v", told(x), x.Failure)
			}
		})
	}
}
