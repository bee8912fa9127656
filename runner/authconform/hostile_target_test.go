package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/reference/prioticket"
	"github.com/authconform/authconform/runner/reference/targets"
	"github.com/authconform/authconform/runner/reference/ticketpark"
)

// hostile is a target that answers as its contract's reference target does, but for what its attack changes. It writes
// bytes and frames itself, as no library of servers would write them.
type hostile struct {
	contract string
	sound    *reference.Target
	attack   attack
	at       string // which of its answers the attack changes
	bird     *parrot
	ctx      context.Context

	mu      sync.Mutex
	granted bool
	count   int
}

// attack is what a hostile target does otherwise. What is nil is done as it should be.
type attack struct {
	// accepts deals with a connection before anything was read from it, and says whether that was all.
	accepts func(conn net.Conn) bool
	// settings changes how TLS is spoken, and name what the certificate says.
	settings func(*tls.Config)
	name     func(*certified)
	// answer changes an answer.
	answer func(h *hostile, q *heard, r *reply)
	// writes writes an answer over HTTP/1.1 in its own way, and says whether the connection goes on.
	writes func(conn net.Conn, q *heard, r *reply) bool
	// greets is said first on a connection of HTTP/2, and streams writes an answer there.
	greets  func(c *framed)
	streams func(c *framed, id uint32, q *heard, r *reply)
}

// heard is a request as it was read.
type heard struct {
	*http.Request
	content []byte
	plain   bool // over plain HTTP
	turn    int  // how many were heard before
	later   bool // a token was granted before
}

// pair is a header field as it goes over the wire.
type pair struct{ name, value string }

// reply is an answer before it is written. Nothing in it has to make sense.
type reply struct {
	interim  []string // heads of informational answers, whole
	status   int
	reason   string
	head     []pair
	content  []byte
	unframed bool // the head says by itself where the content ends
	trailers []pair
	after    string // what follows on the connection, unasked
}

func startHostile(t *testing.T, contract, at string, a attack, over string) (h *hostile, base, plain string, authority []byte) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	t.Cleanup(cancel)
	bird := &parrot{}
	if contract == ticketpark.Name {
		bird.knows = []string{canaryPassword, strings.TrimSuffix(canaryPassword, "Z"), canaryUser}
	}
	h = &hostile{contract: contract, attack: a, at: at, bird: bird, ctx: ctx, sound: targets.New(reference.Config{
		Contract: contract, ClientID: canaryID, ClientSecret: canarySecret, Username: canaryUser, Password: canaryPassword,
	})}
	leaf, authority, err := certify(a.name)
	if err != nil {
		t.Fatal(err)
	}
	settings := &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{leaf}, NextProtos: []string{over}}
	if a.settings != nil {
		a.settings(settings)
	}
	base = h.listen(t, func(conn net.Conn) { h.overTLS(conn, settings) })
	plain = h.listen(t, func(conn net.Conn) { h.serve(conn, h.sound.PlainHandler(), true) })
	if contract == prioticket.Name {
		base, plain = base+prioticket.BasePath, plain+prioticket.BasePath
	}
	return h, "https://" + base, "http://" + plain, authority
}

// listen serves every connection to a new address until the test ends.
func (h *hostile) listen(t *testing.T, serve func(net.Conn)) string {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(h.ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	context.AfterFunc(h.ctx, func() { _ = listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer context.AfterFunc(h.ctx, func() { _ = conn.Close() })()
				defer func() { _ = conn.Close() }()
				serve(conn)
			}()
		}
	}()
	return listener.Addr().String()
}

func (h *hostile) overTLS(conn net.Conn, settings *tls.Config) {
	if h.attack.accepts != nil && h.attack.accepts(conn) {
		return
	}
	secure := tls.Server(conn, settings)
	if secure.HandshakeContext(h.ctx) != nil {
		return
	}
	if secure.ConnectionState().NegotiatedProtocol == "h2" {
		h.serveFrames(secure)
		return
	}
	h.serve(secure, h.sound.TLSHandler(), false)
}

// serve answers what comes over a connection of HTTP/1.1.
func (h *hostile) serve(conn net.Conn, sound http.Handler, plain bool) {
	for reader := bufio.NewReader(conn); ; {
		request, err := http.ReadRequest(reader)
		if err != nil {
			return
		}
		content, err := io.ReadAll(request.Body)
		if err != nil {
			return
		}
		q := h.hear(request, content, plain)
		r, bent := h.reply(sound, q)
		if bent && h.attack.writes != nil {
			if !h.attack.writes(conn, q, r) {
				return
			}
			continue
		}
		if _, err := conn.Write(r.bytes(q.Method)); err != nil {
			return
		}
	}
}

func (h *hostile) hear(request *http.Request, content []byte, plain bool) *heard {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.count++
	request.Body, request.RequestURI = http.NoBody, ""
	if len(content) > 0 {
		request.Body = readCloser{bytes.NewReader(content)}
	}
	request.RemoteAddr = "127.0.0.1:1"
	return &heard{Request: request.WithContext(h.ctx), content: content, plain: plain, turn: h.count - 1, later: h.granted}
}

// reply is the sound target's answer, and what the attack makes of it where it is aimed at.
func (h *hostile) reply(sound http.Handler, q *heard) (r *reply, bent bool) {
	recorder := httptest.NewRecorder()
	sound.ServeHTTP(recorder, q.Request)
	r = &reply{status: recorder.Code, reason: http.StatusText(recorder.Code), content: h.bird.learn(recorder.Body.Bytes())}
	for name, values := range recorder.Header() {
		for _, value := range values {
			r.head = append(r.head, pair{name, value})
		}
	}
	bent = h.aims(q, r)
	if r.token() != "" {
		h.mu.Lock()
		h.granted = true
		h.mu.Unlock()
	}
	if bent && h.attack.answer != nil {
		h.attack.answer(h, q, r)
	}
	return r, bent
}

// aims says whether the attack is on this answer.
func (h *hostile) aims(q *heard, r *reply) bool {
	endpoint := strings.Contains(q.URL.Path, "token") // of both contracts
	if q.plain {
		return h.at == "plain"
	}
	switch h.at {
	case "every":
		return true
	case "refusals":
		return endpoint && r.status >= http.StatusBadRequest
	case "grants":
		return endpoint && r.token() != ""
	case "resource":
		return !endpoint
	case "later":
		return q.later
	case "second":
		return q.turn%2 == 1
	case "third":
		return q.turn%3 == 2
	default:
		return false
	}
}

// token is the access token in the answer, if there is one.
func (r *reply) token() string { return r.text("access_token") }

func (r *reply) text(member string) string {
	var members map[string]any
	_ = json.Unmarshal(r.content, &members)
	text, _ := members[member].(string)
	return text
}

// set gives the answer's JSON object another member.
func (r *reply) set(member string, value any) {
	var members map[string]any
	if json.Unmarshal(r.content, &members) != nil || members == nil {
		members = map[string]any{}
	}
	members[member] = value
	r.content, _ = json.Marshal(members)
}

// put gives a header field another value, and add one more.
func (r *reply) put(name, value string) {
	r.drop(name)
	r.add(name, value)
}

func (r *reply) add(name, value string) { r.head = append(r.head, pair{name, value}) }

func (r *reply) drop(name string) {
	kept := r.head[:0]
	for _, f := range r.head {
		if !strings.EqualFold(f.name, name) {
			kept = append(kept, f)
		}
	}
	r.head = kept
}
