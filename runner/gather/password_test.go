package gather

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"testing"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/target"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/probe"
)

// withUser runs the sound target of the contract that has users, and describes it with everything that it brings.
func withUser(t *testing.T, c reference.Config) (*reference.Server, Run) {
	t.Helper()
	contract, err := openapi.Load("ticketpark")
	if err != nil {
		t.Fatal(err)
	}
	contract.Facts.ApplicationHeaders = map[string]string{"App-Reference": "{run}/{probe}"} // so that a test can tell them apart
	c.Contract = contract.Name
	server, asked := start(t, c)
	asked.User = &probe.Credentials{ID: server.Username, Secret: server.Password}
	asked.Clients.Other = &probe.Credentials{ID: server.Other.ID, Secret: server.Other.Secret}
	asked.Resource = &target.Resource{Path: server.ResourcePath, Method: http.MethodGet}
	return server, Run{Contract: contract, Target: asked, Version: "test"}
}

// passwordOf gives the user name and the password that a request's form holds.
func (a arrival) passwordOf() (name, password string, found bool) {
	form, err := url.ParseQuery(a.body)
	return form.Get("username"), form.Get("password"), err == nil && form.Get("password") != "" && form.Has("username") // none is no wrong one (R23)
}

// R5: a user may be locked out after a few wrong passwords, so there are two, which differ from the right one in the
// way that tells most. One that told nothing is sent again in the place of the other, and nothing is guessed at when the
// right one is wrong.
func TestTwoWrongPasswordsAreTried(t *testing.T) {
	t.Parallel()
	both := []string{string(probe.WrongPassword), string(probe.WrongPasswordCase)}
	for name, c := range map[string]struct {
		wrap      func(http.Handler) http.Handler
		misspelt  bool
		want      []string
		configure bool // the run ends as a mistake in the configuration
	}{
		"a sound target":          {want: both},
		"an outage":               {wrap: failing(probe.WrongPassword, 1, 503, constant("0")), want: []string{both[0], both[0]}},
		"a broken one":            {wrap: failing(probe.WrongPasswordCase, 9, 500, nil), want: both},
		"the configured is wrong": {misspelt: true, want: []string{string(probe.Valid)}, configure: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			seen := &arrivals{}
			server, run := withUser(t, reference.Config{Wrap: func(sound http.Handler) http.Handler {
				if c.wrap != nil {
					sound = c.wrap(sound)
				}
				return seen.note(sound)
			}})
			if c.misspelt {
				run.Target.User.Secret += "x"
			}
			_, err := Gather(t.Context(), run)
			var stopped *Stopped
			if errors.As(err, &stopped) != c.configure || c.configure && stopped.Step.Act != actConfiguration {
				t.Fatalf("the run ended with %v", err)
			}
			var tried []string
			for _, a := range seen.all() {
				if name, password, found := a.passwordOf(); found && name == server.Username && password != server.Password {
					tried = append(tried, string(a.probe))
				}
			}
			slices.Sort(tried)
			if !slices.Equal(tried, c.want) {
				t.Errorf("a wrong password for the real user in %q, wanted it in %q", tried, c.want)
			}
		})
	}
}

// What is asked of a session is asked before anybody logs in again, so that a target which knows one session of a user
// at a time is not blamed for it. Who must not refresh shows the token of a login just before.
func TestSessionsAreAskedOneAfterTheOther(t *testing.T) {
	t.Parallel()
	_, run := withUser(t, reference.Config{})
	run.Choice = "0"
	rec, err := Gather(t.Context(), run)
	if err != nil {
		t.Fatal(err)
	}
	near, grants := probe.NearRefreshes(), probe.RefreshGrantSpellings()
	var order []string
	asked := slices.IndexFunc(rec.Exchanges, func(x evidence.Exchange) bool { return x.Probe == string(probe.ValidLast) })
	last := rec.Exchanges[asked]
	for _, x := range rec.Exchanges[:asked] {
		if x.Granted() && x.Started.Add(x.Duration).After(last.Started) {
			t.Errorf("%s was under way when the last control logged in", x.Probe)
		}
	}
	for _, x := range rec.Exchanges[asked:] {
		free := slices.ContainsFunc(probe.For(run.Contract), func(p probe.Probe) bool {
			return p.Phase == probe.ResourceFree && !p.Plain && string(p.Name) == x.Probe
		})
		if !free && x.ID != last.ID && x.Started.Before(last.Started.Add(last.Duration)) {
			t.Errorf("%s was asked before %s was answered", x.Probe, last.Probe)
		}
		if !free {
			order, last = append(order, x.Probe), x
		}
	}
	var want []string
	for _, name := range []probe.Name{
		probe.ValidLast, probe.ResourceAccepted, probe.ResourceReused, probe.PlainHTTPResource, probe.OnConnectionAgain(1), probe.OnConnectionAgain(5), probe.ResourceLast,
		probe.Refresh, probe.ResourceRefreshed, probe.ResourceOld, probe.RefreshAgain, probe.RefreshThird, probe.RefreshAccessToken, probe.ResourceRefresh, probe.RefreshOld,
		probe.SessionWrongSecret, probe.RefreshWrongSecret, probe.SessionNear, near[probe.NearRefreshTokens.Chosen(run.Choice, len(near))], grants[probe.RefreshGrants.Chosen(run.Choice, len(grants))], probe.SessionNoClient, probe.RefreshNoClient,
		probe.OtherClient, probe.SessionOtherClient, probe.RefreshOtherClient, probe.SessionLast, probe.ResourceCrossed,
	} {
		want = append(want, string(name))
	}
	if !slices.Equal(order, want) {
		t.Errorf("asked in the order %q, wanted %q", order, want)
	}
}

