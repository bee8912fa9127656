package gather

import (
	"context"
	"encoding/base64"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/reference/prioticket"
	"github.com/authconform/authconform/runner/target"
	"github.com/authconform/authconform/suites/probe"
)

// formsOf are the ways in which a request may hold credentials.
func formsOf(id, secret string) []string {
	return []string{
		secret, url.QueryEscape(secret), base64.StdEncoding.EncodeToString([]byte(id + ":" + secret)),
		base64.StdEncoding.EncodeToString([]byte(url.QueryEscape(id) + ":" + url.QueryEscape(secret))),
	}
}

// text is everything that arrived with a request.
func (a arrival) text() string {
	var b strings.Builder
	_ = a.header.Write(&b) // a strings.Builder takes everything
	return a.url + "\n" + b.String() + "\n" + a.body
}

func (a arrival) holds(forms []string) bool {
	for _, form := range forms {
		if strings.Contains(a.text(), form) {
			return true
		}
	}
	return false
}

// R5: unless the target is on this machine, or its user says so by a flag for each, the real secret is never
// sent in clear text and never in a URL.
func TestTheSecretIsNotExposed(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		host            string
		permit          func(*target.Target)
		inClear, inURLs bool
	}{
		"elsewhere":                      {"target.test", nil, false, false},
		"on this machine":                {"127.0.0.1", nil, true, true},
		"elsewhere, clear text allowed":  {"target.test", func(asked *target.Target) { asked.AllowSecretOverHTTP = true }, true, false},
		"elsewhere, secret in URL given": {"target.test", func(asked *target.Target) { asked.AllowSecretInURL = true }, false, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			secure, plain := &arrivals{}, &arrivals{}
			server, a := startAt(t, c.host, reference.Config{Wrap: secure.note, WrapPlain: plain.note})
			if c.permit != nil {
				c.permit(a.target)
			}
			a.target.Resource = &target.Resource{Path: prioticket.OrdersPath, Method: http.MethodGet}
			a.Wanted = withRests(a.probes, only(probe.PlainHTTP, probe.PlainHTTPReal, probe.PlainHTTPResource, probe.ResourceGarbage, probe.UnknownClient, probe.QueryCredentials, probe.ValidScope))
			rec, err := gatherBy(t.Context(), a)
			if err != nil {
				t.Fatal(err)
			}
			forms := formsOf(server.ClientID, server.ClientSecret)
			inClear, live := false, false
			for _, got := range plain.all() {
				if got.header.Get("Authorization") == "" {
					t.Errorf("%s came over plain HTTP without credentials", got.probe)
				}
				inClear = inClear || got.probe == probe.PlainHTTPReal && got.holds(forms)
				live = live || got.probe == probe.PlainHTTPResource && strings.HasSuffix(got.header.Get("Authorization"), a.values.First.Value)
				if got.probe == probe.PlainHTTP && got.holds(forms) {
					t.Error("the decoy has the real secret")
				}
			}
			if inClear != c.inClear || live != c.inClear {
				t.Errorf("over plain HTTP: the real secret %t, a live token %t, wanted %t", inClear, live, c.inClear)
			}
			if why, unasked := rec.WhySkipped(string(probe.PlainHTTPReal)); unasked == c.inClear || unasked && why.Flag != "--allow-secret-over-http" {
				t.Errorf("not asked with the real secret because of %+v", why)
			}
			inURLs := false
			for _, a := range secure.all() {
				inURLs = inURLs || strings.Contains(a.url, server.ClientSecret)
			}
			if inURLs != c.inURLs {
				t.Errorf("the real secret in a URL: %t, wanted %t", inURLs, c.inURLs)
			}
			why, unasked := rec.WhySkipped(string(probe.QueryCredentials))
			if unasked == c.inURLs || unasked && why.Flag != "--allow-secret-in-url" {
				t.Errorf("not asked because of %+v", why)
			}
		})
	}
}

// startAt runs a reference target under a name, and gives an asker that finds this machine under every name.
func startAt(t *testing.T, host string, c reference.Config) (*reference.Server, *asker) {
	t.Helper()
	named := newAuthority(t)
	c.TLS = certificateOf(named.issue(t, withName(host)))
	server, asked := start(t, c)
	asked.TLS.Roots, asked.Loopback = named.pool(), host == "127.0.0.1"
	for _, u := range []*url.URL{asked.BaseURL, asked.PlainURL} {
		u.Host = net.JoinHostPort(host, u.Port())
	}
	a := newTestAsker(t, asks(t, asked))
	for _, transport := range []*http.Transport{a.channels.https, a.channels.http1, a.channels.plain} {
		transport.DialContext = here
	}
	return server, a
}

