package stage

import (
	"bufio"
	"bytes"
	"io"
	"net/http"
	"time"

	"github.com/authconform/authconform/suites/evidence"
)

// rejection is what a port of plain HTTP answers to everybody.
const rejection = "HTTP/1.1 403 Forbidden\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 11\r\nConnection: close\r\n\r\nHTTPS only\n"

// inClear reads one request in clear, and records it. A port of plain HTTP answers it; one of TLS ends the connection.
func (p *Port) inClear(conn *begun, known *connection) {
	known.channel = evidence.InClear
	known.requested()
	_ = conn.SetDeadline(time.Now().Add(headTimeout)) // a connection takes deadlines
	var raw bytes.Buffer
	read := bufio.NewReader(io.TeeReader(io.LimitReader(conn, maxHead+maxBody), limited{&raw}))
	r, err := http.ReadRequest(read)
	if err != nil {
		p.unreadable(known, raw.Bytes())
		return
	}
	defer func() { _ = r.Body.Close() }()                    // the connection ends
	body, _ := io.ReadAll(io.LimitReader(r.Body, maxBody+1)) // what came of it is evidence, whole or not
	r = r.WithContext(known.in(r.Context()))
	book := p.Book
	if p.BookOf != nil {
		book = p.BookOf(r.URL.Path)
	}
	m, listening := book.begin()
	if !listening {
		return
	}
	x := evidence.Exchange{Request: requestOf(r, body), Remote: known.remote, Heard: book.heard(r, body, evidence.InClear)}
	if p.TLS == nil {
		x.Response = &evidence.Response{
			Proto: "HTTP/1.1", Status: http.StatusForbidden, Body: []byte("HTTPS only\n"),
			Header: []evidence.Field{{Name: "Connection", Value: "close"}, {Name: "Content-Length", Value: "11"}, {Name: "Content-Type", Value: "text/plain; charset=utf-8"}},
		}
	} else {
		x.Failure = &evidence.Failure{Kind: evidence.ConnectionReset, Detail: "the target ended the connection: it was not asked over TLS"}
	}
	book.record(m, x)
	if p.TLS == nil {
		_, _ = io.WriteString(conn, rejection) // fails when the client is gone
	}
}

// limited keeps as much as is kept of bytes that are no request.
type limited struct{ *bytes.Buffer }

func (l limited) Write(p []byte) (int, error) {
	l.Buffer.Write(p[:min(len(p), max(0, maxRaw-l.Len()))]) // a buffer takes everything
	return len(p), nil
}
