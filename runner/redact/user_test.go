package redact

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"github.com/authconform/authconform/suites/evidence"
)

// grants are a login and a refresh as a run records them.
func grants(user, password, access, refresh string) (login, renewal evidence.Exchange) {
	quoted := func(s string) string {
		b, _ := json.Marshal(s)
		return string(b)
	}
	login = evidence.Exchange{
		ID:       "login",
		Request:  evidence.Request{Body: []byte("grant_type=password&username=" + url.QueryEscape(user) + "&password=" + url.QueryEscape(password))},
		Response: &evidence.Response{Status: 200, Body: []byte(`{"access_token":` + quoted(access) + `,"expires_in":600,"refresh_token":` + quoted(refresh) + `}`)},
	}
	renewal = evidence.Exchange{
		ID:       "renewal",
		Request:  evidence.Request{Body: []byte("grant_type=refresh_token&refresh_token=" + url.QueryEscape(refresh))},
		Response: &evidence.Response{Status: 400, Body: []byte(`{"error":"invalid_grant","error_description":` + quoted("No session "+refresh+" of "+user) + `}`)},
	}
	return login, renewal
}

// What a judge compares keeps its form, and is the same wherever and however it is written.
func TestGrantsOfAUser(t *testing.T) {
	for name, c := range map[string]struct{ user, password, access, refresh string }{
		"usual":     {"some.one@example.com", "Hunter2Secret", "NTIxNzE4N2E0", "YWUzOTJjNzE1"},
		"odd":       {"some one+x@exämple.com", `p&ss w=rd%41+"'\é;#!`, "x/y+zz9==", "ab/cd+EF9~=="},
		"short":     {"joe", "pw1", "a-99", "r-77"},
		"numeric":   {"4711", "12345678", "3334445556667778", "9998887776665554"},
		"alike":     {"anna4711", "anna4711pass", "anna4711pass1access", "anna4711pass1refresh"},
		"separated": {"a=b&c=d1", "x&password=y&z=w", "1&2=three45", "refresh_token=4&x"},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := NewRedactor(append(words(), "refresh_token", "password", "username", "invalid_grant"),
				evidence.Secret{Value: c.user, Meaning: "user name", Shell: "$AUTHCONFORM_USERNAME"},
				evidence.Secret{Value: c.password, Meaning: "user's password", Shell: "$AUTHCONFORM_PASSWORD"})
			if err != nil {
				t.Fatal(err)
			}
			login, renewal := grants(c.user, c.password, c.access, c.refresh)
			rec := r.Record(evidence.Record{Exchanges: []evidence.Exchange{r.Exchange(login), r.Exchange(renewal)}})
			named := map[string]string{}
			for _, n := range rec.Run.Names {
				named[n.Meaning] = n.Pseudonym
			}
			sent, renewed := formOf(t, rec.Exchanges[0]), formOf(t, rec.Exchanges[1])
			if sent["username"] != named["user name"] || sent["password"] != named["user's password"] || sent["grant_type"] != "password" {
				t.Errorf("login sends %q, the names are %q", sent, named)
			}
			issued := rec.Exchanges[0].RefreshToken()
			if issued == c.refresh || form(issued) != form(c.refresh) || renewed["refresh_token"] != issued || renewed["grant_type"] != "refresh_token" {
				t.Errorf("issued %q, renewed with %q", issued, renewed)
			}
			if want := "No session " + issued + " of " + named["user name"]; rec.Exchanges[1].Members()["error_description"] != want {
				t.Errorf("got %s, want %s", rec.Exchanges[1].Response.Body, want)
			}
			file := string(archived(t, rec))
			for _, secret := range []string{c.user, c.password, c.access, c.refresh} {
				if found := leaks(file, secret); found != "" && len(secret) >= wholeWord {
					t.Errorf("%q leaks: %s", secret, found)
				}
			}
		})
	}
}

// formOf reads a form of single values.
func formOf(t *testing.T, x evidence.Exchange) map[string]string {
	t.Helper()
	values, err := url.ParseQuery(string(x.Request.Body))
	if err != nil {
		t.Fatal(err)
	}
	single := map[string]string{}
	for name, all := range values {
		single[name] = strings.Join(all, ", ")
	}
	return single
}

