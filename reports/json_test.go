package reports_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/reportstest"
	"github.com/authconform/authconform/reports/reportstest/example"
	"github.com/authconform/authconform/reports/schema"
	"github.com/authconform/authconform/reports/text"
)

func compiledSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	compiled, err := schema.Compile(reports.SchemaID)
	if err != nil {
		t.Fatal(err)
	}
	return compiled
}

func writeJSON(b *bytes.Buffer, r reports.Report) error { return reports.WriteJSON(b, r) }

func TestWriteJSON(t *testing.T) {
	compiled := compiledSchema(t)
	for name, report := range example.All() {
		t.Run(name, func(t *testing.T) {
			got := example.Render(t, report, writeJSON)
			reportstest.Golden(t, name+".report.json", got)
			value, err := jsonschema.UnmarshalJSON(bytes.NewReader(got))
			if err != nil {
				t.Fatal(err)
			}
			if err := compiled.Validate(value); err != nil {
				t.Errorf("the report breaks its own schema: %v", err)
			}
			if again := example.Render(t, report, writeJSON); !bytes.Equal(got, again) {
				t.Error("the same report gave other bytes")
			}
			var back reports.Report
			if err := json.Unmarshal(got, &back); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(report.Complete(), back, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("read back it differs:\n%s", diff)
			}
		})
	}
}

// Each mutation makes of a valid report one that a reader could be misled by.
func TestSchemaRefuses(t *testing.T) {
	compiled := compiledSchema(t)
	for name, mutate := range map[string]func(m map[string]any){
		"no verdict":                       func(m map[string]any) { delete(m, "verdict") },
		"unknown verdict":                  func(m map[string]any) { m["verdict"] = "pass" },
		"another schema":                   func(m map[string]any) { m["schema"] = "report-2" },
		"no reason":                        func(m map[string]any) { m["verdict"] = "inconclusive"; delete(m, "reason") },
		"conformant though interrupted":    func(m map[string]any) { m["interrupted"] = true },
		"conformant with failures":         func(m map[string]any) { counts(m)["failed"] = 1 },
		"conformant by nothing":            func(m map[string]any) { counts(m)["passed"], counts(m)["known"] = 0, 0 },
		"partial without patterns":         func(m map[string]any) { m["partial"] = true },
		"a time that is none":              func(m map[string]any) { m["started"] = "yesterday" },
		"a path of the machine":            func(m map[string]any) { m["contract"].(map[string]any)["document"] = "/home/me/x.yaml" },
		"results null":                     func(m map[string]any) { m["results"] = nil },
		"unknown status":                   func(m map[string]any) { result(m)["status"] = "pass" },
		"unknown level":                    func(m map[string]any) { result(m)["level"] = "MUST" },
		"skipped without reason":           func(m map[string]any) { result(m)["status"] = "skipped" },
		"a mandatory warning":              func(m map[string]any) { result(m)["status"] = "warned" },
		"an id with a space":               func(m map[string]any) { result(m)["id"] = "a b" },
		"a ruling as a number":             func(m map[string]any) { result(m)["ruling"] = 9 },
		"violations missing":               func(m map[string]any) { delete(result(m), "violations") },
		"a negative count":                 func(m map[string]any) { m["traffic"].(map[string]any)["requests"] = -1 },
		"coverage that nobody answers to":  func(m map[string]any) { delete(m["coverage"].([]any)[0].(map[string]any), "reason") },
		"a conformant failure":             func(m map[string]any) { result(m)["status"] = "failed" },
		"a pass as a known deviation":      func(m map[string]any) { result(m)["known"] = known() },
		"a known deviation without owner":  func(m map[string]any) { delete(deviation(m)["known"].(map[string]any), "owner") },
		"a known deviation until some day": func(m map[string]any) { deviation(m)["known"].(map[string]any)["expires"] = "soon" },
		"an excuse for the gravest":        func(m map[string]any) { deviation(m)["gravest"] = true },
		"a step with an unknown status": func(m map[string]any) {
			m["preflight"].([]any)[0].(map[string]any)["status"] = "ok"
		},
	} {
		t.Run(name, func(t *testing.T) {
			var m map[string]any
			if err := json.Unmarshal(example.Render(t, example.KnownDeviations(), writeJSON), &m); err != nil {
				t.Fatal(err)
			}
			if err := compiled.Validate(m); err != nil {
				t.Fatalf("not valid before the mutation: %v", err)
			}
			mutate(m)
			if compiled.Validate(m) == nil {
				t.Error("the schema accepts it")
			}
		})
	}
}

func counts(m map[string]any) map[string]any {
	return m["summary"].(map[string]any)["mandatory"].(map[string]any)
}

func known() map[string]any {
	return map[string]any{"reason": "late", "owner": "jane", "expires": "2025-12-31"}
}

// deviation gives a known one.
func deviation(m map[string]any) map[string]any {
	for _, r := range m["results"].([]any) {
		if r := r.(map[string]any); r["known"] != nil {
			return r
		}
	}
	return nil
}

// result gives a passed mandatory one.
func result(m map[string]any) map[string]any {
	for _, r := range m["results"].([]any) {
		if r := r.(map[string]any); r["status"] == "passed" && r["level"] == "mandatory" {
			return r
		}
	}
	return nil
}

func TestWriteJSONHarmless(t *testing.T) {
	got := string(example.Render(t, example.HostileReport(), writeJSON))
	for _, line := range strings.Split(strings.TrimSuffix(got, "\n"), "\n") {
		if text.Printable(line) != line {
			t.Fatalf("a line that is not printable: %q", line)
		}
	}
	var back reports.Report
	if err := json.Unmarshal([]byte(got), &back); err != nil {
		t.Fatal(err)
	}
	if want := strings.ReplaceAll(reportstest.Hostile, "\xff", `\xff`); back.Results[0].Note != want {
		t.Errorf("read back %q, want %q", back.Results[0].Note, want)
	}
}
