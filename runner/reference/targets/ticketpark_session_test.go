package targets

import (
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/reference/prioticket"
	"github.com/authconform/authconform/runner/reference/ticketpark"
)

// enter logs in, and gives both tokens.
func enter(t *testing.T, h http.Handler, q question) (access, refresh string) {
	t.Helper()
	got := hear(t, h, q)
	if got.status != http.StatusOK {
		t.Fatalf("no tokens: %d %s", got.status, got.text("error"))
	}
	return got.text("access_token"), got.text("refresh_token")
}

func wants(t *testing.T, h http.Handler, what string, q question, status int, code string) {
	t.Helper()
	if got := hear(t, h, q); got.status != status || got.text("error") != code {
		t.Errorf("%s: %d %s, want %d %s", what, got.status, got.text("error"), status, code)
	}
}

func TestTicketparkSessionsGoOn(t *testing.T) {
	handler := New(ticketparkConfig()).TLSHandler()
	other := authorization(plainBasic("Client-2", "Secret-2"))
	access, refresh := enter(t, handler, login())
	beside, besideRefresh := enter(t, handler, login())
	first, used := access, ""
	for range 3 {
		wants(t, handler, "another client", renewal(refresh, other), 400, "invalid_grant")
		used = refresh
		access, refresh = enter(t, handler, renewal(used))
		wants(t, handler, "a used refresh token", renewal(used), 400, "invalid_grant")
		wants(t, handler, "the refreshed access token", event("Bearer "+access), 200, "")
	}
	wants(t, handler, "an access token", renewal(access), 400, "invalid_grant")
	wants(t, handler, "the first access token", event("Bearer "+first), 200, "")
	wants(t, handler, "a session beside it", event("Bearer "+beside), 200, "")
	enter(t, handler, renewal(besideRefresh))
	_, others := enter(t, handler, login(other))
	wants(t, handler, "the refresh token of another client", renewal(others), 400, "invalid_grant")
	enter(t, handler, renewal(others, other))
}

func TestTicketparkResourceGivesEachRequestItsAnswer(t *testing.T) {
	handler := New(ticketparkConfig()).TLSHandler()
	access, refresh := enter(t, handler, login())
	foreign, _ := enter(t, New(ticketparkConfig()).TLSHandler(), login())
	const bare, invalid = `Bearer realm="ticketpark"`, `Bearer realm="ticketpark", error="invalid_token"`
	with := func(name string) question {
		q := event("Bearer " + access)
		q.method = name
		return q
	}
	for name, row := range map[string]struct {
		asked     question
		status    int
		challenge string
	}{
		"good":               {event("Bearer " + access), 200, ""},
		"good again":         {event("Bearer " + access), 200, ""},
		"lower case":         {event("bearer " + access), 200, ""},
		"HEAD":               {with(http.MethodHead), 200, ""},
		"POST":               {with(http.MethodPost), 405, ""},
		"none":               {event(), 401, bare},
		"Basic":              {event(plainBasic(testID, testKey)), 401, bare},
		"another scheme":     {event("Token " + access), 401, bare},
		"empty":              {event("Bearer "), 401, invalid},
		"garbage":            {event("Bearer garbage"), 401, invalid},
		"refresh token":      {event("Bearer " + refresh), 401, invalid},
		"cut short":          {event("Bearer " + access[:len(access)-1]), 401, invalid},
		"of another target":  {event("Bearer " + foreign), 401, invalid},
		"two headers":        {event("Bearer "+access, "Bearer "+access), 400, ""},
		"nothing is there":   {question{method: http.MethodGet, path: "/event"}, 404, ""},
		"Prioticket's place": {question{method: http.MethodPost, path: prioticket.BasePath + prioticket.TokenPath}, 404, ""},
	} {
		got := hear(t, handler, row.asked)
		if found := got.header.Get("WWW-Authenticate"); got.status != row.status || found != row.challenge {
			t.Errorf("%s: %d with %q, want %d with %q", name, got.status, found, row.status, row.challenge)
		}
	}
}

