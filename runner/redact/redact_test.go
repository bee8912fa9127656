package redact

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"

	"github.com/authconform/authconform/suites/evidence"
	"github.com/google/go-cmp/cmp"
)

// words is a vocabulary as a contract gives it.
func words() []string {
	return []string{
		"access_token", "token_type", "expires_in", "scope", "error", "error_description", "error_uri", "error_reference",
		"invalid_request", "invalid_client", "invalid_scope", "client_credentials", "grant_type", "Bearer", "Basic",
		"application/json", "Content-Type", "WWW-Authenticate", "/oauth2/token", "authconform_unknown_scope",
	}
}

func redactor(t testing.TB, secrets ...evidence.Secret) *Redactor {
	t.Helper()
	r, err := NewRedactor(words(), secrets...)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// places are where evidence can hold a text of the target or of the suite.
var places = []struct {
	name  string
	plant func(text string) evidence.Exchange
	read  func(evidence.Exchange) string
}{
	{"request header", func(s string) evidence.Exchange {
		return evidence.Exchange{Request: evidence.Request{Header: []evidence.Field{{Name: "X-Trace", Value: "a " + s + " b"}}}}
	}, func(x evidence.Exchange) string { return x.Request.Header[0].Value }},
	{"Authorization", func(s string) evidence.Exchange {
		return evidence.Exchange{Request: evidence.Request{Header: []evidence.Field{{Name: "Authorization", Value: "Bearer " + s}}}}
	}, func(x evidence.Exchange) string { return x.Request.Header[0].Value }},
	{"request body", func(s string) evidence.Exchange {
		return evidence.Exchange{Request: evidence.Request{Body: []byte("garbage " + s)}}
	}, func(x evidence.Exchange) string { return string(x.Request.Body) }},
	{"form body", func(s string) evidence.Exchange {
		return evidence.Exchange{Request: evidence.Request{Body: []byte("client_id=" + s + "&grant_type=client_credentials")}}
	}, func(x evidence.Exchange) string { return string(x.Request.Body) }},
	{"password grant", func(s string) evidence.Exchange {
		return evidence.Exchange{Request: evidence.Request{Body: []byte("grant_type=password&username=" + s + "&password=" + s)}}
	}, func(x evidence.Exchange) string { return string(x.Request.Body) }},
	{"refresh grant", func(s string) evidence.Exchange {
		return evidence.Exchange{Request: evidence.Request{Body: []byte("refresh_token=" + s + "&grant_type=refresh_token")}}
	}, func(x evidence.Exchange) string { return string(x.Request.Body) }},
	{"form in an answer", func(s string) evidence.Exchange {
		return evidence.Exchange{Response: &evidence.Response{Body: []byte("error=invalid_grant&username=" + s + "&password=" + s + "&x=1")}}
	}, func(x evidence.Exchange) string { return string(x.Response.Body) }},
	{"form in JSON", func(s string) evidence.Exchange {
		return evidence.Exchange{Response: &evidence.Response{Body: []byte(`{"error":"invalid_grant","sent":"username=` + jsonSafe(s) + `&password=` + jsonSafe(s) + `&refresh_token=` + jsonSafe(s) + `"}`)}}
	}, func(x evidence.Exchange) string { return string(x.Response.Body) }},
	{"dump", func(s string) evidence.Exchange {
		return evidence.Exchange{Response: &evidence.Response{Body: []byte("Array ( [username] => " + s + " [password] => " + s + " [refresh_token] => " + s + " )")}}
	}, func(x evidence.Exchange) string { return string(x.Response.Body) }},
	{"cookie", func(s string) evidence.Exchange {
		return evidence.Exchange{Response: &evidence.Response{Header: []evidence.Field{{Name: "Set-Cookie", Value: "last=" + s + "; Path=/"}}}}
	}, func(x evidence.Exchange) string { return x.Response.Header[0].Value }},
	{"query", func(s string) evidence.Exchange {
		return evidence.Exchange{Request: evidence.Request{URL: "https://host/oauth2/token?client_id=" + s + "&x=1"}}
	}, func(x evidence.Exchange) string { return x.Request.URL }},
	{"path", func(s string) evidence.Exchange {
		return evidence.Exchange{Request: evidence.Request{URL: "https://host/clients/" + s + "/token"}}
	}, func(x evidence.Exchange) string { return x.Request.URL }},
	{"response header", func(s string) evidence.Exchange {
		return evidence.Exchange{Response: &evidence.Response{Header: []evidence.Field{{Name: "X-Debug", Value: s}}}}
	}, func(x evidence.Exchange) string { return x.Response.Header[0].Value }},
	{"media type parameter", func(s string) evidence.Exchange {
		return evidence.Exchange{Response: &evidence.Response{Header: []evidence.Field{{Name: "Content-Type", Value: "application/json; x=" + s}}}}
	}, func(x evidence.Exchange) string { return x.Response.Header[0].Value }},
	{"challenge", func(s string) evidence.Exchange {
		return evidence.Exchange{Response: &evidence.Response{Header: []evidence.Field{{Name: "WWW-Authenticate", Value: `Basic realm="` + s + `"`}}}}
	}, func(x evidence.Exchange) string { return x.Response.Header[0].Value }},
	{"Location", func(s string) evidence.Exchange {
		return evidence.Exchange{Response: &evidence.Response{Header: []evidence.Field{{Name: "Location", Value: "https://host/a?b=" + s}}}}
	}, func(x evidence.Exchange) string { return x.Response.Header[0].Value }},
	{"JSON string", func(s string) evidence.Exchange {
		return evidence.Exchange{Response: &evidence.Response{Body: []byte(`{"error":"invalid_client","error_description":"no ` + jsonSafe(s) + ` here"}`)}}
	}, func(x evidence.Exchange) string { return string(x.Response.Body) }},
	{"JSON member name", func(s string) evidence.Exchange {
		return evidence.Exchange{Response: &evidence.Response{Body: []byte(`{"` + jsonSafe(s) + `":1}`)}}
	}, func(x evidence.Exchange) string { return string(x.Response.Body) }},
	{"JSON cut short", func(s string) evidence.Exchange {
		return evidence.Exchange{Response: &evidence.Response{Body: []byte(`{"error":"invalid_client","hint":"` + s)}}
	}, func(x evidence.Exchange) string { return string(x.Response.Body) }},
	{"JSON and more", func(s string) evidence.Exchange {
		return evidence.Exchange{Response: &evidence.Response{Body: []byte(`{"error":"invalid_client"} trailing ` + s)}}
	}, func(x evidence.Exchange) string { return string(x.Response.Body) }},
	{"web page", func(s string) evidence.Exchange {
		return evidence.Exchange{Response: &evidence.Response{Body: []byte(`<p title='` + s + `'>no</p>`)}}
	}, func(x evidence.Exchange) string { return string(x.Response.Body) }},
	{"failure", func(s string) evidence.Exchange {
		return evidence.Exchange{Failure: &evidence.Failure{Kind: evidence.ConnectFailed, Detail: `dial "` + s + `": no`}}
	}, func(x evidence.Exchange) string { return x.Failure.Detail }},
	{"certificate", func(s string) evidence.Exchange {
		return evidence.Exchange{TLS: &evidence.TLS{Subject: "CN=" + s, Issuer: "CN=x,O=" + s, DNSNames: []string{s}}}
	}, func(x evidence.Exchange) string {
		return x.TLS.Subject + " " + x.TLS.Issuer + " " + strings.Join(x.TLS.DNSNames, " ")
	}},
}

// jsonSafe leaves escapes alone, where they are some, and escapes what would end a string.
func jsonSafe(s string) string {
	if json.Valid([]byte(`"` + s + `"`)) {
		return s
	}
	quoted, _ := json.Marshal(s)
	return strings.Trim(string(quoted), `"`)
}

func TestNoFormOfASecretSurvivesAnywhere(t *testing.T) {
	secrets := map[string]string{
		"letters and digits": "s3cr3tValue9x",
		"with specials":      "s3cr/t+Val=e&9",
		"with a space":       "my secret value",
		"with a backslash":   `ab\ncdefghi`,
		"with a percent":     "50%41abcdefg",
		"with a quote":       `a"b'cdefgh12`,
		"not ASCII":          "größeneßÄ4",
		"short":              "pw-1",
		"base64 itself":      "c2VjcmV0LXZhbHVl",
		"an address":         "Some.One+x@example.com",
		"with separators":    `p4ss;w&rd=#12,/3`,
	}
	for kind, value := range secrets {
		r := redactor(t, evidence.Secret{Value: value, Meaning: "client secret"}, evidence.Secret{Value: "other-client-id"})
		for _, form := range secretForms {
			for _, place := range places {
				text := form.write(value)
				if len(value) < wholeWord && strings.HasPrefix(form.name, "base64 ") && form.name != "base64 of credentials" && form.name != "base64 of a form" ||
					len(value) < wholeWord && strings.HasPrefix(form.name, "decimals") || // two of them may stand side by side
					strings.Contains(place.name, "challenge") && strings.ContainsAny(text, `"`) {
					continue // a short secret is looked for as a word; a quote ends the realm
				}
				planted := place.plant(text)
				if leaks(place.read(planted), value) == "" {
					continue // this place cannot hold this form
				}
				clean := place.read(r.Exchange(planted))
				if found := leaks(clean, value); found != "" {
					t.Errorf("%s, %s in %s: %s\nbefore %s\nafter  %s", kind, form.name, place.name, found, place.read(planted), clean)
				}
			}
		}
	}
}

func TestPseudonymsKeepTheFormOfASecret(t *testing.T) {
	const id, secret = "client-4711", "s3cr3tVALUE+1"
	r := redactor(t, evidence.Secret{Value: id, Meaning: "client id", Shell: "$ID"}, evidence.Secret{Value: secret, Meaning: "client secret"})
	named := map[string]string{}
	for _, n := range r.Names() {
		named[n.Meaning] = n.Pseudonym
	}
	basic := "Basic " + base64.StdEncoding.EncodeToString([]byte(id+":"+secret))
	x := r.Exchange(evidence.Exchange{
		Request:  evidence.Request{Header: []evidence.Field{{Name: "authorization", Value: basic}}, Body: []byte(`{"client_secret":"s3cr3tVALUE\u002b1"}`)},
		Response: &evidence.Response{Body: []byte(`{"error_description":"no client ` + id + `"}`)},
	})
	want := evidence.Exchange{
		Request: evidence.Request{
			Header: []evidence.Field{{Name: "authorization", Value: "Basic " + base64.StdEncoding.EncodeToString([]byte(named["client id"]+":"+named["client secret"]))}},
			Body:   []byte(`{"client_secret":"` + strings.Replace(named["client secret"], "+", `\u002b`, 1) + `"}`),
		},
		Response: &evidence.Response{Body: []byte(`{"error_description":"no client ` + named["client id"] + `"}`)},
	}
	if diff := cmp.Diff(want, x); diff != "" {
		t.Errorf("redacted exchange (-want +got):\n%s", diff)
	}
	for value, name := range map[string]string{id: named["client id"], secret: named["client secret"]} {
		if form(value) != form(name) || value == name {
			t.Errorf("pseudonym of %q is %q", value, name)
		}
	}
}

// form writes a text's character classes.
func form(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case 'a' <= r && r <= 'z':
			return 'a'
		case 'A' <= r && r <= 'Z':
			return 'A'
		case '0' <= r && r <= '9':
			return '0'
		}
		return r
	}, s)
}

