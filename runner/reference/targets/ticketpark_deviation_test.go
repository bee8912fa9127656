package targets

import (
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/reference/fault"
	"github.com/authconform/authconform/runner/reference/ticketpark"
)

// bentTicketpark gives the handler of a target with the deviation or the variant of that name.
func bentTicketpark(t *testing.T, name string, c reference.Config) http.Handler {
	t.Helper()
	for _, d := range Deviations(ticketpark.Name) {
		if d.Name == name {
			return New(d.Apply(c)).TLSHandler()
		}
	}
	for _, v := range Variants(ticketpark.Name) {
		if v.Name == name {
			return New(v.Apply(c)).TLSHandler()
		}
	}
	t.Fatalf("there is no deviation or variant %s", name)
	return nil
}

// statusOf gives the status of an answer that may be bent beyond what every sound one keeps.
func statusOf(h http.Handler, q question) int {
	r := fault.Record(h, &fault.Request{Request: q.request(), Content: []byte(q.body)})
	return r.Status
}

func pair(h http.Handler, q question) (access, refresh string) {
	members := fault.Record(h, &fault.Request{Request: q.request(), Content: []byte(q.body)}).Members()
	access, _ = members["access_token"].(string)
	refresh, _ = members["refresh_token"].(string)
	return access, refresh
}

// TestRefusableRequestsAreToldApart: a fault in how one kind of request is refused touches no other, and none that is
// granted.
func TestRefusableRequestsAreToldApart(t *testing.T) {
	teapot := fault.SetStatus(http.StatusTeapot)
	for _, r := range ticketpark.Refusables() {
		bent := fault.Of(ticketpark.Policy(), []fault.Deviation{fault.New(r.Name, "answers as a teapot", ticketpark.Remembering(func(m *ticketpark.Memory) func(*reference.Config) { return fault.ResponsesTo(r.Chosen(m), teapot) }), "none")})[0]
		handler := New(bent.Apply(ticketparkConfig())).TLSHandler()
		access, refresh := pair(handler, login())
		user := func(pairs ...string) question {
			return login(form(append([]string{"grant_type", "password"}, pairs...)...))
		}
		for kind, asked := range map[string]question{
			"wrong-password":       user("username", testUser, "password", strings.TrimSuffix(testPassword, "ü")),
			"wrong-password-case":  user("username", testUser, "password", strings.ToUpper(testPassword)),
			"unknown-user":         user("username", "nobody@domain.example", "password", "nothing"),
			"username-missing":     user("password", testPassword),
			"password-missing":     user("username", testUser),
			"password-empty":       user("username", "nobody@domain.example", "password", ""),
			"grant-missing":        login(form("username", testUser, "password", testPassword)),
			"grant-unknown":        login(form("username", testUser, "password", testPassword, "grant_type", "unknown")),
			"wrong-secret":         login(authorization(plainBasic(testID, strings.TrimSuffix(testKey, "t")))),
			"unknown-client":       login(authorization(plainBasic("nobody", "nothing"))),
			"no-credentials":       login(authorization()),
			"scheme-bearer":        login(authorization("Bearer nothing")),
			"refresh-garbage":      renewal("garbage"),
			"refresh-missing":      login(form("grant_type", "refresh_token")),
			"refresh-access-token": renewal(access),
			"refresh-other-client": renewal(refresh, authorization(plainBasic("Client-2", "Secret-2"))),
			"a login":              login(),
			"a name in capitals":   user("username", strings.ToUpper(testUser), "password", testPassword),
			"JSON":                 login(contentType("application/json"), body(`{"grant_type":"password"}`)),
			"GET":                  login(method(http.MethodGet)),
		} {
			if got := statusOf(handler, asked); (got == http.StatusTeapot) != (kind == r.Name) {
				t.Errorf("a fault in %q: %q is answered with %d", r.Name, kind, got)
			}
		}
		if got := statusOf(handler, renewal(refresh)); got != http.StatusOK {
			t.Errorf("a fault in %q: a refresh is answered with %d", r.Name, got)
		}
	}
}

// TestSessionsAreBent holds what becomes of a session against a table: after a login and two refreshes, and another login.
func TestSessionsAreBent(t *testing.T) {
	for _, row := range []struct {
		name string
		// the first and the last access token, the used refresh token, the last access token after that, the last refresh
		// token, and the access token of the other login
		want []int
	}{
		{"hsts-absent", []int{200, 200, 400, 200, 200, 200}},
		{"refresh-not-rotated", []int{200, 200, 200, 200, 200, 200}},
		{"refresh-used-works", []int{200, 200, 200, 200, 200, 200}},
		{"refresh-replay-ends-session", []int{200, 200, 400, 401, 400, 200}},
		{"refresh-ends-old-access", []int{401, 200, 400, 200, 200, 200}},
		{"refresh-same-access", []int{200, 200, 400, 200, 200, 200}},
		{"one-session", []int{401, 401, 400, 401, 400, 200}},
		{"refreshed-token-dead", []int{200, 401, 400, 401, 200, 200}},
		{"refresh-ends-access", []int{401, 401, 400, 401, 200, 200}},
		{"refresh-twice", []int{200, 200, 400, 200, 400, 200}},
		{"refresh-token-jwt", []int{200, 200, 400, 200, 200, 200}},
		{"refresh-token-odd", []int{200, 200, 400, 200, 200, 200}},
		{"token-jwt", []int{200, 200, 400, 200, 200, 200}},
	} {
		handler := bentTicketpark(t, row.name, ticketparkConfig())
		first, used := pair(handler, login())
		_, refresh := pair(handler, renewal(used))
		access, latest := pair(handler, renewal(refresh))
		other, _ := pair(handler, login())
		var got []int
		for _, q := range []question{
			event("Bearer " + first), event("Bearer " + access), renewal(used), event("Bearer " + access), renewal(latest), event("Bearer " + other),
		} {
			got = append(got, statusOf(handler, q))
		}
		if !slices.Equal(got, row.want) {
			t.Errorf("%s: %v, want %v", row.name, got, row.want)
		}
	}
}

