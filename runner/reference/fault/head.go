package fault

import (
	"bytes"
	"fmt"
	"net/http"

	"github.com/authconform/authconform/runner/reference"
)

// HeadContent writes more after the head of an answer to HEAD than net/http lets anybody. Over HTTP/2, where content has
// frames of its own, nothing is changed.
func HeadContent(more string) func(*reference.Config) {
	return func(c *reference.Config) {
		inside := *c
		c.Wrap = func(h http.Handler) http.Handler {
			h = reference.Wrapped(h, inside.Wrap)
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Method != http.MethodHead || r.ProtoMajor != 1 {
					h.ServeHTTP(w, r)
					return
				}
				sound := &Response{Fields: http.Header{}, Status: http.StatusOK}
				h.ServeHTTP(sound, r)
				if outermost, ok := r.Context().Value(writerKey{}).(http.ResponseWriter); ok {
					w = outermost
				}
				conn, _, err := http.NewResponseController(w).Hijack()
				if err != nil {
					panic(http.ErrAbortHandler) // no connection to write to
				}
				var whole bytes.Buffer
				fmt.Fprintf(&whole, "HTTP/1.1 %d %s\r\n", sound.Status, http.StatusText(sound.Status))
				_ = sound.Fields.Write(&whole) // a buffer takes everything
				whole.WriteString("\r\n" + more)
				_, _ = conn.Write(whole.Bytes()) // fails when the client is gone
				_ = conn.Close()                 // the client has read what it wants
				panic(http.ErrAbortHandler)      // nothing more is to be written
			})
		}
	}
}
