package suites_test

import (
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/suites"
	"github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/evidence"
)

// asking is a record of a client that asked once in the scenario steady, with this body.
func asking(mediaType, body string, fields ...evidence.Field) evidence.Record {
	const steady = "steady"
	begun := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	return evidence.Record{
		Run: evidence.Run{
			Role: evidence.OfClient, Scenarios: []evidence.Played{{Name: steady, Started: begun, Calls: 1, Lifetime: time.Hour}},
			Names: []evidence.Named{{Pseudonym: "‹password›", Meaning: "password"}},
		},
		Exchanges: []evidence.Exchange{
			{
				ID: "steady.1", Probe: steady, Attempt: 1, Started: begun,
				Request: evidence.Request{
					Method: http.MethodPost, URL: "https://target.test/token", Body: []byte(body),
					Header: append(fields, evidence.Field{Name: "Content-Type", Value: mediaType}, evidence.Field{Name: "Accept", Value: "application/json"}),
				},
				Response: &evidence.Response{Status: http.StatusOK, Body: []byte(`{"access_token":"‹token›","token_type":"Bearer","expires_in":3600}`)},
				Heard: &evidence.Heard{
					Endpoint: evidence.TokenEndpoint, Channel: evidence.Secure, Life: 1, Offered: "TLS 1.3", Issued: &evidence.Issued{Access: 1},
					Shown: []evidence.Shown{{What: evidence.ClientCredential, Where: evidence.InAuthorization, Scheme: "Basic"}},
				},
			},
			{ID: "steady.life-1", Probe: steady, Started: begun, Duration: time.Second, Life: &evidence.Life{Number: 1, Ending: evidence.Exited, Searched: true}},
		},
	}
}

