package suites_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/suites"
	"github.com/authconform/authconform/suites/clause"
)

// Everything that a document states has a clause, or a reason why not.
func TestNothingStatedIsLeftOut(t *testing.T) {
	for _, name := range openapi.Names() {
		contract, err := openapi.Load(name)
		if err != nil {
			t.Fatal(err)
		}
		all := wholeCatalogue(t, contract)
		for _, gap := range gaps(suites.Coverage(contract, all)) {
			t.Errorf("%s: nothing judges %s, and no reason is given", name, gap)
		}
	}
	for name, m := range mutations() {
		contract := mutated(t, m.edits...)
		for _, gap := range gaps(suites.Coverage(contract, wholeCatalogue(t, contract))) {
			t.Errorf("%s: nothing judges %s, and no reason is given", name, gap)
		}
	}
}

// A clause that is taken out of the catalogue leaves a gap, or the test above would be worth nothing.
func TestGapsAreSeen(t *testing.T) {
	contract := mutated(t)
	all := wholeCatalogue(t, contract)
	for id, want := range map[string]string{
		"errors.status.422":                       "status 422",
		"token.body.expires_in.required":          "the member expires_in of ClientCredentialsGrantResponse is required",
		"errors.code.invalid_scope":               "the value invalid_scope of the member error of OAuthErrorModel",
		"errors.method-get.refused":               "the method GET is not there",
		"errors.media-type.406":                   "media type application/json with status 406",
		"errors.oauth-error-model.error.required": "the member error of OAuthErrorModel is required",
	} {
		fewer := slices.DeleteFunc(slices.Clone(all), func(c clause.Clause) bool { return c.ID == id })
		if diff := cmp.Diff([]string{want}, gaps(suites.Coverage(contract, fewer))); diff != "" {
			t.Errorf("without %s (-want +got):\n%s", id, diff)
		}
	}
}

func gaps(rows []suites.Covered) []string {
	var found []string
	for _, row := range rows {
		if len(row.Clauses) == 0 && row.Reason == "" {
			found = append(found, row.InWords())
		}
	}
	return found
}

// What a document says of requests is covered by the clauses whose probes change just that, whatever the document.
func TestRequestsAreCovered(t *testing.T) {
	const (
		grantType = "          description: Always client_credentials.\n          type: string\n"
		content   = "          application/json:\n            schema:\n              $ref: \"#/components/schemas/ClientCredentialsGrantRequest\"\n"
		parameter = "      parameters:\n"
		schemes   = "  securitySchemes:\n"
	)
	edits := []string{
		grantType, grantType + "          enum: [client_credentials, authconform_unknown_grant, implicit]\n",
		"        scope:\n          description: What the client wants", "        client_secret: {type: string}\n        audience: {type: string}\n        scope:\n          description: What the client wants",
		content, content + strings.ReplaceAll(content, "application/json:", "application/x-www-form-urlencoded:") + strings.ReplaceAll(content, "application/json:", "application/xml:"),
		parameter, parameter + "        - {in: header, name: app-name, schema: {type: string}}\n        - {in: query, name: client_id, schema: {type: string}}\n        - {in: query, name: trace, schema: {type: string}}\n",
		schemes, schemes + "    key: {type: apiKey, in: header, name: X-Key}\n",
		"security:\n  - basicAuth: []\n", "security:\n  - basicAuth: []\n  - key: []\n",
	}
	contract := mutated(t, edits...)
	rows := map[string]suites.Covered{}
	for _, row := range suites.Coverage(contract, wholeCatalogue(t, contract)) {
		rows[row.InWords()] = row
	}
	const accepted = "token.valid.accepted"
	for words, want := range map[string]struct{ covers, not, reason string }{
		"operation POST /oauth2/token":                                             {covers: accepted},
		"header parameter Authorization, optional":                                 {covers: "errors.wrong-secret.refused", not: "errors.grant-missing.refused"},
		"header parameter app-name, optional":                                      {covers: accepted, not: "errors.wrong-secret.refused"},
		"query parameter client_id, optional":                                      {covers: "errors.credentials-in-query.refused", not: accepted},
		"query parameter trace, optional":                                          {reason: "a client may leave it out, and the suite does"},
		"security scheme basicAuth (basic)":                                        {covers: accepted},
		"security scheme key (apiKey)":                                             {reason: "the suite authenticates by HTTP Basic, in the body or by one API key"},
		"media type application/json of requests":                                  {covers: accepted, not: "errors.method-get.refused"},
		"media type application/x-www-form-urlencoded of requests":                 {covers: "token.form-encoded", not: accepted},
		"media type application/xml of requests":                                   {reason: "the suite writes requests as application/json"},
		"the member grant_type of requests, of the type string, required":          {covers: "errors.grant-missing.refused", not: "errors.wrong-secret.refused"},
		"the member scope of requests, of the type string, optional":               {covers: "token.scope.granted", not: accepted},
		"the member client_secret of requests, of the type string, optional":       {covers: "errors.wrong-secret-in-body.refused", not: accepted},
		"the member audience of requests, of the type string, optional":            {reason: "a client may leave it out, and the suite does"},
		"the value client_credentials of the member grant_type of requests":        {covers: accepted, not: "errors.grant-unknown.refused"},
		"the value authconform_unknown_grant of the member grant_type of requests": {covers: "errors.grant-unknown.refused", not: accepted},
		"the value implicit of the member grant_type of requests":                  {reason: "the suite does not send this value"},
		"the body of requests has the documented members alone":                    {covers: "token.extra-parameter", not: "token.scope.granted"},
		"the value sandbox-distributor-api of the server's variable environment":   {reason: "it is a choice of address, and a run asks one"},
		"server https://{environment}.prioticket.com/{version}/distributor":        {covers: "transport.server.https"},
		"status 503": {covers: "errors.status.503", reason: "an outage cannot be provoked from outside"},
		"the value invalid_grant of the member error of OAuthErrorModel": {
			covers: "errors.code.invalid_grant", reason: "it cannot be provoked from outside with the client credentials grant",
		},
	} {
		row, there := rows[words]
		if !there {
			t.Errorf("there is no row: %s", words)
			continue
		}
		if want.covers != "" && !slices.Contains(row.Clauses, want.covers) || want.covers == "" && len(row.Clauses) > 0 {
			t.Errorf("%s: found the clauses %v; wanted %q among them", words, row.Clauses, want.covers)
		}
		if want.not != "" && slices.Contains(row.Clauses, want.not) {
			t.Errorf("%s: found %s, which is not about it", words, want.not)
		}
		if row.Reason != want.reason {
			t.Errorf("%s: found the reason %q; wanted %q", words, row.Reason, want.reason)
		}
	}
}

