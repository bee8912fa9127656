package openapi

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/authconform/authconform/openapi/facts"
	"github.com/authconform/authconform/openapi/wire"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestEmbeddedFacts(t *testing.T) {
	c := prioticket(t)
	outage := "an outage cannot be provoked from outside"
	grant := "it cannot be provoked from outside with the client credentials grant"
	want := facts.Facts{
		Name: "prioticket", Title: "Prioticket Distributor API 3.8, token endpoint", Operation: "getToken",
		Environments: facts.Environments{
			Variable: "environment",
			Names: map[string]string{
				"staging": "staging-distributor-api", "sandbox": "sandbox-distributor-api",
				"internal": "internal-distributor-api", "production": "distributor-api",
			},
			Production: []string{"production"}, Default: "staging",
		},
		Limits: []facts.Limit{
			{Class: "4xx", Responses: 60, Per: time.Minute, Penalty: time.Minute},
			{Requests: 1000, Per: time.Minute},
		},
		Grant: "client_credentials", Request: facts.Request{MediaType: "application/json"},
		ClientAuthentication: facts.ClientAuthentication{
			Documented: facts.BasicMechanism, Also: []facts.Mechanism{facts.BodyMechanism}, IDParameter: "client_id", SecretParameter: "client_secret",
			FormEncoded: true,
		},
		Tokens:             facts.Tokens{SideBySide: true, Response: facts.Strict, JWT: true},
		Scope:              facts.Scope{Promised: true, Example: "https://www.prioticketapis.com/auth/distributor.booking"},
		ApplicationHeaders: map[string]string{"App-Name": "authconform", "App-Version": "{version}", "App-Reference": "{run}/{probe}"},
		ErrorModel:         "ErrorModel",
		Errors:             facts.Errors{Reading: facts.Strict},
		Resource:           facts.Strict,
		NotProvokable: []facts.Unprovokable{
			{Value: "unauthorized_client", Reason: grant},
			{Value: "invalid_grant", Reason: grant},
			{Value: "429", Reason: "the suite stays below the provider's limits"},
			{Value: "500", Reason: outage},
			{Value: "501", Reason: outage},
			{Value: "502", Reason: outage},
			{Value: "503", Reason: outage},
			{Value: "504", Reason: outage},
		},
		Sources: map[string]string{
			"endpoint": "Prioticket, endpoint page Authentication", "concept": "Prioticket, concept page Authentication",
		},
	}
	if diff := cmp.Diff(want, c.Facts, cmpopts.IgnoreFields(facts.Facts{}, "Contradictions")); diff != "" {
		t.Error(diff)
	}
	if c.Name != "prioticket" || c.Version != "3.8.0" || c.File != "openapi/prioticket/distributor-3.8.yaml" || len(c.Digest) != 7+64 {
		t.Errorf("name %q, version %q, file %q, digest %q", c.Name, c.Version, c.File, c.Digest)
	}
	if c.TokenMethod() != "POST" || c.TokenPath() != "/oauth2/token" {
		t.Errorf("token operation is %s %s", c.TokenMethod(), c.TokenPath())
	}
	if c.NotProvokable("503") != outage || c.NotProvokable("422") != "" {
		t.Errorf("503: %q, 422: %q", c.NotProvokable("503"), c.NotProvokable("422"))
	}
}

func TestLoadFile(t *testing.T) {
	dir := t.TempDir()
	write := func(name string, data []byte) string {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	bare := write("bare.yaml", ourDocument(t))
	described := write("described.json", asJSON(t, ourDocument(t)))
	write("described.authconform.yaml", []byte(ourFacts(t)))
	bad := write("bad.yaml", ourDocument(t))
	write("bad.authconform.yaml", []byte("name: x\nnome: y\n"))

	c, err := Load(bare)
	if err != nil {
		t.Fatal(err)
	}
	if c.Name != "bare" || c.File != "bare.yaml" || len(c.Facts.Limits) > 0 || c.Facts.Operation != "getToken" {
		t.Errorf("derived: %q %q %v", c.Name, c.File, c.Facts)
	}
	if c, err = Load(described); err != nil || c.Name != "prioticket" || c.File != "described.json" || len(c.Facts.Limits) != 2 {
		t.Errorf("with facts: %+v, %v", c, err)
	}
	if _, err = Load(bad); err == nil || !strings.Contains(err.Error(), "bad.authconform.yaml:2: nome: unknown key") {
		t.Errorf("bad facts: %v", err)
	}
}

func TestLoadErrors(t *testing.T) {
	dir := t.TempDir()
	for ref, want := range map[string]string{
		"priotiket":                       `contract "priotiket": wanted a file or one of the embedded contracts (prioticket, ticketpark), found neither`,
		filepath.Join(dir, "gone.yaml"):   "wanted a file or one of the embedded contracts (prioticket, ticketpark)",
		dir:                               "it is not a regular file, but a directory",
		"":                                "it is not a regular file, but a directory",
		filepath.Join(dir, "not-a\x00ok"): "not-a",
	} {
		_, err := Load(ref)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Load(%q): %v; want %q", ref, err, want)
		}
	}
	if _, err := Load("priotiket"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the cause is lost: %v", err)
	}
	if diff := cmp.Diff([]string{"prioticket", "ticketpark"}, Names()); diff != "" {
		t.Error(diff)
	}
	if c, err := Load(DefaultName); err != nil || c.Name != DefaultName {
		t.Errorf("the default contract: %v, %v", c, err)
	}
}

