package fault

import (
	"io"
	"net/http"
	"net/url"
	"sync"

	"github.com/authconform/authconform/runner/reference"
)

// Null is a target that keeps no contract at all, and so the same one for every contract: what a wrong address, a
// broken deployment or a lie looks like. None is ever conformant.
type Null struct {
	// Name is what the target is called on a command line. It is stable, and never reused.
	Name string
	// Sentence says what the target does; it completes "The target …".
	Sentence string
	// Speaks says that some of its answers are sound, each taken by itself, so that clauses about such an answer may
	// pass. Of a target that does not speak no clause passes but those about the connection.
	Speaks bool

	policy *reference.Policy
	mutate func(*reference.Config)
}

// Apply gives the configuration of a target that does so: over TLS, and over plain HTTP too, but for those that repeat
// answers of the sound target, which go on rejecting it. What c itself wraps is seen in such answers alone. What a target
// remembers begins anew with each call.
func (n Null) Apply(c reference.Config) reference.Config {
	c.Policy, c.Contract = n.policy, n.policy.Contract
	c = c.Complete()
	n.mutate(&c)
	return c
}

// Nulls lists every null target, in the place of the target of a policy.
func Nulls(p *reference.Policy) []Null {
	const page, json = "text/html; charset=utf-8", "application/json"
	mute := func(name, sentence string, mutate func(*reference.Config)) Null {
		return Null{Name: name, Sentence: sentence, policy: p, mutate: mutate}
	}
	speaking := func(name, sentence string, mutate func(*reference.Config)) Null {
		return Null{Name: name, Sentence: sentence, Speaks: true, policy: p, mutate: mutate}
	}
	return []Null{
		mute("null-nothing", "answers everything with 200 and no body", always(http.StatusOK, "", "")),
		mute("null-object", "answers everything with an empty object", always(http.StatusOK, json, "{}")),
		mute("null-list", "answers everything with an empty list", always(http.StatusOK, json, "[]")),
		mute("null-page", "answers everything with an empty web page", always(http.StatusOK, page, "<!doctype html><title></title>")),
		mute("null-404", "answers everything with 404 in plain text", always(http.StatusNotFound, "text/plain; charset=utf-8", "404 page not found\n")),
		mute("null-404-json", "answers everything with 404 in JSON", always(http.StatusNotFound, json, `{"error":"not_found","error_reference":"0"}`)),
		speaking("null-oauth-error", "answers everything with one and the same OAuth error", always(http.StatusBadRequest, json, `{"error":"invalid_request"}`)),
		speaking("null-challenge", "answers everything with one and the same challenge",
			always(http.StatusUnauthorized, json, `{"error":"invalid_client"}`, SetField("WWW-Authenticate", reference.Challenge))),
		mute("null-portal-page", "shows everybody the login page of a captive portal",
			always(http.StatusOK, page, `<!doctype html><title>Guest network</title><form method="post" action="/login"><input name="room"><button>Log in</button></form>`)),
		mute("null-portal-redirect", "sends everybody to the login page of a captive portal",
			always(http.StatusFound, page, "<!doctype html><title>Guest network</title>", SetField("Location", "https://portal.invalid/login"))),
		mute("null-load-balancer", "answers everything with 502 and a load balancer's page",
			always(http.StatusBadGateway, page, "<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>")),
		mute("null-closes", "closes every connection without an answer", Compose(always(http.StatusOK, "", "", broken), oldHTTP)),
		mute("null-echo", "sends back what it was sent", answering(echo)),
		speaking("null-previous", "gives each request the answer that was due to the one before", previous),
		speaking("null-replay", "gives every request the first token answer again", replayed),
	}
}

// always gives one and the same answer to everything, on both listeners.
func always(code int, mediaType, body string, changes ...Edit) func(*reference.Config) {
	return answering(func(http.Handler, *Request) *Response {
		r := &Response{Status: code, Fields: http.Header{}}
		SetContent(mediaType, body)(r)
		if mediaType == "" {
			SetField("Content-Type")(r)
		}
		return r.Changed(Always, changes)
	})
}

func echo(_ http.Handler, q *Request) *Response {
	return &Response{Status: http.StatusOK, Fields: http.Header{"Content-Type": q.Header.Values("Content-Type")}, Content: q.Content}
}

// answering puts the same handler in the place of both listeners' own.
func answering(answer func(sound http.Handler, q *Request) *Response) func(*reference.Config) {
	return func(c *reference.Config) {
		overTLS(answer)(c)
		c.WrapPlain = c.Wrap
	}
}

// overTLS puts a handler in the place of the sound target's, which it may ask; plain HTTP stays rejected.
func overTLS(answer func(sound http.Handler, q *Request) *Response) func(*reference.Config) {
	return func(c *reference.Config) {
		inside := *c
		c.Wrap = func(h http.Handler) http.Handler {
			h = reference.Wrapped(h, inside.Wrap)
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				body, err := io.ReadAll(io.LimitReader(r.Body, reference.MaxBody+1))
				if err != nil {
					panic(http.ErrAbortHandler) // the client is gone
				}
				answer(h, &Request{Request: r, Content: body, OwnID: inside.ClientID, OwnKey: inside.ClientSecret, Config: inside}).write(w)
			})
		}
	}
}

// previous is a front whose cache is one behind: the first request gets a token, as if somebody had asked before.
func previous(c *reference.Config) {
	var mu sync.Mutex
	var last *Response
	overTLS(func(sound http.Handler, q *Request) *Response {
		mu.Lock()
		defer mu.Unlock()
		if last == nil {
			last = granting(sound, q)
		}
		due := last
		last = Record(sound, q)
		return due
	})(c)
}

// replayed is a recording that is played to everybody.
func replayed(c *reference.Config) {
	var mu sync.Mutex
	var first *Response
	overTLS(func(sound http.Handler, q *Request) *Response {
		mu.Lock()
		defer mu.Unlock()
		if first == nil {
			first = granting(sound, q)
		}
		return first
	})(c)
}

// granting has the sound target answer the documented request, whatever q is.
func granting(sound http.Handler, q *Request) *Response {
	asks := *q
	asks.Request = q.Clone(q.Context())
	asks.URL = &url.URL{Path: q.Config.Policy.Base + q.Config.Policy.Token}
	asks.Header = http.Header{}
	Posted(&asks)
	asks.document()
	return Record(sound, &asks)
}
