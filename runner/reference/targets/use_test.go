package targets

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/reference/fault"
	"github.com/authconform/authconform/runner/reference/prioticket"
)

// served gives the status that the resource answers with.
func served(handler http.Handler, query string, authorization ...string) int {
	r := httptest.NewRequest(http.MethodGet, prioticket.BasePath+prioticket.OrdersPath+query, http.NoBody)
	if len(authorization) > 0 {
		r.Header["Authorization"] = authorization
	}
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, r)
	return w.Code
}

// TestUsesAreToldApart: a fault in how one kind of request is taken touches no other.
func TestUsesAreToldApart(t *testing.T) {
	chosen := map[string]fault.UseMatch{
		"good": func(u *fault.Use) bool { return fault.Good(u) && u.Scheme == "Bearer" }, "lower case": fault.LowerScheme,
		"no header": fault.Tokenless, "query": fault.TokenInQuery, "garbage": fault.MadeUp, "payload": fault.OtherPayload, "signature": fault.OtherSignature,
		"alg none": fault.AlgNone, "empty": fault.EmptyToken, "client": fault.AsClient, "scheme": fault.OtherScheme, "two headers": fault.TwoHeaders,
	}
	for name, fits := range chosen {
		bent := fault.Of(prioticket.Policy(), []fault.Deviation{fault.New(name, "answers as a teapot", fault.Uses(fits, fault.SetStatus(http.StatusTeapot)), "none")})[0]
		handler := New(bent.Apply(reference.Config{ClientID: testID, ClientSecret: testSecret})).TLSHandler()
		token := obtain(t, handler)
		head, claimed, signature := parts(token)
		for kind, authorization := range map[string][]string{
			"good": {"Bearer " + token}, "lower case": {"bearer " + token}, "no header": nil, "query": nil,
			"garbage": {"Bearer Decoy-0123456789abcdef"}, "empty": {"Bearer "}, "client": {basic(testID, testSecret)},
			"payload":   {"Bearer " + head + "." + claimed[:10] + flip(claimed[10]) + claimed[11:] + "." + signature},
			"signature": {"Bearer " + head + "." + claimed + "." + flip(signature[0]) + signature[1:]},
			"alg none":  {"Bearer " + algorithm("none") + "." + claimed + "."},
			"scheme":    {"Authconform " + token}, "two headers": {"Bearer " + token, "Bearer Decoy-0123456789abcdef"},
		} {
			query := ""
			if kind == "query" {
				query = "?access_token=" + token
			}
			if got := served(handler, query, authorization...); (got == http.StatusTeapot) != (kind == name) {
				t.Errorf("a fault in %q: %q is answered with %d", name, kind, got)
			}
		}
	}
}

// TestUsesInTime holds what depends on the age of a token against a clock of its own.
func TestUsesInTime(t *testing.T) {
	const life = 4 * time.Second
	at := func(each ...time.Duration) []time.Duration { return each }
	for _, row := range []struct {
		name  string
		times []time.Duration
		want  []int
	}{
		{"expiry-early", at(0, life/2-1, life/2, life), []int{200, 200, 403, 403}},
		{"expiry-never", at(life-1, life+time.Second, 100*life), []int{200, 200, 200}},
		{"expiry-slides", at(life-time.Second, life+2*time.Second, 2*life), []int{200, 200, 403}},
		{"expired-401", at(life-1, life+time.Second), []int{200, 401}},
		{"expired-400", at(life-1, life+time.Second), []int{200, 400}},
		{"expiry-a-little-early", at(life-fault.Slack-1, life-fault.Slack), []int{200, 403}},
		{"expiry-a-little-late", at(life+fault.Slack-1, life+fault.Slack), []int{200, 403}},
	} {
		c := &clock{startOfTime().Truncate(time.Second)}
		handler := New(named(t, row.name)(reference.Config{ClientID: testID, ClientSecret: testSecret, Lifetime: life, Clock: c.read})).TLSHandler()
		issued, token := c.now, obtain(t, handler)
		for i, age := range row.times {
			c.now = issued.Add(age)
			if got := served(handler, "", "Bearer "+token); got != row.want[i] {
				t.Errorf("%s: %d after %s, want %d", row.name, got, age, row.want[i])
			}
		}
	}
}

// named gives what applies a deviation or a variant.
func named(t *testing.T, name string) func(reference.Config) reference.Config {
	t.Helper()
	for _, v := range Variants(prioticket.Name) {
		if v.Name == name {
			return v.Apply
		}
	}
	return deviation(t, name).Apply
}

func TestRevokedTokensAreTold(t *testing.T) {
	for name, want := range map[string]int{"revoked-works": 200, "revoked-400": 400, "revoked-401": 401} {
		target := New(named(t, name)(reference.Config{ClientID: testID, ClientSecret: testSecret}))
		revoked, kept := obtain(t, target.TLSHandler()), obtain(t, target.TLSHandler())
		if !target.Revoke(revoked) {
			t.Fatal("there was nothing to revoke")
		}
		if got := served(target.TLSHandler(), "", "Bearer "+revoked); got != want {
			t.Errorf("%s: %d for a revoked token, want %d", name, got, want)
		}
		if got := served(target.TLSHandler(), "", "Bearer "+kept); got != http.StatusOK {
			t.Errorf("%s: %d for a good token", name, got)
		}
	}
}

// TestChangedTokensAreKnownAgain: a target that tells its clients another token or type takes those, and no others.
func TestChangedTokensAreKnownAgain(t *testing.T) {
	ask := func(handler http.Handler) (scheme, token string) {
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, documented().request())
		members := (&fault.Response{Content: w.Body.Bytes()}).Members()
		scheme, _ = members["token_type"].(string)
		token, _ = members["access_token"].(string)
		return scheme, token
	}
	for _, name := range []string{"token-opaque", "token-opaque-random", "token-long", "token-type-other", "token-type-words", "token-same", "access-token-space"} {
		handler := New(named(t, name)(reference.Config{ClientID: testID, ClientSecret: testSecret})).TLSHandler()
		_, _ = ask(handler)
		scheme, token := ask(handler)
		for authorization, want := range map[string]int{
			scheme + " " + token: 200, "Authconform " + token: 403, scheme + " " + token + "A": 403, scheme + " other": 403,
		} {
			if got := served(handler, "", authorization); got != want {
				t.Errorf("%s: %d for %q, want %d", name, got, authorization, want)
			}
		}
	}
}