func TestTicketparkTokensEndOnTime(t *testing.T) {
	now := &clock{startOfTime()}
	c := ticketparkConfig()
	c.Lifetime, c.Clock = 10*time.Second, now.read
	handler := New(c).TLSHandler()
	access, refresh := enter(t, handler, login())
	now.now = startOfTime().Add(10*time.Second - 1)
	wants(t, handler, "shortly before", event("Bearer "+access), 200, "")
	now.now = startOfTime().Add(10 * time.Second)
	wants(t, handler, "when its time is over", event("Bearer "+access), 401, "")
	now.now = startOfTime().Add(1000 * time.Hour)
	access, _ = enter(t, handler, renewal(refresh))
	wants(t, handler, "refreshed", event("Bearer "+access), 200, "")
}

func TestTicketparkRevokes(t *testing.T) {
	now := &clock{startOfTime()}
	c := ticketparkConfig()
	c.Clock = now.read
	target := New(c)
	handler := target.TLSHandler()
	access, refresh := enter(t, handler, login())
	kept, keptRefresh := enter(t, handler, login())
	for range 2 {
		if !target.Revoke(access) || !target.Revoke(refresh) {
			t.Error("a good token cannot be revoked")
		}
	}
	wants(t, handler, "a revoked access token", event("Bearer "+access), 401, "")
	wants(t, handler, "a revoked refresh token", renewal(refresh), 400, "invalid_grant")
	wants(t, handler, "a token beside it", event("Bearer "+kept), 200, "")
	enter(t, handler, renewal(keptRefresh))
	now.now = now.now.Add(2 * time.Hour)
	if target.Revoke("garbage") || target.Revoke(kept) || target.Revoke(keptRefresh) {
		t.Error("a token that is worth nothing can be revoked")
	}
}

// TestTicketparkAsManyAtOnce: a refresh token is good for one of those who show it at the same time.
func TestTicketparkAsManyAtOnce(t *testing.T) {
	handler := New(ticketparkConfig()).TLSHandler()
	_, refresh := enter(t, handler, login())
	var all sync.WaitGroup
	var granted atomic.Int64
	for range 32 {
		all.Go(func() {
			access, _ := enter(t, handler, login())
			wants(t, handler, "beside others", event("Bearer "+access), 200, "")
			if hear(t, handler, renewal(refresh)).status == http.StatusOK {
				granted.Add(1)
			}
		})
	}
	all.Wait()
	if granted.Load() != 1 {
		t.Errorf("%d refreshes with one token, want 1", granted.Load())
	}
}

// TestTicketparkServer reaches the target as its users do: the addresses are its contract's, and what it tells of itself
// is what the contract has a use for.
func TestTicketparkServer(t *testing.T) {
	s := start(t, reference.Config{Contract: ticketpark.Name})
	if s.Username == "" || strings.Count(s.Username, "@") != 1 || s.Password == "" || s.Other.ID == "" || s.Scope != "" || s.Special.ID != "" {
		t.Errorf("user %q, other client %q, scope %q, special client %q", s.Username, s.Other.ID, s.Scope, s.Special.ID)
	}
	for address, want := range map[string]int{s.BaseURL: http.StatusOK, s.PlainURL: http.StatusForbidden} {
		q := login(form("username", s.Username, "password", s.Password, "grant_type", "password"), authorization(plainBasic(s.ClientID, s.ClientSecret)))
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address+q.path, strings.NewReader(q.body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", q.contentType)
		r.Header["Authorization"] = q.header["Authorization"]
		if got, _ := fetch(t, clientOf(t, s, false), r); got.StatusCode != want {
			t.Errorf("%s: %d, want %d", address, got.StatusCode, want)
		}
	}
	if p := start(t, reference.Config{}); p.Username != "" || p.Password != "" || p.Other.ID != "" || p.Scope == "" {
		t.Errorf("Prioticket's target has a user %q or another client %q, or no scope %q", p.Username, p.Other.ID, p.Scope)
	}
}

func TestStartWantsAContractThatItKnows(t *testing.T) {
	_, err := Start(t.Context(), reference.Config{Contract: "ticketmaster"})
	if err == nil || !strings.Contains(err.Error(), "prioticket, ticketpark") {
		t.Errorf("%v, want the contracts that there are", err)
	}
}
