package reference

import (
	"bytes"
	"context"
	"crypto/tls"
	"io"
	"net/http"
	"sync/atomic"
)

// inquiry is a request on its way to the sound target, open to change.
type inquiry struct {
	*http.Request
	content       []byte
	ownID, ownKey string // the credentials of the target's client
	config        Config // the target's, inside the mutation
}

// reply is what the sound target answers on its way back, open to change.
type reply struct {
	status  int
	fields  http.Header
	content []byte
	pieces  bool // is written in pieces, without a length
}

// The parts that deviations are put together from.
type (
	asked  func(*inquiry) bool // which requests
	recast func(*inquiry)      // what becomes of a request
	among  func(*reply) bool   // which answers
	change func(*reply)        // what becomes of an answer
)

// around puts a mutation between clients and the token endpoint of the sound target.
func around(c *Config, mutate func(q *inquiry, sound func(*inquiry) *reply) *reply) {
	aroundPath(c.policy.token, c, mutate)
}

// aroundPath puts a mutation between clients and an address of the sound target.
func aroundPath(path string, c *Config, mutate func(q *inquiry, sound func(*inquiry) *reply) *reply) {
	inside := *c
	c.Wrap = func(h http.Handler) http.Handler {
		h = wrapped(h, inside.Wrap)
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != inside.policy.base+path {
				h.ServeHTTP(w, r)
				return
			}
			if r.Context().Value(writerKey{}) == nil {
				r = r.WithContext(context.WithValue(r.Context(), writerKey{}, w))
			}
			content, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
			if err != nil {
				panic(http.ErrAbortHandler) // the client is gone
			}
			q := &inquiry{Request: r, content: content, ownID: inside.ClientID, ownKey: inside.ClientSecret, config: inside}
			mutate(q, func(q *inquiry) *reply { return record(h, q) }).write(w)
		})
	}
}

// writerKey is where a request has the connection's own writer, which no mutation stands before.
type writerKey struct{}

// replies changes those answers of the sound target that are chosen.
func replies(chosen among, changes ...change) func(*Config) {
	return func(c *Config) {
		around(c, func(q *inquiry, sound func(*inquiry) *reply) *reply {
			return sound(q).changed(chosen, changes)
		})
	}
}

// to changes the answers to those requests that are chosen.
func to(chosen asked, changes ...change) func(*Config) {
	return func(c *Config) {
		around(c, func(q *inquiry, sound func(*inquiry) *reply) *reply {
			mine := chosen(q) // before the sound target reads it
			return sound(q).changed(func(*reply) bool { return mine }, changes)
		})
	}
}

// takes makes other requests of those that are chosen before the sound target sees them: the way to have it
// accept what it would refuse.
func takes(chosen asked, recasts ...recast) func(*Config) {
	return func(c *Config) {
		around(c, func(q *inquiry, sound func(*inquiry) *reply) *reply {
			if chosen(q) {
				for _, recast := range recasts {
					recast(q)
				}
			}
			return sound(q)
		})
	}
}

// counted changes the chosen answers whose number among them fits, counted from 1.
func counted(fits func(n int64) bool, chosen among, changes ...change) func(*Config) {
	return func(c *Config) {
		var seen atomic.Int64
		replies(func(r *reply) bool { return chosen(r) && fits(seen.Add(1)) }, changes...)(c)
	}
}

// first changes the very first answer of the target.
func first(changes ...change) func(*Config) {
	return counted(func(n int64) bool { return n == 1 }, every, changes...)
}

// together makes one mutation of several: the later stand around the earlier.
func together(bends ...func(*Config)) func(*Config) {
	return func(c *Config) {
		for _, mutate := range bends {
			mutate(c)
		}
	}
}

// inClear has plain HTTP answered by a handler of its own, which is handed the sound token endpoint too.
func inClear(serve func(w http.ResponseWriter, r *http.Request, sound http.Handler)) func(*Config) {
	return func(c *Config) {
		c.WrapPlain = func(http.Handler) http.Handler {
			sound := newTarget(Config{
				policy: c.policy, ClientID: c.ClientID, ClientSecret: c.ClientSecret, Username: c.Username, Password: c.Password,
			}).TLSHandler()
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { serve(w, r, sound) })
		}
	}
}

// settings changes the TLS settings.
func settings(set func(*tls.Config)) func(*Config) {
	return func(c *Config) {
		before := c.TLS
		c.TLS = func(t *tls.Config) {
			if before != nil {
				before(t)
			}
			set(t)
		}
	}
}

// record has the sound target answer a request and keeps what it says.
func record(h http.Handler, q *inquiry) *reply {
	q.Body = io.NopCloser(bytes.NewReader(q.content))
	q.ContentLength = int64(len(q.content))
	r := &reply{fields: http.Header{}, status: http.StatusOK}
	h.ServeHTTP(r, q.Request)
	return r
}

// Header implements http.ResponseWriter.
func (r *reply) Header() http.Header { return r.fields }

// WriteHeader implements http.ResponseWriter.
func (r *reply) WriteHeader(status int) { r.status = status }

// Write implements http.ResponseWriter.
func (r *reply) Write(p []byte) (int, error) {
	r.content = append(r.content, p...)
	return len(p), nil
}

func (r *reply) changed(chosen among, changes []change) *reply {
	if chosen(r) {
		for _, change := range changes {
			change(r)
		}
	}
	return r
}

// write puts the reply on the wire. Failures mean that the client is gone.
func (r *reply) write(w http.ResponseWriter) {
	for name, values := range r.fields {
		w.Header()[name] = values
	}
	w.WriteHeader(r.status)
	if !r.pieces {
		_, _ = w.Write(r.content)
		return
	}
	middle := len(r.content) / 2
	for _, piece := range [][]byte{r.content[:middle], r.content[middle:]} {
		_, _ = w.Write(piece)
		_ = http.NewResponseController(w).Flush()
	}
}

// outage is over at once: the client is told to try again, and then the target is well.
func outage(code int) func(...change) func(*Config) {
	return func(changes ...change) func(*Config) {
		return first(append([]change{generic(code), field("Retry-After", "0")}, changes...)...)
	}
}
