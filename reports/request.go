package reports

import (
	"slices"
	"unicode/utf8"

	"github.com/authconform/authconform/reports/text"
	"github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/evidence"
)

// maxNames bounds the pseudonyms of a report: a run knows some dozens.
const maxNames = 200

// SentOf gives the request of an exchange; nil where no command can send it again.
func SentOf(rec *evidence.Record, x evidence.Exchange) *clause.SentRequest {
	sent := clause.SentRequest{Probe: x.Probe, Method: x.Request.Method, URL: x.Request.URL, Header: []evidence.Field{}, CACert: rec.Run.CACert, ClientCert: rec.Run.ClientCert}
	for _, f := range x.Request.Header {
		if !text.TellsOnlyTheSender(f.Name) {
			sent.Header = append(sent.Header, f)
		}
	}
	if utf8.Valid(x.Request.Body) {
		sent.Body = string(x.Request.Body)
	} else {
		sent.Base64 = x.Request.Body
	}
	if !writable(sent) || text.Curl(rec, x) == "" {
		return nil
	}
	return &sent
}

// writable says whether JSON can hold the request's texts, and a report their length.
func writable(s clause.SentRequest) bool {
	short := func(words string) bool { return utf8.ValidString(words) && len(words) <= text.MaxCommand }
	return short(s.Probe) && short(s.Method) && short(s.URL) && short(s.Body) && len(s.Base64) <= text.MaxCommand &&
		len(s.Header) <= MaxFields &&
		!slices.ContainsFunc(s.Header, func(f evidence.Field) bool { return !short(f.Name) || !short(f.Value) })
}

// RequestCommand is the shell command that sends the request again; "" when there is none.
func RequestCommand(s *clause.SentRequest, names []evidence.Named) string {
	if s == nil || !writable(*s) {
		return ""
	}
	x := evidence.Exchange{Probe: s.Probe, Request: evidence.Request{Method: s.Method, URL: s.URL, Header: s.Header, Body: []byte(s.Body)}}
	if len(s.Base64) > 0 {
		x.Request.Body = s.Base64
	}
	return text.Curl(&evidence.Record{Run: evidence.Run{Names: names, CACert: s.CACert, ClientCert: s.ClientCert}}, x)
}
