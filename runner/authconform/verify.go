package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/openapi/file"
	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/attest"
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
	console
	file, key, dir, contract string
}

func verifyCommand(t console) *cobra.Command {
	v := verification{console: t}
	verify := &cobra.Command{
		Use:   "verify FILE --key PUB",
		Short: "Check a signed attestation offline, and judge its evidence again",
		Long: `verify checks an attestation that a run with --sign left: the signature, the digest of every file that
it binds, and what it says of the run. Then it judges the evidence again and compares the verdict and every
result. It says in words what is proven and what is not, and sends nothing.

Exit codes: 0 everything holds, 1 something does not, 2 usage error or unreadable file.`,
		Example: `  authconform verify reports/attestation.json --key ci.pub
  authconform verify attestation.json --key ci.pub --dir reports --contract api.yaml`,
		Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			v.file = args[0]
			return v.run()
		},
	}
	flags := verify.Flags()
	flags.StringVar(&v.key, "key", "", "PEM `FILE` of the public key that has to have signed it")
	flags.StringVar(&v.dir, "dir", "", "`DIR` that holds the files that it binds (default: the attestation's own)")
	flags.StringVar(&v.contract, "contract", "", "`FILE` of the contract's document (default: the contract of that name that is built in)")
	return verify
}

func (v verification) run() error {
	if v.key == "" {
		return errors.New("--key: wanted the public key that has to have signed it, such as --key ci.pub")
	}
	pem, err := file.Read(v.key, maxKey)
	if err != nil {
		return fmt.Errorf("--key: %w", err)
	}
	key, err := attest.ReadPublicKey(pem)
	if err != nil {
		return fmt.Errorf("--key: %s: %w", v.key, err)
	}
	envelope, err := file.Read(v.file, maxEnvelope)
	if err != nil {
		return err
	}
	statement, err := attest.Open(envelope, key)
	switch {
	case errors.Is(err, attest.ErrNotEnvelope):
		return fmt.Errorf("%s: %w", v.file, err)
	case err != nil:
		return v.tell(attest.Verification{Findings: []attest.Finding{{Outcome: attest.Broken, Text: text.Printable(err.Error())}}})
	}
	signed := attest.Finding{Outcome: attest.Holds, Text: "the statement is signed with the key that was given: " + key.String()}
	found, err := v.check(statement)
	if err != nil {
		return err
	}
	found.Findings = slices.Insert(found.Findings, 0, signed)
	return v.tell(found)
}

func (v verification) tell(found attest.Verification) error {
	if err := found.Write(v.out, columns(v.out)); err != nil {
		return err
	}
	if !found.Proven() {
		return &toldError{exitNonconformant}
	}
	return nil
}

// check holds everything against a statement that the key has signed. What it judges again is what was signed:
// nothing is parsed of a file with another digest.
func (v verification) check(statement attest.Statement) (attest.Verification, error) {
	if missing := statement.CheckSubjects(); len(missing) > 0 {
		return attest.Verification{Findings: missing}, nil
	}
	files, err := v.read()
	if err != nil {
		return attest.Verification{}, err
	}
	contract, err := v.load(statement.Contract())
	if err != nil {
		return attest.Verification{}, err
	}
	binary, err := boundBinary()
	if err != nil {
		return attest.Verification{}, err
	}
	bound := append(append(files.bound(), boundContract(contract)...), binary)
	found := attest.Verification{Findings: statement.CheckBound(bound, version)}
	if !slices.ContainsFunc(found.Findings, func(f attest.Finding) bool { return f.Outcome == attest.Broken }) {
		return found, v.judgeAgain(&found, statement, files, contract)
	}
	found.Findings = append(found.Findings, attest.Finding{Outcome: attest.Unknown, Text: "the evidence was not judged again: not everything is what was signed"})
	return found, nil
}

// recorded are the files beside an attestation.
type recorded struct{ report, evidence, configuration []byte }

// place is the directory of the files that are bound.
func (v verification) place() string {
	if v.dir != "" {
		return v.dir
	}
	return filepath.Dir(v.file)
}

func (v verification) read() (recorded, error) {
	dir := v.place()
	var files recorded
	for _, wanted := range []struct {
		name  string
		limit int64
		into  *[]byte
	}{
		{reports.ReportFile, maxRecorded, &files.report},
		{reports.EvidenceFile, maxRecorded, &files.evidence},
		{attest.ConfigurationFile, maxConfiguration, &files.configuration},
	} {
		var err error
		if *wanted.into, err = file.Read(filepath.Join(dir, wanted.name), wanted.limit); err != nil {
			return recorded{}, fmt.Errorf("wanted the file that was signed in %s (--dir DIR for another): %w", dir, err)
		}
	}
	return files, nil
}

func (r recorded) bound() []attest.Bound {
	digest := func(name string, data []byte) attest.Bound {
		sum := sha256.Sum256(data)
		return attest.Bound{Name: name, SHA256: hex.EncodeToString(sum[:])}
	}
	return []attest.Bound{
		digest(reports.ReportFile, r.report), digest(reports.EvidenceFile, r.evidence), digest(attest.ConfigurationFile, r.configuration),
	}
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
func (v verification) judgeAgain(found *attest.Verification, statement attest.Statement, files recorded, contract *openapi.Contract) error {
	broken := func(format string, args ...any) {
		found.Findings = append(found.Findings, attest.Finding{Outcome: attest.Broken, Text: text.Printable(fmt.Sprintf(format, args...))})
	}
	report, err := reports.ReadReport(bytes.NewReader(files.report))
	if err != nil {
		broken("%s is no report that this version of authconform reads: %v", reports.ReportFile, err)
		return nil
	}
	rec, err := har.Read(bytes.NewReader(files.evidence))
	if err != nil {
		broken("%s: %v", reports.EvidenceFile, err)
		return nil
	}
	story := reportBuilder{contract: contract, patterns: report.Clauses, strict: report.Strict, rec: rec, embedded: rec.Run.Embedded}
	if err := story.catalogue(); err != nil {
		broken("the clauses that %s names cannot be chosen: %v", reports.ReportFile, err)
		return nil
	}
	again := attest.Excuse(story.again(), report)
	again.Files = report.Files // what lies on the disk, which no evidence gives
	if err := output.CheckBeside(report, v.place()); err != nil {
		broken("%v", err)
	}
	compared, err := attest.CompareJudged(report, again, rec.Run.Version == version)
	if err != nil {
		return err
	}
	found.Findings = append(append(found.Findings, statement.CheckRun(report, rec)...), compared...)
	found.Report = &report
	var written bytes.Buffer
	if err := reports.WriteJSON(&written, report); err != nil {
		return err
	}
	if rec.Run.Version == version && !bytes.Equal(written.Bytes(), files.report) {
		broken("%s is not as this version writes what it says: a command in it, or its layout, was changed", reports.ReportFile)
	}
	return nil
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
