package misspelt

import "testing"

func TestNearest(t *testing.T) {
	names := []string{"env", "base-url", "plain-url", "client-cert", "client-id-file", "allow-production", "out", "clause", "dotted.name"}
	for word, want := range map[string]string{
		"base-uri": "base-url", "baseurl": "base-url", "base_url": "base-url", "BASE-URL": "base-url", "bsae-url": "base-url",
		"clauses": "clause", "environment": "env", "output": "out", "url": "base-url", "allow-prod": "allow-production",
		"client-cert-file": "client-cert", "dotted": "", "foo": "", "x": "", "": "", "verbose": "",
	} {
		if got := Nearest(word, names); got != want {
			t.Errorf("%q: got %q, want %q", word, got, want)
		}
	}
}

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"", "abc", 3}, {"abc", "", 3}, {"abc", "abc", 0}, {"abc", "acb", 1}, {"abc", "abd", 1}, {"abc", "xabc", 1}, {"kitten", "sitting", 3}} {
		if got := distance(c.a, c.b); got != c.want {
			t.Errorf("%q, %q: got %d, want %d", c.a, c.b, got, c.want)
		}
	}
}

func TestMeant(t *testing.T) {
	names := []string{"errors.wrong-secret.challenge", "errors.wrong-secret.refused", "errors.wrong-secret.status", "errors.wrong-secret.code", "transport.hsts"}
	for word, want := range map[string]string{
		"transport.hst":               "did you mean transport.hsts? ",
		"hsts.transport":              "did you mean transport.hsts? ",
		"errors.wrong-secret.statsu":  "did you mean errors.wrong-secret.status or errors.wrong-secret.code or errors.wrong-secret.refused? ",
		"errors.refused.wrong-secret": "did you mean errors.wrong-secret.refused or errors.wrong-secret.status or errors.wrong-secret.code? ",
		"xyz":                         "", "": "",
	} {
		if got := Meant(word, names); got != want {
			t.Errorf("%q: got %q, want %q", word, got, want)
		}
	}
}
