package formats_test

import (
	"bytes"
	stdhtml "html"
	"regexp"
	"strings"
	"testing"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/formats"
	"github.com/authconform/authconform/reports/reportstest/example"
)

// No format tells a verdict without what takes something away from it, in the same sentence (R39).
func TestEveryFormatTellsWhatWasNotAsked(t *testing.T) {
	for name, lacking := range map[string][]string{
		"the resource":          {"--resource-path"},
		"the full profile":      {"--profile full"},
		"a hook":                {"--revoke-command"},
		"another client":        {"--other-client-id-file"},
		"a special client":      {"--special-client-id-file"},
		"a longer wait":         {"--max-wait"},
		"a secret in a URL":     {"--allow-secret-in-url"},
		"a filter":              {reports.FilterFlag},
		"several":               {"--profile full", "--resource-path"},
		"a filter and the rest": {"--profile full", reports.FilterFlag},
	} {
		for verdict, more := range map[reports.Verdict]reports.Status{
			reports.VerdictConformant: reports.Passed, reports.VerdictNonconformant: reports.Failed, reports.VerdictInconclusive: reports.Inconclusive,
		} {
			r := partial(lacking, more)
			if r.Verdict != verdict {
				t.Fatalf("%s: the verdict is %s, want %s: %s", name, r.Verdict, verdict, r.Reason)
			}
			for _, f := range formats.All() {
				told := asText(t, f, r)
				for _, flag := range lacking {
					if !regexp.MustCompile(string(verdict) + `[^.]{0,300}mandatory clauses? (was|were) not( asked)?: [^.]*` + regexp.QuoteMeta(flag) + ` \(1\)`).MatchString(told) {
						t.Errorf("%s, %s: %s does not tell that %s is wanting, beside the verdict", name, verdict, f.File, flag)
					}
				}
			}
		}
	}
}

// partial is the report of a run that lacked something.
func partial(lacking []string, last reports.Status) reports.Report {
	results := []reports.Result{example.Outcome("token.ok", reports.Mandatory, reports.Passed), example.Outcome("token.last", reports.Mandatory, last)}
	ids := []string{"token.ok", "token.last"}
	var r reports.Report
	terms := reports.Terms{}
	for i, flag := range lacking {
		id := "token.lacking-" + string(rune('a'+i))
		if flag == reports.FilterFlag {
			terms.LeftOut = []string{id}
			r.Partial, r.Clauses, r.Completeness = true, []string{"token.*"}, reports.Filtered(terms.LeftOut)
			continue
		}
		missing := example.Outcome(id, reports.Mandatory, reports.Skipped)
		missing.Flag = flag
		results, ids = append(results, missing), append(ids, id)
	}
	for i := range results {
		results[i].Area = "token"
	}
	r.Results = results
	r.Verdict, r.Reason = reports.Judge(results, ids, terms)
	return r.Complete()
}

// asText is what a format tells, its markup and line breaks aside.
func asText(t *testing.T, f formats.Format, r reports.Report) string {
	t.Helper()
	var told bytes.Buffer
	if err := f.Write(&told, r); err != nil {
		t.Fatal(err)
	}
	plain := stdhtml.UnescapeString(strings.ReplaceAll(told.String(), `\`, ""))
	return strings.Join(strings.Fields(regexp.MustCompile(`</?(strong|span)[^>]*>|\*\*|`+"`").ReplaceAllString(plain, "")), " ")
}
