package reference

import (
	"bytes"
	"fmt"
	"net/http"
)

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
				sound := &reply{fields: http.Header{}, status: http.StatusOK}
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
				_ = sound.fields.Write(&whole) // a buffer takes everything
				whole.WriteString("\r\n" + more)
				_, _ = conn.Write(whole.Bytes()) // fails when the client is gone
				_ = conn.Close()                 // the client has read what it wants
				panic(http.ErrAbortHandler)      // nothing more is to be written
			})
		}
	}
}
