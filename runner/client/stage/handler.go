package stage

import (
	"context"
	"io"
	"net/http"
	"time"

	"github.com/authconform/authconform/suites/evidence"
)

// maxBody bounds what is read, and recorded, of a body.
const maxBody = 64 << 10

const (
	// Young is how long a life is young, from what it asks first and from its first token on: the resource takes its time
	// then, so that calls that overlap are seen to.
	Young = time.Second
	// YoungDelay is how long it takes.
	YoungDelay = 150 * time.Millisecond
)

// Handler records what a client asks of the target, and what that answers. It stands around the target, and sees requests
// as they came.
func (b *Recording) Handler(target http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		m, listening := b.begin()
		if !listening {
			panic(http.ErrAbortHandler) // who floods the target is not answered any more
		}
		conn := connectionOf(r.Context())
		body, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
		conn.taken(err == nil && len(body) <= maxBody)
		x := evidence.Exchange{Request: requestOf(r, body), Remote: r.RemoteAddr, TLS: conn.session, Heard: b.heard(r, body, conn.channel)}
		x.Heard.Offered = conn.offered
		if err != nil {
			x.Failure = &evidence.Failure{Kind: evidence.ConnectionReset, Detail: "the request's body ended early"}
			b.record(m, x)
			panic(http.ErrAbortHandler)
		}
		if x.Heard.Endpoint == evidence.ResourceEndpoint && m.sinceBirth < Young {
			wait(r.Context(), YoungDelay)
		}
		said := b.ask(target, r, body, x.Heard)
		x.Response = said.response(r.Proto)
		x.Heard.Issued = b.issued(said.tokens(x.Response, b.Layout))
		b.lives(x.Heard.Issued, b.record(m, x))
		said.send(w)
	})
}

// heardKey is where a request has what was made of it.
type heardKey struct{}

// HeardOf gives what was made of a request, for who decides by it; nil where nothing was.
func HeardOf(ctx context.Context) *evidence.Heard {
	heard, _ := ctx.Value(heardKey{}).(*evidence.Heard)
	return heard
}

// ask has the target answer a request whose body was read.
func (b *Recording) ask(target http.Handler, r *http.Request, body []byte, heard *evidence.Heard) *answer {
	inner := r.Clone(context.WithValue(r.Context(), heardKey{}, heard))
	inner.Body = io.NopCloser(newReader(body))
	inner.ContentLength = int64(len(body))
	said := newAnswer()
	target.ServeHTTP(said, inner)
	said.close()
	return said
}

// requestOf is a request as evidence, before it is redacted.
func requestOf(r *http.Request, body []byte) evidence.Request {
	scheme := "https"
	if conn := connectionOf(r.Context()); conn.channel == evidence.InClear {
		scheme = "http"
	}
	return evidence.Request{
		Method: r.Method, URL: scheme + "://" + r.Host + r.URL.RequestURI(), Proto: r.Proto,
		Header: append([]evidence.Field{{Name: "Host", Value: r.Host}}, fieldsOf(r.Header)...),
		Body:   body[:min(len(body), maxBody)],
	}
}

func wait(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}
