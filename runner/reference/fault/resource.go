package fault

import (
	"fmt"
	"net/http"
	"net/url"
	"sync"

	"github.com/authconform/authconform/runner/reference"
)

// Formed writes an answer as a form.
func Formed(r *Response) {
	form := url.Values{}
	for name, value := range r.Members() {
		form.Set(name, fmt.Sprint(value))
	}
	SetContent("application/x-www-form-urlencoded", form.Encode())(r)
}

func orders() reference.Answer {
	return reference.NewAnswer(http.StatusOK, map[string]any{"data": map[string]any{"kind": "order", "items": []any{}}})
}

// Serves has the resource take a request, forbids has it refuse one in the contract's way.
func Serves(r *Response) { Instead(orders)(r) }

// Forbids refuses with 403, in the generic error model.
func Forbids(r *Response) { Generic(http.StatusForbidden)(r) }

// Speechless leaves an answer without a body.
func Speechless(r *Response) { r.Content = nil }

// SameToken tells every client the first token of the target, for as long as it lasts.
func SameToken(c *reference.Config) {
	var first any
	var once sync.Once
	Tokens(EditMembers(func(members map[string]any) {
		once.Do(func() { first = members["access_token"] })
		members["access_token"] = first
	}))(c)
}
