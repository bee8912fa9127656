package reports

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/authconform/authconform/openapi/wire"
)

// renewedTarget is a later report of the failed one's target: some is mended, another suite judges, and answers changed.
func renewedTarget() Report {
	r := conformant()
	r.Suite.Version, r.Contract.Digest = "0.2.0", "sha256:"+strings.Repeat("0b", 32)
	r.Target.Profile, r.Target.Form, r.Target.Scope = "full", "documented", "orders"
	r.Results[0].Note = "granted another scope than was asked"
	r.Results = append(r.Results[:2], append(r.Results[3:], passes("token.new")...)...) // errors.method.get is gone
	r.Coverage = append([]Coverage(nil), r.Coverage...)
	r.Coverage[1].State = "not-observed"
	r.Coverage = append(r.Coverage, Coverage{Pointer: "/servers/0", Statement: "is served over HTTPS", Reason: "nobody judges it"})
	return judged(r)
}

// harmed is the conformant report with clauses that could be judged no more.
func harmed() Report {
	r := conformant()
	r.Results = append([]Result(nil), r.Results...)
	for i := range r.Results {
		switch x := &r.Results[i]; x.ID {
		case "token.status":
			x.Status, x.Reason = Inconclusive, "timeout after 3 attempts"
		case "token.members":
			x.Status, x.Reason, x.Flag = Skipped, "would send a real secret in a URL", "--allow-secret-in-url"
		case "errors.method.get":
			x.Status, x.Violations = Failed, []wire.Violation{
				{Pointer: "status", Rule: "status", Detail: "wanted 405, found 200"}, {Pointer: "Allow", Rule: "header", Detail: "wanted a list of methods"},
			}
		}
	}
	r.Interrupted = true
	return judged(r)
}

type diffExample struct {
	old, latest Report
	terms       DiffTerms
}

// diffExamples are the pairs that every writer of diffs is held against, by the name of their golden files.
func diffExamples() map[string]diffExample {
	return map[string]diffExample{
		"unchanged": {conformant(), conformant(), DiffTerms{}},
		"regressed": {conformant(), failed(), DiffTerms{}},
		"mended":    {failed(), renewedTarget(), DiffTerms{}},
		"harmed":    {conformant(), harmed(), DiffTerms{Strict: true}},
		"known":     {failed(), knownDeviations(), DiffTerms{}},
		"partial":   {failed(), partial(), DiffTerms{}},
		"set-up":    {conformant(), setUpFailed(), DiffTerms{}},
		"first":     {setUpFailed(), failed(), DiffTerms{}},
		"hostile":   {conformant(), hostileReport(), DiffTerms{}},
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
	schema := schemaOf(t, DiffSchemaID, DiffSchema())
	for name, example := range diffExamples() {
		t.Run(name, func(t *testing.T) {
			diff := compared(t, example)
			for format, write := range map[string]func(*bytes.Buffer) error{
				"json":         func(b *bytes.Buffer) error { return WriteDiffJSON(b, diff) },
				"md":           func(b *bytes.Buffer) error { return WriteDiffMarkdown(b, diff) },
				"terminal.txt": func(b *bytes.Buffer) error { return Terminal{W: b}.WriteDiff(diff) },
			} {
				var b bytes.Buffer
				if err := write(&b); err != nil {
					t.Fatal(err)
				}
				golden(t, name+".diff."+format, b.Bytes())
				for line := range strings.Lines(b.String()) {
					if line = strings.TrimSuffix(line, "\n"); Printable(line) != line {
						t.Errorf("%s: a line that is not printable: %q", format, line)
					}
				}
				if format == "json" {
					wantValid(t, schema, b.Bytes())
				}
			}
		})
	}
}

func schemaOf(t *testing.T, id string, text []byte) *jsonschema.Schema {
	t.Helper()
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	if err := compiler.AddResource(id, document); err != nil {
		t.Fatal(err)
	}
	compiled, err := compiler.Compile(id)
	if err != nil {
		t.Fatal(err)
	}
	if found := document.(map[string]any)["$id"]; found != id {
		t.Fatalf("the schema's $id is %v, want %s", found, id)
	}
	return compiled
}

func wantValid(t *testing.T, schema *jsonschema.Schema, text []byte) {
	t.Helper()
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(value); err != nil {
		t.Errorf("it breaks its own schema: %v", err)
	}
}

func TestDiffSchemaRefuses(t *testing.T) {
	schema := schemaOf(t, DiffSchemaID, DiffSchema())
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
		if err := WriteDiffJSON(&b, compared(t, diffExamples()["regressed"])); err != nil {
			t.Fatal(err)
		}
		var m map[string]any
		if err := json.Unmarshal(b.Bytes(), &m); err != nil {
			t.Fatal(err)
		}
		mutate(m)
		if schema.Validate(m) == nil {
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
		if got := codeSpan(given); got != want {
			t.Errorf("%q becomes %s, want %s", given, got, want)
		}
	}
}

func TestDiffWritersReportErrors(t *testing.T) {
	diff := compared(t, diffExamples()["regressed"])
	for name, err := range map[string]error{
		"terminal": Terminal{W: broken{}}.WriteDiff(diff),
		"json":     WriteDiffJSON(broken{}, diff),
		"markdown": WriteDiffMarkdown(broken{}, diff),
	} {
		if !errors.Is(err, errBroken) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
