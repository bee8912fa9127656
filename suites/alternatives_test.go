package suites_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/suites"
	"github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/probe"
)

// accepted is R7's and R9's table by hand: for each clause the answers that conform. Every other documented answer has
// to be refused in its place.
var accepted = map[string][]string{
	"token.valid.accepted":                {"200"},
	"token.valid.after-refusals":          {"200"},
	"token.scope.granted":                 {"200"},
	"token.scope.unknown":                 {"400 invalid_scope", "200"}, // with another scope
	"errors.grant-missing.refused":        {"400 invalid_request"},
	"errors.body-empty.refused":           {"400 invalid_request"},
	"errors.body-empty-object.refused":    {"400 invalid_request"},
	"errors.body-truncated.refused":       {"400 invalid_request"},
	"errors.body-garbage.refused":         {"400 invalid_request"},
	"errors.grant-number.refused":         {"400 invalid_request", "422"},
	"errors.grant-boolean.refused":        {"400 invalid_request", "422"},
	"errors.grant-array.refused":          {"400 invalid_request", "422"},
	"errors.grant-object.refused":         {"400 invalid_request", "422"},
	"errors.grant-null.refused":           {"400 invalid_request", "422"},
	"errors.grant-unknown.refused":        {"400 unsupported_grant_type"},
	"errors.grant-empty.refused":          {"400 invalid_request", "400 unsupported_grant_type", "422"},
	"errors.wrong-secret.refused":         {"401 invalid_client"},
	"errors.unknown-client.refused":       {"401 invalid_client"},
	"errors.scheme-bearer.refused":        {"401 invalid_client"},
	"errors.scheme-digest.refused":        {"401 invalid_client"},
	"errors.basic-not-base64.refused":     {"401 invalid_client", "400 invalid_request"},
	"errors.basic-no-colon.refused":       {"401 invalid_client", "400 invalid_request"},
	"errors.no-credentials.refused":       {"400 invalid_client", "400 invalid_request", "401 invalid_client", "401 invalid_request"},
	"errors.credentials-twice.refused":    {"400 invalid_request"},
	"errors.accept-xml.answer":            {"406", "200"},
	"errors.method-get.refused":           {"405"},
	"errors.method-put.refused":           {"405"},
	"errors.method-patch.refused":         {"405"},
	"errors.method-delete.refused":        {"405"},
	"errors.unauthorized-client.refused":  {"400 unauthorized_client"},
	"errors.invalid-grant-client.refused": {"400 invalid_grant"},
}

// answers gives every answer that the document knows and that is no outage: with each error code where it has codes.
func answers(c *openapi.Contract) map[string]evidence.Response {
	json := []evidence.Field{{Name: "Content-Type", Value: "application/json"}}
	all := map[string]evidence.Response{}
	for _, status := range c.Statuses() {
		switch {
		case status == 200:
			all["200"] = evidence.Response{Status: status, Header: json, Body: []byte(`{"access_token":"a.b.c","token_type":"Bearer","expires_in":60,"scope":"other"}`)}
		case c.IsOAuthError(status):
			for _, code := range c.ErrorCodes() {
				all[fmt.Sprintf("%d %s", status, code)] = evidence.Response{Status: status, Header: json, Body: fmt.Appendf(nil, `{"error":%q}`, code)}
			}
		case status/100 == 4 && status != 429:
			all[fmt.Sprint(status)] = evidence.Response{Status: status, Header: json, Body: []byte(`{"error":"X","error_reference":"1"}`)}
		}
	}
	return all
}

// Every answer that the rulings allow is accepted, and every other one that the document knows is not.
func TestAlternatives(t *testing.T) {
	contract, err := openapi.Load("prioticket")
	if err != nil {
		t.Fatal(err)
	}
	catalogue, err := suites.Catalogue(contract)
	if err != nil {
		t.Fatal(err)
	}
	known := answers(contract)
	judged := 0
	for _, c := range catalogue {
		conforming, ok := accepted[c.ID]
		if !ok {
			continue
		}
		judged++
		for name, response := range known {
			want := clause.Failed
			if slices.Contains(conforming, name) {
				want = clause.Passed
			}
			for _, got := range suites.Judge([]clause.Clause{c}, answered(c.Subject.Probes()[0], response)) {
				if got.Status != want {
					t.Errorf("%s with %s is %s (%s), wanted %s", c.ID, name, got.Status, got.Reason, want)
				}
			}
		}
	}
	if judged != len(accepted) {
		t.Errorf("judged %d of %d clauses of the table", judged, len(accepted))
	}
}

// answered is a run of a sound target but for one answer.
func answered(asked probe.Name, response evidence.Response) evidence.Record {
	token := evidence.Response{Status: 200, Body: []byte(`{"access_token":"a.b.c","token_type":"Bearer","expires_in":60}`)}
	var rec evidence.Record
	rec.Run.Form, rec.Run.Scope = "documented", "given"
	for _, name := range []probe.Name{probe.Valid, probe.FormEncoded, probe.BodyCredentials, probe.ValidScope, probe.ValidLast, asked} {
		x := evidence.Exchange{ID: string(name), Probe: string(name), Attempt: 1, Response: &token}
		x.Request = evidence.Request{Method: "POST", URL: "https://example.com", Header: []evidence.Field{{Name: "Authorization", Value: "Basic eA=="}}}
		if name == asked {
			x.Response = &response
		}
		if _, twice := rec.Of(string(name)); !twice {
			rec.Exchanges = append(rec.Exchanges, x)
		}
	}
	return rec
}
