package caller

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"golang.org/x/oauth2"
)

// reason says why there is no token, without a word of the service's.
func reason(err error) string {
	var refusal *oauth2.RetrieveError
	if errors.As(err, &refusal) && refusal.Response != nil {
		return fmt.Sprintf("the service answered with %d", refusal.Response.StatusCode)
	}
	return errNoAnswer.Error()
}

// maxRedirects is how many redirects those follow who follow any.
const maxRedirects = 3

// send sends a request, and goes where its answer points if that is the client's habit.
func (l *life) send(request *http.Request) (*http.Response, error) {
	for range maxRedirects {
		response, err := l.wire.RoundTrip(request)
		if err != nil || response.StatusCode < 300 || response.StatusCode > 399 {
			return response, err
		}
		to, err := response.Location()
		if err != nil {
			return response, nil // it points nowhere
		}
		next := l.habits.follows(request, to)
		if next == nil {
			return response, nil
		}
		_ = response.Body.Close() // nothing of it is wanted
		request = next
	}
	return nil, errors.New("too many redirects")
}

// tokenWire sends requests for tokens as a client's habits have them, and hands over what it understands of the answers.
type tokenWire struct{ *life }

// RoundTrip implements [http.RoundTripper].
func (w tokenWire) RoundTrip(request *http.Request) (*http.Response, error) {
	d, err := drafted(request)
	if err != nil {
		return nil, err
	}
	for _, edit := range w.habits.drafts {
		edit(w.life, d)
	}
	request, err = d.request()
	if err != nil {
		return nil, err
	}
	if w.habits.unmeasured {
		request.Body, request.ContentLength = unmeasured{request.Body}, -1
	}
	var response *http.Response
	if w.habits.unwritten {
		response, err = w.scrawl(request)
	} else {
		response, err = w.send(request)
	}
	if err != nil {
		return nil, err
	}
	content, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	_ = response.Body.Close() // it was read
	if err != nil {
		return nil, err
	}
	if response.StatusCode == http.StatusOK {
		if err := w.habits.rejects(response, content); err != nil {
			return nil, err
		}
	}
	response.Body = io.NopCloser(bytes.NewReader(content))
	return response, nil
}

// again makes the same request to another URL: with the same fields and the same body.
func again(asked *http.Request, to *url.URL) *http.Request {
	next := asked.Clone(asked.Context())
	next.URL, next.Host = to, ""
	if asked.GetBody != nil {
		body, err := asked.GetBody()
		if err != nil {
			return nil
		}
		next.Body = body
	}
	return next
}
