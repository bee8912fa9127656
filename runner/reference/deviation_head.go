package reference

import (
	"bytes"
	"fmt"
	"net/http"
)

// headDeviations are answers to HEAD that have content, which only those see who read the connection to its end (R9).
func headDeviations() []Deviation {
	const clause = "errors.method-head.refused"
	page := `{"error":"METHOD_NOT_ALLOWED","error_reference":"1"}`
	return []Deviation{
		breaks("head-body", "answers HEAD with a body", headContent(page), clause).betweenVersions(),
		breaks("head-body-chunked", "answers HEAD with a body in chunks", headContent(fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", len(page), page)), clause).betweenVersions(),
		breaks("head-body-line", "answers HEAD with an empty line too many", headContent("\r\n"), clause).betweenVersions(),
	}
}

// headContent writes more after the head of an answer to HEAD than net/http lets anybody. Over HTTP/2, where content has
// frames of its own, nothing is changed.
func headContent(more string) func(*Config) {
	return func(c *Config) {
		inside := *c
		c.Wrap = func(h http.Handler) http.Handler {
			h = wrapped(h, inside.Wrap)
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Method != http.MethodHead || r.ProtoMajor != 1 {
					h.ServeHTTP(w, r)
					return
				}
				sound := &reply{header: http.Header{}, status: http.StatusOK}
				h.ServeHTTP(sound, r)
				if outermost, ok := r.Context().Value(writerKey{}).(http.ResponseWriter); ok {
					w = outermost
				}
				conn, _, err := http.NewResponseController(w).Hijack()
				if err != nil {
					panic(http.ErrAbortHandler) // no connection to write to
				}
				var whole bytes.Buffer
				fmt.Fprintf(&whole, "HTTP/1.1 %d %s\r\n", sound.status, http.StatusText(sound.status))
				_ = sound.header.Write(&whole) // a buffer takes everything
				whole.WriteString("\r\n" + more)
				_, _ = conn.Write(whole.Bytes()) // fails when the client is gone
				_ = conn.Close()                 // the client has read what it wants
				panic(http.ErrAbortHandler)      // nothing more is to be written
			})
		}
	}
}
