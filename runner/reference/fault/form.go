package fault

import (
	"net/url"

	"github.com/authconform/authconform/runner/reference"
)

// IsForm says that a request is called a form.
func (q *Request) IsForm() bool { return reference.SendsForm(q.Header.Values("Content-Type")) }

// SentForm gives the parameters of a request that is a form; nil when it is none.
func (q *Request) SentForm() url.Values {
	values, refusal := reference.FormValues(q.Content)
	if refusal != nil || !Posts(q) || !reference.SendsForm(q.Header.Values("Content-Type")) {
		return nil
	}
	return values
}

// Fill makes a form of a request.
func (q *Request) Fill(form url.Values) {
	q.Content = []byte(form.Encode())
	q.Header.Set("Content-Type", reference.MediaForm)
}

// AsksFor chooses requests by their grant type.
func AsksFor(grant string) RequestMatch {
	return func(q *Request) bool { return q.SentForm().Get("grant_type") == grant }
}

// Renews matches requests for the refresh grant.
func Renews(q *Request) bool { return AsksFor(reference.GrantRefresh)(q) }

// Accepts chooses requests by their Accept field as it is; "" is none.
func Accepts(value string) RequestMatch {
	return func(q *Request) bool { return Posts(q) && q.Header.Get("Accept") == value }
}
