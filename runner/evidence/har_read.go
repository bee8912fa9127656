package evidence

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/chromedp/cdproto/har"
)

// maxHAR is the size of the largest file that is read.
const maxHAR = 64 << 20

// The errors that say what a file is not.
var (
	errNotJSON    = errors.New("this is no HAR file: it is not one JSON text")
	errNotHAR     = errors.New(`this is no HAR 1.2 file: it has no "log" with "version": "1.2"`)
	errNotOurs    = errors.New(`this HAR file was not written by authconform: its log has no "_authconform"; record evidence with "authconform run"`)
	errTooLarge   = fmt.Errorf("the file is larger than %d MiB, the most that is read", maxHAR>>20)
	errNoID       = errors.New(`it has no "_id"`)
	errIncomplete = errors.New(`it has no "request", or no "response" with "content"`)
)

// ReadHAR reads what WriteHAR wrote and gives the same record, its exchanges sorted by their start,
// then by ID. A list without elements comes back as nil, but an empty body is not an absent one. It
// refuses any other file and says what is wrong with it: a judgement must not rest on guesses.
func ReadHAR(r io.Reader) (Record, error) {
	rec, err := readHAR(r)
	if err != nil {
		return Record{}, fmt.Errorf("read HAR: %w", err)
	}
	return rec, nil
}

func readHAR(r io.Reader) (Record, error) {
	file, err := decodeHAR(r)
	if err != nil {
		return Record{}, err
	}
	if file.Log == nil || file.Log.Version != harVersion {
		return Record{}, errNotHAR
	}
	head := file.Log.Record
	if head == nil {
		return Record{}, errNotOurs
	}
	if head.Format != harFormat {
		return Record{}, fmt.Errorf("the evidence has format %d, but this version of authconform knows format %d only: use the version that wrote it, %q", head.Format, harFormat, head.Run.Version)
	}
	if restore(head, head.Bytes) != len(head.Bytes) {
		return Record{}, errors.New(`"_authconform": "bytes" names a text that is not there`)
	}
	rec := Record{Run: head.Run, Unasked: unlessEmpty(head.Unasked)}
	rec.Run.Preflight = unlessEmpty(rec.Run.Preflight)
	rec.Run.Names = unlessEmpty(rec.Run.Names)
	ids := map[string]bool{}
	for i, entry := range file.Log.Entries {
		x, err := entry.exchange()
		if err != nil {
			return Record{}, fmt.Errorf("entry %d: %w", i+1, err)
		}
		if ids[x.ID] {
			return Record{}, fmt.Errorf("entry %d: exchange IDs are unique in a record, but %q was there before", i+1, x.ID)
		}
		ids[x.ID] = true
		rec.Exchanges = append(rec.Exchanges, x)
		file.Log.Entries[i] = nil // its texts are copied: let them go
	}
	sortExchanges(rec.Exchanges)
	return rec, nil
}

func decodeHAR(r io.Reader) (harFile, error) {
	var file harFile
	limited := &io.LimitedReader{R: r, N: maxHAR + 1}
	decoder := json.NewDecoder(limited)
	err := decoder.Decode(&file)
	if err == nil {
		_, err = decoder.Token()
		if errors.Is(err, io.EOF) {
			return file, nil
		}
		err = errNotJSON
	}
	var wrongType *json.UnmarshalTypeError
	var syntax *json.SyntaxError
	switch {
	case limited.N <= 0:
		return file, errTooLarge
	case errors.As(err, &wrongType):
		return file, fmt.Errorf("this is no HAR file: %q is of type %s, which HAR does not have there", wrongType.Field, wrongType.Value)
	case errors.As(err, &syntax), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, errNotJSON):
		return file, errNotJSON
	}
	return file, err
}

func (e *harEntry) exchange() (Exchange, error) {
	if e == nil || e.Request == nil || e.Response == nil || e.Response.Content == nil {
		return Exchange{}, errIncomplete
	}
	if e.ID == "" {
		return Exchange{}, errNoID
	}
	started, err := time.Parse(time.RFC3339Nano, e.StartedDateTime)
	if err != nil {
		return Exchange{}, fmt.Errorf(`%q: "startedDateTime" is no time of the form 2006-01-02T15:04:05.999Z`, e.ID)
	}
	duration, err := time.ParseDuration(e.Duration)
	if err != nil {
		return Exchange{}, fmt.Errorf(`%q: "_duration" is no duration of the form 1.5ms`, e.ID)
	}
	x := Exchange{
		ID: e.ID, Probe: e.Probe, Attempt: e.Attempt, Started: started, Duration: duration,
		Failure: e.Failure, TLS: e.TLS, Remote: e.Remote, Proxied: e.Proxied, Library: e.Library,
	}
	if x.TLS != nil {
		x.TLS.DNSNames = unlessEmpty(x.TLS.DNSNames)
	}
	if x.Request, err = e.Request.request(); err != nil {
		return Exchange{}, fmt.Errorf(`%q: "postData": %w`, e.ID, err)
	}
	if !e.Response.Absent {
		if x.Response, err = e.Response.response(); err != nil {
			return Exchange{}, fmt.Errorf(`%q: "content": %w`, e.ID, err)
		}
	}
	if restore(&x, e.Bytes) != len(e.Bytes) {
		return Exchange{}, fmt.Errorf(`%q: "_bytes" names a text that is not there`, e.ID)
	}
	return x, nil
}

func (r *harRequest) request() (Request, error) {
	out := Request{Method: r.Method, URL: r.URL, Proto: r.HTTPVersion, Header: fieldsOf(r.Headers)}
	if r.PostData == nil {
		return out, nil
	}
	body, err := bodyOf(r.PostData.Text, r.PostData.Encoding)
	out.Body = body
	return out, err
}

func (r *harResponse) response() (*Response, error) {
	out := &Response{Proto: r.HTTPVersion, Status: int(r.Status), Header: fieldsOf(r.Headers), Truncated: r.Truncated, Coding: r.Content.Coding}
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

func fieldsOf(pairs []*har.NameValuePair) []Field {
	var out []Field
	for _, pair := range pairs {
		if pair != nil {
			out = append(out, Field{Name: pair.Name, Value: pair.Value})
		}
	}
	return out
}

func unlessEmpty[T any](list []T) []T {
	if len(list) == 0 {
		return nil
	}
	return list
}
