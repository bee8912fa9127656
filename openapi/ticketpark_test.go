package openapi

import (
	"slices"
	"strings"
	"testing"

	"github.com/authconform/authconform/openapi/facts"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestFactsOfTicketpark(t *testing.T) {
	want := facts.Facts{
		Name: "ticketpark", Title: "Ticketpark API, token endpoint", Operation: "getToken",
		Environments: facts.Environments{
			Names: map[string]string{"production": "https://api.ticketpark.ch"}, Production: []string{"production"},
		},
		Grant: "password",
		User:  facts.User{NameParameter: "username", PasswordParameter: "password"}, Refresh: facts.Refresh{Grant: "refresh_token", Parameter: "refresh_token"},
		Request:              facts.Request{MediaType: "application/x-www-form-urlencoded"},
		ClientAuthentication: facts.ClientAuthentication{Documented: facts.BasicMechanism, IDParameter: "client_id", SecretParameter: "client_secret"},
		Tokens:               facts.Tokens{Scheme: "Bearer", Response: facts.RFC6749},
		Errors:               facts.Errors{Reading: facts.RFC6749},
		Resource:             facts.RFC6750,
		ClauseSources: map[string]string{
			"client.authentication.not-in-url":          "page, Getting an access token (header and body fields)",
			"client.confidential.output":                "page, Required credentials",
			"client.expiry.foreseen":                    "page, expires_in",
			"client.expiry.not-used-after":              "page, expires_in",
			"client.expiry.renewed":                     "page, introduction (the refresh token can be used to get a new access token)",
			"client.no-token.not-made-up":               "page, Using the access token",
			"client.resource.no-credentials":            "page, Using the access token",
			"client.revoked.no-hammering":               "page, Using the access token",
			"client.token.always-sent":                  "page, Using the access token",
			"client.token.exact":                        "page, Using the access token",
			"client.token.header-only":                  "page, Using the access token",
			"client.token.no-stampede":                  "page, introduction (multiple requests within a limited time)",
			"client.token.reused":                       "page, introduction (multiple requests within a limited time)",
			"client.token.scheme":                       "page, Using the access token",
			"client.transport.certificate":              "page, introduction (all requests over https)",
			"client.transport.host-name":                "page, introduction (all requests over https)",
			"client.transport.https-only":               "page, introduction (all requests over https)",
			"token.valid.accepted":                      "page, Getting an access token",
			"transport.plain-http.credentials-rejected": "page, introduction (all requests over https)",
			"transport.plain-http.rejected":             "page, introduction (all requests over https)",
			"transport.plain-http.resource-rejected":    "page, introduction (all requests over https)",
			"transport.tls.certificate":                 "page, introduction (all requests over https)",
		},
		Sources: map[string]string{"page": "Ticketpark API, page Authentication"},
	}
	c := embeddedContract(t, "ticketpark")
	if diff := cmp.Diff(want, c.Facts, cmpopts.IgnoreFields(facts.Facts{}, "Contradictions")); diff != "" {
		t.Error(diff)
	}
	if c.TokenMethod() != "POST" || c.TokenPath() != "/oauth/v2/token" {
		t.Errorf("token operation is %s %s", c.TokenMethod(), c.TokenPath())
	}
	if diff := cmp.Diff([]int{200}, c.Statuses()); diff != "" {
		t.Error(diff)
	}
}

// The only server is the real one: it has a name, it is production by that name and by its address, and nobody gets
// there by naming nothing.
func TestProductionOfTicketpark(t *testing.T) {
	c := embeddedContract(t, "ticketpark")
	if got, err := c.BaseURL("production"); got != "https://api.ticketpark.ch" || err != nil {
		t.Errorf("production is at %q, %v", got, err)
	}
	if got, err := c.BaseURL(""); err == nil || !strings.Contains(err.Error(), "(production)") {
		t.Errorf("no name leads to %q, %v", got, err)
	}
	if !c.IsProduction("production") || !c.IsProductionURL("http://API.ticketpark.ch.:8080/oauth") || c.IsProductionURL("https://ticketpark.ch") {
		t.Error("production is not told apart")
	}
}

func TestAnswersOfTicketpark(t *testing.T) {
	c := embeddedContract(t, "ticketpark")
	for body, want := range map[string][]string{
		`{"access_token":"a","refresh_token":"b","expires_in":600}`:                                        nil,
		`{"access_token":"a","refresh_token":"b","expires_in":600,"token_type":"bearer","scope":null}`:     nil,
		`{"access_token":"a","expires_in":600}`:                                                            {"/refresh_token required"},
		`{"access_token":"a","refresh_token":null,"expires_in":"600"}`:                                     {"/refresh_token type", "/expires_in type"},
		`{"access_token":["a"],"refresh_token":"b"}`:                                                       {"/access_token type", "/expires_in required"},
		`{"access_token":"a","refresh_token":"b","expires_in":600}{"access_token":"a","refresh_token":""}`: {" json.trailing"},
	} {
		if diff := cmp.Diff(want, brief(c.CheckAnswer(jsonAnswer(200, body)))); diff != "" {
			t.Errorf("%s: %s", body, diff)
		}
	}
}

// What redaction would make of a password such as "password" must not make answers unreadable.
func TestVocabularyOfTicketpark(t *testing.T) {
	words := embeddedContract(t, "ticketpark").Vocabulary()
	for _, want := range []string{
		"password", "username", "refresh_token", "grant_type", "access_token", "expires_in", "application/x-www-form-urlencoded",
		"application/json", "Accept", "Bearer", "basicAuth", "basic", "/oauth/v2/token",
	} {
		if !slices.Contains(words, want) {
			t.Errorf("%s is missing", want)
		}
	}
}

func TestFactsErrorsOfTicketpark(t *testing.T) {
	document, err := embedded.ReadFile("ticketpark/oauth-v2.yaml")
	if err != nil {
		t.Fatal(err)
	}
	good, err := embedded.ReadFile("ticketpark/oauth-v2.authconform.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct{ from, to, want string }{
		"half a user":           {"user: {name: username, password: password}", "user: {name: username}", "x.authconform.yaml:17: user: wanted name and password, found one of them missing"},
		"another user name":     {"{name: username,", "{name: user,", "user.name: wanted a member of the request's body in the document (username, password, grant_type, refresh_token), found another"},
		"another password":      {"password: password}", "password: pass}", "user.password: wanted a member of the request's body in the document"},
		"unknown key":           {"user: {name:", "user: {nme:", "user.nme: unknown key; wanted one of name, password"},
		"another grant":         {"grant: password", "grant: client_credentials", "x.authconform.yaml:16: grant: wanted a value of grant_type in the document (password, refresh_token), found another"},
		"half a refresh":        {"{grant: refresh_token, parameter: refresh_token}", "{grant: refresh_token}", "x.authconform.yaml:18: refresh: wanted grant and parameter, found one of them missing"},
		"another refresh grant": {"{grant: refresh_token,", "{grant: renew,", "refresh.grant: wanted a value of grant_type in the document"},
		"another refresh token": {"parameter: refresh_token}", "parameter: token}", "refresh.parameter: wanted a member of the request's body"},
		"another server":        {"production: https://api.ticketpark.ch", "production: https://api.example.org", "x.authconform.yaml:12: environments.names.production: wanted the URL of a server in the document (https://api.ticketpark.ch), found another"},
		"default of nobody":     {"  production: [production]", "  default: staging\n  production: [production]", "environments.default: wanted one of the names (production), found another"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Parse("x.yaml", document, mutate(t, good, test.from, test.to))
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v; want %q", err, test.want)
			}
		})
	}
}
