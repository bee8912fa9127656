package reference

import (
	"bytes"
	"encoding/json"
	"net/http"
)

// Answer is what a target has decided to say, before it is put on the wire.
type Answer struct {
	// Status is the status code.
	Status int
	// Header holds the header fields that the decision is responsible for; never nil.
	Header http.Header
	// Body holds the members of the JSON object to send; no content is sent when it is nil.
	Body map[string]any
}

// NewAnswer makes an answer in JSON that nobody is to cache.
func NewAnswer(status int, body map[string]any) Answer {
	return Answer{Status: status, Body: body, Header: http.Header{
		"Content-Type": {"application/json"},
		// RFC 6749, section 5.1 wants both of a token; an error or an order is no more fit for a cache.
		"Cache-Control": {"no-store"},
		"Pragma":        {"no-cache"},
	}}
}

// Write puts the answer on the wire. An answer to HEAD goes without its content. A body that is not JSON,
// which only a revision can bring about, becomes an empty 500.
func (a Answer) Write(w http.ResponseWriter, r *http.Request) {
	var content bytes.Buffer
	if a.Body != nil && r.Method != http.MethodHead {
		encoder := json.NewEncoder(&content)
		encoder.SetEscapeHTML(false)
		if err := encoder.Encode(a.Body); err != nil {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
	}
	for name, values := range a.Header {
		w.Header()[name] = values
	}
	w.WriteHeader(a.Status)
	_, _ = w.Write(bytes.TrimSuffix(content.Bytes(), []byte("\n"))) // fails when the client is gone
}
