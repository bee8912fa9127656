package targets

import (
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/reference/prioticket"
)

const (
	testID     = "Client-1"
	testSecret = "Secret.of~Client_1 with+all:kinds&of%stuff"
)

func testTarget() *reference.Target {
	return New(reference.Config{ClientID: testID, ClientSecret: testSecret})
}

// question is a token request: the documented one, with what a row of a table changes.
type question struct {
	method, path, query string
	contentType         string
	body                string
	header              map[string][]string
}

func documented() question {
	return question{
		method: http.MethodPost, path: prioticket.BasePath + prioticket.TokenPath, contentType: "application/json",
		body:   `{"grant_type":"client_credentials"}`,
		header: map[string][]string{"Authorization": {basic(testID, testSecret)}, "Accept": {"application/json"}},
	}
}

func (q question) request() *http.Request {
	r := httptest.NewRequest(q.method, "https://127.0.0.1"+q.path+q.query, strings.NewReader(q.body))
	if q.contentType != "" {
		r.Header.Set("Content-Type", q.contentType)
	}
	for name, values := range q.header {
		r.Header[name] = values
	}
	return r
}

func basic(id, secret string) string {
	pair := url.QueryEscape(id) + ":" + url.QueryEscape(secret)
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(pair))
}

// edits of the documented request.
type edit func(*question)

func body(text string) edit { return func(q *question) { q.body = text } }

func authorization(values ...string) edit {
	return func(q *question) {
		delete(q.header, "Authorization")
		if len(values) > 0 {
			q.header["Authorization"] = values
		}
	}
}
func accept(values ...string) edit  { return func(q *question) { q.header["Accept"] = values } }
func method(name string) edit       { return func(q *question) { q.method = name } }
func contentType(value string) edit { return func(q *question) { q.contentType = value } }

func form(pairs ...string) edit {
	return func(q *question) {
		values := url.Values{}
		for i := 0; i < len(pairs); i += 2 {
			values.Add(pairs[i], pairs[i+1])
		}
		q.contentType, q.body = "application/x-www-form-urlencoded", values.Encode()
	}
}

func TestTokenEndpointGivesEachRequestItsAnswer(t *testing.T) {
	handler := testTarget().TLSHandler()
	for _, row := range tokenRows() {
		t.Run(row.name, func(t *testing.T) {
			q := documented()
			for _, change := range row.edits {
				change(&q)
			}
			got := ask(t, handler, q.request())
			if got.status != row.status {
				t.Fatalf("status %d, want %d: %v", got.status, row.status, got.body)
			}
			if row.code != "" && got.text("error") != row.code {
				t.Errorf("error %q, want %q", got.text("error"), row.code)
			}
			if row.status == http.StatusOK && strings.Count(got.text("access_token"), ".") != 2 {
				t.Error("the access token is not a JWT")
			}
			if allow := got.header.Get("Allow"); (row.status == http.StatusMethodNotAllowed) != (allow == http.MethodPost) {
				t.Errorf("Allow: %q", allow)
			}
			// A refusal locks nobody out (R12).
			if again := ask(t, handler, documented().request()); again.status != http.StatusOK {
				t.Errorf("the documented request afterwards: status %d", again.status)
			}
		})
	}
}

func TestTokenTellsItsScopeAndLifetime(t *testing.T) {
	handler := New(reference.Config{ClientID: testID, ClientSecret: testSecret, Lifetime: 90*time.Second + time.Millisecond}).TLSHandler()
	for requested, want := range map[string]string{
		"":                       prioticket.BookingScope,
		prioticket.BookingScope:  prioticket.BookingScope,
		prioticket.ReadonlyScope: prioticket.ReadonlyScope,
		prioticket.ReadonlyScope + " " + prioticket.BookingScope: prioticket.ReadonlyScope + " " + prioticket.BookingScope,
		prioticket.BookingScope + " " + prioticket.BookingScope:  prioticket.BookingScope,
	} {
		q := documented()
		q.body = `{` + grant + member("scope", requested) + `}`
		got := ask(t, handler, q.request())
		if got.text("scope") != want || got.text("token_type") != "Bearer" || got.body["expires_in"] != 90.0 {
			t.Errorf("scope %q: granted %q, type %q, expires in %v", requested, got.text("scope"), got.text("token_type"), got.body["expires_in"])
		}
	}
	for _, requested := range []string{" ", prioticket.BookingScope + " ", prioticket.BookingScope + "  " + prioticket.ReadonlyScope, prioticket.BookingScope + "\t" + prioticket.ReadonlyScope} {
		if granted, known := prioticket.GrantScope(requested); known {
			t.Errorf("the malformed scope %q is granted as %q", requested, granted)
		}
	}
}

func TestUnknownClientsAndWrongSecretsGetTheSameAnswer(t *testing.T) {
	handler := testTarget().TLSHandler()
	refusal := func(id, secret string) string {
		q := documented()
		authorization(basic(id, secret))(&q)
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, q.request())
		return w.Body.String()
	}
	if unknown, wrong := refusal("nobody", testSecret), refusal(testID, "wrong"); unknown != wrong {
		t.Errorf("an unknown client is told %s, a wrong secret %s", unknown, wrong)
	}
}

// FuzzTokenEndpoint holds what must be true whatever is sent: a sound answer, and no token for who has not
// got the secret.
func FuzzTokenEndpoint(f *testing.F) {
	for _, row := range tokenRows() {
		q := documented()
		for _, change := range row.edits {
			change(&q)
		}
		f.Add(strings.Join(q.header["Authorization"], ","), strings.Join(q.header["Accept"], ","), q.contentType, []byte(q.body))
	}
	handler := New(reference.Config{ClientID: testID, ClientSecret: testSecret + "that the corpus does not hold"}).TLSHandler()
	f.Fuzz(func(t *testing.T, authorization, accept, contentType string, content []byte) {
		r := httptest.NewRequest(http.MethodPost, prioticket.BasePath+prioticket.TokenPath, strings.NewReader(string(content)))
		r.Header = http.Header{"Authorization": {authorization}, "Accept": {accept}, "Content-Type": {contentType}}
		switch got := ask(t, handler, r); got.status {
		case http.StatusBadRequest, http.StatusUnauthorized, http.StatusNotAcceptable, http.StatusUnsupportedMediaType, http.StatusUnprocessableEntity:
		default:
			t.Errorf("status %d", got.status)
		}
	})
}

func BenchmarkToken(b *testing.B) {
	handler := testTarget().TLSHandler()
	b.ReportAllocs()
	for b.Loop() {
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, documented().request())
		if w.Code != http.StatusOK {
			b.Fatalf("status %d", w.Code)
		}
	}
}
