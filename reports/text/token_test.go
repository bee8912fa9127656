package text_test

import (
	"strings"
	"testing"

	"github.com/authconform/authconform/reports/reportstest"
	"github.com/authconform/authconform/reports/text"
	"github.com/authconform/authconform/suites/evidence"
)

// A command that shows a token of the run fetches one from the same server, or says which it takes.
func TestCurlShowing(t *testing.T) {
	rec := &evidence.Record{Run: evidence.Run{Names: []evidence.Named{{Pseudonym: "pseudonymous-token", Meaning: "access token", Shell: "$TOKEN"}}}}
	resource := evidence.Exchange{Request: evidence.Request{Method: "GET", URL: "https://api.example.org/orders", Header: []evidence.Field{{Name: "Authorization", Value: "Bearer pseudonymous-token"}}}}
	forged := resource
	forged.Request.Header = []evidence.Field{{Name: "Authorization", Value: "Bearer another-token"}}
	issuer := func(url string) *evidence.Exchange {
		return &evidence.Exchange{Request: evidence.Request{Method: "POST", URL: url, Body: []byte("{}")}}
	}
	const own, fetch = "https://api.example.org/oauth2/token", "AUTHCONFORM_TOKEN=$(curl -sS -X POST "
	for name, c := range map[string]struct {
		x        evidence.Exchange
		shown    text.Shown
		begins   string
		contains []string
		lacks    string
	}{
		"an issued one":          {resource, text.Shown{Issuer: issuer(own)}, fetch, []string{` | sed 's/.*"access_token"`, `); curl -sS -i -H "Authorization: Bearer $AUTHCONFORM_TOKEN"`}, "REFRESH"},
		"by no known request":    {resource, text.Shown{}, "curl -sS", nil, "sed"},
		"of another server":      {resource, text.Shown{Issuer: issuer("https://evil.example.org/oauth2/token")}, "curl -sS", nil, "evil"},
		"in clear text":          {resource, text.Shown{Issuer: issuer("http://api.example.org/oauth2/token")}, "curl -sS", nil, "sed"},
		"one that ended":         {resource, text.Shown{Issuer: issuer(own), Wanted: "a token that has expired"}, `: "${AUTHCONFORM_TOKEN:?put in a token that has expired}"; curl`, nil, "sed"},
		"words that are no text": {resource, text.Shown{Wanted: "a }\"; rm -rf /"}, "curl -sS", nil, "rm"},
		"a changed one":          {forged, text.Shown{Issuer: issuer(own), Forged: "another-token", Shell: "${AUTHCONFORM_TOKEN}xx"}, fetch, []string{`"Authorization: Bearer ${AUTHCONFORM_TOKEN}xx"`}, "another-token"},
		"shown before":           {resource, text.Shown{Issuer: issuer(own), Before: 2}, fetch, []string{"for i in $(seq 2); do curl -sS -o /dev/null ", "; done; curl -sS -i"}, "OTHER"},
		"before another":         {resource, text.Shown{Issuer: issuer(own), Before: 1, Other: true}, fetch, []string{"AUTHCONFORM_OTHER_TOKEN=$(curl", "Bearer $AUTHCONFORM_OTHER_TOKEN"}, "seq"},
		"none at all":            {evidence.Exchange{Request: evidence.Request{Method: "GET", URL: own}}, text.Shown{Issuer: issuer(own), Before: 1}, "curl -sS -i", nil, "sed"},
	} {
		got := text.CurlShowing(rec, c.x, c.shown)
		if !strings.HasPrefix(got, c.begins) || strings.Contains(got, c.lacks) {
			t.Errorf("%s: %s", name, got)
		}
		for _, part := range c.contains {
			if !strings.Contains(got, part) {
				t.Errorf("%s: no %s in %s", name, part, got)
			}
		}
	}
	x := evidence.Exchange{Request: reportstest.Post("{}", reportstest.AcceptJSON)}
	if got, want := text.CurlShowing(reportstest.Record(), x, text.Shown{}), text.Curl(reportstest.Record(), x); got != want {
		t.Errorf("without a token:\n got %s\nwant %s", got, want)
	}
}
