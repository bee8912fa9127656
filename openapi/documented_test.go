package openapi

import (
	"os"
	"strings"
	"testing"

	"github.com/authconform/authconform/openapi/wire"
	"github.com/google/go-cmp/cmp"
)

// documented reads a contract of testdata with something changed in its document or beside it.
func documented(t *testing.T, name string, changes ...string) (*Contract, error) {
	t.Helper()
	texts := map[string]string{}
	for _, suffix := range []string{".yaml", FactsSuffix} {
		data, err := os.ReadFile("testdata/" + name + suffix)
		if err != nil {
			t.Fatal(err)
		}
		texts[suffix] = string(data)
	}
	for i := 0; i < len(changes); i += 2 {
		if !strings.Contains(texts[".yaml"]+texts[FactsSuffix], changes[i]) {
			t.Fatalf("%s has no %q to change", name, changes[i])
		}
		for suffix := range texts {
			texts[suffix] = strings.Replace(texts[suffix], changes[i], changes[i+1], 1)
		}
	}
	return Parse(name+".yaml", []byte(texts[".yaml"]), []byte(texts[FactsSuffix]))
}

// Where answers have what, and which of them there are, is read off both files.
func TestLayouts(t *testing.T) {
	for name, want := range map[string]*wire.Layout{
		"shop": {
			Places: map[string]string{
				wire.AccessToken: "/data/jwt", wire.ExpiresAt: "/data/valid_until", wire.ErrorCode: "/error/number", wire.ErrorMessage: "/title",
			},
			Success: []string{"201"}, Refusals: []int{400, 401}, Codes: []string{"1001", "1002", "2001"},
		},
		"login": {
			Places:   map[string]string{wire.AccessToken: "/token", wire.ExpiresAt: "/expires", wire.ErrorCode: "/reason"},
			Refusals: []int{400, 403}, Codes: []string{"MISSING", "NOBODY"},
		},
		"kiosk": {Places: map[string]string{wire.ErrorCode: "/code"}, Refusals: []int{400, 401}, Codes: []string{"1", "2"}},
	} {
		c, err := documented(t, name)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, c.Layout()); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	for _, name := range Names() {
		if c := embeddedContract(t, name); c.Layout() != nil {
			t.Errorf("%s: has another layout than RFC 6749: %+v", name, c.Layout())
		}
	}
}

