package reports

import (
	"bytes"
	"html"
	"io"
	"strings"
	"testing"
)

// A verdict that rests on the token endpoint alone says so, whatever it is and in every format.
func TestVerdictsTellThatTheResourceWasNotAsked(t *testing.T) {
	const want = "the protected resource was not asked (--resource-path)"
	unasked := outcome("resource.token.accepted", Mandatory, Skipped)
	unasked.Area, unasked.Flag, unasked.Reason = "resource", "--resource-path", "no protected resource is configured"
	for name, more := range map[string][]Result{
		"conformant":    nil,
		"nonconformant": {outcome("token.a", Mandatory, Failed)},
		"inconclusive":  {outcome("token.a", Mandatory, Inconclusive)},
	} {
		results := append([]Result{outcome("token.ok", Mandatory, Passed), unasked}, more...)
		ids := []string{"token.ok", unasked.ID}
		for _, r := range more {
			ids = append(ids, r.ID)
		}
		r := Report{Results: results}
		r.Verdict, r.Reason = Judge(results, ids, Terms{})
		if string(r.Verdict) != name || strings.Count(r.Reason, want) != 1 {
			t.Errorf("%s: %s, because %q", name, r.Verdict, r.Reason)
		}
		r = r.Complete()
		if n := strings.Count(r.verdictText(), want); n != 1 {
			t.Errorf("%s: told %d times: %q", name, n, r.verdictText())
		}
		for format, write := range map[string]func(io.Writer) error{
			"junit":    func(w io.Writer) error { return WriteJUnit(w, r) },
			"html":     func(w io.Writer) error { return WriteHTML(w, r) },
			"markdown": func(w io.Writer) error { return WriteMarkdown(w, r) },
			"json":     func(w io.Writer) error { return WriteJSON(w, r) },
		} {
			var told bytes.Buffer
			if err := write(&told); err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(strings.ReplaceAll(html.UnescapeString(told.String()), `\`, ""), want) {
				t.Errorf("%s: %s does not tell it", name, format)
			}
		}
	}
	asked := []Result{outcome("token.ok", Mandatory, Passed), outcome("resource.token.accepted", Mandatory, Skipped)}
	if _, reason := Judge(asked, []string{"token.ok", "resource.token.accepted"}, Terms{}); strings.Contains(reason, "resource") {
		t.Errorf("told of a resource that was asked: %q", reason)
	}
}
