package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/openapi/file"
	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/attest"
	"github.com/authconform/authconform/reports/formats"
	"github.com/authconform/authconform/reports/har"
	"github.com/authconform/authconform/reports/output"
	"github.com/authconform/authconform/reports/text"
	"github.com/authconform/authconform/suites/evidence"
)

// The most that is read of each file. Reports and evidence are bounded by what a run records.
const (
	maxEnvelope      = 4 << 20
	maxConfiguration = 1 << 20
	maxRecorded      = 64 << 20
)

// verification is one attestation to check.
type verification struct {
	file, dir, contract string
}

// check holds everything that an envelope binds against it. The error says what cannot be read.
func (v verification) check(envelope []byte, key attest.PublicKey) (attest.Verification, error) {
	found := attest.Verification{Key: key, Envelope: hexSHA256(envelope)}
	statement, err := attest.Open(envelope, key)
	switch {
	case errors.Is(err, attest.ErrNotEnvelope):
		return found, fmt.Errorf("%s: %w", v.file, err)
	case err != nil:
		found.Findings = []attest.Finding{attest.Findingf(attest.Broken, attest.AboutSignature, "%v", err)}
		return found, nil
	}
	found.Statement, found.Findings = &statement, attest.CheckKey(envelope, key)
	if missing := statement.CheckSubjects(); len(missing) > 0 {
		found.Findings = append(found.Findings, missing...)
		return found, nil
	}
	return found, v.checkFiles(&found)
}

// checkFiles holds the files against a statement that the key has signed. What it judges again is what was signed:
// nothing is parsed of a file with another digest.
func (v verification) checkFiles(found *attest.Verification) error {
	files, err := v.read()
	if err != nil {
		return err
	}
	contract, err := v.load(found.Statement.Contract())
	if err != nil {
		return err
	}
	binary, err := boundBinary()
	if err != nil {
		return err
	}
	bound := append(append(boundFiles(files), boundContract(contract)...), binary)
	found.Findings = append(found.Findings, found.Statement.CheckBound(bound, program)...)
	found.Findings = append(found.Findings, v.unbound()...)
	if found.Failed() {
		found.Findings = append(found.Findings, attest.Findingf(attest.Unknown, attest.AboutJudgement, "the evidence was not judged again: not everything is what was signed"))
		return nil
	}
	return v.judgeAgain(found, files, contract, sameProgram(*found.Statement, binary))
}

// sameProgram says that the run was made by the program that is running, as far as versions tell: builds without one
// need not be the same.
func sameProgram(statement attest.Statement, binary attest.Bound) bool {
	ran, sum := statement.Binary()
	return ran == program && (program != unversioned || sum == binary.SHA256)
}

// recorded is a file beside an attestation. Of what is only compared there is no more than its digest: a hostile one is large.
type recorded struct {
	sum  string // SHA-256, hexadecimal
	data []byte // of what is read again
}

// directory is the directory of the files that are bound.
func (v verification) directory() string {
	if v.dir != "" {
		return v.dir
	}
	return filepath.Dir(v.file)
}

// read gives the files that are bound, by their names.
func (v verification) read() (map[string]recorded, error) {
	files := map[string]recorded{}
	for _, name := range attest.Files() {
		found, err := readRecorded(v.directory(), name)
		if err != nil {
			return nil, fmt.Errorf("wanted the file that was signed in %s (--dir DIR for another): %w", v.directory(), err)
		}
		files[name] = found
	}
	return files, nil
}

func readRecorded(dir, name string) (recorded, error) {
	path := filepath.Join(dir, name)
	limit := int64(maxRecorded)
	switch name {
	case attest.ConfigurationFile:
		limit = maxConfiguration
	case reports.ReportFile, reports.EvidenceFile:
	default:
		sum, err := digestOfFile(path, limit)
		return recorded{sum: sum}, err
	}
	data, err := file.Read(path, limit)
	return recorded{hexSHA256(data), data}, err
}

// digestOfFile is the SHA-256 of a file, which is not held.
func digestOfFile(path string, limit int64) (string, error) {
	f, info, err := file.Open(path)
	if err != nil {
		return "", err
	}
	defer func() { _ = f.Close() }() // it was only read
	if info.Size() > limit {
		return "", fmt.Errorf("%s: it is larger than %d MiB, the most that is read", path, limit>>20)
	}
	return digestOfWritten(func(w io.Writer) error {
		_, err := io.Copy(w, io.LimitReader(f, limit))
		return err
	})
}

// boundFiles are the files as an attestation binds them.
func boundFiles(files map[string]recorded) []attest.Bound {
	var bound []attest.Bound
	for _, name := range attest.Files() {
		bound = append(bound, attest.Bound{Name: name, SHA256: files[name].sum})
	}
	return bound
}

