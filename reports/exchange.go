package reports

import (
	"cmp"
	"slices"
	"time"

	"github.com/authconform/authconform/reports/text"
	"github.com/authconform/authconform/suites/evidence"
)

// Exchange is one question to the target and what came of it, for people to read: pseudonyms stand as what they mean
// (‹client secret›), and all texts are of bounded length. The bytes that were judged are those of the evidence.
type Exchange struct {
	ID      string    `json:"id"`
	Probe   string    `json:"probe"`
	Attempt int       `json:"attempt"` // from 1
	Started time.Time `json:"started"`
	// Micros is how long it took, in microseconds.
	Micros   int64             `json:"micros"`
	Remote   string            `json:"remote,omitempty"` // the address that was connected to
	Request  ExchangeRequest   `json:"request"`
	Response *ExchangeResponse `json:"response,omitempty"`
	Failure  *evidence.Failure `json:"failure,omitempty"`
	TLS      *evidence.TLS     `json:"tls,omitempty"`
	// Heard is what the target made of the request, where a client was judged: Probe is the scenario then.
	Heard *evidence.Heard `json:"heard,omitempty"`
}

// ExchangeRequest is what was sent.
type ExchangeRequest struct {
	Method string           `json:"method"` // "" marks a bare TLS handshake
	URL    string           `json:"url"`
	Proto  string           `json:"proto,omitempty"` // "HTTP/2.0"; "" when no connection was made
	Header []evidence.Field `json:"header"`
	Body   ExchangeBody     `json:"body"`
}

// ExchangeResponse is what came back.
type ExchangeResponse struct {
	Proto  string           `json:"proto"`
	Status int              `json:"status"`
	Header []evidence.Field `json:"header"`
	Body   ExchangeBody     `json:"body"`
}

// ExchangeBody is the content of a message, as far as a report shows it.
type ExchangeBody struct {
	Text  string `json:"text"`  // its beginning; bytes that are not UTF-8 as \x escapes
	Bytes int    `json:"bytes"` // how many were recorded
	// Cut says that Text is not all that was recorded.
	Cut bool `json:"cut"`
	// Truncated says that more was sent than is read and recorded.
	Truncated bool `json:"truncated"`
	// Withheld says why there is no text, and what stands for it; "" when the body was recorded.
	Withheld string `json:"withheld,omitempty"`
}

// What a report holds of exchanges: a hostile target decides how many fields and bytes it sends, and must not decide
// the size of a report.
const (
	MaxExchanges    = 1000
	MaxFields       = 64
	MaxFieldName    = 200     // bytes
	MaxExchangeBody = 8 << 10 // bytes
	maxDNSNames     = 20
	maxShown        = 20      // credentials in a request
	MaxAllExchanges = 4 << 20 // bytes of header fields and bodies
)

// ExchangesOf gives a record's exchanges as a report tells them.
func ExchangesOf(rec evidence.Record) []Exchange {
	d := text.PseudonymsOf(&rec)
	out := make([]Exchange, 0, min(len(rec.Exchanges), MaxExchanges))
	for _, x := range rec.Exchanges {
		if x.Life != nil { // told with its scenario
			continue
		}
		if len(out) == MaxExchanges {
			break
		}
		told := Exchange{
			ID: x.ID, Probe: x.Probe, Attempt: x.Attempt, Started: x.Started, Micros: max(0, x.Duration.Microseconds()),
			Remote: x.Remote, Failure: x.Failure, TLS: x.TLS, Heard: x.Heard,
			Request: ExchangeRequest{
				Method: x.Request.Method, URL: d.Meanings(text.Shorten(x.Request.URL, text.MaxText)), Proto: x.Request.Proto,
				Header: shownFields(d, x.Request.Header), Body: shownBody(d, x.Request.Body, false),
			},
		}
		if r := x.Response; r != nil {
			told.Response = &ExchangeResponse{Proto: r.Proto, Status: r.Status, Header: shownFields(d, r.Header), Body: shownBody(d, r.Body, r.Truncated)}
			if text.IsUnread(r) {
				told.Response.Body.Withheld = text.Printable(text.UnreadBody(r))
			}
		}
		out = append(out, told)
	}
	return out
}

func shownFields(d text.Pseudonyms, header []evidence.Field) []evidence.Field {
	out := make([]evidence.Field, 0, min(len(header), MaxFields))
	for _, f := range header[:min(len(header), MaxFields)] {
		value := text.Shorten(f.Value, text.MaxText)
		if scheme, pair, ok := text.BasicPair(value); ok {
			value = scheme + " " + d.Meanings(pair)
		} else {
			value = d.Meanings(value)
		}
		out = append(out, evidence.Field{Name: f.Name, Value: value})
	}
	return out
}

