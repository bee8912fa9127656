package targets

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/reference/fault"
	"github.com/authconform/authconform/runner/reference/prioticket"
)

// null gives the configuration of a null target, of the tests' own client.
func null(t *testing.T, name string) reference.Config {
	t.Helper()
	i := slices.IndexFunc(Nulls(""), func(n fault.Null) bool { return n.Name == name })
	if i < 0 {
		t.Fatalf("there is no null target %s", name)
	}
	return Nulls("")[i].Apply(reference.Config{ClientID: testID, ClientSecret: testSecret})
}

// anything are requests that a sound target answers each in another way.
func anything() map[string]*http.Request {
	get, elsewhere, wrong := documented(), documented(), documented()
	get.method, elsewhere.path, wrong.body = http.MethodGet, "/login", `{"grant_type":"password"}`
	return map[string]*http.Request{
		"documented": documented().request(), "another method": get.request(), "another address": elsewhere.request(), "another grant": wrong.request(),
		"resource": httptest.NewRequest(http.MethodGet, prioticket.BasePath+prioticket.OrdersPath, http.NoBody),
	}
}

// TestNullsAnswerEverythingAlike: on both listeners, whatever they are asked.
func TestNullsAnswerEverythingAlike(t *testing.T) {
	same := map[string]struct {
		status           int
		mediaType, begin string
	}{
		"null-nothing":         {200, "", ""},
		"null-object":          {200, "application/json", "{}"},
		"null-list":            {200, "application/json", "[]"},
		"null-page":            {200, "text/html; charset=utf-8", "<!doctype html><title></title>"},
		"null-404":             {404, "text/plain; charset=utf-8", "404"},
		"null-404-json":        {404, "application/json", `{"error":"not_found"`},
		"null-oauth-error":     {400, "application/json", `{"error":"invalid_request"}`},
		"null-challenge":       {401, "application/json", `{"error":"invalid_client"}`},
		"null-portal-page":     {200, "text/html; charset=utf-8", "<!doctype html><title>Guest"},
		"null-portal-redirect": {302, "text/html; charset=utf-8", "<!doctype html><title>Guest"},
		"null-load-balancer":   {502, "text/html; charset=utf-8", "<html><head><title>502"},
	}
	for name, want := range same {
		target := New(null(t, name))
		for listener, handler := range map[string]http.Handler{"TLS": target.TLSHandler(), "plain HTTP": target.PlainHandler()} {
			for what, r := range anything() {
				w := httptest.NewRecorder()
				handler.ServeHTTP(w, r)
				got := w.Body.String()
				if w.Code != want.status || w.Header().Get("Content-Type") != want.mediaType || !strings.HasPrefix(got, want.begin) || (got == "") != (want.begin == "") {
					t.Errorf("%s, %s over %s: %d %q %q, want %+v", name, what, listener, w.Code, w.Header().Get("Content-Type"), got, want)
				}
			}
		}
	}
	for _, n := range Nulls("") {
		_, tabled := same[n.Name]
		if !tabled && !slices.Contains([]string{"null-closes", "null-echo", "null-previous", "null-replay"}, n.Name) {
			t.Errorf("%s: no test says what it answers", n.Name)
		}
	}
}

func TestNullThatClosesGivesNoAnswer(t *testing.T) {
	s := start(t, null(t, "null-closes"))
	for _, base := range []string{s.BaseURL, s.PlainURL} {
		answer, err := clientOf(t, s, true).Do(tokenRequest(t, s, http.MethodPost, base))
		if err == nil {
			_ = answer.Body.Close()
			t.Errorf("%s: answered with %d, want no answer", base, answer.StatusCode)
		}
	}
}

func TestNullThatEchoes(t *testing.T) {
	for what, r := range anything() {
		w := httptest.NewRecorder()
		target := New(null(t, "null-echo"))
		sent := r.Header.Get("Content-Type")
		target.TLSHandler().ServeHTTP(w, r)
		if w.Code != http.StatusOK || w.Header().Get("Content-Type") != sent || strings.Contains(w.Body.String(), "grant_type") != (sent != "") {
			t.Errorf("%s: %d %q %q, want what was sent", what, w.Code, w.Header().Get("Content-Type"), w.Body)
		}
	}
}

// TestNullsThatRepeat: one is an answer late, the other never gets beyond the first. Each begins with a token that
// nobody had asked for.
func TestNullsThatRepeat(t *testing.T) {
	for name, want := range map[string][]int{
		"null-previous": {200, 405, 200, 400}, // to GET, to the documented request, to another grant, to whatever comes last
		"null-replay":   {200, 200, 200, 200},
	} {
		target := New(null(t, name))
		handler := target.TLSHandler()
		var found []int
		tokens := map[string]bool{}
		for _, what := range []string{"another method", "documented", "another grant", "resource"} {
			w := httptest.NewRecorder()
			handler.ServeHTTP(w, anything()[what])
			found = append(found, w.Code)
			if token, is := (&fault.Response{Content: w.Body.Bytes()}).Members()["access_token"].(string); is {
				tokens[token] = true
			}
		}
		if !slices.Equal(found, want) {
			t.Errorf("%s: %v, want %v", name, found, want)
		}
		if once := name == "null-replay"; once != (len(tokens) == 1) {
			t.Errorf("%s: %d tokens", name, len(tokens))
		}
		w := httptest.NewRecorder()
		target.PlainHandler().ServeHTTP(w, documented().request())
		if w.Code != http.StatusForbidden {
			t.Errorf("%s: %d over plain HTTP, want 403 as ever", name, w.Code)
		}
	}
}
