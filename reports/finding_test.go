package reports_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/authconform/authconform/openapi/wire"
	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/suites/clause"
)

// broken is a clause that is not kept, as one violation of one exchange shows it.
func broken(id, wanted, pointer, rule, detail string, exchanges ...string) reports.Result {
	return reports.Result{
		ID: id, Level: reports.Mandatory, Status: reports.Failed, Wanted: wanted, Evidence: exchanges,
		Violations: []wire.Violation{{Pointer: pointer, Rule: rule, Detail: detail}},
	}
}

func recommended(r reports.Result) reports.Result {
	r.Level, r.Status = reports.Recommended, reports.Warned
	return r
}

func critical(r reports.Result) reports.Result {
	r.Critical = true
	return r
}

// One cause is told once, whatever was asked; what only stands in one answer is not one cause.
func TestFindings(t *testing.T) {
	noChallenge := func(id, exchange string) reports.Result {
		return broken(id, "WWW-Authenticate with scheme Basic", "WWW-Authenticate", "header-missing", "found 401 invalid_client without WWW-Authenticate", exchange)
	}
	for name, c := range map[string]struct {
		results []reports.Result
		want    []string // sentence: clauses
	}{
		"the same header is missing everywhere": {
			[]reports.Result{noChallenge("errors.a", "1"), noChallenge("errors.b", "2"), recommended(noChallenge("errors.c", "3"))},
			[]string{"The target sends no WWW-Authenticate with 401 invalid_client: errors.a errors.b errors.c"},
		},
		"two headers are missing in one answer": {
			[]reports.Result{noChallenge("errors.a", "1"), broken("headers.b", "no-store", "Cache-Control", "header", "wanted no-store", "1")},
			[]string{"The target sends no WWW-Authenticate with 401 invalid_client: errors.a", "Cache-Control: wanted no-store: headers.b"},
		},
		"a page in place of JSON": {
			[]reports.Result{
				broken("errors.status", "400 invalid_request", "status", "status", "found 500; wanted 400 invalid_request", "1"),
				broken("errors.media", "application/json", "Content-Type", "media-type", "wanted application/json; found text/html", "1"),
				broken("errors.json", "one JSON text", "", "json.syntax", "wanted one JSON text; found a syntax error", "1"),
			},
			[]string{"The answer is 500, and has to be 400 invalid_request: errors.status errors.json errors.media"},
		},
		"a token response without its token": {
			[]reports.Result{
				broken("token.valid.accepted", "200 with a token", "status", "no-token", "found 200; wanted 200 with a token", "1"),
				broken("token.body.access_token.required", "the member access_token", "/access_token", "required", "wanted this member, found none", "1", "2"),
				broken("token.body.closed", "no other members", "/accessToken", "closed", "wanted the documented members alone, found another", "1", "2"),
			},
			[]string{"The member access_token is missing: token.body.access_token.required token.body.closed token.valid.accepted"},
		},
		"the same status, wanted otherwise": {
			[]reports.Result{
				broken("errors.a", "401 invalid_client", "status", "status", "found 400 invalid_client; wanted 401 invalid_client", "1"),
				broken("errors.b", "405", "status", "status", "found 400; wanted 405", "2"),
			},
			[]string{"The answer is 400 invalid_client, and has to be 401 invalid_client: errors.a", "The answer is 400, and has to be 405: errors.b"},
		},
		"tokens for nobody come first, and apart from those for somebody who asks wrongly": {
			[]reports.Result{
				broken("errors.grant", "400 unsupported_grant_type", "status", "token-issued", "a token was issued, with status 200; wanted 400", "1"),
				critical(broken("errors.secret", "401 invalid_client", "status", "token-issued", "a token was issued, with status 200; wanted 401", "2")),
				critical(broken("errors.unknown", "401 invalid_client", "status", "token-issued", "a token was issued, with status 200; wanted 401", "3")),
			},
			[]string{
				"A token is issued to somebody who must not have one: errors.secret errors.unknown",
				"A token is issued where it has to be refused: 400 unsupported_grant_type: errors.grant",
			},
		},
		"what a baseline excuses is no finding": {
			[]reports.Result{func() reports.Result {
				r := noChallenge("errors.a", "1")
				r.Known = &clause.KnownDeviation{Reason: "a ticket", Owner: "they", Expires: "2026-12-31"}
				return r
			}()},
			nil,
		},
	} {
		var got []string
		for _, f := range (reports.Report{Results: c.results}).Complete().Findings {
			got = append(got, f.Sentence+": "+strings.Join(f.Clauses, " "))
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// What blocks most comes first, then what is mandatory.
func TestFindingsOrder(t *testing.T) {
	results := []reports.Result{
		recommended(broken("a", "x", "A", "header", "a", "1")), broken("b", "x", "B", "header", "b", "2"),
		recommended(broken("c", "x", "C", "header", "c", "3")),
		{ID: "d", Level: reports.Mandatory, Status: reports.Inconclusive, BlockedBy: "c"},
	}
	var order []string
	for _, f := range (reports.Report{Results: results}).Complete().Findings {
		order = append(order, f.Clauses...)
	}
	if want := []string{"c", "b", "a"}; !slices.Equal(order, want) {
		t.Errorf("told as %v, wanted %v", order, want)
	}
}

// Each deviating clause is of exactly one finding, in whichever order the results come, and a forged report of very many takes
// no more than its size.
func TestFindingsTellEachClauseOnce(t *testing.T) {
	var results []reports.Result
	for i := range 20_000 {
		results = append(results, broken(fmt.Sprintf("a.%d", i), "x", fmt.Sprintf("/%d", i/2), "type", "wanted a string", fmt.Sprint(i%7)))
	}
	told := map[string]int{}
	for _, f := range (reports.Report{Results: results}).Complete().Findings {
		for _, id := range f.Clauses {
			told[id]++
		}
	}
	for _, r := range results {
		if told[r.ID] != 1 {
			t.Fatalf("%s is told %d times", r.ID, told[r.ID])
		}
	}
}