// An answer that is lost may have spent the refresh token: it is not shown again, but that of another login is, once. What
// hangs on one that is lost again is not asked.
func TestSpentRefreshTokensAreNotShownAgain(t *testing.T) {
	t.Parallel()
	for name, lose := range map[string]http.HandlerFunc{
		"the connection ends": func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
		"a gateway gives up":  func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusGatewayTimeout) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			seen := &arrivals{}
			_, run := withUser(t, reference.Config{Wrap: func(sound http.Handler) http.Handler {
				return seen.note(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					if probeOf(r) == probe.Refresh {
						sound.ServeHTTP(httptest.NewRecorder(), r)
						lose(w, r)
					}
					sound.ServeHTTP(w, r)
				}))
			}})
			rec, err := Gather(t.Context(), run)
			if err != nil {
				t.Fatal(err)
			}
			if sent := seen.of(probe.Refresh); len(sent) != 2 || sent[0].body == sent[1].body {
				t.Errorf("the refresh was sent as %+v, wanted it twice, with two refresh tokens", sent)
			}
			if why, ok := rec.WhySkipped(string(probe.RefreshAgain)); !ok || why.Reason == "" || !why.Outage && why.Missing == "" {
				t.Errorf("what hangs on it was not asked because of %+v", why)
			}
			exchange(t, rec, probe.RefreshOtherClient)
		})
	}
}

// R5 holds before anybody knows whether the password is right, too: not even an outage has it shown more than twice.
func TestAPasswordIsShownTwiceUntilItIsKnown(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]http.HandlerFunc{
		"an outage":   func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) },
		"a failure":   func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) },
		"a refusal":   func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) },
		"no sentence": func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			seen := &arrivals{}
			_, run := withUser(t, reference.Config{Wrap: func(http.Handler) http.Handler { return seen.note(answer) }})
			_, err := Gather(t.Context(), run)
			var stopped *Stopped
			if !errors.As(err, &stopped) {
				t.Errorf("the run ended with %v", err)
			}
			if n := len(seen.all()); n != 2 {
				t.Errorf("the password was shown %d times", n)
			}
		})
	}
}

// What a session's questions lack is told with the clause that is to blame, and with the flag that would help.
func TestWhatASessionLacksIsTold(t *testing.T) {
	t.Parallel()
	t.Run("a second client", func(t *testing.T) {
		t.Parallel()
		_, run := withUser(t, reference.Config{})
		run.Target.Clients.Other = nil
		unasked(t, run, probe.RefreshOtherClient, evidence.Skipped{Flag: "--other-client-id-file"})
	})
	t.Run("a second client that works", func(t *testing.T) {
		t.Parallel()
		_, run := withUser(t, reference.Config{})
		run.Target.Clients.Other = &probe.Credentials{ID: "nobody", Secret: "Nothing"}
		unasked(t, run, probe.RefreshOtherClient, evidence.Skipped{Flag: "--other-client-id-file"})
	})
	t.Run("letters in the password", func(t *testing.T) {
		t.Parallel()
		_, run := withUser(t, reference.Config{Password: "123456789012"})
		unasked(t, run, probe.WrongPasswordCase, evidence.Skipped{})
	})
	t.Run("a refresh token", func(t *testing.T) {
		t.Parallel()
		_, run := withUser(t, reference.Config{Wrap: instead(probe.ValidLast, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			_, _ = w.Write([]byte(`{"access_token":"made-up","expires_in":600}`))
		})})
		unasked(t, run, probe.Refresh, evidence.Skipped{Missing: evidence.LacksRefreshToken})
	})
}

func unasked(t *testing.T, run Run, name probe.Name, want evidence.Skipped) {
	t.Helper()
	rec, err := Gather(t.Context(), run)
	if err != nil {
		t.Fatal(err)
	}
	got, ok := rec.WhySkipped(string(name))
	if !ok || got.Reason == "" || got.Flag != want.Flag || got.Missing != want.Missing {
		t.Errorf("%s was not asked because of %+v, wanted %+v", name, got, want)
	}
}
