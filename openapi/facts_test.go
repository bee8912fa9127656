package openapi

import (
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/authconform/authconform/openapi/facts"
	"github.com/google/go-cmp/cmp"
)

func TestFactsErrors(t *testing.T) {
	good := ourFacts(t)
	for name, test := range map[string]struct{ from, to, want string }{
		"unknown key":         {"grant:", "grnt:", "x.authconform.yaml:25: grnt: unknown key; wanted one of application-headers"},
		"unknown inner key":   {"variable:", "varible:", "x.authconform.yaml:10: environments.varible: unknown key"},
		"key twice":           {"grant: client_credentials", "grant: client_credentials\ngrant: x", "grant"},
		"missing key":         {"operation: getToken", "", "operation: wanted text, found no such key"},
		"number for text":     {"operation: getToken", "operation: 5", `x.authconform.yaml:6: operation: wanted text, found "5", which is no text without quotes`},
		"list for text":       {"operation: getToken", "operation: [getToken]", "x.authconform.yaml:6: operation: wanted text, found a list"},
		"text for list":       {"[production]", "production", "environments.production: wanted a list"},
		"text for number":     {"responses: 60", "responses: many", `x.authconform.yaml:21: limits[0].responses: wanted a whole number greater than zero, found "many"`},
		"negative number":     {"responses: 60", "responses: -1", "limits[0].responses: wanted a whole number"},
		"duration":            {"per: 1m, penalty", "per: 60, penalty", `limits[0].per: wanted a duration such as "1m" or "30s", found "60"`},
		"no window":           {"requests: 1000, per: 1m", "requests: 1000", "x.authconform.yaml:22: limits[1]: wanted per"},
		"both counts":         {"requests: 1000", "requests: 1000, responses: 5", "limits[1]: wanted either requests"},
		"class":               {"class: 4xx", "class: 400", "limits[0].class: wanted text"},
		"another class":       {"class: 4xx", "class: bad", "limits[0].class: wanted a class of responses"},
		"mechanism":           {"documented: basic", "documented: digest", "client-authentication.documented: wanted basic, body, api-key or none"},
		"operation":           {"operation: getToken", "operation: getTokens", "wanted the operation getTokens, found getToken: did you mean getToken?"},
		"variable":            {"variable: environment", "variable: region", `environments.variable: wanted a variable of a server in the document, found no "region"`},
		"value":               {"staging: staging-", "staging: stage-", "x.authconform.yaml:12: environments.names.staging: wanted a value of the server variable"},
		"production":          {"[production]", "[prod]", "environments.production[0]: wanted one of the names (internal, production, sandbox, staging)"},
		"default":             {"default: staging", "default: stage", "environments.default: wanted one of the names"},
		"media type":          {"media-type: application/json", "media-type: text/plain", "request.media-type: wanted a media type of the operation's request body (application/json)"},
		"user":                {"grant: client_credentials", "grant: client_credentials\nuser: {name: grant_type, password: scope}", "user: wanted no user for another grant than password"},
		"no user":             {"grant: client_credentials", "grant: password", "x.authconform.yaml: user: wanted name and password, which the password grant has parameters for"},
		"refresh of itself":   {"grant: client_credentials", "grant: client_credentials\nrefresh: {grant: client_credentials, parameter: scope}", "x.authconform.yaml:26: refresh.grant: wanted another grant"},
		"truth":               {"side-by-side: true", "side-by-side: 1", `tokens.side-by-side: wanted true or false, found "1"`},
		"truth in quotes":     {"form-encoded: true", `form-encoded: "yes"`, "client-authentication.form-encoded: wanted true or false"},
		"scheme":              {"side-by-side: true", "scheme: Bearer token", "tokens.scheme: wanted the name of an authentication scheme"},
		"an old key":          {"errors: strict", "rulings: [1, 4, 6, 7, 9, 14, 26]", `: rulings: no ruling chooses what a contract is held to any more; say what it promises instead, which for these is: errors: strict; tokens: {response: strict}; resource: strict; scope: {}, with an example if there is one (authconform list features)`},
		"an old list":         {"errors: strict", "rulings: [20, 21, 23]", "for these is: errors: rfc6749; tokens: {response: rfc6749}; resource: none (authconform"},
		"an old bearer list":  {"errors: strict", "rulings: [20, 21, 23, 24]", "; resource: rfc6750 ("},
		"old and no list":     {"errors: strict", "rulings: 5", "errors: strict or rfc6749; tokens: {response: strict or rfc6749}; resource: none ("},
		"an old reading":      {"errors: strict", "reading: {success: 6}", ": reading: no ruling chooses what a contract is held to any more; leave this key out"},
		"no promise":          {"errors: strict\n", "", "x.authconform.yaml: errors: wanted text, found no such key"},
		"another promise":     {"errors: strict", "errors: strictly", "errors: wanted one of strict, rfc6749, documented, found another word"},
		"another resource":    {"resource: strict", "resource: rfc6749", "resource: wanted one of strict, rfc6750, none, found another word"},
		"another response":    {"response: strict", "response: none", "tokens.response: wanted one of strict, rfc6749, documented, found another word"},
		"no clause's ID":      {"tokens:", "clause-sources: {Token Valid: page}\ntokens:", "clause-sources.Token Valid: wanted the ID of a clause"},
		"header":              {"App-Name:", `"App Name":`, "application-headers.App Name: wanted the name of a header field"},
		"value without why":   {"reason: the suite stays below the provider's limits", "", "not-provokable[2]: wanted value and reason"},
		"contradiction":       {"ruling: 6\n", "rulling: 6\n", "contradictions[0].rulling: unknown key; wanted one of about, ruling, says"},
		"no ruling":           {"    ruling: 6\n", "", "contradictions[0]: wanted about, says and ruling, found one of them missing"},
		"ruling in words":     {"    ruling: 6\n", "    ruling: R6\n", "contradictions[0].ruling: wanted a whole number"},
		"nothing said":        {"says:\n      - {source: document, text: \"429 is documented without Retry-After and without the limit\"}", "says: []", "]: wanted about, says and ruling"},
		"a word for sayings":  {"says:\n      - {source: document, text: \"429 is documented without Retry-After and without the limit\"}", "says: no", "].says: wanted a list, found \"no\""},
		"saying of nobody":    {"- {source: endpoint, text: \"the operation", "- {text: \"the operation", "contradictions[0].says[0]: wanted source and text"},
		"unknown source":      {"- {source: endpoint, text: \"the operation", "- {source: rumour, text: \"the operation", "contradictions[0].says[0].source: wanted one of the sources (concept, endpoint, document), found another"},
		"text of two lines":   {"about: the value of grant_type", "about: \"two\\nlines\"", "contradictions[1].about: wanted text on one line, found several"},
		"an alias":            {"default: staging", "default: *x", "write the value out"},
		"not YAML":            {"name: prioticket", "name: [", "x.authconform.yaml:1: not valid YAML near this line"},
		"a list":              {good, "- x", "x.authconform.yaml:1: the file: wanted keys with values, found a list"},
		"comments and no key": {good, "# nothing", "found an empty file"},
	} {
		t.Run(name, func(t *testing.T) {
			if !strings.Contains(good, test.from) {
				t.Fatalf("the facts hold no %q to change", test.from)
			}
			_, err := Parse("x.yaml", ourDocument(t), []byte(strings.Replace(good, test.from, test.to, 1)))
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v; want %q", err, test.want)
			}
		})
	}
}

