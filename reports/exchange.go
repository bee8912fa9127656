package reports

import (
	"cmp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

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
	maxExchanges    = 1000
	maxFields       = 64
	maxFieldName    = 200     // bytes
	maxExchangeBody = 8 << 10 // bytes
	maxDNSNames     = 20
	maxAllExchanges = 4 << 20 // bytes of header fields and bodies
)

// ExchangesOf gives a record's exchanges as a report tells them.
func ExchangesOf(rec evidence.Record) []Exchange {
	d := names(&rec)
	out := make([]Exchange, 0, min(len(rec.Exchanges), maxExchanges))
	for _, x := range rec.Exchanges[:min(len(rec.Exchanges), maxExchanges)] {
		told := Exchange{
			ID: x.ID, Probe: x.Probe, Attempt: x.Attempt, Started: x.Started, Micros: max(0, x.Duration.Microseconds()),
			Remote: x.Remote, Failure: x.Failure, TLS: x.TLS,
			Request: ExchangeRequest{
				Method: x.Request.Method, URL: d.meanings(cut(x.Request.URL, maxText)), Proto: x.Request.Proto,
				Header: d.fields(x.Request.Header), Body: d.body(x.Request.Body, false),
			},
		}
		if r := x.Response; r != nil {
			told.Response = &ExchangeResponse{Proto: r.Proto, Status: r.Status, Header: d.fields(r.Header), Body: d.body(r.Body, r.Truncated)}
			if withheld(r) {
				told.Response.Body.Withheld = Printable(bodyWithheld(r))
			}
		}
		out = append(out, told)
	}
	return out
}

func (d dictionary) fields(header []evidence.Field) []evidence.Field {
	out := make([]evidence.Field, 0, min(len(header), maxFields))
	for _, f := range header[:min(len(header), maxFields)] {
		value := cut(f.Value, maxText)
		if scheme, pair, ok := basicPair(value); ok {
			value = scheme + " " + d.meanings(pair)
		} else {
			value = d.meanings(value)
		}
		out = append(out, evidence.Field{Name: f.Name, Value: value})
	}
	return out
}

func (d dictionary) body(content []byte, truncated bool) ExchangeBody {
	text := beginning(string(content), maxExchangeBody)
	return ExchangeBody{Text: d.meanings(text), Bytes: len(content), Cut: len(text) < len(content), Truncated: truncated}
}

// completeExchanges bounds and sorts: a report can be read from a file that anybody wrote.
func completeExchanges(exchanges []Exchange) []Exchange {
	exchanges = list(exchanges[:min(len(exchanges), maxExchanges)])
	for i := range exchanges {
		exchanges[i].complete()
	}
	slices.SortStableFunc(exchanges, func(a, b Exchange) int {
		return cmp.Or(a.Started.Compare(b.Started), cmp.Compare(a.ID, b.ID))
	})
	room := maxAllExchanges
	for i := range exchanges {
		if room -= exchanges[i].size(); room < 0 {
			exchanges[i].strip()
		}
	}
	return exchanges
}

// fieldFrame is what a field takes of a report beside its texts.
const fieldFrame = 64

// size is what an exchange adds to a report, without what every exchange has.
func (x Exchange) size() int {
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
	boundAll(&x.ID, &x.Probe, &x.Remote, &x.Request.Method, &x.Request.URL, &x.Request.Proto)
	x.Request.Header = boundedFields(x.Request.Header)
	x.Request.Body.complete()
	if x.Response != nil {
		r := *x.Response
		r.Proto = bounded(r.Proto, maxText)
		r.Header = boundedFields(r.Header)
		r.Body.complete()
		x.Response = &r
	}
	if x.Failure != nil {
		x.Failure = &evidence.Failure{Kind: x.Failure.Kind, Detail: bounded(x.Failure.Detail, maxText)}
	}
	if x.TLS != nil {
		t := *x.TLS
		boundAll(&t.Version, &t.CipherSuite, &t.ALPN, &t.Subject, &t.Issuer, &t.Fingerprint)
		t.DNSNames = append([]string(nil), t.DNSNames[:min(len(t.DNSNames), maxDNSNames)]...)
		for i := range t.DNSNames {
			boundAll(&t.DNSNames[i])
		}
		t.NotBefore, t.NotAfter = t.NotBefore.UTC(), t.NotAfter.UTC()
		x.TLS = &t
	}
}

func (b *ExchangeBody) complete() {
	text := bounded(b.Text, maxExchangeBody)
	b.Cut = b.Cut || len(text) < len(valid(b.Text))
	b.Text = text
	b.Withheld = bounded(b.Withheld, maxText)
}

func boundedFields(header []evidence.Field) []evidence.Field {
	header = list(header[:min(len(header), maxFields)])
	for i, f := range header {
		header[i] = evidence.Field{Name: bounded(f.Name, maxFieldName), Value: bounded(f.Value, maxText)}
	}
	return header
}

func boundAll(texts ...*string) {
	for _, text := range texts {
		*text = bounded(*text, maxText)
	}
}

// valid writes bytes that are not UTF-8 as escapes, as Printable does: JSON cannot hold them, and a report that was
// read back has to tell what the first one told.
func valid(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	for len(s) > 0 {
		r, size := utf8.DecodeRuneInString(s)
		if r == utf8.RuneError && size == 1 {
			b.WriteString(Printable(s[:1]))
		} else {
			b.WriteString(s[:size])
		}
		s = s[size:]
	}
	return b.String()
}
