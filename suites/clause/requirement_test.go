package clause_test

import (
	"strings"
	"testing"

	. "github.com/onsi/gomega"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/openapi/facts"
	"github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/match"
	"github.com/authconform/authconform/suites/probe"
)

// TestStatementsBecomeClauses holds one clause of each kind of statement against what it has to be.
func TestStatementsBecomeClauses(t *testing.T) {
	all := stated(t)
	for _, row := range []struct{ id, sentence, pointer string }{
		{"token.status.200", "answers with status 200 and exactly one JSON text", "/paths/~1oauth2~1token/post/responses/200"},
		{"errors.media-type.405", "sends application/json with status 405", "/components/responses/MethodNotAllowed/content/application~1json"},
		{"token.body.expires_in.required", "sends the member expires_in with status 200", "/components/schemas/ClientCredentialsGrantResponse/required/2"},
		{"token.body.expires_in.type", "makes expires_in an integer with status 200", "/components/schemas/ClientCredentialsGrantResponse/properties/expires_in"},
		{"token.body.closed", "adds no member that is not documented with status 200", "/components/schemas/ClientCredentialsGrantResponse/additionalProperties"},
		{
			"errors.error-model.errors.type", "makes errors a list of strings with status 405, 406, 422, 429, 500, 501, 502, 503, 504",
			"/components/schemas/ErrorModel/properties/errors",
		},
		{"errors.oauth-error-model.error.enum", "gives no other error than the documented ones", "/components/schemas/OAuthErrorCodes/enum"},
		{"errors.code.invalid_scope", "spells invalid_scope as documented", "/components/schemas/OAuthErrorCodes/enum/5"},
		{"errors.method-delete.refused", "refuses the method DELETE with 405", "/paths/~1oauth2~1token"},
		{"transport.server.https", "is reached at an https address", "/servers/0"},
	} {
		t.Run(row.id, func(t *testing.T) {
			g := NewWithT(t)
			c, ok := all[row.id]
			g.Expect(ok).To(BeTrue())
			g.Expect(c.Sentence).To(Equal(row.sentence))
			g.Expect(string(c.Source)).To(Equal("OpenAPI document, " + row.pointer))
			g.Expect(c.Level).To(Equal(clause.Mandatory))
		})
	}
}

func TestStatedClausesAreWhereTheyAreStated(t *testing.T) {
	document := contract(t)
	lines := map[string]int{}
	for _, s := range document.Requirements() {
		lines[s.Pointer] = s.Line
	}
	for id, c := range stated(t) {
		pointer, stated := strings.CutPrefix(string(c.Source), "OpenAPI document, ")
		switch {
		case !stated:
			t.Errorf("%s says nothing of the document", id)
		case !strings.HasSuffix(c.File, "distributor-3.8.yaml") || strings.HasPrefix(c.File, "/") || c.Line == 0 || c.Line != lines[pointer]:
			t.Errorf("%s is said to be at %s:%d, not at line %d", id, c.File, c.Line, lines[pointer])
		case c.Ruling == 0 || c.Hold.Wanted() == "" || c.Area() != strings.SplitN(id, ".", 2)[0]:
			t.Errorf("%s has no ruling, wants nothing or is of no area", id)
		}
	}
}

func TestRequestsBindNobodyButTheClient(t *testing.T) {
	g := NewWithT(t)
	known := 0
	for _, s := range contract(t).Requirements() {
		switch s.Kind {
		case openapi.ParameterKind, openapi.RequestMediaTypeKind, openapi.RequestPropertyKind, openapi.RequestValueKind,
			openapi.RequestClosedKind, openapi.SecurityKind, openapi.OperationKind, openapi.ServerValueKind, openapi.StatusRangeKind:
		default:
			known++
		}
		if s.Kind == openapi.TypeKind && s.Subject == "" && s.Statuses[0]/100 == 2 {
			known-- // an answer that is no object is no token response, and breaks token.valid.accepted
		}
		if s.Kind == openapi.HeaderKind && s.Any && !s.Required {
			known-- // no answer could break it
		}
	}
	g.Expect(stated(t)).To(HaveLen(known), "each other statement that binds answers is one clause")
}

