package main

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/attest"
	"github.com/authconform/authconform/reports/har"
)

// Whoever holds the key can sign a lie, but not one that the evidence tells otherwise.
func TestSignedLie(t *testing.T) {
	if testing.Short() {
		t.Skip("signs and verifies dozens of runs")
	}
	t.Parallel()
	b := newBench(t, attest.Ed25519Key)
	honest, err := attest.Open(b.read(attest.File), b.key.Public())
	if err != nil {
		t.Fatal(err)
	}
	reportText, evidenceText := b.read(reports.ReportFile), b.read(reports.EvidenceFile)
	for name, c := range map[string]struct {
		report   func(*reports.Report)
		evidence func([]byte) []byte
		text     func([]byte) []byte
		want     string
	}{
		"nothing": {want: "✓ judged again"},
		"another layout": {
			text: func(text []byte) []byte { return bytes.Replace(text, []byte("\n"), []byte("\n\n"), 1) },
			want: "✗ report.json is not as this version writes what report.json says",
		},
		"a member twice": {
			text: func(text []byte) []byte {
				return bytes.Replace(text, []byte("{"), []byte(`{"verdict":"conformant",`), 1)
			},
			want: "✗ report.json is no report that this version of authconform reads",
		},
		"a verdict": {
			report: func(r *reports.Report) { r.Verdict, r.Reason = reports.VerdictInconclusive, "nobody knows" },
			want:   "✗ judged again, the evidence gives the verdict conformant, and not inconclusive",
		},
		"a skipped clause that passed": {
			report: func(r *reports.Report) {
				i := slices.IndexFunc(r.Results, func(x reports.Result) bool { return x.Status == reports.Skipped })
				r.Results[i].Status, r.Results[i].Reason = reports.Passed, ""
			},
			want: "is skipped, judged again, and not passed as report.json says",
		},
		"a clause that is not there": {
			report: func(r *reports.Report) { r.Results = r.Results[1:] },
			want:   "and report.json does not have it",
		},
		"another target": {
			report: func(r *reports.Report) { r.Target.BaseURL = "https://example.com" },
			want:   "✗ judged again by the same version, the evidence gives another report than report.json, in target",
		},
		"another time": {
			report: func(r *reports.Report) { r.Started = r.Started.AddDate(1, 0, 0) },
			want:   "in started",
		},
		"an answer that was mended": {
			evidence: func(text []byte) []byte {
				return bytes.Replace(text, []byte(`"status": 405`), []byte(`"status": 200`), 1)
			},
			want: "✗ judged again, the evidence gives the verdict nonconformant, and not conformant",
		},
	} {
		t.Run(name, func(t *testing.T) {
			b := b
			b.t = t
			var report reports.Report
			if err := json.Unmarshal(reportText, &report); err != nil {
				t.Fatal(err)
			}
			if c.report != nil {
				c.report(&report)
			}
			var written bytes.Buffer
			if err := reports.WriteJSON(&written, report); err != nil {
				t.Fatal(err)
			}
			if c.text != nil {
				text := c.text(written.Bytes())
				written = *bytes.NewBuffer(text)
			}
			recordedText := evidenceText
			if c.evidence != nil {
				if recordedText = c.evidence(evidenceText); bytes.Equal(recordedText, evidenceText) {
					t.Fatal("the evidence was not changed")
				}
			}
			b.resign(honest, report, written.Bytes(), recordedText)
			code := exitNonconformant
			if name == "nothing" {
				code = exitConformant
			}
			if said := b.verify(code); !strings.Contains(said, c.want) {
				t.Errorf("wanted %q:\n%s", c.want, said)
			}
		})
	}
}

// A page that says something else than report.json is found, although the key has signed both.
func TestSignedPage(t *testing.T) {
	b := newBench(t, attest.Ed25519Key)
	honest, err := attest.Open(b.read(attest.File), b.key.Public())
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{reports.PageFile, reports.SummaryFile, reports.JUnitFile} {
		sound := b.read(name)
		b.write(name, bytes.Replace(sound, []byte("mandatory"), []byte("optional"), 1))
		report, err := reports.ReadReport(bytes.NewReader(b.read(reports.ReportFile)))
		if err != nil {
			t.Fatal(err)
		}
		report.Files[name] = "sha256:" + hexSHA256(b.read(name))
		var written bytes.Buffer
		if err := reports.WriteJSON(&written, report); err != nil {
			t.Fatal(err)
		}
		b.resign(honest, report, written.Bytes(), b.read(reports.EvidenceFile))
		if said := b.verify(exitNonconformant); !strings.Contains(said, "✗ "+name+" is not as this version writes what report.json says") {
			t.Errorf("%s lies: %s", name, said)
		}
		b.write(name, sound)
	}
}

