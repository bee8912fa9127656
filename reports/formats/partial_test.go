package formats_test

import (
	"bytes"
	"encoding/json"
	stdhtml "html"
	"io"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/attest"
	"github.com/authconform/authconform/reports/diff"
	"github.com/authconform/authconform/reports/formats"
	"github.com/authconform/authconform/reports/history"
	"github.com/authconform/authconform/reports/reportstest/example"
	"github.com/authconform/authconform/reports/text"
	"github.com/authconform/authconform/suites/evidence"
)

// lacks are ten kinds of runs that were not asked everything, by the flags that would complete them.
func lacks() map[string][]string {
	return map[string][]string{
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
	}
}

// No format tells a verdict without what takes something away from it, in the same sentence (R39).
func TestEveryFormatTellsWhatWasNotAsked(t *testing.T) {
	for name, lacking := range lacks() {
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

// What names a run tells that it is partial, too, in the sentence: the page's title and heading, the heading in JUnit, Markdown
// and on the terminal, and all that is made of reports: a diff, a trend, an attestation, a certificate.
func TestEveryHeadingTellsThatARunIsPartial(t *testing.T) {
	for name, lacking := range lacks() {
		r := partial(lacking, reports.Passed)
		missing := text.Plural(len(lacking), "mandatory clause was", "mandatory clauses were") + " not"
		heading := "keeps Prioticket 3.8 in what was asked; " + missing
		told := map[string]string{}
		for _, f := range formats.All() {
			told[f.Name] = asText(t, f, r)
		}
		for what, pattern := range map[string]string{
			"html":     `<title>[^<]*` + heading + `[^<]*</title>.*<h1[^>]*>[^<]*` + heading,
			"junit":    `<property name="heading" value="[^"]*` + heading,
			"markdown": `^#+ .*?` + heading,
			"terminal": `conformant in what was asked; ` + missing,
			"json":     `"completeness": { "state": "partial"`,
		} {
			if !regexp.MustCompile(pattern).MatchString(told[what]) {
				t.Errorf("%s: %s does not match %s", name, what, pattern)
			}
		}
		for what, of := range madeOf(t, r) {
			for _, flag := range lacking {
				if !regexp.MustCompile(of.pattern + `[^.]*` + regexp.QuoteMeta(flag)).MatchString(of.told) {
					t.Errorf("%s: %s does not match %s, with %s", name, what, of.pattern, flag)
				}
			}
		}
	}
}

// made is what was made of a report, and the sentence that has to name the flags in it.
type made struct{ told, pattern string }

// madeOf gives all that is made of reports, of this one.
func madeOf(t *testing.T, r reports.Report) map[string]made {
	t.Helper()
	compared, err := diff.Compare(r, r, diff.Terms{})
	if err != nil {
		t.Fatal(err)
	}
	trend := history.TrendOf(history.History{Entries: []history.Entry{history.Of(r, evidence.Record{})}}, 2)
	statement := attest.New(r, evidence.Record{}, []attest.Bound{{Name: reports.ReportFile, SHA256: "00"}})
	if statement.Predicate.Result != "WARNED" {
		t.Errorf("the attestation of a partial run says %s", statement.Predicate.Result)
	}
	certificate, err := attest.NewCertificate(attest.Verification{Report: &r, Statement: &statement}, time.Unix(0, 0), "0.1.0")
	if err != nil {
		t.Fatal(err)
	}
	const (
		asked = `mandatory clauses? (was|were) not( asked)?: `
		whole = `conformant in what was asked; \d mandatory clauses? (was|were) not: `
	)
	all := map[string]made{}
	for what, of := range map[string]struct {
		write   func(io.Writer) error
		pattern string
	}{
		"diff on the terminal":  {func(w io.Writer) error { return diff.WriteTerminal(text.Terminal{W: w}, compared) }, `conformant \(\d ` + asked},
		"diff in Markdown":      {func(w io.Writer) error { return diff.WriteMarkdown(w, compared) }, `conformant \(\d ` + asked},
		"diff in JSON":          {func(w io.Writer) error { return diff.WriteJSON(w, compared) }, `"verdict": "conformant", "reason": "\d ` + asked},
		"trend on the terminal": {func(w io.Writer) error { return history.WriteTerminal(text.Terminal{W: w}, trend) }, `conformant in part: \d ` + asked},
		"trend's page":          {func(w io.Writer) error { return history.WriteHTML(w, trend) }, `conformant in part: \d ` + asked},
		"attestation":           {func(w io.Writer) error { return json.NewEncoder(w).Encode(statement) }, `"sentence":"` + whole},
		"certificate":           {func(w io.Writer) error { return certificate.WriteText(w, 0) }, `\(partial\).*` + whole},
		"certificate's page":    {certificate.WriteHTML, `\(partial\).*` + whole},
	} {
		var told bytes.Buffer
		if err := of.write(&told); err != nil {
			t.Fatal(err)
		}
		all[what] = made{plain(told.String()), of.pattern}
	}
	return all
}

// partial is the report of a run that lacked something.
func partial(lacking []string, last reports.Status) reports.Report {
	results := []reports.Result{example.Outcome("token.ok", reports.Mandatory, reports.Passed), example.Outcome("token.last", reports.Mandatory, last)}
	ids := []string{"token.ok", "token.last"}
	r := reports.Report{Contract: reports.Contract{Name: "prioticket", Version: "3.8.0"}, Target: reports.Target{BaseURL: "https://tokens.example.com"}}
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
	return plain(told.String())
}

// plain leaves markup and line breaks away.
func plain(told string) string {
	told = stdhtml.UnescapeString(strings.ReplaceAll(told, `\`, ""))
	return strings.Join(strings.Fields(regexp.MustCompile(`</?(strong|span)[^>]*>|\*\*|`+"`").ReplaceAllString(told, "")), " ")
}