func TestDocumentErrors(t *testing.T) {
	ours := string(ourDocument(t))
	for name, test := range map[string]struct{ document, want string }{
		"empty":              {"", "wanted an OpenAPI document"},
		"text":               {"hello", "wanted an OpenAPI document"},
		"list":               {"[]", "wanted an OpenAPI document"},
		"no paths":           {`{"openapi":"3.0.0"}`, "info and paths"},
		"syntax":             {"openapi: 3.0.0\n  x: [\n", "x.yaml:2: wanted an OpenAPI document"},
		"version 3.2":        {strings.Replace(ours, "openapi: 3.0.0", "openapi: 3.2.0", 1), `found version "3.2.0"; write it down as 3.0 or 3.1`},
		"version 4":          {strings.Replace(ours, "openapi: 3.0.0", "openapi: 4.0.0", 1), `found version "4.0.0"`},
		"version 3.0 alone":  {strings.Replace(ours, "openapi: 3.0.0", "openapi: three", 1), `found version "three"`},
		"unresolved":         {strings.Replace(ours, "#/components/schemas/OAuthErrorCodes", "#/components/schemas/Gone", 1), "Gone"},
		"leads outside":      {strings.Replace(ours, `"#/components/schemas/OAuthErrorCodes"`, `"/etc/passwd#/x"`, 1), "x.yaml:202: wanted a document in one file, found an external reference"},
		"no such type":       {strings.Replace(ours, "type: integer", "type: intger", 1), "x.yaml:186: wanted a valid OpenAPI document"},
		"key twice":          {ours + "\ninfo: {}\n", "already defined"},
		"JSON member twice":  {`{"openapi":"3.0.0","openapi":"3.0.0","info":{"title":"x","version":"1"},"paths":{}}`, "found /openapi twice"},
		"no token operation": {"openapi: 3.0.0\ninfo: {title: x, version: '1'}\npaths: {}\n", "found none"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Parse("x.yaml", []byte(test.document), nil)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v; want %q", err, test.want)
			}
			if err != nil && !strings.HasPrefix(err.Error(), "x.yaml") {
				t.Errorf("the file is not named: %v", err)
			}
		})
	}
}

// mostFuzzed is the size of the largest file that is fuzzed.
const mostFuzzed = 4 << 10

// smallDocument is the least that is a contract.
const smallDocument = `openapi: 3.0.0
info: {title: x, version: '1'}
paths:
  /token:
    post:
      requestBody: {content: {application/json: {schema: {type: object, required: [grant_type], properties: {grant_type: {type: string, enum: [client_credentials]}}}}}}
      responses:
        '200': {description: ok, content: {application/json: {schema: {type: object, required: [access_token], properties: {access_token: {type: string, minLength: 1}}}}}}
        default: {description: no}
`

func FuzzParse(f *testing.F) {
	f.Add([]byte("openapi: 3.0.0\ninfo: {title: x, version: '1'}\npaths: {}\n"), []byte("name: x"))
	f.Add([]byte(smallDocument), []byte{})
	f.Add([]byte(smallDocument), []byte("name: x\n"))
	f.Fuzz(func(t *testing.T, document, facts []byte) {
		if len(document) > mostFuzzed || len(facts) > mostFuzzed {
			return // what is large is slow to fuzz, and TestLarge… have it
		}
		c, err := Parse("x.yaml", document, facts)
		if (c == nil) == (err == nil) {
			t.Fatalf("contract %v, error %v", c, err)
		}
		if c != nil {
			c.Vocabulary()
			c.CheckAnswer(wire.Answer{Method: "POST", Status: 200, Body: []byte(`{"access_token":1}`)})
		}
	})
}
