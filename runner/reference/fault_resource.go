package reference

import (
	"fmt"
	"net/http"
	"net/url"
	"sync"
)

// formed writes an answer as a form.
func formed(r *reply) {
	form := url.Values{}
	for name, value := range r.members() {
		form.Set(name, fmt.Sprint(value))
	}
	content("application/x-www-form-urlencoded", form.Encode())(r)
}

func orders() Answer {
	return answer(http.StatusOK, map[string]any{"data": map[string]any{"kind": "order", "items": []any{}}})
}

// serves has the resource take a request, forbids has it refuse one in the contract's way.
func serves(r *reply) { instead(orders)(r) }

func forbids(r *reply) { generic(http.StatusForbidden)(r) }

// speechless leaves an answer without a body.
func speechless(r *reply) { r.content = nil }

// sameToken tells every client the first token of the target, for as long as it lasts.
func sameToken(c *Config) {
	var first any
	var once sync.Once
	tokens(with(func(members map[string]any) {
		once.Do(func() { first = members["access_token"] })
		members["access_token"] = first
	}))(c)
}