func hexSHA256(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// unbound tells of files that look as if they were the run's, and are not signed.
func (v verification) unbound() []attest.Finding {
	var findings []attest.Finding
	for _, name := range reports.Beside() {
		if _, err := os.Lstat(filepath.Join(v.directory(), name)); err == nil && !slices.Contains(attest.Files(), name) {
			findings = append(findings, attest.Findingf(attest.Unknown, name, "%s lies beside them and is not signed: no run writes it, and what it says is not proven", name))
		}
	}
	return findings
}

// load gives the contract: the user's own, or the one that is built in. What was signed names no file to read.
func (v verification) load(name, document string) (*openapi.Contract, error) {
	var builtIn *openapi.Contract
	if slices.Contains(openapi.Names(), name) {
		contract, err := openapi.Load(name)
		if err != nil {
			return nil, err
		}
		if contract.File == document {
			builtIn = contract
		}
	}
	if v.contract == "" && builtIn == nil {
		return nil, fmt.Errorf("the run was held to a contract of its own, %q: give its document %q with --contract FILE", text.Printable(name), text.Printable(document))
	}
	if v.contract == "" {
		return builtIn, nil
	}
	own, err := openapi.Load(v.contract)
	if err == nil && builtIn != nil && own.Digest == builtIn.Digest && own.FactsDigest == builtIn.FactsDigest {
		return builtIn, nil // the same under the name that the report has it by
	}
	return own, err
}

// judgeAgain holds the statement and the report against what the evidence gives, and what lies beside the report against its digests.
func (v verification) judgeAgain(found *attest.Verification, files map[string]recorded, contract *openapi.Contract, same bool) error {
	tell := func(findings ...attest.Finding) { found.Findings = append(found.Findings, findings...) }
	broken := func(about, format string, args ...any) { tell(attest.Findingf(attest.Broken, about, format, args...)) }
	report, err := reports.ReadReport(bytes.NewReader(files[reports.ReportFile].data))
	if err != nil {
		broken(reports.ReportFile, "%s is no report that this version of authconform reads: %v", reports.ReportFile, err)
		return nil
	}
	rec, err := har.Read(bytes.NewReader(files[reports.EvidenceFile].data))
	if err != nil {
		broken(reports.EvidenceFile, "%s: %v", reports.EvidenceFile, err)
		return nil
	}
	story := reportBuilder{contract: contract, patterns: report.Clauses, strict: report.Strict, rec: rec, embedded: rec.Run.Embedded}
	if err := story.catalogue(); err != nil {
		broken(reports.ReportFile, "the clauses that %s names cannot be chosen: %v", reports.ReportFile, err)
		return nil
	}
	again := attest.Excuse(story.again(), report)
	again.Files, again.Signature = report.Files, report.Signature // what lies on the disk, which no evidence gives
	if err := output.CheckBeside(report, v.directory()); err != nil {
		broken(reports.ReportFile, "%v", err)
	}
	compared, err := attest.CompareJudged(report, again, same)
	if err != nil {
		return err
	}
	tell(found.Statement.CheckRun(report, rec)...)
	tell(compared...)
	tell(attest.CheckSigner(report, found.Key)...)
	tell(madeAgain(report, files, same)...)
	found.Report = &report
	return nil
}

// madeAgain makes every report of the run again from report.json: whoever holds the key can sign a page that says something
// else. Another program words and lays out otherwise.
func madeAgain(report reports.Report, files map[string]recorded, same bool) []attest.Finding {
	if !same {
		return []attest.Finding{attest.Findingf(attest.Unknown, reports.PageFile, "the reports were not made again from %s: another build of authconform wrote them", reports.ReportFile)}
	}
	var findings []attest.Finding
	for _, f := range formats.All() {
		if !f.ByRun {
			continue
		}
		made, err := digestOfWritten(func(w io.Writer) error { return f.Write(w, report) })
		if err != nil || made != files[f.File].sum {
			findings = append(findings, attest.Findingf(attest.Broken, f.File, "%s is not as this version writes what %s says: a command in it, its words or its layout were changed", f.File, reports.ReportFile))
		}
	}
	if len(findings) == 0 {
		findings = []attest.Finding{attest.Findingf(attest.Holds, reports.PageFile, "each report says what %s says: made again, it is the same, byte for byte", reports.ReportFile)}
	}
	return findings
}

// again is the report as the run that recorded the evidence wrote it, but for its baseline.
func (s reportBuilder) again() reports.Report {
	report, _ := s.judged()
	if s.rec.Run.Halted {
		report = s.unjudged(haltedBy(s.rec.Run))
	}
	report.Suite.Version = s.rec.Run.Version
	return report
}

// haltedBy is what the run said of the step at which its preflight failed.
func haltedBy(run evidence.Run) string {
	for _, step := range run.Preflight {
		if step.Status == "failed" {
			return step.Detail
		}
	}
	return ""
}
