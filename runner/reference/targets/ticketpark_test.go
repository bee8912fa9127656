package targets

import (
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/reference/ticketpark"
)

const (
	testUser     = "John.Doe+1@domain.example"
	testPassword = "secretABC123 &=%+ü"
	testKey      = "Key_of%41+the:test" // its colons are part of the secret, as nothing is form-encoded
)

func ticketparkConfig() reference.Config {
	return reference.Config{
		Contract: ticketpark.Name, ClientID: testID, ClientSecret: testKey, Username: testUser, Password: testPassword,
		Other: reference.Credentials{ID: "Client-2", Secret: "Secret-2"},
	}
}

func plainBasic(id, secret string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(id+":"+secret))
}

// login is the documented request with a password, renewal the one with a refresh token.
func login(edits ...edit) question {
	return ticketparkQuestion(append([]edit{form("username", testUser, "password", testPassword, "grant_type", "password")}, edits...))
}

func renewal(token string, edits ...edit) question {
	return ticketparkQuestion(append([]edit{form("refresh_token", token, "grant_type", "refresh_token")}, edits...))
}

func ticketparkQuestion(edits []edit) question {
	q := question{method: http.MethodPost, path: "/oauth/v2/token", header: map[string][]string{
		"Authorization": {plainBasic(testID, testKey)}, "Accept": {"application/json"},
	}}
	for _, change := range edits {
		change(&q)
	}
	return q
}

func event(authorization ...string) question {
	return question{method: http.MethodGet, path: "/events", header: map[string][]string{"Authorization": authorization}}
}

// hear sends a request and holds the answer against what every sound answer keeps (RFC 6749, sections 5.1 and 5.2).
func hear(t *testing.T, h http.Handler, q question) told {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, q.request())
	got := told{status: w.Code, header: w.Header()}
	for name, want := range map[string]string{"Content-Type": "application/json", "Cache-Control": "no-store", "Strict-Transport-Security": "max-age=31536000"} {
		if found := got.header.Values(name); !slices.Equal(found, []string{want}) {
			t.Errorf("%s: %q, want %q", name, found, want)
		}
	}
	if q.method == http.MethodHead {
		return got
	}
	if err := json.Unmarshal(w.Body.Bytes(), &got.body); err != nil {
		t.Fatalf("status %d: no JSON object: %v", got.status, err)
	}
	if q.path == "/oauth/v2/token" {
		want := []string{"error", "error_description", "error_uri"}
		if got.status == http.StatusOK {
			want = []string{"access_token", "expires_in", "refresh_token", "token_type"}
		}
		if members := slices.Sorted(maps.Keys(got.body)); !slices.Equal(members, want) {
			t.Errorf("status %d: members %q, want %q", got.status, members, want)
		}
	}
	return got
}

// ticketparkRow is a row of R21, R23 or R25, or a neighbour of one. A code of "" is a token.
type ticketparkRow struct {
	name   string
	asked  question
	status int
	code   string
}