func ofTicketpark(t *testing.T, edits ...string) *openapi.Contract {
	t.Helper()
	read := func(name string) string {
		text, err := os.ReadFile("../openapi/ticketpark/" + name)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	document := read("oauth-v2.yaml")
	for i := 0; i+1 < len(edits); i += 2 {
		if !strings.Contains(document, edits[i]) {
			t.Fatalf("the document has no %q", edits[i])
		}
		document = strings.Replace(document, edits[i], edits[i+1], 1)
	}
	contract, err := openapi.Parse("mutated.yaml", []byte(document), []byte(read("oauth-v2.authconform.yaml")))
	if err != nil {
		t.Fatal(err)
	}
	return contract
}

// A changed document changes what clients are held to, without an edit in Go.
func TestClientsFollowTheDocument(t *testing.T) {
	const (
		schema    = "    ClientCredentialsGrantRequest:\n      type: object\n      additionalProperties: false\n      properties:\n"
		scope     = "          description: What the client wants to be allowed.\n          type: string\n"
		parameter = "      parameters:\n"
		content   = "          application/json:\n            schema:\n              $ref: \"#/components/schemas/ClientCredentialsGrantRequest\"\n"
		form      = "application/x-www-form-urlencoded"
		valid     = `{"grant_type":"client_credentials"}`
		login     = "grant_type=password&username=joe&password=‹password›"
		password  = "          description: The user's password, which the client does not keep.\n          type: string\n"
	)
	for name, m := range map[string]struct {
		ticketpark            bool
		edits, added, removed []string
		media, body           string
		fields                []evidence.Field
		broken                []string
	}{
		"as it is": {body: valid},
		"a member becomes required": {
			edits: []string{"      required:\n        - grant_type\n", "      required: [grant_type, scope]\n"}, added: []string{"client.request.body.scope.required"},
			body: valid, broken: []string{"client.request.body.scope.required"},
		},
		"a member is not required any more": {
			edits: []string{"      required:\n        - grant_type\n", ""}, removed: []string{"client.request.body.grant_type.required"}, body: `{}`,
		},
		"a member is added": {
			edits: []string{schema, schema + "        lifetime: {type: integer, minimum: 60}\n"}, added: []string{"client.request.body.lifetime.type"},
			body: `{"grant_type":"client_credentials","lifetime":30}`, broken: []string{"client.request.body.lifetime.type"},
		},
		"a member is a number, and a form has it in letters": {
			edits: []string{schema, schema + "        lifetime: {type: integer}\n"}, added: []string{"client.request.body.lifetime.type"},
			media: form, body: "grant_type=client_credentials&lifetime=30", broken: []string{"client.request.media-type"},
		},
		"the object is opened": {
			edits:   []string{schema, "    ClientCredentialsGrantRequest:\n      type: object\n      properties:\n"},
			removed: []string{"client.request.body.closed"}, body: `{"grant_type":"client_credentials","audience":"a"}`,
		},
		"a scope is one of a list": {
			edits: []string{scope, scope + "          enum: [read, write]\n"}, added: []string{"client.request.body.scope.enum"},
			body: `{"grant_type":"client_credentials","scope":"all"}`, broken: []string{"client.request.body.scope.enum"},
		},
		"a scope has a length": {
			edits: []string{scope, scope + "          maxLength: 3\n"},
			body:  `{"grant_type":"client_credentials","scope":"read"}`, broken: []string{"client.request.body.scope.type"},
		},
		"forms are documented too": {
			edits: []string{content, content + strings.ReplaceAll(content, "application/json", form)}, media: form, body: "grant_type=client_credentials",
		},
		"a field is required": {
			edits: []string{parameter, parameter + "        - {in: header, name: X-Tenant, required: true, schema: {type: string}}\n"},
			added: []string{"client.request.header.x-tenant.required"}, body: valid, broken: []string{"client.request.header.x-tenant.required"},
		},
		"a field is required that is there": {
			edits: []string{parameter, parameter + "        - {in: header, name: X-Tenant, required: true, schema: {type: string}}\n"},
			added: []string{"client.request.header.x-tenant.required"}, body: valid, fields: []evidence.Field{{Name: "x-tenant", Value: "a"}},
		},
		"a parameter of the query is required": {
			edits: []string{parameter, parameter + "        - {in: query, name: tenant, required: true, schema: {type: string}}\n"},
			added: []string{"client.request.query.tenant.required"}, body: valid, broken: []string{"client.request.query.tenant.required"},
		},
		"the method is another": {
			edits: []string{"    post:\n", "    put:\n"}, body: valid, broken: []string{"client.request.method"},
		},
		"a login as it is":                {ticketpark: true, media: form, body: login},
		"what is redacted has any length": {ticketpark: true, edits: []string{password, password + "          minLength: 64\n"}, media: form, body: login},
		"a login needs a scope": {
			ticketpark: true, edits: []string{"        - username\n", "        - username\n        - scope\n", password, password + "        scope: {type: string}\n"},
			added: []string{"client.request.password-grant.scope.required", "client.request.password-grant.scope.type"},
			media: form, body: login, broken: []string{"client.request.password-grant.scope.required"},
		},
		"a grant is called otherwise": {
			ticketpark: true, edits: []string{"    RefreshGrantRequest: #", "    RenewalRequest: #", "schemas/RefreshGrantRequest", "schemas/RenewalRequest", "schemas/RefreshGrantRequest", "schemas/RenewalRequest"},
			added:   []string{"client.request.renewal.grant_type.required", "client.request.renewal.grant_type.type", "client.request.renewal.refresh_token.required", "client.request.renewal.refresh_token.type"},
			removed: []string{"client.request.refresh-grant.grant_type.required", "client.request.refresh-grant.grant_type.type", "client.request.refresh-grant.refresh_token.required", "client.request.refresh-grant.refresh_token.type"},
			media:   form, body: "grant_type=refresh_token", broken: []string{"client.request.renewal.refresh_token.required"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			parse := mutated
			if m.ticketpark {
				parse = ofTicketpark
			}
			contract := parse(t, m.edits...)
			was, is := clientIDs(t, parse(t)), clientIDs(t, contract)
			if diff := cmp.Diff(m.added, without(is, was)); diff != "" {
				t.Errorf("clauses that came (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(m.removed, without(was, is)); diff != "" {
				t.Errorf("clauses that went (-want +got):\n%s", diff)
			}
			media := m.media
			if media == "" {
				media = "application/json"
			}
			var broken []string
			for _, o := range suites.JudgeClient(clientCatalogue(t, contract), asking(media, m.body, m.fields...)) {
				if o.Status == clause.Failed || o.Status == clause.Warned {
					broken = append(broken, o.ID)
				}
				if strings.HasPrefix(o.ID, "client.request.body.") && !strings.HasPrefix(o.Location, "mutated.yaml:") {
					t.Errorf("%s is stated at %s", o.ID, o.Location)
				}
			}
			if diff := cmp.Diff(m.broken, broken); diff != "" {
				t.Errorf("broken (-want +got):\n%s", diff)
			}
		})
	}
}

func clientIDs(t *testing.T, contract *openapi.Contract) []string {
	t.Helper()
	var ids []string
	for _, c := range clientCatalogue(t, contract) {
		if !reportedID.MatchString(c.ID) {
			t.Errorf("%q is no ID that a report may have", c.ID)
		}
		ids = append(ids, c.ID)
	}
	slices.Sort(ids)
	return ids
}

// Every row that binds clients is judged by a clause about them, or leaves them every choice; every other one says whom it
// binds.
func TestClientsAreCovered(t *testing.T) {
	for _, name := range openapi.Names() {
		contract, err := openapi.Load(name)
		if err != nil {
			t.Fatal(err)
		}
		clauses := clientCatalogue(t, contract)
		service := suites.Coverage(contract, wholeCatalogue(t, contract))
		for i, row := range suites.ClientCoverage(contract, clauses) {
			binds := slices.Contains([]openapi.Kind{
				openapi.OperationKind, openapi.ParameterKind, openapi.RequestMediaTypeKind, openapi.RequestPropertyKind,
				openapi.RequestValueKind, openapi.RequestClosedKind, openapi.SecurityKind,
			}, row.Statement.Kind)
			if binds != (len(row.Clauses) > 0) || binds == (row.Reason != "") {
				t.Errorf("%s: %s is judged by %v: %q", name, row.InWords(), row.Clauses, row.Reason)
			}
			if diff := cmp.Diff(row.Clauses, service[i].Client); diff != "" {
				t.Errorf("%s: %s (-client +service):\n%s", name, row.InWords(), diff)
			}
			for _, id := range row.Clauses {
				if !slices.ContainsFunc(clauses, func(c clause.Clause) bool { return c.ID == id }) {
					t.Errorf("%s: %s names %s, which is no clause", name, row.InWords(), id)
				}
			}
		}
	}
}