// The statement itself may not say another thing than what it binds.
func TestSignedStatement(t *testing.T) {
	if testing.Short() {
		t.Skip("signs and verifies dozens of statements")
	}
	t.Parallel()
	b := newBench(t, attest.P256Key)
	honest, err := attest.Open(b.read(attest.File), b.key.Public())
	if err != nil {
		t.Fatal(err)
	}
	for name, lie := range map[string]func(*attest.Statement){
		"/predicate/result":                func(s *attest.Statement) { s.Predicate.Result = "PASSED" },
		"/predicate/configuration/1/uri":   func(s *attest.Statement) { s.Predicate.Configuration[1].URI = "https://example.com" },
		"/subject/0/annotations/sentence":  func(s *attest.Statement) { s.Subject[0].Annotations["sentence"] = "conformant" },
		"/subject/1/annotations/startedAt": func(s *attest.Statement) { s.Subject[1].Annotations["startedAt"] = "2020-01-01T00:00:00Z" },
		"/subject/0/annotations/audited":   func(s *attest.Statement) { s.Subject[0].Annotations["audited"] = "yes" },
		"report.json is not bound":         func(s *attest.Statement) { drop(s, reports.ReportFile) },
		"evidence.har is not bound":        func(s *attest.Statement) { drop(s, reports.EvidenceFile) },
		"configuration.json is not":        func(s *attest.Statement) { drop(s, attest.ConfigurationFile) },
		"authconform is not bound":         func(s *attest.Statement) { drop(s, attest.BinaryName) },
		"no contract is bound":             func(s *attest.Statement) { drop(s, attest.ContractPrefix) },
		"does not say which contract":      func(s *attest.Statement) { delete(s.Subject[0].Annotations, "contract") },
		"which contract the run was held":  func(s *attest.Statement) { delete(s.Subject[0].Annotations, "contractDocument") },
		"every run says so":                func(s *attest.Statement) { s.Subject[0].Annotations["contract"] = 1 },
		"does not bind that document":      func(s *attest.Statement) { s.Subject[0].Annotations["contractDocument"] = "/etc/passwd" },
		`and there is nothing to hold it against`: func(s *attest.Statement) {
			s.Subject = append(s.Subject, attest.Resource{Name: "../../etc/passwd", Digest: s.Subject[0].Digest})
		},
	} {
		var changed attest.Statement
		copied, err := json.Marshal(honest)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(copied, &changed); err != nil {
			t.Fatal(err)
		}
		lie(&changed)
		envelope, err := attest.Sign(changed, b.key)
		if err != nil {
			t.Fatal(err)
		}
		b.write(attest.File, envelope)
		if said := b.verify(exitNonconformant); !strings.Contains(said, name) {
			t.Errorf("wanted %q:\n%s", name, said)
		}
	}
}

// drop takes the subjects out whose names begin so.
func drop(s *attest.Statement, name string) {
	s.Subject = slices.DeleteFunc(s.Subject, func(r attest.Resource) bool { return strings.HasPrefix(r.Name, name) })
}

// resign writes report and evidence, and an attestation that binds them and says what they say.
func (b bench) resign(honest attest.Statement, report reports.Report, reportText, evidenceText []byte) {
	b.t.Helper()
	rec, err := har.Read(bytes.NewReader(evidenceText))
	if err != nil {
		b.t.Fatal(err)
	}
	files := map[string][]byte{reports.ReportFile: reportText, reports.EvidenceFile: evidenceText}
	for _, name := range attest.Files() {
		if files[name] == nil {
			files[name] = b.read(name)
		}
	}
	bound := boundFiles(summed(files))
	for _, subject := range honest.Subject[len(bound):] {
		platform, _ := subject.Annotations["platform"].(string)
		bound = append(bound, attest.Bound{Name: subject.Name, SHA256: subject.Digest["sha256"], Platform: platform})
	}
	envelope, err := attest.Sign(attest.New(report, rec, bound), b.key)
	if err != nil {
		b.t.Fatal(err)
	}
	b.write(reports.ReportFile, reportText)
	b.write(reports.EvidenceFile, evidenceText)
	b.write(attest.File, envelope)
}