func TestFactsErrorsAreToldAtOnce(t *testing.T) {
	_, err := Parse("x.yaml", ourDocument(t), []byte("nome: a\ntitle: 5\ngrant: []\n"))
	for _, want := range []string{"yaml:1: nome", "yaml:2: title", "yaml:3: grant"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v; want %q too", err, want)
		}
	}
}

// The errors about a contradiction name the line on which it stands.
func TestContradictionsAreLocated(t *testing.T) {
	good := ourFacts(t)
	const about = "  - about: the value of grant_type\n"
	before, _, found := strings.Cut(good, about)
	if !found {
		t.Fatalf("the facts hold no %q", about)
	}
	changed := strings.Replace(good, about, "  - about: 5\n", 1)
	_, err := Parse("x.yaml", ourDocument(t), []byte(changed))
	want := fmt.Sprintf(`x.authconform.yaml:%d: contradictions[1].about: wanted text, found "5"`, strings.Count(before, "\n")+1)
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("got %v; want %q", err, want)
	}
}

// A list of contradictions is read by people: no point twice, and no sentence that a terminal would have to break often.
func TestContradictions(t *testing.T) {
	for _, name := range Names() {
		t.Run(name, func(t *testing.T) { readable(t, embeddedContract(t, name).Facts) })
	}
}

func readable(t *testing.T, f facts.Facts) {
	if len(f.Contradictions) == 0 {
		t.Fatal("there are no contradictions")
	}
	seen := map[string]bool{}
	for _, c := range f.Contradictions {
		if seen[c.About] {
			t.Errorf("%q is there twice", c.About)
		}
		seen[c.About] = true
		for _, text := range append([]string{c.About}, textsOf(c)...) {
			if strings.HasSuffix(text, ".") || len(text) > 200 {
				t.Errorf("%q: wanted a short sentence without a full stop", text)
			}
		}
	}
}

