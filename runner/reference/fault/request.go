package fault

import (
	"encoding/json"
	"net/http"
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