func ticketparkRows() []ticketparkRow {
	user := func(pairs ...string) question {
		return login(form(append([]string{"grant_type", "password"}, pairs...)...))
	}
	client := func(values ...string) question { return login(authorization(values...)) }
	credentials := []string{"username", testUser, "password", testPassword, "grant_type", "password", "client_id", testID, "client_secret", testKey}
	query := func(q *question) {
		q.query = "?" + url.Values{"username": {testUser}, "password": {testPassword}, "grant_type": {"password"}}.Encode()
	}
	return []ticketparkRow{
		{"documented", login(), 200, ""},
		{"charset", login(contentType("Application/X-WWW-Form-Urlencoded; charset=utf-8")), 200, ""},
		{"any media type", login(accept("*/*")), 200, ""},
		{"no Accept", login(accept()), 200, ""},
		{"scheme in lower case", client("basic " + strings.TrimPrefix(plainBasic(testID, testKey), "Basic ")), 200, ""},
		{"extra parameter", user("username", testUser, "password", testPassword, "locale", "de"), 200, ""},
		{"wrong password", user("username", testUser, "password", "wrong"), 400, "invalid_grant"},
		{"password cut short", user("username", testUser, "password", strings.TrimSuffix(testPassword, "ü")), 400, "invalid_grant"},
		{"password in another case", user("username", testUser, "password", strings.ToUpper(testPassword)), 400, "invalid_grant"},
		{"password with white space", user("username", testUser, "password", testPassword+" "), 400, "invalid_grant"},
		{"unknown user", user("username", "nobody", "password", testPassword), 400, "invalid_grant"},
		{"name in another case", user("username", strings.ToUpper(testUser), "password", testPassword), 400, "invalid_grant"},
		{"no name", user("password", testPassword), 400, "invalid_request"},
		{"no password", user("username", testUser), 400, "invalid_request"},
		{"empty password", user("username", "nobody", "password", ""), 400, "invalid_request"},
		{"nobody", user(), 400, "invalid_request"},
		{"user in the query", login(form("grant_type", "password"), query), 400, "invalid_request"},
		{"all in the query", login(form(), query), 400, "invalid_request"},
		{"no grant type", login(form("username", testUser, "password", testPassword)), 400, "invalid_request"},
		{"unknown grant type", login(form("username", testUser, "password", testPassword, "grant_type", "passwords")), 400, "unsupported_grant_type"},
		{"client credentials", login(form("grant_type", "client_credentials")), 400, "unsupported_grant_type"},
		{"parameter twice", user("grant_type", "password", "username", testUser, "password", testPassword), 400, "invalid_request"},
		{"malformed form", login(body("grant_type=%zz")), 400, "invalid_request"},
		{"large form", login(body(strings.Repeat("a", reference.MaxBody+1))), 400, "invalid_request"},
		{"wrong secret", client(plainBasic(testID, "wrong")), 401, "invalid_client"},
		{"secret cut short", client(plainBasic(testID, strings.TrimSuffix(testKey, "t"))), 401, "invalid_client"},
		{"form-encoded secret", client(basic(testID, testKey)), 401, "invalid_client"},
		{"unknown client", client(plainBasic("nobody", testKey)), 401, "invalid_client"},
		{"secret of another client", client(plainBasic("Client-2", testKey)), 401, "invalid_client"},
		{"no client", client(), 401, "invalid_client"},
		{"scheme Bearer", client("Bearer " + testKey), 401, "invalid_client"},
		{"no base64", client("Basic %%%"), 401, "invalid_client"},
		{"no colon", client("Basic bm9ib2R5"), 401, "invalid_client"},
		{"two headers", client(plainBasic(testID, testKey), plainBasic(testID, testKey)), 400, "invalid_request"},
		{"client in the body", login(authorization(), form(credentials...)), 401, "invalid_client"},
		{"client in header and body", login(form(credentials...)), 400, "invalid_request"},
		{"garbage as refresh token", renewal("garbage"), 400, "invalid_grant"},
		{"no refresh token", login(form("grant_type", "refresh_token")), 400, "invalid_request"},
		{"empty refresh token", renewal(""), 400, "invalid_request"},
		{"JSON", login(contentType("application/json"), body(`{"grant_type":"password"}`)), 415, "invalid_request"},
		{"no content type", login(contentType("")), 415, "invalid_request"},
		{"XML", login(accept("application/xml")), 406, "invalid_request"},
		{"GET", login(method(http.MethodGet), body("")), 405, "invalid_request"},
		{"HEAD", login(method(http.MethodHead), body("")), 405, ""},
		{"PUT", login(method(http.MethodPut)), 405, "invalid_request"},
		{"PATCH", login(method(http.MethodPatch)), 405, "invalid_request"},
		{"DELETE", login(method(http.MethodDelete)), 405, "invalid_request"},
	}
}

func TestTicketparkGivesEachLoginItsAnswer(t *testing.T) {
	handler := New(ticketparkConfig()).TLSHandler()
	for _, row := range ticketparkRows() {
		t.Run(row.name, func(t *testing.T) {
			got := hear(t, handler, row.asked)
			if got.status != row.status || got.text("error") != row.code {
				t.Errorf("%d %s, want %d %s", got.status, got.text("error"), row.status, row.code)
			}
			if challenge := got.header.Get("WWW-Authenticate"); (row.status == 401) != strings.HasPrefix(challenge, `Basic realm="ticketpark"`) {
				t.Errorf("challenge %q", challenge)
			}
			if allow := got.header.Get("Allow"); (row.status == 405) != (allow == http.MethodPost) {
				t.Errorf("Allow: %q", allow)
			}
			if again := hear(t, handler, login()); again.status != http.StatusOK {
				t.Errorf("the documented request afterwards: %d", again.status)
			}
		})
	}
}

func TestTicketparkTellsWhatItGrants(t *testing.T) {
	c := ticketparkConfig()
	c.Lifetime = 90*time.Second + time.Millisecond
	handler := New(c).TLSHandler()
	seen := map[string]bool{}
	for range 20 {
		got := hear(t, handler, login())
		if got.text("token_type") != "bearer" || got.body["expires_in"] != 90.0 {
			t.Errorf("type %q, expires in %v", got.text("token_type"), got.body["expires_in"])
		}
		for _, member := range []string{"access_token", "refresh_token"} {
			token := got.text(member)
			if decoded, err := base64.StdEncoding.DecodeString(token); err != nil || len(decoded) != 2*ticketpark.OpaqueBytes || seen[token] {
				t.Errorf("%s: %d characters, base64 %v, seen before %t", member, len(token), err, seen[token])
			}
			seen[token] = true
		}
	}
}

// TestTicketparkSaysNothingOfUsersToStrangers: who is no client learns nothing of users, and a client not whether it was
// the name or the password.
func TestTicketparkSaysNothingOfUsersToStrangers(t *testing.T) {
	handler := New(ticketparkConfig()).TLSHandler()
	told := func(q question) string {
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, q.request())
		return w.Body.String()
	}
	wrong, right := form("username", testUser, "password", "wrong", "grant_type", "password"), form("username", testUser, "password", testPassword, "grant_type", "password")
	stranger := authorization(plainBasic("nobody", "nothing"))
	if told(login(wrong, stranger)) != told(login(right, stranger)) {
		t.Error("a stranger learns whether a password is right")
	}
	unknown := form("username", "nobody", "password", "wrong", "grant_type", "password")
	if told(login(wrong)) != told(login(unknown)) {
		t.Error("a client learns whether there is such a user")
	}
}
