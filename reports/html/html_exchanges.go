package html

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/outline"
	"github.com/authconform/authconform/reports/text"
	"github.com/authconform/authconform/suites/evidence"
)

// htmlExchange is an exchange as the page shows it.
type htmlExchange struct {
	Anchor, ID     string
	Asked, Outcome string // in a few words
	Class          string // of the outcome: s2 for 2xx, …, unanswered
	Began, Took    string
	X, Width       string // of its bar, in thousandths of the run
	Facts          []outline.Fact
	Request        htmlMessage
	Response       *htmlMessage
}

// htmlMessage is a message as it went over the wire, a line an element.
type htmlMessage struct {
	Start  string
	Fields []evidence.Field
	Body   []string
	Size   string
}

type htmlTiming struct {
	Text, Middle, End string
	Exchanges         []htmlExchange
}

// maxWhole bounds what the cards repeat of exchanges, in bytes: beyond it they only link to them.
const maxWhole = 1 << 20

// htmlExchanges finds exchanges for those who cite them.
type htmlExchanges struct {
	all   []htmlExchange
	index map[string]int    // by id
	lives map[string]string // the scenes of those that are no exchanges, by id
	span  time.Duration
	room  int
	sizes []int
}

func newHTMLExchanges(r reports.Report) *htmlExchanges {
	h := &htmlExchanges{index: map[string]int{}, lives: livesOf(r), room: maxWhole}
	if len(r.Exchanges) == 0 {
		return h
	}
	first := r.Exchanges[0].Started
	for _, x := range r.Exchanges {
		h.span = max(h.span, x.Started.Sub(first)+took(x))
	}
	for i, x := range r.Exchanges {
		shown := htmlExchangeOf(x, first, h.span)
		shown.Anchor = fmt.Sprintf("Exchange-%d", i+1)
		h.index[x.ID] = i
		h.all = append(h.all, shown)
		h.sizes = append(h.sizes, reports.ExchangeSize(x))
	}
	return h
}

func (h *htmlExchanges) link(id string) htmlLink {
	i, ok := h.index[id]
	if scene := h.lives[id]; scene != "" {
		return htmlLink{Anchor: scene, Text: text.Printable(id)}
	}
	if !ok {
		return htmlLink{Text: text.Printable(id)}
	}
	return htmlLink{Anchor: h.all[i].Anchor, Text: text.Printable(id)}
}

// whole gives an exchange to be shown where it is cited, nil when there is none or the page has enough of them.
func (h *htmlExchanges) whole(anchor string) *htmlExchange {
	for i := range h.all {
		if h.all[i].Anchor == anchor && h.sizes[i] <= h.room {
			h.room -= h.sizes[i]
			return &h.all[i]
		}
	}
	return nil
}

func (h *htmlExchanges) timing() htmlTiming {
	return htmlTiming{
		Text:   text.Plural(len(h.all), "exchange", "exchanges") + " in " + outline.SpanText(h.span),
		Middle: outline.SpanText(h.span / 2), End: outline.SpanText(h.span), Exchanges: h.all,
	}
}

func took(x reports.Exchange) time.Duration { return time.Duration(x.Micros) * time.Microsecond }

func htmlExchangeOf(x reports.Exchange, first time.Time, span time.Duration) htmlExchange {
	began := x.Started.Sub(first)
	out := htmlExchange{
		ID: text.Printable(x.ID), Asked: exchangeAsked(x), Began: "+" + beganText(began), Took: tookText(took(x)),
		Request: message(requestLine(x), x.Request.Header, x.Request.Body),
	}
	out.Outcome, out.Class = exchangeOutcome(x)
	const thousand = 1000
	start := thousand * float64(began) / float64(max(span, 1))
	width := max(thousand*float64(took(x))/float64(max(span, 1)), 4) // a bar that can be seen
	out.X, out.Width = fmt.Sprintf("%.1f", min(start, thousand-width)), fmt.Sprintf("%.1f", width)
	if x.Response != nil {
		answer := message(x.Response.Proto+" "+fmt.Sprint(x.Response.Status), x.Response.Header, x.Response.Body)
		out.Response = &answer
	}
	out.Facts = exchangeFacts(x)
	return out
}

