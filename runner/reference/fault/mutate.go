package fault

import (
	"bytes"
	"context"
	"crypto/tls"
	"io"
	"net/http"
	"sync/atomic"

	"github.com/authconform/authconform/runner/reference"
)

// Request is a request on its way to the sound target, open to change.
type Request struct {
	*http.Request
	Content       []byte
	OwnID, OwnKey string           // the credentials of the target's client
	Config        reference.Config // the target's, inside the mutation
}

// Response is what the sound target answers on its way back, open to change.
type Response struct {
	Status  int
	Fields  http.Header
	Content []byte
	pieces  bool              // is written in pieces, without a length
	policy  *reference.Policy // of the target
}

// The parts that deviations are put together from.
type (
	// RequestMatch says which requests.
	RequestMatch func(*Request) bool
	// RequestEdit is what becomes of a request.
	RequestEdit func(*Request)
	// ResponseMatch says which answers.
	ResponseMatch func(*Response) bool
	// Edit is what becomes of an answer.
	Edit func(*Response)
)

// Intercept puts a mutation between clients and the token endpoint of the sound target.
func Intercept(c *reference.Config, mutate func(q *Request, sound func(*Request) *Response) *Response) {
	InterceptPath(c.Policy.Token, c, mutate)
}

// InterceptPath puts a mutation between clients and an address of the sound target.
func InterceptPath(path string, c *reference.Config, mutate func(q *Request, sound func(*Request) *Response) *Response) {
	inside := *c
	c.Wrap = func(h http.Handler) http.Handler {
		h = reference.Wrapped(h, inside.Wrap)
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if !inside.Policy.Serves(path, r.URL.Path) {
				h.ServeHTTP(w, r)
				return
			}
			if r.Context().Value(writerKey{}) == nil {
				r = r.WithContext(context.WithValue(r.Context(), writerKey{}, w))
			}
			content, err := io.ReadAll(io.LimitReader(r.Body, reference.MaxBody+1))
			if err != nil {
				panic(http.ErrAbortHandler) // the client is gone
			}
			q := &Request{Request: r, Content: content, OwnID: inside.ClientID, OwnKey: inside.ClientSecret, Config: inside}
			mutate(q, func(q *Request) *Response { return Record(h, q) }).write(w)
		})
	}
}

// writerKey is where a request has the connection's own writer, which no mutation stands before.
type writerKey struct{}

// Responses changes those answers of the sound target that are chosen.
func Responses(chosen ResponseMatch, changes ...Edit) func(*reference.Config) {
	return func(c *reference.Config) {
		Intercept(c, func(q *Request, sound func(*Request) *Response) *Response {
			return sound(q).Changed(chosen, changes)
		})
	}
}

// ResponsesTo changes the answers to those requests that are chosen.
func ResponsesTo(chosen RequestMatch, changes ...Edit) func(*reference.Config) {
	return func(c *reference.Config) {
		Intercept(c, func(q *Request, sound func(*Request) *Response) *Response {
			mine := chosen(q) // before the sound target reads it
			return sound(q).Changed(func(*Response) bool { return mine }, changes)
		})
	}
}

// Admit makes other requests of those that are chosen before the sound target sees them: the way to have it
// accept what it would refuse.
func Admit(chosen RequestMatch, recasts ...RequestEdit) func(*reference.Config) {
	return func(c *reference.Config) {
		Intercept(c, func(q *Request, sound func(*Request) *Response) *Response {
			if chosen(q) {
				for _, recast := range recasts {
					recast(q)
				}
			}
			return sound(q)
		})
	}
}

// Counted changes the chosen answers whose number among them fits, counted from 1.
func Counted(fits func(n int64) bool, chosen ResponseMatch, changes ...Edit) func(*reference.Config) {
	return func(c *reference.Config) {
		var seen atomic.Int64
		Responses(func(r *Response) bool { return chosen(r) && fits(seen.Add(1)) }, changes...)(c)
	}
}

// First changes the very first answer of the target.
func First(changes ...Edit) func(*reference.Config) {
	return Counted(func(n int64) bool { return n == 1 }, Always, changes...)
}

// Compose makes one mutation of several: the later stand around the earlier.
func Compose(bends ...func(*reference.Config)) func(*reference.Config) {
	return func(c *reference.Config) {
		for _, mutate := range bends {
			mutate(c)
		}
	}
}

// inClear has plain HTTP answered by a handler of its own, which is handed the sound token endpoint too.
func inClear(serve func(w http.ResponseWriter, r *http.Request, sound http.Handler)) func(*reference.Config) {
	return func(c *reference.Config) {
		c.WrapPlain = func(http.Handler) http.Handler {
			sound := reference.New(reference.Config{
				Policy: c.Policy, ClientID: c.ClientID, ClientSecret: c.ClientSecret, Username: c.Username, Password: c.Password,
			}).TLSHandler()
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { serve(w, r, sound) })
		}
	}
}

// settings changes the TLS settings.
func settings(set func(*tls.Config)) func(*reference.Config) {
	return func(c *reference.Config) {
		before := c.TLS
		c.TLS = func(t *tls.Config) {
			if before != nil {
				before(t)
			}
			set(t)
		}
	}
}

// Record has the sound target answer a request and keeps what it says.
func Record(h http.Handler, q *Request) *Response {
	q.Body = io.NopCloser(bytes.NewReader(q.Content))
	q.ContentLength = int64(len(q.Content))
	r := &Response{Fields: http.Header{}, Status: http.StatusOK, policy: q.Config.Policy}
	h.ServeHTTP(r, q.Request)
	return r
}

// Header implements http.ResponseWriter.
func (r *Response) Header() http.Header { return r.Fields }

// WriteHeader implements http.ResponseWriter.
func (r *Response) WriteHeader(status int) { r.Status = status }

// Write implements http.ResponseWriter.
func (r *Response) Write(p []byte) (int, error) {
	r.Content = append(r.Content, p...)
	return len(p), nil
}

// Flush implements http.Flusher: what was written in pieces inside stays so outside.
func (r *Response) Flush() { r.pieces = true }

// Changed edits an answer if it is one of those that are chosen.
func (r *Response) Changed(chosen ResponseMatch, changes []Edit) *Response {
	if chosen(r) {
		for _, change := range changes {
			change(r)
		}
	}
	return r
}

// write puts the reply on the wire. Failures mean that the client is gone.
func (r *Response) write(w http.ResponseWriter) {
	for name, values := range r.Fields {
		w.Header()[name] = values
	}
	w.WriteHeader(r.Status)
	if !r.pieces {
		_, _ = w.Write(r.Content)
		return
	}
	middle := len(r.Content) / 2
	for _, piece := range [][]byte{r.Content[:middle], r.Content[middle:]} {
		_, _ = w.Write(piece)
		_ = http.NewResponseController(w).Flush()
	}
}

// Outage is over at once: the client is told to try again, and then the target is well.
func Outage(code int) func(...Edit) func(*reference.Config) {
	return func(changes ...Edit) func(*reference.Config) {
		return First(append([]Edit{Generic(code), SetField("Retry-After", "0")}, changes...)...)
	}
}
