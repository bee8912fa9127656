package stage

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/authconform/authconform/openapi/wire"
	"github.com/authconform/authconform/runner/redact"
	"github.com/authconform/authconform/suites/evidence"
)

// answer is what the target says, held back until it is known what it issues: a client must not come with a token that
// nobody here has heard of.
type answer struct {
	header http.Header
	status int
	parts  [][]byte // as they are to be flushed
	open   []byte
}

func newAnswer() *answer { return &answer{header: http.Header{}} }

// Header implements http.ResponseWriter.
func (a *answer) Header() http.Header { return a.header }

// WriteHeader implements http.ResponseWriter.
func (a *answer) WriteHeader(status int) {
	if a.status == 0 {
		a.status = status
	}
}

// Write implements http.ResponseWriter.
func (a *answer) Write(p []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	a.open = append(a.open, p...)
	return len(p), nil
}

// Flush implements http.Flusher: what follows is a part of its own.
func (a *answer) Flush() {
	a.WriteHeader(http.StatusOK)
	a.parts, a.open = append(a.parts, a.open), nil
}

// close makes the head complete, so that what is recorded is what is sent.
func (a *answer) close() {
	a.WriteHeader(http.StatusOK)
	if _, set := a.header["Date"]; !set {
		a.header.Set("Date", time.Now().UTC().Format(http.TimeFormat))
	}
	if len(a.parts) == 0 && a.status != http.StatusNoContent {
		a.header.Set("Content-Length", strconv.Itoa(len(a.open)))
	}
}

func (a *answer) body() []byte { return slices.Concat(slices.Concat(a.parts...), a.open) }

// send puts the answer on the wire. Failures mean that the client is gone.
func (a *answer) send(w http.ResponseWriter) {
	maps.Copy(w.Header(), a.header)
	w.WriteHeader(a.status)
	for _, part := range a.parts {
		_, _ = w.Write(part)
		_ = http.NewResponseController(w).Flush()
	}
	if len(a.open) > 0 {
		_, _ = w.Write(a.open)
	}
}

// response is the answer as evidence, before it is redacted.
func (a *answer) response(proto string) *evidence.Response {
	plain, more, coding := redact.Decode(a.body(), a.header.Values("Content-Encoding"), maxBody, false)
	return &evidence.Response{Proto: proto, Status: a.status, Header: fieldsOf(a.header), Body: plain, Truncated: more, Coding: coding}
}

// tokens are what an answer issues; both are "" where it issues none.
type tokens struct {
	Access  string `json:"access_token"`
	Refresh string `json:"refresh_token"`
	Type    string `json:"token_type"`
}

// tokens reads what an answer issues, where the contract puts it.
func (a *answer) tokens(response *evidence.Response, layout *wire.Layout) tokens {
	if layout == nil {
		var given tokens
		if a.status != http.StatusOK || json.NewDecoder(bytes.NewReader(response.Body)).Decode(&given) != nil {
			return tokens{}
		}
		return given
	}
	var members map[string]any
	if a.status/100 != 2 || json.NewDecoder(bytes.NewReader(response.Body)).Decode(&members) != nil {
		return tokens{}
	}
	text := func(name string) string {
		value, _ := layout.Find(members, name)
		found, _ := value.(string)
		return found
	}
	return tokens{Access: text(wire.AccessToken), Refresh: text(wire.RefreshToken), Type: text(wire.TokenType)}
}

// fieldsOf gives header fields sorted by name, several lines of one name as they came.
func fieldsOf(header http.Header) []evidence.Field {
	var list []evidence.Field
	for _, name := range slices.Sorted(maps.Keys(header)) {
		for _, value := range header[name] {
			list = append(list, evidence.Field{Name: name, Value: value})
		}
	}
	return list
}