// What hides a form hides short values in it too, and what escapes a value twice leaves it the same.
func TestFormsWithinAnswers(t *testing.T) {
	r := redactor(t, evidence.Secret{Value: "joe", Meaning: "a name"}, evidence.Secret{Value: "pass word&1", Meaning: "b password"})
	names := r.Names()
	sent := "username=joe&password=" + url.QueryEscape("pass word&1")
	want := "username=" + names[0].Pseudonym + "&password=" + url.QueryEscape(names[1].Pseudonym)
	for text, shown := range map[string]string{
		sent:                  want,
		"echo " + b64(sent):   "echo " + b64(want),
		url.QueryEscape(sent): url.QueryEscape(want),
		"a=b&password=" + url.QueryEscape(url.QueryEscape("pass word&1")): "a=b&password=" + url.QueryEscape(url.QueryEscape(names[1].Pseudonym)),
	} {
		if got := redactedBody(r, text); got != shown {
			t.Errorf("%s became %s, want %s", text, got, shown)
		}
	}
}

// Servers change the case of user names before they look them up, and tell what they looked for.
func TestSecretsInAnotherCase(t *testing.T) {
	r := redactor(t, evidence.Secret{Value: "Some.One@Exämple.com", Meaning: "user name"}, evidence.Secret{Value: "Joe", Meaning: "short"})
	name := r.Names()[1].Pseudonym
	for text, want := range map[string]string{
		"no some.one@exämple.com":        "no " + strings.ToLower(name),
		"no SOME.ONE@EXÄMPLE.COM!":       "no " + strings.ToUpper(name) + "!",
		"no some.one%40ex%C3%A4mple.com": "",
		"no joe, and no JOE":             "no joe, and no JOE", // too short to be more than a word
	} {
		got := r.Text(text)
		if want != "" && got != want || leaks(strings.ToLower(got), "some.one@exämple.com") != "" {
			t.Errorf("%s became %s, want %s", text, got, want)
		}
	}
	if len(r.Names()) != 2 {
		t.Errorf("names %v", r.Names())
	}
}

// What is told apart by case keeps being so: a secret in the other case that is one of its own has a name of its own.
func TestOtherCaseOfItsOwn(t *testing.T) {
	r := redactor(t, evidence.Secret{Value: "secretvalue1", Meaning: "password"}, evidence.Secret{Value: "SECRETVALUE1", Meaning: "in the other case"})
	named := map[string]string{}
	for _, n := range r.Names() {
		named[n.Meaning] = n.Pseudonym
	}
	if got, want := r.Text("secretvalue1 SECRETVALUE1"), named["password"]+" "+named["in the other case"]; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// A separator within a secret separates nothing: no part of the secret stays behind.
func TestSeparatorsWithinASecret(t *testing.T) {
	const password = `p455word&ss=w0rd;12/34#56"78,9?`
	for _, place := range places {
		for _, format := range []string{"%s", "password=%s", "username=joe&password=%s&x=y", "[password] => %s", "password=%s; Path=/"} {
			r := redactor(t, evidence.Secret{Value: password, Meaning: "user's password"})
			clean := place.read(r.Exchange(place.plant(strings.ReplaceAll(format, "%s", password))))
			if strings.Contains(clean, "p455word") || strings.Contains(clean, "w0rd;12") || strings.Contains(clean, `12/34#56"78`) {
				t.Errorf("%s in %s: %s", format, place.name, clean)
			}
		}
	}
	for _, text := range []string{"password=%s", "username=joe&password=%s&x=y", "[password] => %s"} {
		r := redactor(t, evidence.Secret{Value: password, Meaning: "user's password"})
		if got, want := redactedBody(r, strings.ReplaceAll(text, "%s", password)), strings.ReplaceAll(text, "%s", r.Names()[0].Pseudonym); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

// Opaque tokens are often base64. Where they are too odd for words they are found in protocol fields too.
func TestOpaqueTokensInProtocolFields(t *testing.T) {
	const token, path = "NTIxNzE4N/mQ1Yj+A5ZgQQ==", "/v1/orders/4711/items"
	r := redactor(t)
	r.Exchange(evidence.Exchange{Response: &evidence.Response{Body: []byte(`{"refresh_token":"` + token + `","access_token":"` + path + `"}`)}})
	x := r.Exchange(evidence.Exchange{
		Request:  evidence.Request{URL: "https://host" + path},
		Response: &evidence.Response{Header: []evidence.Field{{Name: "Location", Value: "/?token=" + token}, {Name: "Content-Type", Value: "text/plain; x=" + token}, {Name: "Content-Type", Value: "Max-Age=31536000"}}},
	})
	if leaks(x.Response.Header[0].Value+x.Response.Header[1].Value, token) != "" || x.Request.URL != "https://host"+path || x.Response.Header[2].Value != "Max-Age=31536000" {
		t.Errorf("%+v", x)
	}
}
