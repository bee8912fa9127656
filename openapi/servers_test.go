package openapi

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestBaseURL(t *testing.T) {
	c := prioticket(t)
	for environment, want := range map[string]string{
		"":           "https://staging-distributor-api.prioticket.com/v3.8/distributor",
		"staging":    "https://staging-distributor-api.prioticket.com/v3.8/distributor",
		"production": "https://distributor-api.prioticket.com/v3.8/distributor",
	} {
		got, err := c.BaseURL(environment)
		if err != nil || got != want {
			t.Errorf("BaseURL(%q) = %q, %v; want %q", environment, got, err, want)
		}
	}
	_, err := c.BaseURL("stage")
	if err == nil || !strings.Contains(err.Error(), "(internal, production, sandbox, staging)") {
		t.Errorf("unknown environment: %v", err)
	}
	if diff := cmp.Diff([]string{"internal", "production", "sandbox", "staging"}, c.Environments()); diff != "" {
		t.Error(diff)
	}
}

func TestProduction(t *testing.T) {
	c := prioticket(t)
	if !c.IsProduction("production") || c.IsProduction("staging") || c.IsProduction("") {
		t.Error("production alone is production")
	}
	for address, want := range map[string]bool{
		"https://distributor-api.prioticket.com/v3.8/distributor":         true,
		"http://DISTRIBUTOR-API.prioticket.com.:8080/x":                   true,
		"https://user:pw@distributor-api.prioticket.com":                  true,
		"https://staging-distributor-api.prioticket.com/v3.8/distributor": false,
		"https://127.0.0.1/distributor-api.prioticket.com":                false,
		"https://distributor-api.prioticket.com.example.org":              false,
		"distributor-api.prioticket.com":                                  false,
		"":                                                                false,
		"https://[::1":                                                    false,
	} {
		if got := c.IsProductionURL(address); got != want {
			t.Errorf("IsProductionURL(%q) = %t", address, got)
		}
	}
}

func TestServersWithoutVariables(t *testing.T) {
	document := string(ourDocument(t))
	servers := document[strings.Index(document, "servers:"):strings.Index(document, "security:\n")]
	with := func(text string) *Contract { return parse(t, mutate(t, ourDocument(t), servers, text)) }

	plain := with("servers: [{url: 'https://example.org/api/'}]\n")
	if got, err := plain.BaseURL(""); got != "https://example.org/api" || err != nil || len(plain.Environments()) > 0 {
		t.Errorf("plain server: %q %v", got, err)
	}
	if _, err := plain.BaseURL("staging"); err == nil {
		t.Error("an environment that nothing names was found")
	}
	for name, text := range map[string]string{"none": "", "relative": "servers: [{url: /api}]\n"} {
		if _, err := with(text).BaseURL(""); err == nil || !strings.Contains(err.Error(), "--base-url") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Without a variable, environments are the servers that the facts name by their URLs.
func TestEnvironmentsWithoutVariables(t *testing.T) {
	document, facts := string(ourDocument(t)), ourFacts(t)
	servers := document[strings.Index(document, "servers:"):strings.Index(document, "security:\n")]
	environments := facts[strings.Index(facts, "environments:"):strings.Index(facts, "# The provider's fair-use")]
	c, err := Parse("x.yaml",
		mutate(t, ourDocument(t), servers, "servers: [{url: 'https://test.example.org/'}, {url: 'https://example.org/{v}', variables: {v: {default: v1}}}]\n"),
		mutate(t, []byte(facts), environments, `environments:
  names: {test: "https://test.example.org/", live: "https://example.org/{v}"}
  production: [live]
  default: test

`))
	if err != nil {
		t.Fatal(err)
	}
	for environment, want := range map[string]string{"": "https://test.example.org", "test": "https://test.example.org", "live": "https://example.org/v1"} {
		if got, err := c.BaseURL(environment); got != want || err != nil {
			t.Errorf("BaseURL(%q) = %q, %v; want %q", environment, got, err, want)
		}
	}
	if !c.IsProductionURL("https://example.org") || c.IsProductionURL("https://test.example.org") {
		t.Error("live alone is production")
	}
}

func TestVocabularyHoldsWhatJudgingReliesOn(t *testing.T) {
	c := prioticket(t)
	words := map[string]bool{}
	for _, word := range c.Vocabulary() {
		if word == "" || words[word] {
			t.Errorf("word %q", word)
		}
		words[word] = true
	}
	for _, want := range []string{
		"access_token", "expires_in", "error_reference", "errors", "invalid_scope", "application/json", "WWW-Authenticate",
		"client_credentials", "Basic", "Bearer", "basicAuth", "/oauth2/token", "client_secret", "App-Reference", "POST", "DELETE", "no-store",
		"https://www.prioticketapis.com/auth/distributor.booking",
	} {
		if !words[want] {
			t.Errorf("%s is missing", want)
		}
	}
}

// The address is taken of the server that has the variable, and has to be absolute.
func TestAddressesOfServers(t *testing.T) {
	for name, test := range map[string]struct{ servers, want string }{
		"the second has the variable": {
			"servers: [{url: 'https://a.test'}, {url: 'https://{environment}.test', variables: {environment: {default: a}}}]\n", "https://staging-distributor-api.test",
		},
		"a variable beside it": {
			"servers: [{url: 'https://{environment}.test:{port}/', variables: {environment: {default: a}, port: {default: '8443'}}}]\n",
			"https://staging-distributor-api.test:8443",
		},
		"no scheme": {"servers: [{url: '//{environment}.test', variables: {environment: {default: a}}}]\n", ""},
		"no host":   {"servers: [{url: 'https:/{environment}', variables: {environment: {default: a}}}]\n", ""},
		"no URL":    {"servers: [{url: 'https://{environment}:x', variables: {environment: {default: a}}}]\n", ""},
	} {
		t.Run(name, func(t *testing.T) {
			c, err := Parse("x.yaml", withServers(t, test.servers), []byte(ourFacts(t)))
			if err != nil {
				t.Fatal(err)
			}
			got, err := c.BaseURL("staging")
			if got != test.want || (err == nil) != (test.want != "") {
				t.Errorf("got %q, %v; want %q", got, err, test.want)
			}
			if test.want == "" && c.IsProductionURL("https://distributor-api.test") {
				t.Error("an environment without an address was taken for the target's")
			}
		})
	}
}

// The scheme of a server is stated; a relative one has none.
func TestSchemesOfServers(t *testing.T) {
	c := parse(t, withServers(t, "servers: [{url: 'https://a.test'}, {url: 'http://b.test'}, {url: /c}]\n"))
	got := map[string]string{}
	for _, s := range c.Requirements() {
		if s.Kind == ServerKind {
			got[s.Subject] = s.Value
		}
	}
	if diff := cmp.Diff(map[string]string{"https://a.test": "https", "http://b.test": "http", "/c": ""}, got); diff != "" {
		t.Error(diff)
	}
}
