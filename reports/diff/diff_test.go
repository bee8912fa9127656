package diff

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/authconform/authconform/openapi/wire"
	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/reportstest"
	"github.com/authconform/authconform/reports/reportstest/example"
	"github.com/authconform/authconform/reports/schema"
	"github.com/authconform/authconform/reports/text"
)

// renewedTarget is a later report of the failed one's target: some is mended, another suite judges, and answers changed.
func renewedTarget() reports.Report {
	r := example.Conformant()
	r.Suite.Version, r.Contract.Digest = "0.2.0", "sha256:"+strings.Repeat("0b", 32)
	r.Target.Profile, r.Target.Form, r.Target.Scope = "full", "documented", "orders"
	r.Results[0].Note = "granted another scope than was asked"
	r.Results = append(r.Results[:2], append(r.Results[3:], example.Passes("token.new")...)...) // errors.method.get is gone
	r.Coverage = append([]reports.Coverage(nil), r.Coverage...)
	r.Coverage[1].State = "not-observed"
	r.Coverage = append(r.Coverage, reports.Coverage{Pointer: "/servers/0", Statement: "is served over HTTPS", Reason: "nobody judges it"})
	return example.Judged(r)
}

// harmed is the conformant report with clauses that could be judged no more.
func harmed() reports.Report {
	r := example.Conformant()
	r.Results = append([]reports.Result(nil), r.Results...)
	for i := range r.Results {
		switch x := &r.Results[i]; x.ID {
		case "token.status":
			x.Status, x.Reason = reports.Inconclusive, "timeout after 3 attempts"
		case "token.members":
			x.Status, x.Reason, x.Flag = reports.Skipped, "would send a real secret in a URL", "--allow-secret-in-url"
		case "errors.method.get":
			x.Status, x.Violations = reports.Failed, []wire.Violation{
				{Pointer: "status", Rule: "status", Detail: "wanted 405, found 200"}, {Pointer: "Allow", Rule: "header", Detail: "wanted a list of methods"},
			}
		}
	}
	r.Interrupted = true
	return example.Judged(r)
}

type diffExample struct {
	old, latest reports.Report
	terms       Terms
}

// diffExamples are the pairs that every writer of diffs is held against, by the name of their golden files.
func diffExamples() map[string]diffExample {
	return map[string]diffExample{
		"unchanged": {example.Conformant(), example.Conformant(), Terms{}},
		"regressed": {example.Conformant(), example.Failed(), Terms{}},
		"mended":    {example.Failed(), renewedTarget(), Terms{}},
		"harmed":    {example.Conformant(), harmed(), Terms{Strict: true}},
		"known":     {example.Failed(), example.KnownDeviations(), Terms{}},
		"partial":   {example.Failed(), example.Partial(), Terms{}},
		"set-up":    {example.Conformant(), example.SetUpFailed(), Terms{}},
		"first":     {example.SetUpFailed(), example.Failed(), Terms{}},
		"hostile":   {example.Conformant(), example.HostileReport(), Terms{}},
		"client":    {example.ClientKept(), example.Client(), Terms{}},
	}
}

func compared(t *testing.T, x diffExample) Diff {
	t.Helper()
	diff, err := Compare(x.old, x.latest, x.terms)
	if err != nil {
		t.Fatal(err)
	}
	return diff
}

func TestDiffGolden(t *testing.T) {
	compiled := compiledDiffSchema(t)
	for name, example := range diffExamples() {
		t.Run(name, func(t *testing.T) {
			diff := compared(t, example)
			for format, write := range map[string]func(*bytes.Buffer) error{
				"json":         func(b *bytes.Buffer) error { return WriteJSON(b, diff) },
				"md":           func(b *bytes.Buffer) error { return WriteMarkdown(b, diff) },
				"terminal.txt": func(b *bytes.Buffer) error { return WriteTerminal(text.Terminal{W: b}, diff) },
			} {
				var b bytes.Buffer
				if err := write(&b); err != nil {
					t.Fatal(err)
				}
				reportstest.Golden(t, name+".diff."+format, b.Bytes())
				for line := range strings.Lines(b.String()) {
					if line = strings.TrimSuffix(line, "\n"); text.Printable(line) != line {
						t.Errorf("%s: a line that is not printable: %q", format, line)
					}
				}
				if format == "json" {
					reportstest.WantValid(t, compiled, b.Bytes())
				}
			}
		})
	}
}

func compiledDiffSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	compiled, err := schema.Compile(SchemaID)
	if err != nil {
		t.Fatal(err)
	}
	return compiled
}

func TestDiffSchemaRefuses(t *testing.T) {
	compiled := compiledDiffSchema(t)
	for name, mutate := range map[string]func(m map[string]any){
		"no reason for a regression": func(m map[string]any) { m["regressions"] = []any{} },
		"a silent regression":        func(m map[string]any) { m["regressed"] = false },
		"an unknown kind":            func(m map[string]any) { m["changes"].([]any)[0].(map[string]any)["kind"] = "better" },
		"a change of nothing": func(m map[string]any) {
			change := m["changes"].([]any)[0].(map[string]any)
			delete(change, "old")
			delete(change, "new")
		},
		"another version": func(m map[string]any) { m["schema"] = "diff-2" },
	} {
		var b bytes.Buffer
		if err := WriteJSON(&b, compared(t, diffExamples()["regressed"])); err != nil {
			t.Fatal(err)
		}
		var m map[string]any
		if err := json.Unmarshal(b.Bytes(), &m); err != nil {
			t.Fatal(err)
		}
		mutate(m)
		if compiled.Validate(m) == nil {
			t.Errorf("%s: the schema accepts it", name)
		}
	}
}

// A target can neither leave its cell of a table, nor format, nor mention anybody.
func TestMarkdownIsData(t *testing.T) {
	for given, want := range map[string]string{
		"a|b":            "`a\\|b`",
		"``` x":          "```` ``` x ````",
		"<img>@me":       "`<img>@me`",
		"line\n## title": "`line\\n## title`",
		"":               "",
	} {
		if got := text.CodeSpan(given); got != want {
			t.Errorf("%q becomes %s, want %s", given, got, want)
		}
	}
}

func TestDiffWritersReportErrors(t *testing.T) {
	diff := compared(t, diffExamples()["regressed"])
	for name, err := range map[string]error{
		"terminal": WriteTerminal(text.Terminal{W: reportstest.Broken{}}, diff),
		"json":     WriteJSON(reportstest.Broken{}, diff),
		"markdown": WriteMarkdown(reportstest.Broken{}, diff),
	} {
		if !errors.Is(err, reportstest.ErrBroken) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
