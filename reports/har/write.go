package har

import (
	"bufio"
	"cmp"
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/authconform/authconform/reports/text"
	"github.com/authconform/authconform/suites/evidence"
)

// Write writes a record as an indented HAR 1.2 file: what any reader of HAR shows, and in custom
// fields what HAR has no place for. Exchanges are sorted by their start, then by ID, so that the same
// record gives the same file. Two exchanges with one ID are an error. Read gives the record back.
func Write(w io.Writer, rec evidence.Record) error {
	exchanges := slices.Clone(rec.Exchanges)
	sortExchanges(exchanges)
	ids := make(map[string]bool, len(exchanges))
	for _, x := range exchanges {
		if ids[x.ID] {
			return fmt.Errorf("write HAR: exchange IDs are unique in a record, but two are %q", x.ID)
		}
		ids[x.ID] = true
	}
	out := bufio.NewWriter(w)
	if err := writeLog(out, rec, exchanges); err != nil {
		return fmt.Errorf("write HAR: %w", err)
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write HAR: %w", err)
	}
	return nil
}

func sortExchanges(exchanges []evidence.Exchange) {
	slices.SortStableFunc(exchanges, func(x, y evidence.Exchange) int {
		return cmp.Or(x.Started.Compare(y.Started), cmp.Compare(x.ID, y.ID))
	})
}

// writeLog writes entries one by one: only one is in memory twice.
func writeLog(w *bufio.Writer, rec evidence.Record, exchanges []evidence.Exchange) error {
	head := record{Format: harFormat, Run: rec.Run, Unasked: rec.Skipped}
	head.Bytes = unwritable(&head)
	parts := []struct {
		before string
		value  any
	}{
		{"{\n  \"log\": {\n    \"version\": ", harVersion},
		{",\n    \"creator\": ", creator{Name: harCreator, Version: cmp.Or(rec.Run.Version, "unknown")}},
		{",\n    \"_authconform\": ", head},
	}
	for _, part := range parts {
		if err := writeJSON(w, part.before, "    ", part.value); err != nil {
			return fmt.Errorf("the run: %w", err)
		}
	}
	if pages := pagesOf(rec.Run); pages != nil {
		if err := writeJSON(w, ",\n    \"pages\": ", "    ", pages); err != nil {
			return fmt.Errorf("the scenarios: %w", err)
		}
	}
	for _, list := range apart(exchanges) {
		if err := writeEntries(w, list.name, rec.Run, list.exchanges); err != nil {
			return err
		}
	}
	_, err := w.WriteString("\n  }\n}\n")
	return err
}

// entries are what stands in a file under one name.
type entries struct {
	name      string
	exchanges []evidence.Exchange
}

// apart tells requests from bare handshakes and lives of a client. Those have neither a method nor an answer: a reader of HAR
// that checks its entries turns the whole file down for one, and one that sends them again would send what nobody sent.
func apart(exchanges []evidence.Exchange) []entries {
	lists := []entries{{name: "entries"}, {name: "_handshakes"}, {name: "_lives"}}
	for _, x := range exchanges {
		at := &lists[0]
		switch {
		case x.Life != nil:
			at = &lists[2]
		case x.Request.Method == "":
			at = &lists[1]
		}
		at.exchanges = append(at.exchanges, x)
	}
	return slices.DeleteFunc(lists, func(l entries) bool { return l.name != "entries" && len(l.exchanges) == 0 })
}

func writeEntries(w *bufio.Writer, name string, run evidence.Run, exchanges []evidence.Exchange) error {
	before, end := ",\n    \""+name+"\": [", "]"
	for _, x := range exchanges {
		entry := entryOf(x)
		entry.Pageref = pageOf(run, x)
		if err := writeJSON(w, before+"\n      ", "      ", entry); err != nil {
			return fmt.Errorf("exchange %q: %w", x.ID, err)
		}
		before, end = ",", "\n    ]"
	}
	if len(exchanges) == 0 {
		end = before + end
	}
	_, err := w.WriteString(end)
	return err
}

