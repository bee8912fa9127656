package client

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/openapi/facts"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/scenario"
)

// An interrupted run keeps what was played, and says so.
func TestAnInterruptedRun(t *testing.T) {
	t.Parallel()
	c := contract(t, "prioticket")
	ctx, cancel := context.WithCancel(t.Context())
	over := 0
	rec, err := Gather(ctx, Run{
		Contract: c, Scenarios: chosen(t, c, scenario.Special, scenario.Steady, scenario.Expiry), Start: Func(plain), Concurrency: 1,
		Progress: func(e Event) {
			if e.Kind == Heard && e.Exchange.Heard.Endpoint == evidence.ResourceEndpoint {
				cancel()
			}
			if e.Kind == Over {
				over++
			}
		},
	})
	if err != nil || !rec.Run.Interrupted || over != 1 || len(rec.Run.Scenarios) != 1 || rec.Run.Scenarios[0].Broken == "" {
		t.Errorf("%v, %d over, %+v", err, over, rec.Run)
	}
	if life := rec.Exchanges[0].Life; life == nil || life.Ending != evidence.Abandoned {
		t.Errorf("life: %+v", life)
	}
	if len(rec.Exchanges) < 3 {
		t.Errorf("kept: %q", outline(rec))
	}
}

// failing cannot be started.
type failing struct{}

func (failing) Start(context.Context, Life) (End, error) { return End{}, errors.New("no") }

// A client that cannot be started ends the run with an error.
func TestAClientThatCannotBeStarted(t *testing.T) {
	if _, err := Gather(t.Context(), Run{Contract: contract(t, "prioticket"), Start: failing{}}); err == nil {
		t.Error("no error")
	}
}

// A function that panics has crashed, and one that does not end is left behind.
func TestHowAFunctionEnds(t *testing.T) {
	c := contract(t, "prioticket")
	forever := make(chan struct{})
	t.Cleanup(func() { close(forever) }) // after the tests that run side by side
	for name, test := range map[string]struct {
		client Func
		ending evidence.Ending
		code   int
	}{
		"panics":     {func(context.Context, func(string) string, io.Writer, io.Writer) int { panic("no token") }, evidence.Exited, 2},
		"never ends": {func(context.Context, func(string) string, io.Writer, io.Writer) int { <-forever; return 0 }, evidence.TimedOut, 0},
		"asks too often": {func(ctx context.Context, getenv func(string) string, _, _ io.Writer) int {
			s, err := newSimple(getenv)
			for err == nil && ctx.Err() == nil {
				_, _ = s.call(ctx, "Bearer x")
			}
			return 0
		}, evidence.Flooded, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			list := chosen(t, c, scenario.Special)
			timeout := time.Second
			if test.ending == evidence.Flooded {
				timeout = time.Minute
			}
			rec, err := Gather(t.Context(), Run{Contract: c, Scenarios: list, Start: test.client, Timeout: timeout})
			if err != nil {
				t.Fatal(err)
			}
			life := rec.Exchanges[0].Life
			if life == nil || life.Ending != test.ending || life.Code != test.code || len(rec.Exchanges) > mostRequests+1 {
				t.Errorf("%d exchanges, life: %+v", len(rec.Exchanges), life)
			}
		})
	}
}

