package client

import (
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/reference/fault"
	"github.com/authconform/authconform/suites/scenario"
)

// certificate is which one the target shows.
type certificate int

const (
	trusted certificate = iota
	otherAuthority
	otherHost
)

// behaviour is what the target does in one scenario, besides what the sound one does.
type behaviour struct {
	// answers changes what it says; nil for nothing.
	answers func(scenery) func(*reference.Config)
	// variant is one of the target's variants, by name: what is left open is done in that way.
	variant string
	shows   certificate
	// speaks are the versions of HTTP that it speaks, by their names in ALPN, the one that it likes best first.
	speaks []string
	// revokes is the request of the resource with the first token from which on that is refused; 0 for none.
	revokes int
	// chunked says that bodies are written in pieces.
	chunked bool
	// special says that the client's identifier and secret have characters for which form-encoding makes a difference.
	special bool
}

// ordinary says that the target speaks TLS as in most scenarios.
func (b behaviour) ordinary() bool { return b.shows == trusted && b.speaks == nil }

// scenery is what a behaviour may refer to.
type scenery struct {
	plainURL, otherURL      string // where redirects point to: the beginning of an address, up to its port
	tokenPath, resourcePath string // from the root, as the client knows them
	scope                   string // the contract's example
}

// retryAfter is the wait that "limited" asks for.
const retryAfter = 2 * time.Second

// away is how long the service is in "outage".
const away = 3 * time.Second

// behaviours says what the target does in each scenario; those that are not there are played by the sound one.
func behaviours() map[scenario.Name]behaviour {
	table := map[scenario.Name]behaviour{
		scenario.Revoked:       {revokes: 3},
		scenario.RefusedClient: {answers: erring(everyTime, http.StatusUnauthorized, fault.OAuth(http.StatusUnauthorized, reference.CodeInvalidClient))},
		scenario.LimitedRequests: {answers: erring(number(2), http.StatusTooManyRequests, fault.Generic(http.StatusTooManyRequests),
			fault.SetField("Retry-After", strconv.Itoa(int(retryAfter.Seconds()))))},
		scenario.OutageAtFirst: {answers: erring(atFirst(away), http.StatusServiceUnavailable, fault.Generic(http.StatusServiceUnavailable), fault.SetField("Retry-After"))},
		scenario.NoTokenError:  {answers: inPlace(everyTime, fault.OAuth(http.StatusBadRequest, reference.CodeInvalidRequest), fault.SetStatus(http.StatusOK))},
		scenario.NoTokenEmpty:  {answers: inPlace(everyTime, fault.SetStatus(http.StatusOK), fault.SetContent("application/json", "{}"))},
		scenario.NoTokenHTML:   {answers: inPlace(everyTime, fault.SetStatus(http.StatusOK), fault.SetContent("text/html; charset=utf-8", "<!doctype html><title>Log in</title><p>Please log in."))},
		scenario.RedirectPlain: {answers: func(s scenery) func(*reference.Config) {
			return inPlace(everyTime, redirect(http.StatusTemporaryRedirect, s.plainURL+s.tokenPath))(s)
		}},
		scenario.RedirectHost: {answers: func(s scenery) func(*reference.Config) {
			return inPlace(everyTime, redirect(http.StatusTemporaryRedirect, s.otherURL+s.tokenPath))(s)
		}},
		scenario.RedirectResource: {answers: func(s scenery) func(*reference.Config) {
			return fault.Uses(func(*fault.Use) bool { return true }, redirect(http.StatusFound, s.plainURL+s.resourcePath))
		}},
		scenario.UntrustedCA:   {shows: otherAuthority},
		scenario.UntrustedHost: {shows: otherHost},
		scenario.Special:       {special: true},
	}
	for name, b := range openBehaviours() {
		table["open-"+name] = b
	}
	return table
}

// due says of each request for a token whether it is answered in another way; it is asked once for each.
type due func() func() bool

func everyTime() func() bool { return func() bool { return true } }

// number chooses one, counted from 1.
func number(n int64) due {
	return func() func() bool {
		var seen atomic.Int64
		return func() bool { return seen.Add(1) == n }
	}
}

// atFirst chooses those that come within a time from the first.
func atFirst(d time.Duration) due {
	return func() func() bool {
		var once sync.Once
		var until time.Time
		return func() bool {
			once.Do(func() { until = time.Now().Add(d) })
			return time.Now().Before(until)
		}
	}
}

// inPlace answers requests for tokens that are due without asking the sound target: it issues nothing, and uses nothing up.
func inPlace(chosen due, changes ...fault.Edit) func(scenery) func(*reference.Config) {
	return func(scenery) func(*reference.Config) {
		return func(c *reference.Config) {
			is := chosen()
			fault.Intercept(c, func(q *fault.Request, sound func(*fault.Request) *fault.Response) *fault.Response {
				if !is() {
					return sound(q)
				}
				empty := &fault.Response{Status: http.StatusOK, Fields: http.Header{}}
				return empty.Changed(fault.Always, changes)
			})
		}
	}
}

// erring is inPlace for an error, which is as the contract documents it where the target is made of one.
func erring(chosen due, status int, usual fault.Edit, more ...fault.Edit) func(scenery) func(*reference.Config) {
	return func(s scenery) func(*reference.Config) {
		return func(c *reference.Config) {
			if errs := c.Policy.Errs; errs != nil {
				usual = fault.Instead(func() reference.Answer { return errs(status) })
			}
			inPlace(chosen, append([]fault.Edit{usual}, more...)...)(s)(c)
		}
	}
}

// redirect points elsewhere.
func redirect(status int, where string) fault.Edit {
	return func(r *fault.Response) {
		fault.Instead(func() reference.Answer {
			return reference.Answer{Status: status, Header: http.Header{"Location": {where}}}
		})(r)
	}
}