func TestStateOfCoverage(t *testing.T) {
	outcome := func(id string, status clause.Status, reason string, asked bool) clause.Outcome {
		return clause.Outcome{ID: id, Status: status, Reason: reason, Asked: asked}
	}
	outcomes := map[string]clause.Outcome{}
	for _, o := range []clause.Outcome{
		outcome("passed", clause.Passed, "", true),
		outcome("failed", clause.Failed, "", true),
		outcome("warned", clause.Warned, "", true),
		outcome("unseen", clause.Skipped, "no answer had it", true),
		outcome("answered", clause.Skipped, "it answered something else", true),
		outcome("unasked", clause.Skipped, "it takes a flag", false),
		outcome("unasked-too", clause.Skipped, "it takes another flag", false),
		outcome("outage", clause.Inconclusive, "it answered 503", true),
		outcome("interrupted", clause.Inconclusive, "the run was interrupted", false),
	} {
		outcomes[o.ID] = o
	}
	for _, test := range []struct {
		clauses       []string
		reason        string
		state, wanted string
	}{
		{[]string{"passed"}, "", suites.Judged, ""},
		{[]string{"failed"}, "", suites.Judged, ""},
		{[]string{"unasked", "unseen", "warned"}, "", suites.Judged, ""},
		{[]string{"passed"}, "nobody can ask for it", suites.Judged, ""},
		{[]string{"unseen"}, "nobody can ask for it", suites.NotProvokable, "nobody can ask for it"},
		{[]string{"unseen"}, "", suites.NotObserved, "no answer had it"},
		{[]string{"unasked", "answered", "unseen", "unasked-too"}, "", suites.NotObserved, "it answered something else"},
		{[]string{"outage"}, "", suites.NotObserved, "it answered 503"},
		{[]string{"unasked", "unasked-too"}, "", suites.NotAsked, "it takes a flag"},
		{[]string{"interrupted"}, "", suites.NotAsked, "the run was interrupted"},
		{[]string{"another"}, "", suites.NotAsked, "none of its clauses was chosen"},
		{nil, "a choice of address", suites.NotAsked, "a choice of address"},
	} {
		state, reason := suites.Covered{Clauses: test.clauses, Reason: test.reason}.State(outcomes)
		if state != test.state || reason != test.wanted {
			t.Errorf("%v, %q: found %s, %q; wanted %s, %q", test.clauses, test.reason, state, reason, test.state, test.wanted)
		}
	}
}

// What a core run against the sound target leaves unjudged, and why.
func TestCoverageOfARun(t *testing.T) {
	contract := mutated(t)
	judged, err := gathered(t, contract, nil)
	if err != nil {
		t.Fatal(err)
	}
	outcomes := map[string]clause.Outcome{}
	for _, o := range judged {
		outcomes[o.ID] = o
	}
	got := map[string][]string{}
	for _, row := range suites.Coverage(contract, wholeCatalogue(t, contract)) {
		state, reason := row.State(outcomes)
		if (reason == "") != (state == suites.Judged) {
			t.Errorf("%s is %s, for the reason %q", row.InWords(), state, reason)
		}
		if state != suites.Judged {
			got[state] = append(got[state], row.InWords())
		}
	}
	for state := range got {
		slices.Sort(got[state])
	}
	want := map[string][]string{
		suites.NotAsked: {
			"the value distributor-api of the server's variable environment",
			"the value internal-distributor-api of the server's variable environment",
			"the value sandbox-distributor-api of the server's variable environment",
			"the value staging-distributor-api of the server's variable environment",
			"the value v3.8 of the server's variable version",
		},
		suites.NotProvokable: {
			"media type application/json with status 429",
			"media type application/json with status 500",
			"media type application/json with status 501",
			"media type application/json with status 502",
			"media type application/json with status 503",
			"media type application/json with status 504",
			"status 429", "status 500", "status 501", "status 502", "status 503", "status 504",
			"the value invalid_grant of the member error of OAuthErrorModel",
			"the value unauthorized_client of the member error of OAuthErrorModel",
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