// here resolves every name to this machine.
func here(ctx context.Context, network, address string) (net.Conn, error) {
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	return (&net.Dialer{}).DialContext(ctx, network, net.JoinHostPort("127.0.0.1", port))
}

// R5: a client may be locked out after a few wrong secrets, so there are two, in the places and in the misspellings
// that tell most. One that got an outage for an answer was not judged, and is sent again.
func TestTwoWrongSecretsAreTried(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		wrap  func(http.Handler) http.Handler
		shown int
	}{
		"a sound target":       {nil, 2},
		"an outage":            {failing(probe.WrongSecret, 1, 503, constant("0")), 3},
		"an outage that stays": {failing(probe.WrongSecret, 9, 503, constant("0")), 4},
		"a broken one":         {failing(probe.WrongSecret, 9, 500, nil), 3},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			seen := &arrivals{}
			server, asked := start(t, reference.Config{Wrap: func(sound http.Handler) http.Handler {
				if c.wrap != nil {
					sound = c.wrap(sound)
				}
				return seen.note(sound)
			}})
			run := asks(t, asked)
			run.Choice = "0"
			if _, err := Gather(t.Context(), run); err != nil {
				t.Fatal(err)
			}
			var tried []string
			for _, a := range seen.all() {
				if slices.Contains(probe.NoSecrets(), a.probe) {
					continue // guesses at nothing
				}
				if a.wrongSecret(server.ClientID, server.ClientSecret) || strings.HasPrefix(string(a.probe), "wrong-secret-") {
					tried = append(tried, string(a.probe))
				}
			}
			slices.Sort(tried)
			if got := slices.Compact(slices.Clone(tried)); len(tried) != c.shown || len(got) != 2 || !slices.Contains(got, string(probe.WrongSecret)) {
				t.Errorf("a wrong secret for the real client in %q, wanted %d: a made-up one and one more", tried, c.shown)
			}
		})
	}
}

// wrongSecret says that a request names the real client, and gives another secret than its own.
func (a arrival) wrongSecret(id, secret string) bool {
	credentials := a.body
	if encoded, ok := strings.CutPrefix(a.header.Get("Authorization"), "Basic "); ok {
		pair, err := base64.StdEncoding.DecodeString(encoded)
		if err != nil {
			return false
		}
		credentials = string(pair)
	}
	named := strings.Contains(credentials, id)
	given := strings.Contains(credentials, id+":") || strings.Contains(credentials, "client_secret")
	return named && given && !strings.Contains(credentials, secret)
}

// Nothing follows a redirect: the secret is for the address that its owner named, and for no other.
func TestRedirectsAreNotFollowed(t *testing.T) {
	t.Parallel()
	followed := &arrivals{}
	other, _ := start(t, reference.Config{Wrap: followed.note, WrapPlain: followed.note})
	for _, to := range []string{other.BaseURL, other.PlainURL} {
		for _, status := range []int{301, 302, 303, 307, 308} {
			redirect := func(http.Handler) http.Handler { return http.RedirectHandler(to+"/oauth2/token", status) }
			_, asked := start(t, reference.Config{Wrap: redirect, WrapPlain: redirect})
			for _, name := range []probe.Name{probe.Valid, probe.Method("GET"), probe.PlainHTTP} {
				if x := once(t.Context(), t, asked, name); x.Response == nil || x.Response.Status != status {
					t.Errorf("%s: ended in %s, wanted %d", name, told(x), status)
				}
			}
		}
	}
	if got := followed.all(); len(got) != 0 {
		t.Errorf("%d requests followed a redirect, the first %q", len(got), got[0].text())
	}
}

// Every question stands for itself: what one answer sets is not sent with the next.
func TestCookiesAreNotSentBack(t *testing.T) {
	t.Parallel()
	seen := &arrivals{}
	_, asked := start(t, reference.Config{Wrap: func(sound http.Handler) http.Handler {
		return seen.note(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			http.SetCookie(w, &http.Cookie{Name: "session", Value: "abcdef0123456789", Path: "/"})
			sound.ServeHTTP(w, r)
		}))
	}})
	gathered(t, asked)
	for _, a := range seen.all() {
		if sent := a.header.Get("Cookie"); sent != "" {
			t.Errorf("%s: sent the cookie %q", a.probe, sent)
		}
	}
}