// No secret of any scenario is in a record, whatever the client prints and sends.
func TestNoSecretIsRecorded(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"prioticket", "ticketpark"} {
		var mu sync.Mutex
		secrets := map[string]bool{}
		parrot := Func(func(ctx context.Context, getenv func(string) string, stdout, stderr io.Writer) int {
			s, err := newSimple(getenv)
			if err != nil {
				return 1
			}
			defer s.http.CloseIdleConnections()
			mu.Lock()
			for _, v := range []string{"AUTHCONFORM_CLIENT_SECRET", "AUTHCONFORM_PASSWORD"} {
				secrets[getenv(v)] = true
			}
			mu.Unlock()
			a, _ := s.fetch(ctx)
			mu.Lock()
			secrets[a.Access], secrets[a.Refresh] = true, true
			for secret := range secrets { // those of other scenarios too
				fmt.Fprintf(stdout, "%s %x\n", secret, secret)
				fmt.Fprintf(stderr, "{\"error\": %q}\n", secret)
			}
			mu.Unlock()
			_, _ = s.call(ctx, "Bearer "+a.Access)
			_, _ = s.call(ctx, a.Access+"; "+getenv("AUTHCONFORM_CLIENT_SECRET"))
			_, _ = s.call(ctx, "Digest secret="+getenv("AUTHCONFORM_CLIENT_SECRET"))
			return 0
		})
		rec := gathered(t, contract(t, name), parrot, scenario.Revoked, scenario.UntrustedCA, scenario.RedirectHost, "open-token-opaque", "open-token-short")
		text, err := json.Marshal(rec)
		if err != nil {
			t.Fatal(err)
		}
		bodies := string(text)
		for _, x := range rec.Exchanges {
			bodies += string(x.Request.Body)
			if x.Response != nil {
				bodies += string(x.Response.Body)
			}
		}
		delete(secrets, "")
		for secret := range secrets {
			if len(secret) < 8 {
				continue // one character is in every word
			}
			for _, form := range []string{secret, strings.ToUpper(secret), fmt.Sprintf("%x", secret)} {
				if at := strings.Index(bodies, form); at >= 0 {
					t.Errorf("%s: a secret is in the record: …%s…", name, bodies[max(0, at-60):at+20])
				}
			}
		}
		if len(secrets) < 7 {
			t.Errorf("%d secrets were told only", len(secrets))
		}
	}
}

