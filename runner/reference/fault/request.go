package fault

import (
	"encoding/json"
	"net/http"
	"net/url"

	"github.com/authconform/authconform/runner/reference"
)

// Posts says that the request is one that issues tokens, whatever is wrong with it.
func Posts(q *Request) bool { return q.Method == http.MethodPost }

// ByMethod matches requests by their method, those without a query.
func ByMethod(name string) RequestMatch {
	return func(q *Request) bool { return q.Method == name && q.URL.RawQuery == "" }
}

// Members gives the members of a JSON request; nil when its body is no JSON object.
func (q *Request) Members() map[string]any {
	var members map[string]any
	if json.Unmarshal(q.Content, &members) != nil {
		return nil
	}
	return members
}

// Typed says that the content type is exactly this, without parameters; "" is none.
func (q *Request) Typed(contentType string) bool { return q.Header.Get("Content-Type") == contentType }

// TypedAs matches requests by their content type; "" is none.
func TypedAs(contentType string) RequestMatch {
	return func(q *Request) bool { return Posts(q) && q.Typed(contentType) }
}

// OverHTTP1 matches requests over HTTP/1.
func OverHTTP1(q *Request) bool { return q.ProtoMajor == 1 }

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
