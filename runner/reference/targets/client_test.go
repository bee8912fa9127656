package targets

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/authconform/authconform/runner/reference"
	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

func quoted(text string) string {
	written, _ := json.Marshal(text) // a string always has a spelling in JSON
	return string(written)
}

// fourClients are what the rows of the tests are sent as.
func fourClients(c reference.Config) map[string]reference.Credentials {
	return map[string]reference.Credentials{
		"ordinary": {ID: c.ClientID, Secret: c.ClientSecret}, "special": c.Special,
		"unauthorized": c.Unauthorized, "invalid grant": c.InvalidGrant,
	}
}

// sendings are the ways to send credentials, each with an edit of the documented request.
func sendings(c reference.Credentials) map[string]edit {
	pair := `,"client_id":` + quoted(c.ID) + `,"client_secret":` + quoted(c.Secret)
	return map[string]edit{
		"Basic": authorization(basic(c.ID, c.Secret)),
		"Basic and client_id": func(q *question) {
			authorization(basic(c.ID, c.Secret))(q)
			body(`{` + grant + `,"client_id":` + quoted(c.ID) + `}`)(q)
		},
		"JSON": func(q *question) {
			authorization()(q)
			body(`{` + grant + pair + `}`)(q)
		},
		"form": func(q *question) {
			authorization()(q)
			form("grant_type", "client_credentials", "client_id", c.ID, "client_secret", c.Secret)(q)
		},
	}
}

func TestClientsGetWhatTheyAreThereFor(t *testing.T) {
	target := New(reference.Config{})
	handler := target.TLSHandler()
	given := fourClients(target.Config)
	for client, code := range map[string]string{
		"ordinary": "", "special": "", "unauthorized": "unauthorized_client", "invalid grant": "invalid_grant",
	} {
		want := http.StatusOK
		if code != "" {
			want = http.StatusBadRequest
		}
		for sending, send := range sendings(given[client]) {
			q := documented()
			send(&q)
			if got := ask(t, handler, q.request()); got.status != want || got.text("error") != code {
				t.Errorf("%s by %s: status %d, error %q, want %d, %q", client, sending, got.status, got.text("error"), want, code)
			}
		}
	}
}

func TestClientsAreRefusedOnlyOnceTheyHaveAuthenticated(t *testing.T) {
	target := New(reference.Config{})
	handler := target.TLSHandler()
	given := fourClients(target.Config)
	for name, c := range given {
		other := given["ordinary"]
		if name == "ordinary" {
			other = given["special"]
		}
		for wrong, sent := range map[string]reference.Credentials{
			"cut short":        {ID: c.ID, Secret: c.Secret[:len(c.Secret)-1]},
			"in another case":  {ID: c.ID, Secret: strings.ToUpper(c.Secret)},
			"another client's": {ID: c.ID, Secret: other.Secret},
		} {
			for sending, send := range sendings(sent) {
				q := documented()
				send(&q)
				if got := ask(t, handler, q.request()); got.status != http.StatusUnauthorized || got.text("error") != "invalid_client" {
					t.Errorf("%s, secret %s, by %s: status %d, error %q", name, wrong, sending, got.status, got.text("error"))
				}
			}
		}
	}
}

func TestRequestIsRefusedBeforeTheClientIs(t *testing.T) {
	target := New(reference.Config{})
	handler := target.TLSHandler()
	given := fourClients(target.Config)
	for _, row := range []struct{ client, body, code string }{
		{"unauthorized", `{}`, "invalid_request"},
		{"unauthorized", `{"grant_type":"password"}`, "unsupported_grant_type"},
		{"unauthorized", `{` + grant + `,"scope":"unknown"}`, "unauthorized_client"},
		{"invalid grant", `{}`, "invalid_request"},
		{"invalid grant", `{"grant_type":"password"}`, "unsupported_grant_type"},
		{"invalid grant", `{` + grant + `,"scope":"unknown"}`, "invalid_grant"},
		{"special", `{}`, "invalid_request"},
		{"special", `{` + grant + `,"scope":"unknown"}`, "invalid_scope"},
	} {
		q := documented()
		authorization(basic(given[row.client].ID, given[row.client].Secret))(&q)
		body(row.body)(&q)
		if got := ask(t, handler, q.request()); got.status != http.StatusBadRequest || got.text("error") != row.code {
			t.Errorf("%s with %s: status %d, error %q, want %q", row.client, row.body, got.status, got.text("error"), row.code)
		}
	}
}

