package attest

import (
	"maps"
	"slices"
	"time"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/text"
	"github.com/authconform/authconform/suites/evidence"
)

// The names of what an attestation binds. The contract's files stand behind ContractPrefix under their own names.
const (
	ConfigurationFile = reports.ConfigurationFile
	File              = reports.AttestationFile
	ContractPrefix    = "contract/"
	BinaryName        = "authconform"
)

const (
	statementType = "https://in-toto.io/Statement/v1"
	predicateType = "https://in-toto.io/attestation/test-result/v0.1"
	mediaJSON     = "application/json"
	mediaHAR      = "application/har+json"
	mediaXML      = "application/xml"
	mediaMarkdown = "text/markdown"
	mediaHTML     = "text/html"
)

// targetName is the name of the descriptor of who was asked.
const targetName = "target"

// clientName is that of the client that was judged.
const clientName = "client"

// Statement is an in-toto statement (v1) whose predicate is a test result (v0.1). What the two have no member for
// stands in annotations, where every reader of in-toto finds it and none stumbles over it.
type Statement struct {
	Type          string     `json:"_type"`
	Subject       []Resource `json:"subject"`
	PredicateType string     `json:"predicateType"`
	Predicate     TestResult `json:"predicate"`
}

// TestResult is the predicate. A clause that was skipped or is inconclusive stands in none of its lists, but in the
// annotations of the report.
type TestResult struct {
	// Result is PASSED for a verdict without any reservation, WARNED for a conformant one with reservations
	// (warnings, known deviations, mandatory clauses that were not asked), and FAILED for every other:
	// no policy may take what is inconclusive for a pass.
	Result        string     `json:"result"`
	Configuration []Resource `json:"configuration"`
	PassedTests   []string   `json:"passedTests"`
	WarnedTests   []string   `json:"warnedTests"`
	FailedTests   []string   `json:"failedTests"`
}

// Resource is an in-toto ResourceDescriptor.
type Resource struct {
	Name        string            `json:"name,omitempty"`
	URI         string            `json:"uri,omitempty"`
	Digest      map[string]string `json:"digest,omitempty"`
	MediaType   string            `json:"mediaType,omitempty"`
	Annotations map[string]any    `json:"annotations,omitempty"`
}

// Files are the names of the files that a signed run writes and binds: all but the attestation itself.
func Files() []string { return append(reports.Written(), ConfigurationFile) }

// Bound is one thing that an attestation binds, by the digest of its bytes.
type Bound struct {
	Name   string
	SHA256 string // hexadecimal
	// Platform is what a binary was built for ("linux/amd64"); "" for everything else.
	Platform string
}

// New states what a report says of a run, and binds it to the files and the binary that it rests on. It takes
// everything from its arguments: the same run gives the same statement.
func New(r reports.Report, rec evidence.Record, bound []Bound) Statement {
	r = r.Complete()
	notes := annotations(r, rec)
	subjects := make([]Resource, 0, len(bound))
	configuration := []Resource{}
	for _, b := range bound {
		subject := Resource{Name: b.Name, Digest: map[string]string{"sha256": b.SHA256}, MediaType: mediaTypes()[b.Name], Annotations: notes[b.Name]}
		if b.Name == BinaryName {
			subject.Annotations = map[string]any{"version": r.Suite.Version, "platform": b.Platform}
		}
		subjects = append(subjects, subject)
		if b.Name == ConfigurationFile {
			configuration = append(configuration, subject)
		}
	}
	configuration = append(configuration, judged(r, notes))
	return Statement{
		Type: statementType, PredicateType: predicateType, Subject: subjects,
		Predicate: TestResult{
			Result: attested(r), Configuration: configuration,
			PassedTests: ids(r, func(x reports.Result) bool { return x.Status == reports.Passed }),
			WarnedTests: ids(r, func(x reports.Result) bool { return x.Deviates() && !x.CountsAgainst(r.Strict) }),
			FailedTests: ids(r, func(x reports.Result) bool { return x.CountsAgainst(r.Strict) }),
		},
	}
}

// judged is the descriptor of who was judged: the target that was asked, or the client.
func judged(r reports.Report, notes map[string]map[string]any) Resource {
	if r.Target.Client == "" {
		return Resource{Name: targetName, URI: r.Target.BaseURL, Annotations: notes[targetName]}
	}
	about := map[string]any{"client": r.Target.Client, "scenarios": len(r.Scenarios)}
	if s := r.Subject; s != nil {
		about["version"], about["command"], about["commandDigest"] = s.Version, s.Command, s.Digest
	}
	return Resource{Name: clientName, Annotations: about}
}

func mediaTypes() map[string]string {
	return map[string]string{
		reports.ReportFile: mediaJSON, reports.EvidenceFile: mediaHAR, ConfigurationFile: mediaJSON,
		reports.JUnitFile: mediaXML, reports.SummaryFile: mediaMarkdown, reports.PageFile: mediaHTML,
	}
}

// annotations are what is said of a run, by the name of the resource that it belongs to.
func annotations(r reports.Report, rec evidence.Record) map[string]map[string]any {
	skipped := ids(r, func(x reports.Result) bool { return x.Level == reports.Mandatory && x.Status == reports.Skipped })
	return map[string]map[string]any{
		reports.ReportFile: {
			"verdict": string(r.Verdict), "reason": r.Reason, "sentence": r.VerdictText(), "heading": r.Heading(), "completeness": r.Completeness,
			"contract": r.Contract.Name, "contractVersion": r.Contract.Version, "contractDocument": r.Contract.Document,
			"skippedMandatory": skipped, "inconclusive": ids(r, func(x reports.Result) bool { return x.Status == reports.Inconclusive }),
		},
		reports.EvidenceFile: {
			"run": rec.Run.ID, "startedAt": stamp(r.Started), "finishedAt": stamp(r.Finished),
			"interrupted": rec.Run.Interrupted, "halted": rec.Run.Halted,
		},
		ConfigurationFile: {"profile": r.Target.Profile, "strict": r.Strict, "partial": r.Partial, "clauses": text.NonNil(r.Clauses)},
		targetName: {
			"environment": r.Target.Environment, "embedded": r.Target.Embedded,
			"certificates": fingerprints(rec),
		},
	}
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }

// fingerprints are those of the certificates that were seen, whoever showed them: SHA-256, sorted.
func fingerprints(rec evidence.Record) []string {
	seen := map[string]bool{}
	for _, x := range rec.Exchanges {
		if x.TLS != nil && x.TLS.Fingerprint != "" {
			seen[x.TLS.Fingerprint] = true
		}
	}
	return text.NonNil(slices.Sorted(maps.Keys(seen)))
}

// attested is the verdict in the words of the predicate.
func attested(r reports.Report) string {
	reserved := r.Reason != "" || r.Completeness.State != reports.Complete || slices.ContainsFunc(r.Results, func(x reports.Result) bool { return x.Warns(r.Strict) && x.Level != reports.Optional })
	switch {
	case r.Verdict != reports.VerdictConformant:
		return "FAILED"
	case reserved:
		return "WARNED"
	}
	return "PASSED"
}

func ids(r reports.Report, is func(reports.Result) bool) []string {
	ids := []string{}
	for _, x := range r.Results {
		if is(x) {
			ids = append(ids, x.ID)
		}
	}
	return ids
}