// A contract of one's own is played by the reference target of its grant, at its own paths.
func TestAContractOfOnesOwn(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		contract string
		edit     func(c *openapi.Contract)
		refused  string
	}{
		"as it is":    {"prioticket", func(*openapi.Contract) {}, ""},
		"other name":  {"prioticket", func(c *openapi.Contract) { c.Name = "mine" }, ""},
		"other scope": {"prioticket", func(c *openapi.Contract) { c.Facts.Scope.Example = "read:all" }, ""},
		"no refresh":  {"ticketpark", func(c *openapi.Contract) { c.Name, c.Facts.Refresh = "mine", facts.Refresh{} }, ""},
		"JSON":        {"ticketpark", func(c *openapi.Contract) { c.Facts.Request.MediaType = "application/json" }, ""},
		"XML":         {"prioticket", func(c *openapi.Contract) { c.Facts.Request.MediaType = "application/xml" }, "application/xml"},
		"a grant":     {"prioticket", func(c *openapi.Contract) { c.Name, c.Facts.Grant = "mine", "urn:mine" }, "urn:mine"},
	} {
		t.Run(name, func(t *testing.T) {
			c := contract(t, test.contract)
			test.edit(c)
			scoped := Func(func(ctx context.Context, getenv func(string) string, stdout, stderr io.Writer) int {
				return plain(ctx, func(name string) string {
					if name == "AUTHCONFORM_CONTRACT" {
						return test.contract
					}
					return getenv(name)
				}, stdout, stderr)
			})
			rec, err := Gather(t.Context(), Run{Contract: c, Scenarios: chosen(t, c, "open-charset"), Start: scoped})
			if test.refused != "" {
				if err == nil || !strings.Contains(err.Error(), test.refused) {
					t.Errorf("error: %v", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if last := rec.Exchanges[len(rec.Exchanges)-1]; last.Response == nil || last.Response.Status != 200 {
				t.Errorf("seen: %q", outline(rec))
			}
		})
	}
}

// What is left on the machine of a run is nothing.
func TestNothingIsLeftBehind(t *testing.T) {
	directory := t.TempDir()
	t.Setenv("TMPDIR", directory)
	c := contract(t, "prioticket")
	gathered(t, c, Func(plain), scenario.Special, scenario.UntrustedCA)
	left, err := os.ReadDir(directory)
	if err != nil || len(left) > 0 {
		t.Errorf("%v: %v", err, left)
	}
}

// Scenarios are told in the order in which they began, each with what it was.
func TestWhatWasPlayedIsTold(t *testing.T) {
	t.Parallel()
	c := contract(t, "prioticket")
	rec := gathered(t, c, Func(plain), scenario.RefusedClient, scenario.NoTokenEmpty, "open-scope-absent")
	if rec.Run.Role != evidence.OfClient || rec.Run.Subject == nil || rec.Run.Contract != "prioticket" || rec.Run.ContractDigest != c.Digest || rec.Run.ID == "" {
		t.Errorf("run: %+v", rec.Run)
	}
	if !slices.IsSortedFunc(rec.Run.Scenarios, func(a, b evidence.Played) int { return a.Started.Compare(b.Started) }) {
		t.Error("they are not in order")
	}
	for _, p := range rec.Run.Scenarios {
		s, _ := scenario.Of(c, scenario.Name(p.Name))
		if p.Calls != s.Calls || p.Pause != s.Pause || p.Lifetime != s.Lifetime || (p.Scope != "") != s.Scoped || p.Broken != "" || p.Finished.Before(p.Started) {
			t.Errorf("%+v", p)
		}
	}
	for _, n := range rec.Run.Names {
		if strings.HasPrefix(n.Meaning, "client secret of") && n.Shell != "$AUTHCONFORM_CLIENT_SECRET" {
			t.Errorf("%+v", n)
		}
	}
}

// A scenario for which the machine was too slow is played once more, and no more than that.
func TestAScenarioIsPlayedAgain(t *testing.T) {
	for name, lags := range map[string][]time.Duration{"once": {time.Second, 0}, "always": {time.Second, time.Minute}, "never": {tooLate}} {
		t.Run(name, func(t *testing.T) {
			c := contract(t, "prioticket")
			events := &told{}
			g, err := newGatherer(Run{Contract: c, Scenarios: chosen(t, c, scenario.UntrustedCA), Start: Func(plain), Progress: events.note})
			if err != nil {
				t.Fatal(err)
			}
			played := 0
			g.measure = func(context.Context) func() time.Duration {
				played++
				return func() time.Duration { return lags[played-1] }
			}
			if err := g.playAll(t.Context()); err != nil {
				t.Fatal(err)
			}
			rec := g.finish(t.Context())
			if played != len(lags) || len(events.of(Again)) != len(lags)-1 || len(rec.Run.Scenarios) != 1 || rec.Run.Scenarios[0].Lag != lags[played-1] {
				t.Errorf("played %d times: %+v", played, rec.Run.Scenarios)
			}
			if len(rec.Exchanges) != 2 {
				t.Errorf("recorded: %q", outline(rec))
			}
		})
	}
}

// The lag of a machine is that by which somebody who sleeps wakes up too late.
func TestLagIsMeasured(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	longest := lag(ctx)
	cancel()
	if most := longest(); most < 0 || most > time.Hour {
		t.Errorf("measured %v", most)
	}
}

// A client that asks for a token again and again is ended, and what is recorded of it is bounded.
func TestAFloodOfTokens(t *testing.T) {
	t.Parallel()
	c := contract(t, "prioticket")
	greedy := Func(func(ctx context.Context, getenv func(string) string, _, _ io.Writer) int {
		s, err := newSimple(getenv)
		for err == nil && ctx.Err() == nil {
			_, err = s.fetch(ctx)
		}
		return 1
	})
	rec, err := Gather(t.Context(), Run{Contract: c, Scenarios: chosen(t, c, scenario.Special), Start: greedy, Timeout: 10 * time.Minute}) // under the race detector
	if err != nil {
		t.Fatal(err)
	}
	life := rec.Exchanges[0].Life
	if life == nil || life.Ending != evidence.Flooded || len(rec.Exchanges) != mostRequests+1 {
		t.Errorf("%d exchanges, life: %+v", len(rec.Exchanges), life)
	}
}
