package har

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/authconform/authconform/suites/evidence"
)

func (r *harReader) entry(list string, n int, value []byte) error {
	what := map[string]string{"entries": "entry", "_handshakes": "handshake", "_lives": "life"}[list]
	if r.read > maxEntries {
		return fmt.Errorf("the file has more than %d entries, the most that are read", maxEntries)
	}
	var entry *entry
	if err := json.Unmarshal(value, &entry); err != nil {
		return notHAR(err)
	}
	x, err := entry.exchange()
	if err == nil {
		err = exchangeWithinBounds(x)
	}
	switch {
	case err != nil:
		return fmt.Errorf("%s %d: %w", what, n, err)
	case r.ids[x.ID]:
		return fmt.Errorf("%s %d: exchange IDs are unique in a record, but %q was there before", what, n, x.ID)
	}
	if r.fields += fieldsOfBoth(x); r.fields > maxFields {
		return fmt.Errorf("the messages of the file have more than %d header fields, the most that are read", maxFields)
	}
	r.ids[x.ID] = true
	r.exchanges = append(r.exchanges, x)
	return nil
}

func (e *entry) exchange() (evidence.Exchange, error) {
	if e == nil || e.Request == nil || e.Response == nil || e.Response.Content == nil {
		return evidence.Exchange{}, errIncomplete
	}
	if e.ID == "" {
		return evidence.Exchange{}, errNoID
	}
	started, err := time.Parse(time.RFC3339Nano, e.StartedDateTime)
	if err != nil {
		return evidence.Exchange{}, fmt.Errorf(`%q: "startedDateTime" is no time of the form 2006-01-02T15:04:05.999Z`, e.ID)
	}
	duration, err := time.ParseDuration(e.Duration)
	if err != nil {
		return evidence.Exchange{}, fmt.Errorf(`%q: "_duration" is no duration of the form 1.5ms`, e.ID)
	}
	x := evidence.Exchange{
		ID: e.ID, Probe: e.Probe, Attempt: e.Attempt, Started: started, Duration: duration,
		Failure: e.Failure, TLS: e.TLS, Remote: e.Remote, Proxied: e.Proxied, Library: e.Library, Operation: e.Operation,
		Heard: e.Heard, Life: e.Life,
	}
	if x.TLS != nil {
		x.TLS.DNSNames = unlessEmpty(x.TLS.DNSNames)
	}
	if x.Heard != nil {
		x.Heard.Shown = unlessEmpty(x.Heard.Shown)
	}
	if x.Life != nil {
		x.Life.Leaks = unlessEmpty(x.Life.Leaks)
	}
	if x.Request, err = e.Request.request(); err != nil {
		return evidence.Exchange{}, fmt.Errorf(`%q: "postData": %w`, e.ID, err)
	}
	if !e.Response.Absent {
		if x.Response, err = e.Response.response(); err != nil {
			return evidence.Exchange{}, fmt.Errorf(`%q: "content": %w`, e.ID, err)
		}
	}
	if restore(&x, e.Bytes) != len(e.Bytes) {
		return evidence.Exchange{}, fmt.Errorf(`%q: "_bytes" names a text that is not there`, e.ID)
	}
	return x, nil
}

func (r *request) request() (evidence.Request, error) {
	out := evidence.Request{Method: r.Method, URL: r.URL, Proto: r.HTTPVersion, Header: fieldsOf(r.Headers)}
	if r.PostData == nil {
		return out, nil
	}
	body, err := bodyOf(r.PostData.Text, r.PostData.Encoding)
	out.Body = body
	return out, err
}

func (r *response) response() (*evidence.Response, error) {
	out := &evidence.Response{Proto: r.HTTPVersion, Status: r.Status, Header: fieldsOf(r.Headers), Truncated: r.Truncated, Coding: r.Content.Coding}
	if r.Content.Text == nil {
		return out, nil
	}
	body, err := bodyOf(*r.Content.Text, r.Content.Encoding)
	out.Body = body
	return out, err
}

func bodyOf(text, encoding string) ([]byte, error) {
	switch encoding {
	case "":
		return append([]byte{}, text...), nil
	case "base64":
		body, err := base64.StdEncoding.DecodeString(text)
		if err != nil || strings.ContainsAny(text, "\r\n") {
			return nil, errors.New("the text is not base64, although it says so")
		}
		return body, nil
	default:
		return nil, errors.New(`the encoding is neither absent nor "base64"`)
	}
}

func fieldsOf(pairs []pair) []evidence.Field {
	var out []evidence.Field
	for _, p := range pairs {
		out = append(out, evidence.Field{Name: p.Name, Value: p.Value})
	}
	return out
}

func unlessEmpty[T any](list []T) []T {
	if len(list) == 0 {
		return nil
	}
	return list
}
