package gather

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"

	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/probe"
)

// viaLibrary says whether a probe is sent by golang.org/x/oauth2, as the endpoint page advises every client.
func viaLibrary(p probe.Probe) (oauth2.AuthStyle, bool) {
	switch p.Library {
	case probe.InHeader:
		return oauth2.AuthStyleInHeader, true
	case probe.InBody:
		return oauth2.AuthStyleInParams, true
	default:
		return 0, false
	}
}

// fetch lets the library get a token, and records the request that it makes of it.
func (a *asker) fetch(ctx context.Context, p probe.Probe, style oauth2.AuthStyle) evidence.Exchange {
	endpoint := a.address(probe.Draft{})
	config := clientcredentials.Config{
		ClientID: a.values.Client.ID, ClientSecret: a.values.Client.Secret, TokenURL: endpoint.String(), AuthStyle: style,
	}
	within, cancel := context.WithTimeout(ctx, a.target.Timeout)
	defer cancel()
	recorder := &recorder{asker: a, run: ctx, extra: a.sender.Headers(a.Contract, p.Name)}
	recorder.x = evidence.Exchange{Probe: string(p.Name), Started: time.Now(), Layout: a.layout}
	_, err := config.Token(context.WithValue(within, oauth2.HTTPClient, &http.Client{
		Transport: recorder, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }, // R5
	}))
	recorder.x.Library = "golang.org/x/oauth2 took the answer as a token"
	if err != nil {
		recorder.x.Library = ""
	}
	recorder.x.Duration = time.Since(recorder.x.Started)
	return recorder.x
}

// recorder is the transport that the library is given: it sends as every other request is sent, and hands
// the library what was recorded.
type recorder struct {
	asker *asker
	run   context.Context //nolint:containedctx // the run's own, to tell its end from a timeout
	extra []evidence.Field
	x     evidence.Exchange
}

func (r *recorder) RoundTrip(request *http.Request) (*http.Response, error) {
	var body []byte
	if request.Body != nil {
		var err error
		if body, err = io.ReadAll(request.Body); err != nil {
			return nil, fmt.Errorf("reading the library's request: %w", err)
		}
	}
	r.x.Request = evidence.Request{
		Method: request.Method, URL: request.URL.String(), Header: append(fields(request.Header), r.extra...), Body: body,
	}
	r.asker.trip(request.Context(), r.run, r.asker.channels.https, &r.x)
	answer, ok := r.x.Answer()
	if !ok {
		return nil, fmt.Errorf("no answer: %s", r.x.Failure.Detail)
	}
	return &http.Response{
		Status: http.StatusText(answer.Status), StatusCode: answer.Status, Proto: r.x.Response.Proto, ProtoMajor: 1, ProtoMinor: 1,
		Header: answer.Header, Body: io.NopCloser(bytes.NewReader(answer.Body)), Request: request,
	}, nil
}
