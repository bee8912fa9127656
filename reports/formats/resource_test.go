package formats_test

import (
	"bytes"
	stdhtml "html"
	"io"
	"strings"
	"testing"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/html"
	"github.com/authconform/authconform/reports/junit"
	"github.com/authconform/authconform/reports/markdown"
	"github.com/authconform/authconform/reports/reportstest/example"
)

// A verdict that rests on the token endpoint alone says so, whatever it is and in every format.
func TestVerdictsTellThatTheResourceWasNotAsked(t *testing.T) {
	const want = "the protected resource was not asked (--resource-path)"
	unasked := example.Outcome("resource.token.accepted", reports.Mandatory, reports.Skipped)
	unasked.Area, unasked.Flag, unasked.Reason = "resource", "--resource-path", "no protected resource is configured"
	for name, more := range map[string][]reports.Result{
		"conformant":    nil,
		"nonconformant": {example.Outcome("token.a", reports.Mandatory, reports.Failed)},
		"inconclusive":  {example.Outcome("token.a", reports.Mandatory, reports.Inconclusive)},
	} {
		results := append([]reports.Result{example.Outcome("token.ok", reports.Mandatory, reports.Passed), unasked}, more...)
		ids := []string{"token.ok", unasked.ID}
		for _, r := range more {
			ids = append(ids, r.ID)
		}
		r := reports.Report{Results: results}
		r.Verdict, r.Reason = reports.Judge(results, ids, reports.Terms{})
		if string(r.Verdict) != name || strings.Count(r.Reason, want) != 1 {
			t.Errorf("%s: %s, because %q", name, r.Verdict, r.Reason)
		}
		r = r.Complete()
		if n := strings.Count(r.VerdictText(), want); n != 1 {
			t.Errorf("%s: told %d times: %q", name, n, r.VerdictText())
		}
		for format, write := range map[string]func(io.Writer) error{
			"junit":    func(w io.Writer) error { return junit.Write(w, r) },
			"html":     func(w io.Writer) error { return html.Write(w, r) },
			"markdown": func(w io.Writer) error { return markdown.Write(w, r) },
			"json":     func(w io.Writer) error { return reports.WriteJSON(w, r) },
		} {
			var told bytes.Buffer
			if err := write(&told); err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(strings.ReplaceAll(stdhtml.UnescapeString(told.String()), `\`, ""), want) {
				t.Errorf("%s: %s does not tell it", name, format)
			}
		}
	}
	asked := []reports.Result{example.Outcome("token.ok", reports.Mandatory, reports.Passed), example.Outcome("resource.token.accepted", reports.Mandatory, reports.Skipped)}
	if _, reason := reports.Judge(asked, []string{"token.ok", "resource.token.accepted"}, reports.Terms{}); strings.Contains(reason, "resource") {
		t.Errorf("told of a resource that was asked: %q", reason)
	}
}