func textsOf(c facts.Contradiction) []string {
	var texts []string
	for _, s := range c.Says {
		texts = append(texts, s.Text)
	}
	return texts
}

func TestDerivedFacts(t *testing.T) {
	c := parse(t, ourDocument(t))
	want := facts.Facts{
		Name: "x", Title: "Prioticket Distributor API 3.8, token endpoint", Operation: "getToken",
		Environments: facts.Environments{
			Variable: "environment", Default: "staging-distributor-api",
			Names: map[string]string{
				"distributor-api": "distributor-api", "sandbox-distributor-api": "sandbox-distributor-api",
				"staging-distributor-api": "staging-distributor-api", "internal-distributor-api": "internal-distributor-api",
			},
		},
		Grant: "client_credentials", Request: facts.Request{MediaType: "application/json"},
		ClientAuthentication: facts.ClientAuthentication{
			Documented: facts.BasicMechanism, Also: []facts.Mechanism{facts.BodyMechanism}, IDParameter: "client_id", SecretParameter: "client_secret",
			FormEncoded: true,
		},
		Scope: facts.Scope{Promised: true}, Tokens: facts.Tokens{SideBySide: true, Response: facts.Strict, JWT: true},
		Errors: facts.Errors{Reading: facts.Strict}, Resource: facts.NoPromise,
		Sources: map[string]string{"endpoint": "Prioticket Distributor API 3.8, token endpoint"},
	}
	if diff := cmp.Diff(want, c.Facts); diff != "" {
		t.Error(diff)
	}
	withoutBasic := parse(t, mutate(t, ourDocument(t), "security:\n  - basicAuth: []\n", ""))
	if got := withoutBasic.Facts.ClientAuthentication; got.Documented != facts.BodyMechanism || len(got.Also) > 0 {
		t.Errorf("without a basic scheme: %v", got)
	}
}

// What a facts file does not speak of is as RFC 6749 has it, and nothing is promised beyond.
func TestUnspokenFacts(t *testing.T) {
	beside := []byte(ourFacts(t))
	for _, line := range []string{"tokens: {response: strict, jwt: true, side-by-side: true}\n", "resource: strict\n", "scope: {example: \"https://www.prioticketapis.com/auth/distributor.booking\"}\n", "  form-encoded: true # before base64, as RFC 6749, section 2.3.1 has it\n"} {
		beside = mutate(t, beside, line, "")
	}
	c, err := Parse("x.yaml", ourDocument(t), beside)
	if err != nil {
		t.Fatal(err)
	}
	f := c.Facts
	if f.Resource != facts.NoPromise || f.Scope != (facts.Scope{}) || !reflect.DeepEqual(f.Tokens, facts.Tokens{Response: facts.RFC6749}) || !f.ClientAuthentication.FormEncoded || f.User != (facts.User{}) || f.Refresh != (facts.Refresh{}) {
		t.Errorf("unspoken facts are %+v, %+v, %+v, %+v, %+v, %+v", f.Resource, f.Scope, f.Tokens, f.ClientAuthentication, f.User, f.Refresh)
	}
}

func TestDerivedOperation(t *testing.T) {
	unnamed := mutate(t, ourDocument(t), "      operationId: getToken\n", "")
	if c := parse(t, unnamed); c.TokenPath() != "/oauth2/token" || c.Facts.Operation != "" {
		t.Errorf("unnamed operation: %q %q", c.TokenPath(), c.Facts.Operation)
	}
	twice := mutate(t, unnamed, "\ncomponents:\n", `
  /again:
    post:
      requestBody: {content: {application/json: {}}}
      responses:
        "200":
          description: again
          content: {application/json: {schema: {$ref: "#/components/schemas/ClientCredentialsGrantResponse"}}}

components:
`)
	if _, err := Parse("x.yaml", twice, nil); err == nil || !strings.Contains(err.Error(), "found 2") {
		t.Errorf("two candidates: %v", err)
	}
}

func ourFacts(t testing.TB) string {
	t.Helper()
	data, err := os.ReadFile("prioticket/distributor-3.8.authconform.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// mutate replaces the first occurrence, which has to be there.
func mutate(t testing.TB, document []byte, from, to string) []byte {
	t.Helper()
	if !strings.Contains(string(document), from) {
		t.Fatalf("the document holds no %q to change", from)
	}
	return []byte(strings.Replace(string(document), from, to, 1))
}

func parse(t testing.TB, document []byte) *Contract {
	t.Helper()
	c, err := Parse("x.yaml", document, nil)
	if err != nil {
		t.Fatal(err)
	}
	return c
}
