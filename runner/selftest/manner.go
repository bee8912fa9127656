package selftest

import (
	"crypto/tls"
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/target"
)

// Manner is how the trials are made: what no verdict may depend on. The zero value is one question after the other, over
// whichever protocol the two agree on.
type Manner struct {
	// Concurrency is how many questions of a run are under way at once; one when 0.
	Concurrency int
	// Protocol is the only one that the targets speak, "http/1.1" or "h2"; both when empty. What hangs on the version is
	// not tried then.
	Protocol string
	// Unscoped leaves out what a user says with --scope.
	Unscoped bool
	// Full asks variants in the full profile that the core profile would be enough to see: nothing that only the full one
	// asks may blame them either.
	Full bool
	// Latency is how long the targets take for every answer.
	Latency time.Duration
}

// prepare gives the configuration that a target is bent from.
func (m Manner) prepare(c reference.Config) reference.Config {
	if m.Protocol == "" {
		return c
	}
	c.TLS = func(settings *tls.Config) {
		settings.GetConfigForClient = func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
			only := settings.Clone()
			only.GetConfigForClient, only.NextProtos = nil, []string{m.Protocol}
			if m.Protocol == "h2" && !slices.Contains(hello.SupportedProtos, "h2") {
				return nil, errors.New("the client does not offer HTTP/2")
			}
			return only, nil
		}
	}
	return c
}

// finish gives the configuration of the bent target.
func (m Manner) finish(c reference.Config) reference.Config {
	if m.Latency == 0 {
		return c
	}
	inside := c.Wrap
	c.Wrap = func(h http.Handler) http.Handler {
		if inside != nil {
			h = inside(h)
		}
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			time.Sleep(m.Latency)
			h.ServeHTTP(w, r)
		})
	}
	return c
}

// describe sets what the asking side is told.
func (m Manner) describe(t *target.Target) {
	t.Concurrency = max(1, m.Concurrency)
	if m.Unscoped {
		t.Scope = ""
	}
}
