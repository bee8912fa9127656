package attest

import (
	"bytes"
	"errors"
	"testing"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/reportstest"
	"github.com/authconform/authconform/reports/reportstest/example"
	"github.com/authconform/authconform/reports/schema"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// Programs are told the same as people: who is accepted, of what, and by what name each of the others is not.
func TestWriteSubmissionsJSON(t *testing.T) {
	r := example.Conformant()
	accepted := Submission{Name: "good", Key: "ci.pub", Run: Verification{
		Report: &r, Key: signingKey(t, Ed25519Key).Public(), Findings: []Finding{Findingf(Holds, reports.ReportFile, "report.json is the one")},
	}}
	refused := Submission{Name: "bad\x1b", Run: accepted.Run, Rejections: []Rejection{rejected("age", "a run of the last 30 days", "one of 2020")}}
	form, err := schema.Compile(AcceptanceSchemaID)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := WriteSubmissionsJSON(&b, []Submission{accepted, refused}); err != nil {
		t.Fatal(err)
	}
	reportstest.WantValid(t, form, b.Bytes())
	value, err := jsonschema.UnmarshalJSON(&b)
	if err != nil {
		t.Fatal(err)
	}
	told := value.(map[string]any)["submissions"].([]any)
	first, second := told[0].(map[string]any), told[1].(map[string]any)
	if first["accepted"] != true || first["run"].(map[string]any)["sentence"] != r.Complete().VerdictText() {
		t.Errorf("accepted: %v", first)
	}
	if second["accepted"] != false || second["run"] != nil || second["rejections"].([]any)[0].(map[string]any)["name"] != "age" {
		t.Errorf("rejected: %v", second)
	}
	if err := WriteSubmissionsJSON(reportstest.Broken{}, nil); !errors.Is(err, reportstest.ErrBroken) {
		t.Errorf("got %v", err)
	}
}
