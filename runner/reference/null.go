package reference

import (
	"io"
	"net/http"
	"net/url"
	"sync"
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

	policy *policy
	mutate func(*Config)
}

// Apply gives the configuration of a target that does so: over TLS, and over plain HTTP too, but for those that repeat
// answers of the sound target, which go on rejecting it. What c itself wraps is seen in such answers alone. What a target
// remembers begins anew with each call.
func (n Null) Apply(c Config) Config {
	c.policy, c.Contract = n.policy, n.policy.contract
	c = c.complete()
	n.mutate(&c)
	return c
}

// nullsOf lists every null target, in the place of the target of a policy.
func nullsOf(p *policy) []Null {
	const page, json = "text/html; charset=utf-8", "application/json"
	mute := func(name, sentence string, mutate func(*Config)) Null {
		return Null{Name: name, Sentence: sentence, policy: p, mutate: mutate}
	}
	speaking := func(name, sentence string, mutate func(*Config)) Null {
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
			always(http.StatusUnauthorized, json, `{"error":"invalid_client"}`, field("WWW-Authenticate", challenge))),
		mute("null-portal-page", "shows everybody the login page of a captive portal",
			always(http.StatusOK, page, `<!doctype html><title>Guest network</title><form method="post" action="/login"><input name="room"><button>Log in</button></form>`)),
		mute("null-portal-redirect", "sends everybody to the login page of a captive portal",
			always(http.StatusFound, page, "<!doctype html><title>Guest network</title>", field("Location", "https://portal.invalid/login"))),
		mute("null-load-balancer", "answers everything with 502 and a load balancer's page",
			always(http.StatusBadGateway, page, "<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>")),
		mute("null-closes", "closes every connection without an answer", together(always(http.StatusOK, "", "", broken), oldHTTP)),
		mute("null-echo", "sends back what it was sent", answering(echo)),
		speaking("null-previous", "gives each request the answer that was due to the one before", previous),
		speaking("null-replay", "gives every request the first token answer again", replayed),
	}
}

// always gives one and the same answer to everything, on both listeners.
func always(code int, mediaType, body string, changes ...change) func(*Config) {
	return answering(func(http.Handler, *inquiry) *reply {
		r := &reply{status: code, fields: http.Header{}}
		content(mediaType, body)(r)
		if mediaType == "" {
			field("Content-Type")(r)
		}
		return r.changed(every, changes)
	})
}

func echo(_ http.Handler, q *inquiry) *reply {
	return &reply{status: http.StatusOK, fields: http.Header{"Content-Type": q.Header.Values("Content-Type")}, content: q.content}
}

// answering puts the same handler in the place of both listeners' own.
func answering(answer func(sound http.Handler, q *inquiry) *reply) func(*Config) {
	return func(c *Config) {
		overTLS(answer)(c)
		c.WrapPlain = c.Wrap
	}
}

// overTLS puts a handler in the place of the sound target's, which it may ask; plain HTTP stays rejected.
func overTLS(answer func(sound http.Handler, q *inquiry) *reply) func(*Config) {
	return func(c *Config) {
		inside := *c
		c.Wrap = func(h http.Handler) http.Handler {
			h = wrapped(h, inside.Wrap)
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				body, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
				if err != nil {
					panic(http.ErrAbortHandler) // the client is gone
				}
				answer(h, &inquiry{Request: r, content: body, ownID: inside.ClientID, ownKey: inside.ClientSecret, config: inside}).write(w)
			})
		}
	}
}

// previous is a front whose cache is one behind: the first request gets a token, as if somebody had asked before.
func previous(c *Config) {
	var mu sync.Mutex
	var last *reply
	overTLS(func(sound http.Handler, q *inquiry) *reply {
		mu.Lock()
		defer mu.Unlock()
		if last == nil {
			last = granting(sound, q)
		}
		due := last
		last = record(sound, q)
		return due
	})(c)
}

// replayed is a recording that is played to everybody.
func replayed(c *Config) {
	var mu sync.Mutex
	var first *reply
	overTLS(func(sound http.Handler, q *inquiry) *reply {
		mu.Lock()
		defer mu.Unlock()
		if first == nil {
			first = granting(sound, q)
		}
		return first
	})(c)
}

// granting has the sound target answer the documented request, whatever q is.
func granting(sound http.Handler, q *inquiry) *reply {
	asks := *q
	asks.Request = q.Clone(q.Context())
	asks.URL = &url.URL{Path: q.config.policy.base + q.config.policy.token}
	asks.Header = http.Header{}
	posted(&asks)
	asks.document()
	return record(sound, &asks)
}
