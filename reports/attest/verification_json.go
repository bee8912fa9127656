package attest

import (
	"io"
	"slices"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/schema"
	"github.com/authconform/authconform/reports/text"
)

// VerificationSchemaID is the $id of VerificationSchema.
const VerificationSchemaID = "https://github.com/authconform/authconform/reports/schema/verification-1.json"

// VerificationSchema gives the JSON Schema (draft 2020-12) of what WriteJSON writes. The caller owns the copy.
func VerificationSchema() []byte { return schema.Text(VerificationSchemaID) }

// verificationJSON is a verification as a program reads it. Its schema has a version, and within one members are only added.
type verificationJSON struct {
	Schema   string        `json:"schema"`
	Proven   bool          `json:"proven"`
	Key      string        `json:"key"`
	Envelope string        `json:"attestation"`
	Findings []findingJSON `json:"findings"`
	// Subjects are what the key has signed the digests of.
	Subjects []toldSubject `json:"subjects"`
	// Run is there when everything holds: nothing is said of a run of which something does not.
	Run       *toldRun `json:"run,omitempty"`
	NotProven []string `json:"notProven,omitempty"`
}

type findingJSON struct {
	Outcome string `json:"outcome"`
	About   string `json:"about"`
	Text    string `json:"text"`
}

type toldSubject struct {
	Name   string `json:"name"`
	Digest string `json:"digest"`
}

// toldRun repeats of the report what decides on it, with the members' names of report.json.
type toldRun struct {
	Verdict      reports.Verdict      `json:"verdict"`
	Heading      string               `json:"heading"`
	Sentence     string               `json:"sentence"`
	Completeness reports.Completeness `json:"completeness"`
	Strict       bool                 `json:"strict"`
	Known        int                  `json:"known"`
	Contract     reports.Contract     `json:"contract"`
	Target       reports.Target       `json:"target"`
	Suite        reports.Suite        `json:"suite"`
	Started      string               `json:"started"`
	Finished     string               `json:"finished"`
}

// outcomeName is an outcome in a word.
func outcomeName(o Outcome) string {
	return map[Outcome]string{Holds: "holds", Broken: "broken", Unknown: "unknown"}[o]
}

// WriteJSON writes the verification for a program.
func (v Verification) WriteJSON(w io.Writer) error {
	t := verificationJSON{
		Schema: VerificationSchemaID, Proven: v.Proven(), Key: v.Key.String(), Envelope: digestPrefix + v.Envelope,
		Findings: []findingJSON{}, Subjects: []toldSubject{},
	}
	for _, f := range v.Findings {
		t.Findings = append(t.Findings, findingJSON{outcomeName(f.Outcome), f.About, f.Text})
	}
	for _, s := range v.subjects() {
		t.Subjects = append(t.Subjects, toldSubject{s.Name, digestPrefix + s.Digest["sha256"]})
	}
	if v.Proven() {
		t.Run, t.NotProven = v.run(), limits(v.Report.Complete())
	}
	return text.EncodeJSON(w, "the verification", t)
}

// run tells of the run that is proven.
func (v Verification) run() *toldRun {
	r := v.Report.Complete()
	return &toldRun{
		Verdict: r.Verdict, Heading: r.Heading(), Sentence: r.VerdictText(), Completeness: r.Completeness, Strict: r.Strict,
		Known: reports.Count(r.Results, reports.Result.Excused), Contract: r.Contract, Target: r.Target, Suite: r.Suite,
		Started: stamp(r.Started), Finished: stamp(r.Finished),
	}
}

// digestPrefix begins a digest, as reports write it.
const digestPrefix = "sha256:"

// subjects are what was signed and is held against files, contract and program, by name; none where nothing is proven of them.
func (v Verification) subjects() []Resource {
	if v.Statement == nil || v.Failed() {
		return nil
	}
	return slices.Clone(v.Statement.Subject)
}