// What facts and document say of answers and requests, and cannot be held to, is told with its line.
func TestWhatCannotBeKept(t *testing.T) {
	for name, test := range map[string]struct {
		contract string
		changes  []string
		want     string
	}{
		"no pointer":                 {"shop", []string{"access-token: /data/jwt", "access-token: data.jwt"}, `shop.authconform.yaml:14: tokens.access-token: wanted a JSON pointer into the answer's body, such as "/data/access_token" (RFC 6901)`},
		"a pointer to the whole":     {"shop", []string{"access-token: /data/jwt", "access-token: /"}, "tokens.access-token: wanted a JSON pointer"},
		"a pointer that is broken":   {"shop", []string{"access-token: /data/jwt", "access-token: /data~2"}, "tokens.access-token: wanted a JSON pointer"},
		"a token elsewhere":          {"shop", []string{"access-token: /data/jwt", "access-token: /data/token"}, "wanted a token response with its access token at /data/token, found none there"},
		"an end elsewhere":           {"shop", []string{"expires-at: /data/valid_until", "expires-at: /until"}, `wanted a token response with /until, where the facts say that it has its "expires_at"`},
		"a code elsewhere":           {"shop", []string{"code: /error/number", "code: /number"}, "wanted an error model that has /number, which the facts call the code (errors.code), found none"},
		"a code that is an object":   {"shop", []string{"code: /error/number", "code: /error"}, "wanted an error code at /error that is a text or a number, found an object"},
		"no refusals":                {"shop", []string{`"400":`, `"500":`, `"401":`, `"501":`}, "wanted a response of class 4xx, as errors are promised by the document alone"},
		"an answer that is unlisted": {"shop", []string{"wrong-secret: 401 2001", "wrong-secret: 403 2001"}, "wanted a documented status for errors.answers.wrong-secret, found 403"},
		"a code that is unlisted":    {"shop", []string{"wrong-secret: 401 2001", "wrong-secret: 401 9999"}, "wanted a documented code for errors.answers.wrong-secret, found another in the facts; the document lists 1001, 1002, 2001"},
		"an answer that is none":     {"shop", []string{"wrong-secret: 401 2001", "wrong-secret: 200 2001"}, "shop.authconform.yaml:22: errors.answers.wrong-secret: wanted a status from 400 to 499 and a code"},
		"answers of an RFC":          {"shop", []string{"reading: documented", "reading: rfc6749"}, "wanted no errors.answers.grant-missing in the facts, found one"},
		"a login by an RFC":          {"login", []string{"response: documented", "response: rfc6749"}, "tokens.response: wanted documented, as requests have no grant type (grant: none)"},
		"a login of nobody":          {"login", []string{"user: {name: email, password: pass}\n", ""}, "client-authentication.documented: wanted user: {name: …, password: …} beside it, as no client authenticates"},
		"a member that nobody gives": {"login", []string{"  parameters: {device: suite}\n", ""}, "wanted no required member of requests whose value is not known, found device; give it in the facts"},
		"a key that is not there":    {"kiosk", []string{"type: apiKey, in: header, name: X-Key", "type: http, scheme: bearer"}, "wanted a security scheme of the type apiKey for this operation"},
		"another key beside it":      {"kiosk", []string{"        - key: []", "        - {key: [], other: []}", "  securitySchemes:\n", "  securitySchemes:\n    other: {type: apiKey, in: header, name: X-Other}\n"}, "found other, by which the suite cannot authenticate"},
		"a variable without a value": {"kiosk", []string{"path: {tenant: ", "query: {tenant: ", "  query: {lang: en}\n", ""}, "wanted a value for {tenant} in the path /{tenant}/token, found none"},
		"a parameter without one":    {"kiosk", []string{"  query: {lang: en}\n", ""}, "wanted no required parameter whose value is not known, found lang in the query"},
		"two sources of a secret":    {"kiosk", []string{"device: {secret: AUTHCONFORM_DEVICE}", "device: {secret: AUTHCONFORM_DEVICE, environments: {test: x}}"}, "request.parameters.device: wanted a secret from a variable alone"},
		"an environment of nobody":   {"kiosk", []string{"environments: {test: acme-test}", "environments: {testing: acme-test}"}, "request.path.tenant.environments.testing: wanted one of the contract's environments (production, test)"},
		"a list for a value":         {"kiosk", []string{"days: 30", "days: [30]"}, "request.parameters.days: wanted a text, a whole number, true or false, or one of env, secret and environments"},
		"a line break in a header":   {"kiosk", []string{`X-Version: "2"`, `X-Version: "2\r\nX-Evil: 1"`}, "request.headers.X-Version: wanted a value that can stand in a header field"},
		"more than a segment":        {"kiosk", []string{"environments: {test: acme-test}", `environments: {test: "../x"}`}, "request.path.tenant: wanted a single segment of a path"},
		"an operation twice":         {"club", []string{"- operation: machineToken", "- operation: logIn"}, "operations[1].operation: wanted each operation once, found it again"},
		"an operation too long":      {"club", []string{"machineToken", strings.Repeat("a", 600)}, "club.authconform.yaml:15: operations[1].operation: wanted a name with 1 to 100 of the letters a to z and digits, by which clauses call it, found 600"},
		"an operation without word":  {"club", []string{"machineToken", "トークン"}, "operations[1].operation: wanted a name with 1 to 100 of the letters a to z and digits, by which clauses call it, found 0"},
		"an operation of nobody":     {"club", []string{"- operation: machineToken", "- operation: machine"}, "wanted the operation machine, found logIn, machineToken"},
		"more than there are":        {"club", []string{"  - operation: machineToken\n", strings.Repeat("  - operation: machineToken\n", 21)}, "club.authconform.yaml:10: operations: wanted at most 20 token operations, found 22"},
		"a name of its own":          {"club", []string{"  - operation: machineToken\n", "  - operation: machineToken\n    name: other\n"}, "club.authconform.yaml:16: operations[1].name: unknown key; wanted one of clause-sources, client-authentication"},
		"a token that is an object":  {"club", []string{"access-token: /machine/token", "access-token: /machine"}, "wanted an access token that is a text at /machine, found an object"},
		"a code for one of them":     {"club", []string{"  - operation: machineToken\n", "  - operation: machineToken\n    errors: {reading: documented, code: /number}\n"}, "wanted an error model that has /number, which the facts call the code (errors.code), found none"},
		"multipart":                  {"login", []string{"          application/json:\n            schema:\n              type: object\n              additionalProperties: false", "          multipart/form-data:\n            schema:\n              type: object\n              additionalProperties: false", "media-type: application/json", "media-type: multipart/form-data"}, "wanted requests as application/json or application/x-www-form-urlencoded, found multipart/form-data"},
	} {
		t.Run(name, func(t *testing.T) {
			c, err := documented(t, test.contract, test.changes...)
			if err == nil {
				err = c.Askable()
			}
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v; want %q", err, test.want)
			}
		})
	}
}
