package gather

import (
	"encoding/base64"
	"net/url"
	"testing"

	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/probe"
)

// What may be wrong is told from what a request holds, whichever way Basic credentials are encoded; what has characters
// that form-encoding changes is no guess for that.
func TestGuessesAreToldFromWhatIsSent(t *testing.T) {
	t.Parallel()
	client := probe.Credentials{ID: "client+1", Secret: "se%41cret+ /x"}
	c := &account{client: client, taken: true, params: probe.Draft{IDParam: "client_id", SecretParam: "client_secret"}}
	basic := func(scheme, id, secret string) evidence.Request {
		return evidence.Request{Header: []evidence.Field{{Name: "authorization", Value: scheme + " " + base64.StdEncoding.EncodeToString([]byte(id+":"+secret))}}}
	}
	escaped := url.QueryEscape
	for name, row := range map[string]struct {
		asked evidence.Request
		guess bool
	}{
		"as it is":                  {basic("Basic", client.ID, client.Secret), false},
		"form-encoded":              {basic("Basic", escaped(client.ID), escaped(client.Secret)), false},
		"under another scheme":      {basic("Bearer", client.ID, client.Secret), false},
		"in the body":               {evidence.Request{Body: []byte(url.Values{"client_id": {client.ID}, "client_secret": {client.Secret}}.Encode())}, false},
		"cut":                       {basic("Basic", client.ID, probe.Cut(client.Secret)), true},
		"cut and form-encoded":      {basic("Basic", escaped(client.ID), escaped(probe.Cut(client.Secret))), true},
		"cut, under another scheme": {basic("Digest", client.ID, probe.Cut(client.Secret)), true},
		"another case, in JSON":     {evidence.Request{Body: []byte(`{"client_id":"client+1","client_secret":"SE%41cret+ /x"}`)}, true},
		"in the query":              {evidence.Request{URL: "https://target.test/token?client_id=client%2B1&client_secret=x"}, true},
		"empty":                     {basic("Basic", client.ID, ""), false},
		"of nobody":                 {basic("Basic", "nobody", "nothing"), false},
	} {
		if got := c.guessed(row.asked); got.secret != row.guess || got.password || got.unproven {
			t.Errorf("%s: %+v, wanted a guess: %t", name, got, row.guess)
		}
	}
}
