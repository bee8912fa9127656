package caller

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"golang.org/x/oauth2"
)

// Caller is a reference client of a contract.
type Caller struct {
	// Contract names the contract that the client calls by.
	Contract string

	change func(*habits)
}

// Sound gives the sound client of a contract; false where there is none.
func Sound(contract string) (Caller, bool) {
	for _, known := range Contracts() {
		if contract == known {
			return Caller{Contract: contract, change: func(*habits) {}}, true
		}
	}
	return Caller{}, false
}

// The codes with which a life ends. A command's that crashed is Go's own.
const (
	exitDone    = 0
	exitFailed  = 1
	exitMisused = 2
)

// Live lives one life: it makes the calls that the environment asks for, and gives the code to exit with, 0 only when all
// were answered with 2xx. It ends when ctx does. Nothing is left of it in the process, so that lives may be lived side by side.
func (c Caller) Live(ctx context.Context, env func(string) string, stdout, stderr io.Writer) int {
	l := &life{contract: c.Contract, ctx: ctx, out: stdout, err: stderr, habits: sound(c.Contract)}
	task, err := read(env)
	if err != nil {
		l.say(err.Error())
		return exitMisused
	}
	l.task = task
	c.change(&l.habits)
	transport := l.connect()
	defer transport.CloseIdleConnections()
	if l.habits.ends != nil {
		return l.habits.ends(l)
	}
	return l.live()
}

// life is one start of a client.
type life struct {
	contract string
	ctx      context.Context //nolint:containedctx // a life is a context's whole use
	task     task
	habits   habits
	wire     http.RoundTripper

	printing sync.Mutex
	out, err io.Writer
	keeping  sync.Mutex // what is written to the state directory
}

// connect makes the connections of a life its own.
func (l *life) connect() *http.Transport {
	secure := &tls.Config{RootCAs: l.task.authorities, MinVersion: tls.VersionTLS12}
	l.habits.secures(l, secure)
	transport := &http.Transport{TLSClientConfig: secure, ForceAttemptHTTP2: true, TLSHandshakeTimeout: patience, ResponseHeaderTimeout: patience}
	l.habits.connects(transport)
	l.wire = transport
	return transport
}

// patience is how long a client waits for an answer: no verdict may hang on it, however busy the machine is.
const patience = time.Minute

// live makes the calls, and says how it went.
func (l *life) live() int {
	l.habits.detour(l)
	shared := l.session()
	sessions := []*session{shared}
	for len(sessions) < l.habits.threads {
		sessions = append(sessions, shared)
	}
	if l.habits.ahead {
		_, _ = shared.take(l.ctx) // the first call tells what came of it
	}
	good := 0
	for made := 0; made < l.task.calls; {
		round := min(len(sessions), l.task.calls-made)
		answered, ended := l.round(sessions[:round])
		made, good = made+round, good+answered
		if ended || !l.wait(l.ctx, time.Duration(round)*l.task.pause) {
			break
		}
	}
	l.say(fmt.Sprintf("%d of %d calls were answered with 2xx", good, l.task.calls))
	if good < l.task.calls || l.habits.failing {
		return exitFailed
	}
	return exitDone
}

// round makes a call in each session, side by side.
func (l *life) round(sessions []*session) (answered int, ended bool) {
	type outcome struct{ good, end bool }
	outcomes := make(chan outcome, len(sessions))
	for _, s := range sessions {
		go func() {
			good, end := s.call(l.ctx)
			outcomes <- outcome{good, end}
		}()
	}
	for range sessions {
		o := <-outcomes
		if o.good {
			answered++
		}
		ended = ended || o.end
	}
	return answered, ended
}

func (l *life) session() *session {
	s := &session{life: l}
	l.habits.restores(l, s)
	return s
}

// call makes one call, with another token where the first was refused.
func (s *session) call(ctx context.Context) (good, end bool) {
	for attempt := 1; ; attempt++ {
		token, err := s.take(ctx)
		if err != nil {
			made, fate := s.habits.despair(s.life, err)
			if fate != called {
				s.say("there is no token: " + reason(err))
				return false, fate == over
			}
			token = made
		}
		status, err := s.get(ctx, token)
		if err != nil {
			s.say("a call was not answered")
			return false, true
		}
		if status/100 == 2 {
			return true, false
		}
		s.say(fmt.Sprintf("a call was answered with %d", status))
		switch s.habits.refused(status, attempt) {
		case retake:
			s.forget(token)
		case repeat:
			s.wait(ctx, repeatDelay)
		case leave:
			return false, true
		case renounce:
			s.forget(token)
			return false, false
		case goOn:
			return false, false
		}
	}
}

// repeatDelay is how long those wait who repeat a refused call.
const repeatDelay = 300 * time.Millisecond

// get makes one request of the resource.
func (s *session) get(ctx context.Context, token *oauth2.Token) (status int, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.task.resourceURL, nil)
	if err != nil {
		return 0, err
	}
	request.Header.Set("Accept", "application/json")
	request.Header.Set("Authorization", s.habits.scheme(token)+" "+token.AccessToken)
	for _, edit := range s.habits.calls {
		edit(s.life, request, token)
	}
	response, err := s.send(request)
	if err != nil {
		return 0, err
	}
	defer func() { _ = response.Body.Close() }()                           // it was read
	_, err = io.Copy(io.Discard, io.LimitReader(response.Body, maxAnswer)) // so that the connection is used again
	return response.StatusCode, err
}

// wait waits; false when the life has ended before.
func (l *life) wait(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// say tells the one who reads the log how it goes, in words that hold nothing of what the service or its user gave.
func (l *life) say(what string) { l.print(l.err, what) }

func (l *life) print(w io.Writer, what string) {
	l.printing.Lock()
	defer l.printing.Unlock()
	_, _ = fmt.Fprintln(w, what) // nobody may be reading
}