// TestSessionsAreBentInTime holds what depends on the age of a session against a clock of its own.
func TestSessionsAreBentInTime(t *testing.T) {
	const life = 4 * time.Second
	for _, row := range []struct {
		name string
		want []int // before half of the time, after it, when it is over, a refresh then, and what it brings
	}{
		{"hsts-absent", []int{200, 200, 401, 200, 200}},
		{"expiry-early", []int{200, 401, 401, 200, 200}},
		{"expiry-never", []int{200, 200, 200, 200, 200}},
		{"expired-500", []int{200, 200, 500, 200, 200}},
		{"expired-400", []int{200, 200, 400, 200, 200}},
		{"session-expires", []int{200, 200, 401, 400, 401}},
		{"session-revived-dead", []int{200, 200, 401, 200, 401}},
	} {
		now := &clock{startOfTime()}
		c := ticketparkConfig()
		c.Lifetime, c.Clock = life, now.read
		handler := bentTicketpark(t, row.name, c)
		access, refresh := pair(handler, login())
		var got []int
		for _, age := range []time.Duration{life/2 - 1, life - 1, life + time.Second} {
			now.now = startOfTime().Add(age)
			got = append(got, statusOf(handler, event("Bearer "+access)))
		}
		renewed := fault.Record(handler, &fault.Request{Request: renewal(refresh).request(), Content: []byte(renewal(refresh).body)})
		brought, _ := renewed.Members()["access_token"].(string)
		got = append(got, renewed.Status, statusOf(handler, event("Bearer "+brought)))
		if !slices.Equal(got, row.want) {
			t.Errorf("%s: %v, want %v", row.name, got, row.want)
		}
	}
}

// TestTicketparkApplyKeepsWhatItIsGiven: a deviation stands around what a configuration does already, and what a fault
// remembers of one target, another does not know.
func TestTicketparkApplyKeepsWhatItIsGiven(t *testing.T) {
	given := ticketparkConfig()
	given.Wrap = func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("X-Given", "yes")
			h.ServeHTTP(w, r)
		})
	}
	for _, d := range Deviations(ticketpark.Name) {
		if d.Name != "logins-limited" {
			continue
		}
		for range 2 {
			bent := d.Apply(given)
			if bent.Username != testUser || bent.Password != testPassword || bent.Other != given.Other || bent.Contract != ticketpark.Name {
				t.Error("what was given is lost")
			}
			handler := New(bent).TLSHandler()
			var got []int
			for range 5 {
				r := fault.Record(handler, &fault.Request{Request: login().request(), Content: []byte(login().body)})
				got = append(got, r.Status)
				if found := r.Fields.Get("X-Given") == "yes"; found != (r.Status == http.StatusOK) { // a refusal is another answer altogether
					t.Error("what the configuration wraps is lost")
				}
			}
			if want := []int{200, 200, 200, 200, 400}; !slices.Equal(got, want) {
				t.Errorf("%v, want %v", got, want)
			}
		}
	}
	if given.TLS != nil || given.Lifetime != 0 || given.Clock != nil {
		t.Error("the given configuration was changed")
	}
}

// TestEveryBentTicketparkBearsCompany asks every deviation and variant many things at once, for the race detector.
func TestEveryBentTicketparkBearsCompany(t *testing.T) {
	ask := func(name string, handler http.Handler) {
		defer func() {
			if cut := recover(); cut != nil && cut != http.ErrAbortHandler { //nolint:errorlint // the value of a panic is this very one
				t.Errorf("%s: %v", name, cut)
			}
		}()
		access, refresh := pair(handler, login())
		for _, q := range []question{renewal(refresh), event("Bearer " + access), event("Bearer " + refresh), renewal(refresh), renewal(access), event()} {
			statusOf(handler, q)
		}
	}
	bends := map[string]func(reference.Config) reference.Config{}
	for _, d := range Deviations(ticketpark.Name) {
		bends[d.Name] = d.Apply
	}
	for _, v := range Variants(ticketpark.Name) {
		bends[v.Name] = v.Apply
	}
	for name, apply := range bends {
		handler := New(apply(ticketparkConfig())).TLSHandler()
		var all sync.WaitGroup
		for range 5 {
			all.Go(func() { ask(name, handler) })
		}
		all.Wait()
	}
}