func exchangeAsked(x reports.Exchange) string {
	switch {
	case unreadable(x):
		return "unreadable"
	case x.Request.Method == "":
		return "handshake"
	}
	return text.Printable(x.Request.Method)
}

func requestLine(x reports.Exchange) string {
	switch {
	case unreadable(x):
		return "bytes that are no request"
	case x.Request.Method == "":
		return "a TLS handshake alone, with " + x.Request.URL
	}
	return strings.TrimSpace(x.Request.Method + " " + x.Request.URL + " " + x.Request.Proto)
}

func unreadable(x reports.Exchange) bool {
	return x.Heard != nil && x.Heard.Endpoint == evidence.Unreadable
}

func exchangeOutcome(x reports.Exchange) (s, class string) {
	switch {
	case x.Failure != nil:
		return "no answer", "unanswered"
	case x.Response != nil:
		return fmt.Sprint(x.Response.Status), fmt.Sprintf("s%d", min(max(x.Response.Status/100, 1), 5))
	case x.TLS != nil:
		return text.Printable(x.TLS.Version), "s2"
	default:
		return "nothing", "unanswered"
	}
}

func exchangeFacts(x reports.Exchange) []outline.Fact {
	var out []outline.Fact
	if x.Failure != nil {
		out = append(out, outline.Fact{Label: "No answer", Text: failedKind(x.Failure)})
	}
	if x.Remote != "" {
		out = append(out, outline.Fact{Label: "Connected to", Text: text.Printable(x.Remote)})
	}
	if t := x.TLS; t != nil {
		s := t.Version + ", " + t.CipherSuite
		if t.Subject != "" {
			s += "; certificate of " + t.Subject
		}
		if !t.NotAfter.IsZero() {
			s += ", valid until " + t.NotAfter.Format("2 January 2006")
		}
		if !t.Verified {
			s += ", not verified"
		}
		out = append(out, outline.Fact{Label: "TLS", Text: text.Printable(s)})
	}
	return out
}

func message(start string, header []evidence.Field, body reports.ExchangeBody) htmlMessage {
	m := htmlMessage{Start: text.Printable(start)}
	for _, f := range header {
		m.Fields = append(m.Fields, evidence.Field{Name: text.Printable(f.Name), Value: text.Printable(f.Value)})
	}
	shown, indented := indentedJSON(body)
	for line := range strings.Lines(shown) {
		m.Body = append(m.Body, text.Printable(strings.TrimSuffix(line, "\n")))
	}
	switch {
	case body.Withheld != "":
		m.Size = "There was " + text.Printable(body.Withheld) + "."
	case body.Truncated:
		m.Size = fmt.Sprintf("More than %d bytes were sent; this is their beginning.", body.Bytes)
	case body.Cut:
		m.Size = fmt.Sprintf("%d bytes; this is their beginning. All of them are in evidence.har.", body.Bytes)
	case indented:
		m.Size = fmt.Sprintf("%d bytes of JSON, indented here. evidence.har has them as they were.", body.Bytes)
	}
	return m
}

// indentedJSON lays out a body that is whole and is JSON, so that it can be read. Its members stay in their order.
func indentedJSON(body reports.ExchangeBody) (laid string, indented bool) {
	var b bytes.Buffer
	if body.Truncated || body.Cut || strings.Contains(body.Text, "\n") || json.Indent(&b, []byte(body.Text), "", "  ") != nil || !strings.Contains(b.String(), "\n") {
		return body.Text, false
	}
	return b.String(), true
}

func beganText(d time.Duration) string { return fmt.Sprintf("%.3f s", max(d, 0).Seconds()) }

func tookText(d time.Duration) string {
	if d < time.Second {
		return fmt.Sprintf("%.1f ms", float64(d.Microseconds())/1000)
	}
	return fmt.Sprintf("%.2f s", d.Seconds())
}
