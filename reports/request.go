package reports

import (
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/authconform/authconform/reports/text"
	"github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/probe"
)

// maxNames bounds the pseudonyms of a report: a run knows some dozens.
const maxNames = 200

// SentOf gives the request of an exchange; nil where no command can send it again.
func SentOf(rec *evidence.Record, x evidence.Exchange) *clause.SentRequest {
	sent := clause.SentRequest{Probe: x.Probe, Method: x.Request.Method, URL: x.Request.URL, Header: []evidence.Field{}, CACert: rec.Run.CACert, ClientCert: rec.Run.ClientCert, Connect: rec.Run.Connect}
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
	if probe.ShowsAgain(probe.Name(x.Probe)) {
		sent.ShownBefore, sent.OtherShown = shownBefore(rec, x)
	}
	return &sent
}

// shownBefore counts how often the token of an exchange had been shown before it, and says whether another was shown since
// the first time.
func shownBefore(rec *evidence.Record, x evidence.Exchange) (times int, other bool) {
	token := func(x evidence.Exchange) string {
		_, value, _ := strings.Cut(fieldOf(x.Request.Header, "Authorization"), " ")
		return value
	}
	issued := map[string]bool{}
	for _, n := range rec.Run.Names {
		issued[n.Pseudonym] = text.SafeShell(n.Shell) == "$AUTHCONFORM_TOKEN"
	}
	var since time.Time
	for _, earlier := range rec.Exchanges {
		if token(earlier) == token(x) && earlier.Started.Before(x.Started) {
			times++
			if since.IsZero() || earlier.Started.Before(since) {
				since = earlier.Started
			}
		}
	}
	for _, between := range rec.Exchanges {
		shown := token(between)
		other = other || times > 0 && shown != token(x) && issued[shown] && between.Started.After(since) && between.Started.Before(x.Started)
	}
	return times, other
}

// writable says whether JSON can hold the request's texts, and a report their length.
func writable(s clause.SentRequest) bool {
	short := func(words string) bool { return utf8.ValidString(words) && len(words) <= text.MaxCommand }
	return short(s.Probe) && short(s.Method) && short(s.URL) && short(s.Body) && len(s.Base64) <= text.MaxCommand &&
		len(s.Header) <= MaxFields && len(s.Connect) <= MaxFields && !slices.ContainsFunc(s.Connect, func(to string) bool { return !short(to) }) &&
		!slices.ContainsFunc(s.Header, func(f evidence.Field) bool { return !short(f.Name) || !short(f.Value) })
}

// RequestCommand is the shell command that sends the request again; "" when there is none. Where it shows a token of the
// run, the command fetches a new one with the request that got it in the run (nil where none is known), or says which
// token is wanted.
func RequestCommand(s, token *clause.SentRequest, names []evidence.Named) string {
	if s == nil || !writable(*s) {
		return ""
	}
	x := exchangeOf(s)
	shown := text.Shown{Wanted: probe.WantedToken(probe.Name(s.Probe))}
	shown.Before, shown.Other = s.ShownBefore, s.OtherShown
	shown.Forged, shown.Shell = forgedIn(x)
	if token != nil && writable(*token) {
		issuer := exchangeOf(token)
		shown.Issuer = &issuer
	}
	return text.CurlShowing(&evidence.Record{Run: evidence.Run{Names: names, CACert: s.CACert, ClientCert: s.ClientCert, Connect: s.Connect}}, x, shown)
}

func exchangeOf(s *clause.SentRequest) evidence.Exchange {
	x := evidence.Exchange{Probe: s.Probe, Request: evidence.Request{Method: s.Method, URL: s.URL, Header: s.Header, Body: []byte(s.Body)}}
	if len(s.Base64) > 0 {
		x.Request.Body = s.Base64
	}
	return x
}

// forgedIn finds what a request shows in a token's place that was made of one, and how a shell makes it.
func forgedIn(x evidence.Exchange) (shown, shell string) {
	if _, value, ok := strings.Cut(fieldOf(x.Request.Header, "Authorization"), " "); ok {
		if shell := probe.ForgedInShell(probe.Name(x.Probe), value, "AUTHCONFORM_TOKEN"); shell != "" {
			return value, shell
		}
	}
	params, err := url.ParseQuery(string(x.Request.Body))
	if value := params.Get("refresh_token"); err == nil && value != "" {
		return value, probe.ForgedInShell(probe.Name(x.Probe), value, "AUTHCONFORM_REFRESH_TOKEN")
	}
	return "", ""
}

func fieldOf(header []evidence.Field, name string) string {
	for _, f := range header {
		if strings.EqualFold(f.Name, name) {
			return f.Value
		}
	}
	return ""
}

// TokenRequestOf finds the request that brought the run its first token: a valid one, and not a refresh; nil where none did.
func TokenRequestOf(rec *evidence.Record) *clause.SentRequest {
	var first *evidence.Exchange
	for i, x := range rec.Exchanges {
		if x.Granted() && probe.Grants(probe.Name(x.Probe)) && (first == nil || x.Started.Before(first.Started)) {
			first = &rec.Exchanges[i]
		}
	}
	if first == nil {
		return nil
	}
	return SentOf(rec, *first)
}
