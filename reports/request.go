package reports

import (
	"slices"
	"unicode/utf8"

	"github.com/authconform/authconform/runner/evidence"
)

// SentRequest is what the command of a result is made of: one request byte by byte, with the pseudonyms of evidence.har.
// A report carries it, and not the command, because what is read from a file may say what is asked, and never what a
// shell does.
type SentRequest struct {
	Probe  string           `json:"probe"`
	Method string           `json:"method"` // "" marks a bare TLS handshake
	URL    string           `json:"url"`
	Header []evidence.Field `json:"header"`
	Body   string           `json:"body,omitempty"`
	Base64 []byte           `json:"base64,omitempty"` // in place of a body that is no UTF-8
}

// maxNames bounds the pseudonyms of a report: a run knows some dozens.
const maxNames = 200

// SentOf gives the request of an exchange; nil where no command can send it again.
func SentOf(rec *evidence.Record, x evidence.Exchange) *SentRequest {
	sent := SentRequest{Probe: x.Probe, Method: x.Request.Method, URL: x.Request.URL, Header: []evidence.Field{}}
	for _, f := range x.Request.Header {
		if !tellsOnlyTheSender(f.Name) {
			sent.Header = append(sent.Header, f)
		}
	}
	if utf8.Valid(x.Request.Body) {
		sent.Body = string(x.Request.Body)
	} else {
		sent.Base64 = x.Request.Body
	}
	if !sent.writable() || Curl(rec, x) == "" {
		return nil
	}
	return &sent
}

// writable says whether JSON can hold the request's texts, and a report their length.
func (s SentRequest) writable() bool {
	short := func(text string) bool { return utf8.ValidString(text) && len(text) <= maxCommand }
	return short(s.Probe) && short(s.Method) && short(s.URL) && short(s.Body) && len(s.Base64) <= maxCommand &&
		len(s.Header) <= maxFields &&
		!slices.ContainsFunc(s.Header, func(f evidence.Field) bool { return !short(f.Name) || !short(f.Value) })
}

// command is the shell command that sends the request again; "" when there is none.
func (s *SentRequest) command(names []evidence.Named) string {
	if s == nil || !s.writable() {
		return ""
	}
	x := evidence.Exchange{Probe: s.Probe, Request: evidence.Request{Method: s.Method, URL: s.URL, Header: s.Header, Body: []byte(s.Body)}}
	if len(s.Base64) > 0 {
		x.Request.Body = s.Base64
	}
	return Curl(&evidence.Record{Run: evidence.Run{Names: names}}, x)
}
