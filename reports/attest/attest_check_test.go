package attest

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/reportstest"
	"github.com/authconform/authconform/reports/reportstest/example"
	"github.com/authconform/authconform/reports/schema"
	"github.com/authconform/authconform/suites/clause"
)

func texts(findings []Finding, o Outcome) []string {
	var list []string
	for _, f := range findings {
		if f.Outcome == o {
			list = append(list, f.Text)
		}
	}
	return list
}

func TestCheckBound(t *testing.T) {
	statement := New(example.Conformant(), attestedRecord(), attestedFiles())
	const version = "0.1.0"
	if all := statement.CheckBound(attestedFiles(), version); len(texts(all, Holds)) != len(attestedFiles()) {
		t.Fatalf("what was signed does not hold: %v", all)
	}
	another := strings.Repeat("ff", 32)
	last := slices.IndexFunc(attestedFiles(), func(b Bound) bool { return b.Name == BinaryName })
	for name, c := range map[string]struct {
		change  func(*Statement, []Bound) []Bound
		version string
		outcome Outcome
		want    string
	}{
		"another report":   {func(_ *Statement, b []Bound) []Bound { b[0].SHA256 = another; return b }, version, Broken, "report.json is not the one"},
		"another contract": {func(_ *Statement, b []Bound) []Bound { b[3].SHA256 = another; return b }, version, Broken, "--contract FILE"},
		"another binary":   {func(_ *Statement, b []Bound) []Bound { b[last].SHA256 = another; return b }, version, Broken, "although both say that they are 0.1.0"},
		"another version":  {func(_ *Statement, b []Bound) []Bound { b[last].SHA256 = another; return b }, "0.2.0", Unknown, "made by 0.1.0 for linux/amd64, and this is 0.2.0"},
		"another platform": {func(_ *Statement, b []Bound) []Bound { b[last] = Bound{BinaryName, another, "plan9/arm"}; return b }, version, Unknown, "plan9/arm"},
		"no version": {func(s *Statement, b []Bound) []Bound {
			s.Subject[last].Annotations["version"] = "devel"
			b[last].SHA256 = another
			return b
		}, "devel", Unknown, "neither has a version"},
		"a file not bound": {func(_ *Statement, b []Bound) []Bound {
			return append(b, Bound{Name: "contract/api.yaml", SHA256: another})
		}, version, Broken, "contract/api.yaml is not bound"},
		"a file not there":   {func(_ *Statement, b []Bound) []Bound { return b[1:] }, version, Broken, `"report.json", and there is nothing`},
		"a second algorithm": {func(s *Statement, b []Bound) []Bound { s.Subject[0].Digest["sha512"] = "00"; return b }, version, Broken, "report.json"},
		"no digest":          {func(s *Statement, b []Bound) []Bound { s.Subject[0].Digest = nil; b[0].SHA256 = ""; return b }, version, Broken, "report.json"},
	} {
		t.Run(name, func(t *testing.T) {
			changed := New(example.Conformant(), attestedRecord(), attestedFiles())
			bound := c.change(&changed, attestedFiles())
			got := texts(changed.CheckBound(bound, c.version), c.outcome)
			if len(got) != 1 || !strings.Contains(got[0], c.want) {
				t.Errorf("got %q, want one with %q", got, c.want)
			}
		})
	}
}

func TestCheckRun(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*Statement)
		want   string
	}{
		"verdict":          {func(s *Statement) { s.Subject[0].Annotations["verdict"] = "conformant" }, "/subject/0/annotations/verdict"},
		"result":           {func(s *Statement) { s.Predicate.Result = "PASSED" }, "/predicate/result"},
		"a test":           {func(s *Statement) { s.Predicate.FailedTests[0] = "token.status" }, "/predicate/failedTests/0"},
		"tests":            {func(s *Statement) { s.Predicate.FailedTests = nil }, "/predicate/failedTests"},
		"who was asked":    {func(s *Statement) { s.Predicate.Configuration[1].URI = "https://example.com" }, "/predicate/configuration/1/uri"},
		"the certificate":  {func(s *Statement) { s.Predicate.Configuration[1].Annotations["certificates"] = []string{} }, "/predicate/configuration/1/annotations/certificates"},
		"when":             {func(s *Statement) { s.Subject[1].Annotations["startedAt"] = "2020-01-01T00:00:00Z" }, "/subject/1/annotations/startedAt"},
		"what was skipped": {func(s *Statement) { delete(s.Subject[0].Annotations, "skippedMandatory") }, "/subject/0/annotations/skippedMandatory"},
		"the version":      {func(s *Statement) { s.Subject[5].Annotations["version"] = "9" }, "/subject/5/annotations/version"},
		"one thing more":   {func(s *Statement) { s.Subject[0].Annotations["audited"] = "yes" }, "/subject/0/annotations/audited"},
		"the profile":      {func(s *Statement) { s.Predicate.Configuration[0].Annotations = map[string]any{"profile": "full"} }, "/predicate/configuration/0/annotations/profile"},
	} {
		t.Run(name, func(t *testing.T) {
			statement := New(example.Failed(), attestedRecord(), attestedFiles())
			c.change(&statement)
			got := texts(statement.CheckRun(example.Failed(), attestedRecord()), Broken)
			if !slices.ContainsFunc(got, func(text string) bool { return strings.HasSuffix(text, "at "+c.want) }) {
				t.Errorf("got %q, want %s", got, c.want)
			}
		})
	}
}

