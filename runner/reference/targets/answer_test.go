package targets

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/reference/prioticket"
)

// told is what a test looks at of an answer.
type told struct {
	status int
	header http.Header
	body   map[string]any
}

// ask sends a request through the handler and holds the answer against what every sound answer keeps.
func ask(t *testing.T, h http.Handler, r *http.Request) told {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	got := told{status: w.Code, header: w.Header()}
	for name, want := range map[string]string{
		"Content-Type": "application/json", "Cache-Control": "no-store", "Pragma": "no-cache",
		"Strict-Transport-Security": "max-age=31536000",
	} {
		if values := got.header.Values(name); !slices.Equal(values, []string{want}) {
			t.Errorf("%s: got %q, want %q", name, values, want)
		}
	}
	if r.Method == http.MethodHead {
		if w.Body.Len() != 0 {
			t.Errorf("an answer to HEAD has %d bytes of content", w.Body.Len())
		}
		return got
	}
	if err := json.Unmarshal(w.Body.Bytes(), &got.body); err != nil {
		t.Fatalf("status %d: the body is not a JSON object: %v", got.status, err)
	}
	checkModel(t, got, r.URL.Path == prioticket.BasePath+prioticket.TokenPath)
	return got
}

// checkModel holds the body against the model that the contract gives its status (R6, R8).
func checkModel(t *testing.T, got told, token bool) {
	t.Helper()
	members := slices.Sorted(maps.Keys(got.body))
	var want []string
	switch {
	case got.status == http.StatusOK && token:
		want = []string{"access_token", "expires_in", "scope", "token_type"}
	case got.status == http.StatusOK:
		return
	case token && (got.status == http.StatusBadRequest || got.status == http.StatusUnauthorized):
		want = []string{"error", "error_description", "error_uri"}
		for name := range got.body {
			if text := got.text(name); strings.ContainsFunc(text, outsideErrorText) {
				t.Errorf("%s %q holds a character that the contract forbids", name, text)
			}
		}
	default:
		want = []string{"error", "error_description", "error_message", "error_reference", "error_uri", "errors"}
		if got.text("error_reference") == "" || got.text("error_message") == "" {
			t.Errorf("a generic error without reference or message: %v", got.body)
		}
	}
	if !slices.Equal(members, want) {
		t.Errorf("status %d: members %q, want %q", got.status, members, want)
	}
	challenges := got.header.Values("WWW-Authenticate")
	if (got.status == http.StatusUnauthorized) != slices.Equal(challenges, []string{`Basic realm="distributor", charset="UTF-8"`}) {
		t.Errorf("status %d with challenges %q", got.status, challenges)
	}
}

func (a told) text(member string) string {
	text, _ := a.body[member].(string)
	return text
}

func outsideErrorText(r rune) bool { return r < 0x20 || r > 0x7e || r == '"' || r == '\\' }

func TestReviseHasTheLastWordOnAnswers(t *testing.T) {
	target := New(reference.Config{Revise: func(r *http.Request, a reference.Answer) reference.Answer {
		if r.Method == http.MethodPut {
			a.Status, a.Body = http.StatusTeapot, nil
			a.Header.Set("X-Revised", "yes")
		}
		if r.Method == http.MethodPatch {
			a.Body["error"] = func() {}
		}
		return a
	}})
	send := func(method string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		target.TLSHandler().ServeHTTP(w, httptest.NewRequest(method, prioticket.BasePath+prioticket.TokenPath, nil))
		return w
	}
	if w := send(http.MethodPut); w.Code != http.StatusTeapot || w.Body.Len() != 0 || w.Header().Get("X-Revised") != "yes" {
		t.Errorf("revised answer: status %d, %d bytes, header %q", w.Code, w.Body.Len(), w.Header().Get("X-Revised"))
	}
	if w := send(http.MethodPatch); w.Code != http.StatusInternalServerError || w.Body.Len() != 0 {
		t.Errorf("an answer that is not JSON: status %d and %d bytes, want an empty 500", w.Code, w.Body.Len())
	}
	if w := send(http.MethodDelete); w.Code != http.StatusMethodNotAllowed {
		t.Errorf("an answer that was not revised: status %d", w.Code)
	}
}

func TestWrapStandsAroundTheHandlers(t *testing.T) {
	mark := func(name string) func(http.Handler) http.Handler {
		return func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				next.ServeHTTP(w, r)
				w.Header().Set("X-Wrapped", name)
			})
		}
	}
	target := New(reference.Config{Wrap: mark("tls"), WrapPlain: mark("plain")})
	for want, handler := range map[string]http.Handler{"tls": target.TLSHandler(), "plain": target.PlainHandler()} {
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
		if got := w.Header().Get("X-Wrapped"); got != want {
			t.Errorf("wrapper %q, want %q", got, want)
		}
	}
}

func TestErrorReferencesAreUnique(t *testing.T) {
	handler := New(reference.Config{}).TLSHandler()
	seen := map[string]bool{}
	for range 100 {
		got := ask(t, handler, httptest.NewRequest(http.MethodGet, "/nowhere", nil))
		if got.status != http.StatusNotFound {
			t.Fatalf("status %d, want 404", got.status)
		}
		seen[got.text("error_reference")] = true
	}
	if len(seen) != 100 {
		t.Errorf("100 errors have %d references", len(seen))
	}
}
