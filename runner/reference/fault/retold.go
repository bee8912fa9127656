package fault

import (
	"cmp"
	"context"
	"strings"
	"sync"

	"github.com/authconform/authconform/runner/reference"
)

// between mutates a target so that its resource takes the tokens that its clients are told, whatever the mutation makes
// of those that the sound target signs: a target that changes its tokens knows them again.
func between(c *reference.Config, mutate func(*reference.Config)) {
	var told retold
	Intercept(c, func(q *Request, sound func(*Request) *Response) *Response {
		r := sound(q)
		if signed, kept := q.Context().Value(signedKey{}).(*signing); kept && Granted(r) {
			members := r.Members()
			signed.token, _ = members["access_token"].(string)
			signed.scheme, _ = members["token_type"].(string)
		}
		return r
	})
	mutate(c)
	Intercept(c, func(q *Request, sound func(*Request) *Response) *Response {
		var signed signing
		q.Request = q.WithContext(context.WithValue(q.Context(), signedKey{}, &signed))
		r := sound(q)
		told.learn(signed, r)
		return r
	})
	c.Signed = told.of
	InterceptPath(c.Policy.Resource, c, func(q *Request, sound func(*Request) *Response) *Response {
		for i, value := range q.Header.Values("Authorization") {
			q.Header["Authorization"][i] = told.signed(value)
		}
		return sound(q)
	})
}

// signedKey is where a request has what the sound target signed for it.
type signedKey struct{}

// signing is a token, and the type that it was given.
type signing struct{ token, scheme string }

// retold are the tokens of which clients were told something else.
type retold struct {
	mu     sync.Mutex
	own    map[string]bool // every token that was signed
	tokens []retelling
}

type retelling struct {
	scheme, token string
	signed        signing
}

func (t *retold) learn(signed signing, r *Response) {
	members := r.Members()
	token, _ := members["access_token"].(string)
	scheme, _ := members["token_type"].(string)
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.own == nil {
		t.own = map[string]bool{}
	}
	t.own[signed.token] = true
	signed.scheme = cmp.Or(signed.scheme, "Bearer")
	if signed.token == "" || token == "" || t.own[token] && scheme == signed.scheme { // one that was signed before stays what it is
		return
	}
	t.tokens = append(t.tokens, retelling{scheme, token, signed})
}

// of gives the token that was signed for one that was told, which is itself where nothing else was.
func (t *retold) of(token string) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, told := range t.tokens {
		if told.token == token {
			return told.signed.token
		}
	}
	return token
}

// signed gives a field's value as the sound target takes it. The spelling of the scheme stays told from another.
func (t *retold) signed(authorization string) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, told := range t.tokens {
		scheme, same := strings.CutSuffix(authorization, " "+told.token)
		scheme = strings.TrimRight(scheme, " ") // several are as good as one (RFC 9110, section 11.4)
		switch {
		case same && told.scheme == "": // the answer has none, and the target says by itself which it takes
			return scheme + " " + told.signed.token
		case same && scheme == told.scheme:
			return told.signed.scheme + " " + told.signed.token
		case same && strings.EqualFold(scheme, told.scheme):
			return strings.ToLower(told.signed.scheme) + " " + told.signed.token
		}
	}
	return authorization
}