func TestSpecialClientIsKnownOnlyInItsEncoding(t *testing.T) {
	target := New(reference.Config{})
	handler := target.TLSHandler()
	id, secret := target.Config.Special.ID, target.Config.Special.Secret
	percent := strings.NewReplacer("+", "%20") // the space, since a plus is %2B in form encoding
	encoded, _ := base64.StdEncoding.DecodeString(strings.TrimPrefix(basic(id, secret), "Basic "))
	for name, row := range map[string]struct {
		pair   string
		status int
	}{
		"encoded":                         {string(encoded), http.StatusOK},
		"space as %20":                    {percent.Replace(string(encoded)), http.StatusOK},
		"as it is":                        {id + ":" + secret, http.StatusUnauthorized},
		"encoded twice":                   {strings.ReplaceAll(string(encoded), "%", "%25"), http.StatusUnauthorized},
		"joined before it was encoded":    {strings.ReplaceAll(string(encoded), ":", "%3A"), http.StatusUnauthorized},
		"plus not encoded":                {strings.ReplaceAll(string(encoded), "%2B", "+"), http.StatusUnauthorized},
		"colon of the identifier left so": {strings.Replace(string(encoded), "%3A", ":", 1), http.StatusUnauthorized},
		"Latin-1":                         {strings.ReplaceAll(string(encoded), "%C3%A9", "%E9"), http.StatusUnauthorized},
	} {
		q := documented()
		authorization("Basic " + base64.StdEncoding.EncodeToString([]byte(row.pair)))(&q)
		if got := ask(t, handler, q.request()); got.status != row.status {
			t.Errorf("%s: status %d, want %d", name, got.status, row.status)
		}
	}
}

func TestTokenNamesTheClientThatItWasIssuedTo(t *testing.T) {
	target := New(reference.Config{})
	given := fourClients(target.Config)
	for _, name := range []string{"ordinary", "special"} {
		q := documented()
		authorization(basic(given[name].ID, given[name].Secret))(&q)
		token := ask(t, target.TLSHandler(), q.request()).text("access_token")
		parsed, err := jwt.ParseSigned(token, []jose.SignatureAlgorithm{jose.HS256})
		if err != nil {
			t.Fatal(err)
		}
		var claimed jwt.Claims
		if err := parsed.UnsafeClaimsWithoutVerification(&claimed); err != nil {
			t.Fatal(err)
		}
		if claimed.Subject != given[name].ID {
			t.Errorf("%s: the token is for %q, want %q", name, claimed.Subject, given[name].ID)
		}
		if got := use(t, target.TLSHandler(), "Bearer "+token); got.status != http.StatusOK {
			t.Errorf("%s: the resource answers with %d", name, got.status)
		}
	}
}

func TestServerNamesItsClients(t *testing.T) {
	s := start(t, reference.Config{})
	for name, row := range map[string]struct {
		given  reference.Credentials
		status int
		want   string
	}{
		"ordinary":      {reference.Credentials{ID: s.ClientID, Secret: s.ClientSecret}, http.StatusOK, `"access_token":"`},
		"special":       {s.Special, http.StatusOK, `"access_token":"`},
		"unauthorized":  {s.Unauthorized, http.StatusBadRequest, `"error":"unauthorized_client"`},
		"invalid grant": {s.InvalidGrant, http.StatusBadRequest, `"error":"invalid_grant"`},
	} {
		r := tokenRequest(t, s, http.MethodPost, s.BaseURL)
		r.Header.Set("Authorization", basic(row.given.ID, row.given.Secret))
		resp, content := fetch(t, clientOf(t, s, false), r)
		if resp.StatusCode != row.status || !strings.Contains(content, row.want) {
			t.Errorf("%s: status %d, want %d with %s", name, resp.StatusCode, row.status, row.want)
		}
	}
}

// The answers to a wrong secret are the same whoever's it is: nobody learns which clients exist, or what for.
func TestWrongSecretsOfAllClientsGetTheSameAnswer(t *testing.T) {
	target := New(reference.Config{})
	var answers []string
	for _, c := range fourClients(target.Config) {
		q := documented()
		authorization(basic(c.ID, "wrong"))(&q)
		w := httptest.NewRecorder()
		target.TLSHandler().ServeHTTP(w, q.request())
		answers = append(answers, w.Body.String())
	}
	if slices.Sort(answers); len(slices.Compact(answers)) != 1 {
		t.Errorf("different answers: %q", answers)
	}
}
