package client

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/scenario"
)

// brisk are the scenarios that are over as soon as the client is.
func brisk(t testing.TB, name string) []scenario.Name {
	var names []scenario.Name
	for _, s := range scenario.For(contract(t, name)) {
		if s.Duration() < 2*time.Second && s.Lives == 1 {
			names = append(names, s.Name)
		}
	}
	return names
}

// lines are those of a scenario, without its name.
func lines(rec evidence.Record, name scenario.Name) []string {
	var list []string
	for _, line := range outline(rec) {
		if rest, mine := strings.CutPrefix(line, string(name)+"."); mine {
			list = append(list, strings.Join(strings.Fields(rest), " "))
		}
	}
	return list
}

// The target does in each scenario what that is for, and the client's requests are told from each other.
func TestScenariosOfClients(t *testing.T) {
	const (
		fetch  = "https token POST [client in Authorization Basic #0]"
		call   = "https resource GET [access token in Authorization Bearer #1]"
		made   = "https resource GET [access token in Authorization Bearer made-up #0] -> 403"
		passes = fetch + " -> 200 issues 1/0"
	)
	open := []string{"life-1 exited 0", "1 " + passes, "2 " + call + " -> 200", "3 " + call + " -> 200"}
	wanted := map[scenario.Name][]string{
		scenario.Revoked:          {"life-1 exited 1", "1 " + passes, "2 " + call + " -> 200", "3 " + call + " -> 200", "4 " + call + " -> 403"},
		scenario.RefusedClient:    {"life-1 exited 1", "1 " + fetch + " -> 401"},
		scenario.NoTokenError:     {"life-1 exited 1", "1 " + fetch + " -> 200", "2 " + made},
		scenario.NoTokenEmpty:     {"life-1 exited 1", "1 " + fetch + " -> 200", "2 " + made},
		scenario.NoTokenHTML:      {"life-1 exited 1", "1 " + fetch + " -> 200"},
		scenario.RedirectPlain:    {"life-1 exited 1", "1 " + fetch + " -> 307", "2 " + strings.Replace(fetch, "https", "plain", 1) + " -> 403"},
		scenario.RedirectHost:     {"life-1 exited 1", "1 " + fetch + " -> 307", "2 " + strings.Replace(fetch, "https", "other-host", 1) + " -> 403"},
		scenario.RedirectResource: {"life-1 exited 1", "1 " + passes, "2 " + call + " -> 302", "3 " + strings.Replace(call, "https", "plain", 1) + " -> 403"},
		scenario.UntrustedCA:      {"life-1 exited 1", "1 untrusted failed: tls.certificate"},
		scenario.UntrustedHost:    {"life-1 exited 1", "1 untrusted failed: tls.certificate"},
		scenario.Special:          {"life-1 exited 0", "1 " + passes, "2 " + call + " -> 200"},
	}
	for contractName, adapt := range map[string]func(string) string{
		"prioticket": func(line string) string { return line },
		"ticketpark": func(line string) string {
			line = strings.Replace(line, "Basic #0]", "Basic #0] [password in body #0]", 1)
			return strings.NewReplacer("issues 1/0", "issues 1/1", "#1] -> 403", "#1] -> 401", "made-up #0] -> 403", "made-up #0] -> 401").Replace(line)
		},
	} {
		t.Run(contractName, func(t *testing.T) {
			t.Parallel()
			names := brisk(t, contractName)
			rec := gathered(t, contract(t, contractName), Func(plain), names...)
			for _, name := range names {
				want, listed := wanted[name]
				switch {
				case name == "open-token-type-other" && contractName == "prioticket": // whose scheme is the one that is told
					want = []string{"life-1 exited 1", "1 " + passes, "2 " + call + " -> 403"}
				case !listed:
					want = open
				}
				want = slices.Clone(want)
				for i := range want {
					if want[i] = adapt(want[i]); contractName == "ticketpark" && strings.Contains(want[i], "plain resource") {
						want[i] = strings.Replace(want[i], "401", "403", 1) // plain HTTP has one answer
					}
				}
				if diff := cmp.Diff(want, lines(rec, name)); diff != "" {
					t.Errorf("%s: %s", name, diff)
				}
			}
		})
	}
}