func TestCompareJudged(t *testing.T) {
	change := func(f func(*reports.Report)) reports.Report {
		r := example.Failed().Complete()
		f(&r)
		return r
	}
	for name, c := range map[string]struct {
		signed      reports.Report
		sameVersion bool
		want        string // "" when nothing is broken
	}{
		"equal":                      {example.Failed(), true, ""},
		"another verdict":            {change(func(r *reports.Report) { r.Verdict = reports.VerdictConformant }), true, "verdict nonconformant, and not conformant"},
		"another result":             {change(func(r *reports.Report) { r.Results[0].Status = reports.Inconclusive }), true, "and not inconclusive"},
		"a result less":              {change(func(r *reports.Report) { r.Results = r.Results[1:] }), false, "report.json does not have it"},
		"a result more":              {change(func(r *reports.Report) { r.Results = append(r.Results, example.Passes("zeta.clause")...) }), false, "zeta.clause is passed in report.json"},
		"other words":                {change(func(r *reports.Report) { r.Results[0].Note = "something else" }), true, "in results"},
		"other words, other version": {change(func(r *reports.Report) { r.Results[0].Note = "something else" }), false, ""},
		"another time":               {change(func(r *reports.Report) { r.Started = r.Started.Add(time.Second) }), true, "in started"},
	} {
		t.Run(name, func(t *testing.T) {
			findings, err := CompareJudged(c.signed, example.Failed(), c.sameVersion)
			if err != nil {
				t.Fatal(err)
			}
			broken := strings.Join(texts(findings, Broken), "\n")
			if (broken == "") != (c.want == "") || !strings.Contains(broken, c.want) {
				t.Errorf("got %q, want %q", broken, c.want)
			}
		})
	}
}

// The baseline is not in the evidence: what it excuses is taken from the report, and never the gravest.
func TestExcused(t *testing.T) {
	signed := example.KnownDeviations().Complete()
	again := signed
	again.Results = slices.Clone(signed.Results)
	for i := range again.Results {
		again.Results[i].Known, again.Results[i].BaselineError = nil, ""
	}
	findings, err := CompareJudged(signed, Excuse(again, signed), true)
	if err != nil || len(texts(findings, Broken)) > 0 {
		t.Errorf("%v %v", findings, err)
	}
	forged := example.Failed().Complete()
	for i := range forged.Results {
		forged.Results[i].Known = &clause.KnownDeviation{Reason: "no reason", Owner: "nobody", Expires: "2999-12-31"}
	}
	if got := Excuse(example.Failed().Complete(), forged).Verdict; got != reports.VerdictNonconformant {
		t.Errorf("a token for the unauthenticated is excused: %s", got)
	}
}

func TestVerificationWrite(t *testing.T) {
	embedded, known, skipping, broken := example.Partial(), example.KnownDeviations(), example.Conformant(), example.Conformant()
	for name, v := range map[string]Verification{
		"embedded": {Report: &embedded, Findings: []Finding{Findingf(Holds, reports.ReportFile, "report.json is the one that was signed, byte for byte")}},
		"known":    {Report: &known, Findings: []Finding{Findingf(Unknown, AboutBinary, "the binary was not compared")}},
		"skipping": {Report: &skipping, Findings: []Finding{Findingf(Unknown, AboutBinary, "the binary was not compared")}},
		"broken":   {Report: &broken, Findings: []Finding{Findingf(Holds, AboutStatement, "one thing holds"), Findingf(Broken, AboutJudgement, "another does not")}},
		"early":    {Findings: []Finding{Findingf(Broken, AboutSignature, "the signature is not one of the key that was given")}},
	} {
		t.Run(name, func(t *testing.T) {
			var b bytes.Buffer
			if err := v.Write(&b, 0); err != nil {
				t.Fatal(err)
			}
			reportstest.Golden(t, name+".verification.txt", b.Bytes())
			wantVerificationJSON(t, v)
			if proven := strings.Contains(b.String(), "\nProven: "); proven != v.Proven() {
				t.Errorf("proven %v, and told %v", v.Proven(), proven)
			}
		})
	}
}

// wantVerificationJSON holds what programs are told against its schema.
func wantVerificationJSON(t *testing.T, v Verification) {
	t.Helper()
	v.Key, v.Envelope = signingKey(t, Ed25519Key).Public(), strings.Repeat("0c", 32)
	if statement := New(example.Conformant(), attestedRecord(), attestedFiles()); v.Report != nil {
		v.Statement = &statement
	}
	var b bytes.Buffer
	if err := v.WriteJSON(&b); err != nil {
		t.Fatal(err)
	}
	form, err := schema.Compile(VerificationSchemaID)
	if err != nil {
		t.Fatal(err)
	}
	value, err := jsonschema.UnmarshalJSON(&b)
	if err != nil {
		t.Fatal(err)
	}
	if err := form.Validate(value); err != nil {
		t.Error(err)
	}
	if members := value.(map[string]any); members["proven"] != v.Proven() || (len(members["subjects"].([]any)) > 0) != v.Proven() {
		t.Errorf("proven %v, with the subjects %v", members["proven"], members["subjects"])
	}
}