func shownBody(d text.Pseudonyms, content []byte, truncated bool) ExchangeBody {
	text := text.Beginning(string(content), MaxExchangeBody)
	return ExchangeBody{Text: d.Meanings(text), Bytes: len(content), Cut: len(text) < len(content), Truncated: truncated}
}

// completeExchanges bounds and sorts: a report can be read from a file that anybody wrote.
func completeExchanges(exchanges []Exchange) []Exchange {
	exchanges = text.NonNil(exchanges[:min(len(exchanges), MaxExchanges)])
	for i := range exchanges {
		exchanges[i].complete()
	}
	slices.SortStableFunc(exchanges, func(a, b Exchange) int {
		return cmp.Or(a.Started.Compare(b.Started), cmp.Compare(a.ID, b.ID))
	})
	room := MaxAllExchanges
	for i := range exchanges {
		if room -= ExchangeSize(exchanges[i]); room < 0 {
			exchanges[i].strip()
		}
	}
	return exchanges
}

// fieldFrame is what a field takes of a report beside its texts.
const fieldFrame = 64

// ExchangeSize is what an exchange adds to a report, without what every exchange has.
func ExchangeSize(x Exchange) int {
	size := func(header []evidence.Field, body ExchangeBody) int {
		n := len(body.Text)
		for _, f := range header {
			n += len(f.Name) + len(f.Value) + fieldFrame
		}
		return n
	}
	n := size(x.Request.Header, x.Request.Body)
	if x.Response != nil {
		n += size(x.Response.Header, x.Response.Body)
	}
	return n
}

// strip takes out what a target can make large.
func (x *Exchange) strip() {
	x.Request.Header, x.Request.Body.Text, x.Request.Body.Cut = []evidence.Field{}, "", x.Request.Body.Bytes > 0
	if x.Response != nil {
		x.Response.Header, x.Response.Body.Text, x.Response.Body.Cut = []evidence.Field{}, "", x.Response.Body.Bytes > 0
	}
}

func (x *Exchange) complete() {
	x.Started = x.Started.UTC()
	text.BoundAll(&x.ID, &x.Probe, &x.Remote, &x.Request.Method, &x.Request.URL, &x.Request.Proto)
	x.Request.Header = boundedFields(x.Request.Header)
	x.Request.Body.complete()
	if x.Response != nil {
		r := *x.Response
		r.Proto = text.Bounded(r.Proto, text.MaxText)
		r.Header = boundedFields(r.Header)
		r.Body.complete()
		x.Response = &r
	}
	if x.Failure != nil {
		x.Failure = &evidence.Failure{Kind: x.Failure.Kind, Detail: text.Bounded(x.Failure.Detail, text.MaxText)}
	}
	if x.Heard != nil {
		h := *x.Heard
		h.Shown = append([]evidence.Shown(nil), h.Shown[:min(len(h.Shown), maxShown)]...)
		for i := range h.Shown {
			h.Shown[i].Scheme = text.Bounded(h.Shown[i].Scheme, MaxFieldName)
		}
		x.Heard = &h
	}
	if x.TLS != nil {
		t := *x.TLS
		text.BoundAll(&t.Version, &t.CipherSuite, &t.ALPN, &t.Subject, &t.Issuer, &t.Fingerprint)
		t.DNSNames = append([]string(nil), t.DNSNames[:min(len(t.DNSNames), maxDNSNames)]...)
		for i := range t.DNSNames {
			text.BoundAll(&t.DNSNames[i])
		}
		t.NotBefore, t.NotAfter = t.NotBefore.UTC(), t.NotAfter.UTC()
		x.TLS = &t
	}
}

func (b *ExchangeBody) complete() {
	s := text.Bounded(b.Text, MaxExchangeBody)
	b.Cut = b.Cut || len(s) < len(text.ValidUTF8(b.Text))
	b.Text = s
	b.Withheld = text.Bounded(b.Withheld, text.MaxText)
}

func boundedFields(header []evidence.Field) []evidence.Field {
	header = text.NonNil(header[:min(len(header), MaxFields)])
	for i, f := range header {
		header[i] = evidence.Field{Name: text.Bounded(f.Name, MaxFieldName), Value: text.Bounded(f.Value, text.MaxText)}
	}
	return header
}
