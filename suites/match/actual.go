package match

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/authconform/authconform/suites/evidence"
)

// mostRead is how much of an answer's body is read: more than any token response or error has.
const mostRead = 1 << 20

// exchanges gives what a matcher is to hold: one exchange, several, or the answer to somebody else's request.
func exchanges(actual any) ([]evidence.Exchange, error) {
	switch actual := actual.(type) {
	case evidence.Exchange:
		return []evidence.Exchange{actual}, nil
	case []evidence.Exchange:
		if len(actual) == 0 {
			return nil, fmt.Errorf("hold: wanted an exchange, found a list without any")
		}
		return actual, nil
	case *http.Response:
		x, err := Answer(actual)
		return []evidence.Exchange{x}, err
	default:
		return nil, fmt.Errorf("hold: wanted an evidence.Exchange, several, or an *http.Response, found %T", actual)
	}
}

// Answer makes an exchange of an answer that net/http gave and of the request that it answers. The answer's body can be
// read again afterwards, so that several matchers may look at one answer.
func Answer(r *http.Response) (evidence.Exchange, error) {
	if r == nil {
		return evidence.Exchange{}, fmt.Errorf("hold: wanted an answer, found a nil *http.Response")
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, mostRead+1))
	if err != nil {
		return evidence.Exchange{}, fmt.Errorf("hold: read the answer's body: %w", err)
	}
	if err := r.Body.Close(); err != nil {
		return evidence.Exchange{}, fmt.Errorf("hold: close the answer's body: %w", err)
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	x := evidence.Exchange{Attempt: 1, Response: &evidence.Response{
		Proto: r.Proto, Status: r.StatusCode, Header: fields(r.Header), Body: body[:min(len(body), mostRead)], Truncated: len(body) > mostRead,
	}}
	if r.Request != nil {
		x.Request = evidence.Request{Method: r.Request.Method, Proto: r.Request.Proto, Header: fields(r.Request.Header)}
		if r.Request.URL != nil {
			x.Request.URL = r.Request.URL.String()
		}
	}
	return x, nil
}

func fields(header http.Header) []evidence.Field {
	var list []evidence.Field
	for _, name := range slices.Sorted(maps.Keys(header)) {
		for _, value := range header[name] {
			list = append(list, evidence.Field{Name: name, Value: value})
		}
	}
	return list
}

// describe names an exchange, and what was asked in it: without what an address may carry, which may be a secret.
func describe(x evidence.Exchange) string {
	words := []string{x.ID, x.Request.Method}
	if u, err := url.Parse(x.Request.URL); err == nil && x.Request.Method != "" {
		words = append(words, (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}).String())
	}
	return strings.Join(slices.DeleteFunc(words, func(w string) bool { return w == "" }), " ")
}

// got says in a few words what came back, or why nothing did.
func got(x evidence.Exchange) string {
	switch {
	case x.Response != nil:
		return found(x)
	case x.Failure != nil:
		return "no answer: " + x.Failure.Detail
	case x.TLS != nil:
		return "a handshake with " + x.TLS.Version
	}
	return "no answer"
}