// The canary of the whole pipeline: every form in every place, through the last pass, into the file.
func TestNothingLeaksIntoTheFile(t *testing.T) {
	if testing.Short() {
		t.Skip("searches megabytes")
	}
	const (
		value, learned = "s3cr3t/Value+9", "Tok3n.issued-0815"
		user, password = "Some.One+x@example.com", `p4ss;w&rd=#12,/3`
		refresh        = "NTIxNzE4N/mQ1Yj+A5Zg=="
	)
	secrets := []string{value, learned, user, password, refresh}
	r := redactor(t, evidence.Secret{Value: value, Meaning: "client secret", Shell: "$AUTHCONFORM_CLIENT_SECRET"},
		evidence.Secret{Value: user, Meaning: "user name"}, evidence.Secret{Value: password, Meaning: "user's password"})
	rec := evidence.Record{Run: evidence.Run{
		BaseURL: "https://host/" + value, Scope: value,
		Preflight: []evidence.Step{{Name: "tls", Detail: "got " + value + " and Bearer " + learned}},
	}, Skipped: []evidence.Skipped{{Probe: "x", Reason: "because of " + value}}}
	for i, form := range secretForms {
		for j, place := range places {
			for k := range 2 { // two in turn of what is secret, as all of it takes long
				secret := secrets[(i+j+k*2)%len(secrets)]
				x := place.plant(form.write(secret))
				x.ID = strings.Join([]string{place.name, form.name, secret[:5]}, ", ")
				rec.Exchanges = append(rec.Exchanges, r.Exchange(x))
			}
		}
	}
	rec.Exchanges = append(rec.Exchanges, r.Exchange(evidence.Exchange{ID: "issued", Response: &evidence.Response{Body: []byte(`{"access_token":"` + learned + `","refresh_token":"` + refresh + `"}`)}}))
	rec = r.Record(rec)
	for i, x := range rec.Exchanges {
		one := string(archived(t, evidence.Record{Run: rec.Run, Skipped: rec.Skipped, Exchanges: rec.Exchanges[i : i+1]}))
		for _, secret := range secrets {
			if found := leaks(one, secret); found != "" {
				t.Errorf("%s: %s\n%s", x.ID, found, one)
			}
		}
	}
	if diff := cmp.Diff(rec, r.Record(rec)); diff != "" {
		t.Errorf("the last pass is not idempotent (-once +twice):\n%s", diff)
	}
}
