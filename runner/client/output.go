package client

import (
	"bytes"
	"io"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/authconform/authconform/runner/redact"
	"github.com/authconform/authconform/suites/evidence"
)

// What is listened to of what a life prints.
const (
	mostPrinted = 8 << 20
	chunk       = 128 << 10 // that is looked through at once
	overlap     = 24 << 10  // with the one before: as long as the longest secret in its longest spelling
	window      = 32 << 10  // of which the excerpt is the end: what is cut off at its start is not in the excerpt
	excerpt     = 2 << 10
)

// sought are the secrets of a scenario, to be found in what its client prints and keeps.
type sought struct {
	redactor *redact.Redactor

	mu     sync.Mutex
	kinds  map[string]evidence.Credential
	base32 map[string][][]byte // of each secret, as it may stand there
}

func newSought() (*sought, error) {
	redactor, err := redact.NewRedactor(nil)
	return &sought{redactor: redactor, kinds: map[string]evidence.Credential{}, base32: map[string][][]byte{}}, err
}

// add has one more looked for, unless it is too short to be told from a word.
func (s *sought) add(what evidence.Credential, value string) {
	if len(value) < redact.ShortSecret {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, known := s.kinds[value]; !known {
		s.kinds[value], s.base32[value] = what, base32Of(value)
		s.redactor.Learn(evidence.Secret{Value: value})
	}
}

// in finds them in a text.
func (s *sought) in(text []byte, where string) []evidence.Leak {
	var leaks []evidence.Leak
	usual, besides := s.sightings(text)
	for _, seen := range slices.Concat(usual, besides) {
		s.mu.Lock()
		what := s.kinds[seen.Value]
		s.mu.Unlock()
		leaks = append(leaks, evidence.Leak{What: what, Where: where, As: seen.As})
	}
	return leaks
}

// output is what a life of a client prints: all of it is looked through, and its end is kept.
type output struct {
	sought  *sought
	flooded func() // called once when there is more than is listened to

	mu       sync.Mutex
	printed  int64
	over     bool
	leaks    []evidence.Leak
	out, err stream
}

// stream is one of its two outputs.
type stream struct {
	*output
	where  string
	unread []byte // since the last look
	tail   []byte
}

func newOutput(s *sought, flooded func()) *output {
	o := &output{sought: s, flooded: flooded}
	o.out, o.err = stream{output: o, where: evidence.StandardOutput}, stream{output: o, where: evidence.StandardError}
	return o
}

func (o *output) stdout() io.Writer { return &o.out }
func (o *output) stderr() io.Writer { return &o.err }

// Write implements io.Writer. It never fails: a client is not to notice that nobody listens.
func (s *stream) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.printed += int64(len(b))
	if s.printed > mostPrinted {
		if !s.over {
			s.over = true
			s.flooded()
		}
		return len(b), nil
	}
	s.unread = append(s.unread, b...)
	s.tail = append(s.tail, b...)
	if len(s.tail) > 2*window {
		s.tail = slices.Clone(s.tail[len(s.tail)-window:])
	}
	if len(s.unread) >= chunk+overlap {
		s.look()
		s.unread = slices.Clone(s.unread[len(s.unread)-overlap:])
	}
	return len(b), nil
}

// look searches what was not searched yet; its caller holds the lock.
func (s *stream) look() {
	text := s.unread
	for _, leak := range s.sought.in(text, s.where) {
		s.found(leak)
	}
	if plain := uncoloured(text); len(plain) < len(text) {
		for _, leak := range s.sought.in(plain, s.where) {
			s.found(leak)
		}
	}
}

// control is a control sequence of a terminal (ECMA-48, section 5.4): a colour may begin and end within a secret.
var control = regexp.MustCompile(`\x1b\[[0-?]*[ -/]*[@-~]`)

func uncoloured(text []byte) []byte {
	if !bytes.ContainsRune(text, '\x1b') {
		return text
	}
	return control.ReplaceAll(text, nil)
}

// found notes a leak, each kind of secret once for each output; its caller holds the lock.
func (o *output) found(leak evidence.Leak) {
	again := func(known evidence.Leak) bool { return known.What == leak.What && known.Where == leak.Where }
	if !slices.ContainsFunc(o.leaks, again) {
		o.leaks = append(o.leaks, leak)
	}
}

// tell tells a life what it has printed, without secrets.
func (o *output) tell(life *evidence.Life, redactor *redact.Redactor) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.out.look()
	o.err.look()
	life.Printed, life.Leaks, life.Searched = o.printed, o.leaks, !o.over
	out, problems := o.sought.ending(redactor, o.out.tail), o.sought.ending(redactor, o.err.tail)
	switch {
	case problems == "":
		life.Output = out
	case out == "":
		life.Output = problems
	default:
		life.Output = evidence.StandardOutput + ":\n" + strings.TrimSuffix(out, "\n") + "\n" + evidence.StandardError + ":\n" + problems
	}
}

// ending gives the end of what was printed. It is redacted first, and cut then: no part of a secret is left. What has one in it
// in a way that is not replaced is not given.
func (s *sought) ending(redactor *redact.Redactor, tail []byte) string {
	plain := uncoloured(tail[max(0, len(tail)-window):])
	if _, shown := s.sightings(plain); len(shown) > 0 {
		return "(what it printed is not shown: it has a secret in it, " + shown[0].As + ")"
	}
	text := redactor.Text(string(plain))
	if len(text) > excerpt {
		text = text[len(text)-excerpt:]
		if line := strings.IndexByte(text, '\n'); line >= 0 && line < excerpt/2 {
			text = text[line+1:]
		}
	}
	return strings.ToValidUTF8(text, "\uFFFD")
}