func TestStatedClausesJudge(t *testing.T) {
	all := stated(t)
	json := func(name probe.Name, status int, body string) evidence.Exchange {
		x := answer(name, status, body)
		x.Response.Header = []evidence.Field{{Name: "Content-Type", Value: "application/json"}}
		return x
	}
	page := answer(probe.GrantMissing, 400, "<html>")
	check(t, []judgement{
		{"required, there", all["errors.oauth-error-model.error.required"], steady(json(probe.GrantMissing, 400, refusal)), clause.Passed, ""},
		{"required, missing", all["errors.oauth-error-model.error.required"], steady(json(probe.GrantMissing, 400, `{}`)), clause.Failed, ""},
		{"required, of no object", all["errors.oauth-error-model.error.required"], steady(page), clause.Skipped, "no such answer is a JSON object"},
		{"type, right", all["errors.oauth-error-model.error_uri.type"], steady(json(probe.GrantMissing, 400, `{"error_uri":"a"}`)), clause.Passed, ""},
		{"type, wrong", all["errors.oauth-error-model.error_uri.type"], steady(json(probe.GrantMissing, 401, `{"error_uri":1}`)), clause.Failed, ""},
		{"type, missing", all["errors.oauth-error-model.error_uri.type"], steady(json(probe.GrantMissing, 400, `{}`)), clause.Skipped, "no answer has the member error_uri"},
		{"body type, right", all["errors.oauth-error-model.type"], steady(json(probe.GrantMissing, 400, refusal)), clause.Passed, ""},
		{"body type, wrong", all["errors.oauth-error-model.type"], steady(json(probe.GrantMissing, 400, `[]`)), clause.Failed, ""},
		{"body type, no JSON", all["errors.oauth-error-model.type"], steady(page), clause.Skipped, "no such answer is JSON"},
		{"enum, another", all["errors.oauth-error-model.error.enum"], steady(json(probe.GrantMissing, 400, `{"error":"other"}`)), clause.Failed, ""},
		{"value, seen", all["errors.code.invalid_request"], steady(json(probe.GrantMissing, 400, refusal)), clause.Passed, ""},
		{"value, in another spelling", all["errors.code.invalid_request"], steady(json(probe.GrantMissing, 400, `{"error":"Invalid-Request"}`)), clause.Failed, ""},
		{"value, not seen", all["errors.code.invalid_scope"], steady(json(probe.GrantMissing, 400, refusal)), clause.Skipped, "no answer carried invalid_scope"},
		{"value, out of reach", all["errors.code.invalid_grant"], steady(), clause.Skipped, "cannot be provoked"},
		{"status, not seen", all["errors.status.422"], steady(), clause.Skipped, "no answer of this run had status 422"},
		{"status, out of reach", all["errors.status.503"], steady(), clause.Skipped, "an outage cannot be provoked"},
		{"status, no text", all["errors.status.400"], steady(page), clause.Failed, ""},
		{"media type", all["errors.media-type.400"], steady(page), clause.Failed, ""},
		{"method, refused", all["errors.method-get.refused"], steady(answer(probe.Method("GET"), 405, "")), clause.Passed, ""},
		{"method, taken", all["errors.method-get.refused"], steady(answer(probe.Method("GET"), 200, aToken)), clause.Failed, ""},
		{"HEAD has no body", all["errors.status.405"], steady(head(405)), clause.Skipped, "no answer of this run had status 405"},
		{"success that is no token response", all["token.status.200"], steady(answer(probe.GrantMissing, 200, "<html>")), clause.Passed, ""},
	})
}

func head(status int) evidence.Exchange {
	x := answer(probe.MethodHEAD, status, "")
	x.Request.Method = "HEAD"
	return x
}

// TestBookLeavesOutWhatAContractLacks: a clause of prose holds for the contracts that have what it needs, and reads as
// their features have it.
func TestBookLeavesOutWhatAContractLacks(t *testing.T) {
	g := NewWithT(t)
	book := &clause.Catalogue{Contract: contract(t)}
	row := func(id string) clause.Clause {
		return clause.New(id, clause.Mandatory, "a page", 9, "keeps it", clause.From(probe.Valid), match.Granted())
	}
	other := clause.Reading{Level: clause.Recommended, Source: "another page", Ruling: 21, Sentence: "keeps it, too", Hold: match.ClientError(), After: probe.Refresh}
	book.Add(row("a.any"), row("a.theirs").Needs(facts.RFC6749Errors), row("a.both").Needs(facts.StrictErrors, facts.PasswordGrant))
	book.Add(clause.Need([]clause.Clause{
		row("a.ours"), row("a.read").In(facts.StrictErrors, other), row("a.unread").In(facts.RFC6749Errors, other),
	}, facts.StrictErrors)...)
	for _, c := range book.Clauses() {
		read := c.ID == "a.read"
		g.Expect(c.Level == clause.Recommended && c.Source == "another page" && c.Ruling == 21 && c.Sentence == "keeps it, too" &&
			c.Hold.Wanted() == match.ClientError().Wanted() && c.Control() == probe.Refresh).To(Equal(read), c.ID)
	}
	var kept []string
	for _, c := range book.Clauses() {
		kept = append(kept, c.ID)
		g.Expect(c.File).To(Equal("suites/clause/requirement_test.go"), "a clause is where New is called, in the module's own terms")
		g.Expect(c.Line).To(BeNumerically(">", 0))
	}
	g.Expect(kept).To(ConsistOf("a.any", "a.ours", "a.read", "a.unread"))
}
