package gather

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptrace"
	"strings"
	"testing"
	"time"

	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/target"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/probe"
)

// Time that runs out is blamed on the step in which it did, and on nobody who had no part in it.
func TestATimeoutIsBlamedOnItsStep(t *testing.T) {
	t.Parallel()
	waits := func(ctx context.Context, _, _ string) (net.Conn, error) {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	connects := func(ctx context.Context, network, address string) (net.Conn, error) {
		if trace := httptrace.ContextClientTrace(ctx); trace != nil && trace.ConnectStart != nil {
			trace.ConnectStart(network, address)
		}
		return waits(ctx, network, address)
	}
	for step, c := range map[string]struct {
		dial func(context.Context, string, string) (net.Conn, error)
		aim  func(*testing.T, *target.Target)
		act  string
	}{
		evidence.Resolving:  {dial: waits, act: actEnvironment},
		evidence.Connecting: {dial: connects, act: actTarget},
		evidence.Shaking:    {aim: accepts(func(net.Conn) {}), act: actTarget},
		evidence.Answering:  {act: actTarget},
	} {
		t.Run(step, func(t *testing.T) {
			t.Parallel()
			over := make(chan struct{})
			t.Cleanup(func() { close(over) })
			_, asked := start(t, reference.Config{Wrap: func(http.Handler) http.Handler {
				return http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
					select {
					case <-r.Context().Done():
					case <-over:
					}
				})
			}})
			asked.Timeout = 100 * time.Millisecond
			if step == evidence.Answering {
				asked.Timeout = 3 * time.Second // the handshake is in time on a slow machine, too
			}
			if c.aim != nil {
				c.aim(t, asked)
			}
			run := asks(t, asked)
			a := newTestAsker(t, run)
			a.retries.left = 0
			if c.dial != nil {
				a.channels.https.DialContext = c.dial
			}
			var stopped *Stopped
			if err := a.preflight(t.Context()); !errors.As(err, &stopped) {
				t.Fatalf("the preflight ended with %v", err)
			}
			if stopped.Step.Name != step || stopped.Step.Act != c.act {
				t.Errorf("%+v is to blame, wanted %s and %s", stopped.Step, step, c.act)
			}
		})
	}
}

// A target that answers valid requests with something else than a token is judged, as long as it refuses a client that does
// not exist (R26). Where nobody does, whoever stands before it is told.
func TestWhatIsNoTokenIsJudgedWhereTheEndpointIs(t *testing.T) {
	t.Parallel()
	const page = "<!doctype html><title>Log in</title>"
	page403 := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(http.StatusForbidden)
		_, _ = w.Write([]byte(page))
	}
	knows := func(decoy http.HandlerFunc, valid http.HandlerFunc) func(http.Handler) http.Handler {
		return func(sound http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				switch id, _, _ := r.BasicAuth(); {
				case !strings.Contains(id, "authconform-unknown"):
					valid(w, r)
				case decoy != nil:
					decoy(w, r)
				default:
					sound.ServeHTTP(w, r)
				}
			})
		}
	}
	says := func(status int, mediaType, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", mediaType)
			w.WriteHeader(status)
			_, _ = w.Write([]byte(body))
		}
	}
	redirects := func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/login", http.StatusFound) }
	for name, c := range map[string]struct {
		wrap func(http.Handler) http.Handler
		act  string // "" where it is judged
		told string
	}{
		"a page":                        {wrap: knows(nil, says(200, "text/html", page))},
		"a redirect":                    {wrap: knows(nil, redirects)},
		"a firewall":                    {wrap: knows(nil, page403)},
		"a notice before the token":     {wrap: knows(says(200, "text/html", page), says(200, "text/html", `<br />Notice: x<br />{"access_token":"a"}`))},
		"a notice before everything":    {wrap: knows(says(400, "text/html", `<br />Notice: x<br />{"error":"invalid_client"}`), says(200, "text/html", page))},
		"a page for everybody":          {knows(says(200, "text/html", page), says(200, "text/html", page)), actConfiguration, "mend --base-url"},
		"a redirect for everybody":      {knows(redirects, redirects), actConfiguration, "mend --base-url"},
		"a block of whoever we are":     {knows(page403, page403), actTarget, "User-Agent"},
		"nothing there, whoever we are": {knows(says(404, "text/plain", "404"), says(404, "text/plain", "404")), actConfiguration, "mend --base-url"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, asked := start(t, reference.Config{Wrap: c.wrap})
			a := newTestAsker(t, asks(t, asked))
			err := a.preflight(t.Context())
			var stopped *Stopped
			switch {
			case c.act == "" && err != nil:
				t.Errorf("the preflight ended with %v", err)
			case c.act != "" && (!errors.As(err, &stopped) || stopped.Step.Act != c.act || !strings.Contains(stopped.Step.Detail, c.told)):
				t.Errorf("the preflight ended with %v, wanted %s to act and %q", err, c.act, c.told)
			}
			if n := len(a.record.Exchanges); c.act == "" && name != "a notice before the token" && exchange(t, a.record, probe.UnknownClient).Response == nil {
				t.Errorf("nobody was asked as a client that does not exist, in %d exchanges", n)
			}
		})
	}
}
