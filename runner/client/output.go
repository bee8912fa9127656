package client

import (
	"io"
	"sync"

	"github.com/authconform/authconform/runner/redact"
	"github.com/authconform/authconform/suites/evidence"
)

// output is what a life of a client prints: bounded, and only its end is kept.
type output struct {
	redactor *redact.Redactor
	flooded  func()

	mu       sync.Mutex
	out, err printed
}

type printed struct {
	*output
	length int64
	tail   []byte
}

func newOutput(redactor *redact.Redactor, flooded func()) *output {
	return &output{redactor: redactor, flooded: flooded}
}

func (o *output) stdout() io.Writer { return &o.out }
func (o *output) stderr() io.Writer { return &o.err }

func (p *printed) Write(b []byte) (int, error) {
	p.length += int64(len(b))
	return len(b), nil
}

func (o *output) tell(life *evidence.Life) {
	life.Printed = o.out.length + o.err.length
	life.Searched = true
}