// What is left open is done: each answer is seen to be as the scenario has it.
func TestWhatIsLeftOpenIsDone(t *testing.T) {
	t.Parallel()
	names := slices.DeleteFunc(brisk(t, "ticketpark"), func(n scenario.Name) bool { return n == "open-scope-absent" })
	rec := gathered(t, contract(t, "ticketpark"), Func(plain), names...)
	// Ticketpark's plain answer has no scope.
	absent := gathered(t, contract(t, "prioticket"), Func(plain), "open-scope-absent")
	rec.Exchanges = append(rec.Exchanges, absent.Exchanges...)
	answer := func(name scenario.Name) *evidence.Response {
		for _, x := range rec.Exchanges {
			if x.Probe == "open-"+string(name) && x.Heard != nil && x.Heard.Endpoint == evidence.TokenEndpoint {
				return x.Response
			}
		}
		t.Fatalf("nothing was answered in %s", name)
		return nil
	}
	body := func(name scenario.Name) string { return string(answer(name).Body) }
	field := func(name scenario.Name, of string) string {
		for _, f := range answer(name).Header {
			if f.Name == of {
				return f.Value
			}
		}
		return ""
	}
	token := func(name scenario.Name) string {
		_, rest, _ := strings.Cut(body(name), `"access_token":"`)
		value, _, _ := strings.Cut(rest, `"`)
		return value
	}
	for what, done := range map[string]bool{
		"members-reordered":     strings.HasPrefix(body("members-reordered"), `{"token_type"`),
		"white-space":           strings.HasPrefix(body("white-space"), "\r\n\t {\r\n"),
		"charset":               field("charset", "Content-Type") == "application/json; charset=utf-8",
		"scope-present":         strings.Contains(body("scope-present"), `"scope":`),
		"scope-absent":          !strings.Contains(body("scope-absent"), `"scope":`),
		"token-type-lower-case": strings.Contains(body("token-type-lower-case"), `"bearer"`),
		"token-type-upper-case": strings.Contains(body("token-type-upper-case"), `"BEARER"`),
		"token-type-other":      strings.Contains(body("token-type-other"), `"DPoP"`),
		"token-opaque":          strings.ContainsAny(token("token-opaque"), "+") && strings.HasSuffix(token("token-opaque"), "=="),
		"token-jwt":             strings.Count(token("token-jwt"), ".") == 2,
		"token-short":           len(token("token-short")) == 1,
		"token-long":            len(token("token-long")) == 4096,
		"body-chunked":          field("body-chunked", "Content-Length") == "",
		"body-gzip":             field("body-gzip", "Content-Encoding") == "gzip" && strings.HasPrefix(body("body-gzip"), "{"),
		"unknown-headers":       field("unknown-headers", "X-Region") != "",
		"http1":                 answer("http1").Proto == "HTTP/1.1",
		"http2":                 answer("http2").Proto == "HTTP/2.0",
		"further-members":       strings.Contains(body("further-members"), `"user":`),
		"no-token-type":         !strings.Contains(body("no-token-type"), "token_type"),
	} {
		if !done {
			t.Errorf("%s: %s", what, body(scenario.Name(what)))
		}
	}
}

// Tokens end when they said that they would; a client that does not ask for another is refused from then on.
func TestTokensExpire(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"prioticket", "ticketpark"} {
		c := contract(t, name)
		list := chosen(t, c, scenario.Expiry)
		list[0].Lifetime = time.Second
		list[0].Calls, list[0].Pause = 4, 400*time.Millisecond
		rec, err := Gather(t.Context(), Run{Contract: c, Scenarios: list, Start: Func(plain)})
		if err != nil {
			t.Fatal(err)
		}
		var issued time.Time
		for _, x := range rec.Exchanges {
			if x.Heard == nil {
				continue
			}
			if x.Heard.Issued != nil {
				issued = x.Started.Add(x.Duration)
				continue
			}
			begun, over, refused := x.Started.Sub(issued), x.Started.Add(x.Duration).Sub(issued), x.Response.Status != 200
			if refused && over < time.Second || !refused && begun > time.Second { // the token may have ended in between
				t.Errorf("%s: from %v to %v, status %d", name, begun, over, x.Response.Status)
			}
		}
		if last := rec.Exchanges[len(rec.Exchanges)-1]; last.Response.Status == 200 {
			t.Errorf("%s: nothing was refused", name)
		}
	}
}

// The same client is seen to do the same, however many scenarios are under way at once.
func TestConcurrencyChangesNothing(t *testing.T) {
	t.Parallel()
	c := contract(t, "prioticket")
	names := []scenario.Name{scenario.Revoked, scenario.NoTokenEmpty, scenario.RedirectHost, scenario.UntrustedHost, scenario.Special, "open-token-short"}
	var seen [][]string
	for _, concurrency := range []int{1, 8} {
		rec, err := Gather(t.Context(), Run{Contract: c, Scenarios: chosen(t, c, names...), Start: Func(plain), Concurrency: concurrency})
		if err != nil {
			t.Fatal(err)
		}
		seen = append(seen, slices.Sorted(slices.Values(outline(rec))))
	}
	if diff := cmp.Diff(seen[0], seen[1]); diff != "" {
		t.Error(diff)
	}
}