func writeJSON(w *bufio.Writer, before, prefix string, value any) error {
	if _, err := w.WriteString(before); err != nil {
		return err
	}
	encoded, err := text.JSON(value, prefix, "  ")
	if err != nil {
		return err
	}
	_, err = w.Write(encoded)
	return err
}

func entryOf(x evidence.Exchange) *entry {
	const unmeasured = -1
	elapsed := float64(max(x.Duration, 0)) / float64(time.Millisecond)
	e := &entry{
		StartedDateTime: x.Started.Format(time.RFC3339Nano), Time: elapsed,
		Timings: timings{Blocked: unmeasured, DNS: unmeasured, Connect: unmeasured, Wait: elapsed, SSL: unmeasured},
		ID:      x.ID, Operation: x.Operation, Probe: x.Probe, Attempt: x.Attempt, Duration: x.Duration.String(), Remote: x.Remote, Proxied: x.Proxied, Library: x.Library,
		Failure: x.Failure, TLS: x.TLS, Heard: x.Heard, Life: x.Life, Bytes: unwritable(&x), Request: requestOf(x.Request), Response: responseOf(x),
	}
	if host, port, err := net.SplitHostPort(x.Remote); err == nil {
		e.ServerIPAddress, e.Connection = host, port
	}
	return e
}

func requestOf(r evidence.Request) *request {
	out := &request{
		Method: r.Method, URL: r.URL, HTTPVersion: r.Proto, Cookies: []pair{}, Headers: pairs(r.Header), QueryString: query(r.URL),
		HeadersSize: -1, BodySize: len(r.Body),
	}
	if r.Body != nil {
		text, encoding := textOf(r.Body)
		out.PostData = &postData{MimeType: field(r.Header, "Content-Type"), Params: []pair{}, Text: text, Encoding: encoding}
	}
	return out
}

func responseOf(x evidence.Exchange) *response {
	out := &response{Cookies: []pair{}, Headers: []pair{}, HeadersSize: -1, BodySize: -1, Content: &content{MimeType: "x-unknown"}}
	if x.Failure != nil {
		out.Error = string(x.Failure.Kind) + ": " + x.Failure.Detail
	}
	if x.Response == nil {
		out.Absent = true
		return out
	}
	r := x.Response
	out.Status, out.StatusText, out.HTTPVersion = r.Status, http.StatusText(r.Status), r.Proto
	out.Headers, out.RedirectURL, out.BodySize, out.Truncated = pairs(r.Header), field(r.Header, "Location"), len(r.Body), r.Truncated
	out.Content.Size, out.Content.Coding = len(r.Body), r.Coding
	out.Content.MimeType = cmp.Or(field(r.Header, "Content-Type"), out.Content.MimeType)
	if r.Body != nil {
		text, encoding := textOf(r.Body)
		out.Content.Text, out.Content.Encoding = &text, encoding
	}
	return out
}

// textOf writes bytes as text where they are some, so that a reader can read them.
func textOf(b []byte) (text, encoding string) {
	if utf8.Valid(b) {
		return string(b), ""
	}
	return base64.StdEncoding.EncodeToString(b), "base64"
}

func pairs(fields []evidence.Field) []pair {
	out := make([]pair, len(fields))
	for i, f := range fields {
		out[i] = pair{Name: f.Name, Value: f.Value}
	}
	return out
}

func field(fields []evidence.Field, name string) string {
	for _, f := range fields {
		if strings.EqualFold(f.Name, name) {
			return f.Value
		}
	}
	return ""
}

// maxQuery bounds how many parameters are listed beside the address, which has them all.
const maxQuery = 500

// query is for readers of HAR only: the URL has it all.
func query(raw string) []pair {
	out := []pair{}
	u, err := url.Parse(raw)
	if err != nil {
		return out
	}
	for part := range strings.SplitSeq(u.RawQuery, "&") {
		name, value, _ := strings.Cut(part, "=")
		if part != "" && len(out) < maxQuery {
			out = append(out, pair{Name: unescaped(name), Value: unescaped(value)})
		}
	}
	return out
}

func unescaped(s string) string {
	if plain, err := url.QueryUnescape(s); err == nil {
		return plain
	}
	return s
}
