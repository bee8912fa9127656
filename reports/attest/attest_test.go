package attest

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	testresult "github.com/in-toto/attestation/go/predicates/test_result/v0"
	intoto "github.com/in-toto/attestation/go/v1"
	"github.com/secure-systems-lab/go-securesystemslib/dsse"
	"github.com/secure-systems-lab/go-securesystemslib/signerverifier"
	"google.golang.org/protobuf/encoding/protojson"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/reportstest"
	"github.com/authconform/authconform/reports/reportstest/example"
	"github.com/authconform/authconform/suites/evidence"
)

func attestedRecord() evidence.Record {
	certificate := func(b string) *evidence.TLS { return &evidence.TLS{Fingerprint: strings.Repeat(b, 32)} }
	return evidence.Record{
		Run: evidence.Run{ID: "7c1d", Version: "0.1.0"},
		Exchanges: []evidence.Exchange{
			{ID: "valid", TLS: certificate("cd")}, {ID: "again", TLS: certificate("ab")}, {ID: "plain"}, {ID: "more", TLS: certificate("cd")},
		},
	}
}

func attestedFiles() []Bound {
	return []Bound{
		{Name: reports.ReportFile, SHA256: strings.Repeat("01", 32)},
		{Name: reports.EvidenceFile, SHA256: strings.Repeat("02", 32)},
		{Name: ConfigurationFile, SHA256: strings.Repeat("03", 32)},
		{Name: ContractPrefix + "distributor-3.8.yaml", SHA256: strings.Repeat("04", 32)},
		{Name: ContractPrefix + "distributor-3.8.authconform.yaml", SHA256: strings.Repeat("05", 32)},
		{Name: BinaryName, SHA256: strings.Repeat("06", 32), Platform: "linux/amd64"},
		{Name: reports.JUnitFile, SHA256: strings.Repeat("07", 32)},
		{Name: reports.SummaryFile, SHA256: strings.Repeat("08", 32)},
		{Name: reports.PageFile, SHA256: strings.Repeat("09", 32)},
	}
}

func signingKey(t *testing.T, kind string) SigningKey {
	t.Helper()
	key, err := NewSigningKey(kind)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// signed gives an envelope and the statement in it.
func signed(t *testing.T, r reports.Report, key SigningKey) ([]byte, Statement) {
	t.Helper()
	envelope, err := Sign(New(r, attestedRecord(), attestedFiles()), key)
	if err != nil {
		t.Fatal(err)
	}
	statement, err := Open(envelope, key.Public())
	if err != nil {
		t.Fatal(err)
	}
	return envelope, statement
}

func TestStatement(t *testing.T) {
	for name, report := range example.All() {
		t.Run(name, func(t *testing.T) {
			var b bytes.Buffer
			encoder := json.NewEncoder(&b)
			encoder.SetEscapeHTML(false)
			encoder.SetIndent("", "  ")
			if err := encoder.Encode(New(report, attestedRecord(), attestedFiles())); err != nil {
				t.Fatal(err)
			}
			reportstest.Golden(t, name+".statement.json", b.Bytes())
			_, statement := signed(t, report, signingKey(t, Ed25519Key))
			for _, f := range statement.CheckRun(report, attestedRecord()) {
				if f.Outcome != Holds {
					t.Errorf("it does not hold of its own run: %s", f.Text)
				}
			}
		})
	}
}

// Each verdict signs as what it is, and a reservation is never far from the verdict.
func TestStatementResult(t *testing.T) {
	plain := example.Base()
	plain.Results = example.Passes("token.status", "token.members")
	warned, practice := plain, plain
	warned.Results = append(example.Passes("token.status"), example.Warning())
	practice.Results = append(example.Passes("token.status"), example.Warning())
	practice.Results[1].Level = reports.Optional
	cases := map[string]struct {
		report reports.Report
		want   string
	}{
		"plainly conformant": {example.Judged(plain), "PASSED"},
		"with a warning":     {example.Judged(warned), "WARNED"},
		"good practice":      {example.Judged(practice), "PASSED"},
		"with reservations":  {example.Conformant(), "WARNED"},
		"a part":             {example.Partial(), "WARNED"},
		"known deviations":   {example.KnownDeviations(), "WARNED"},
		"nonconformant":      {example.Failed(), "FAILED"},
		"strict":             {example.Strict(), "FAILED"},
		"inconclusive":       {example.Inconclusive(), "FAILED"},
		"interrupted":        {example.Interrupted(), "FAILED"},
		"not set up":         {example.SetUpFailed(), "FAILED"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			statement := New(c.report, attestedRecord(), attestedFiles())
			if got := statement.Predicate.Result; got != c.want {
				t.Errorf("result %s, want %s", got, c.want)
			}
			notes := statement.Subject[0].Annotations
			skipped := notes["skippedMandatory"].([]string)
			sentence := notes["sentence"].(string)
			if len(skipped) > 0 && !strings.Contains(sentence, "mandatory") {
				t.Errorf("%d mandatory clauses were skipped, and the verdict reads %q", len(skipped), sentence)
			}
			if notes["verdict"] != string(c.report.Verdict) {
				t.Errorf("verdict %v, want %s", notes["verdict"], c.report.Verdict)
			}
		})
	}
}

// The reference libraries of DSSE and of in-toto read and verify what is written here.
func TestIndependentImplementation(t *testing.T) {
	for _, kind := range []string{Ed25519Key, P256Key} {
		t.Run(kind, func(t *testing.T) {
			key := signingKey(t, kind)
			data, _ := signed(t, example.Failed(), key)
			var envelope dsse.Envelope
			if err := json.Unmarshal(data, &envelope); err != nil {
				t.Fatal(err)
			}
			accepted, err := independent(t, key.Public()).Verify(context.Background(), &envelope)
			if err != nil || len(accepted) != 1 {
				t.Fatalf("accepted keys %v, error %v", accepted, err)
			}
			if _, err := independent(t, signingKey(t, kind).Public()).Verify(context.Background(), &envelope); err == nil {
				t.Error("the library accepts another key")
			}
			payload, err := envelope.DecodeB64Payload()
			if err != nil {
				t.Fatal(err)
			}
			var statement intoto.Statement
			if err := protojson.Unmarshal(payload, &statement); err != nil { // refuses members that the specification does not have
				t.Fatal(err)
			}
			if err := statement.Validate(); err != nil {
				t.Error(err)
			}
			predicate, err := statement.GetPredicate().MarshalJSON()
			if err != nil {
				t.Fatal(err)
			}
			var result testresult.TestResult
			if err := protojson.Unmarshal(predicate, &result); err != nil {
				t.Fatal(err)
			}
			if result.GetResult() != "FAILED" || !slices.Contains(result.GetFailedTests(), "errors.wrong-secret.challenge") {
				t.Errorf("read by in-toto: %s, failed %v", result.GetResult(), result.GetFailedTests())
			}
		})
	}
}

func independent(t *testing.T, key PublicKey) *dsse.EnvelopeVerifier {
	t.Helper()
	loaded, err := signerverifier.LoadKey(key.PEM())
	if err != nil {
		t.Fatal(err)
	}
	loaded.KeyID = key.Fingerprint() // every library names keys in a way of its own, and lets its user choose another
	var verifier dsse.Verifier
	if loaded.KeyType == signerverifier.ECDSAKeyType {
		verifier, err = signerverifier.NewECDSASignerVerifierFromSSLibKey(loaded)
	} else {
		verifier, err = signerverifier.NewED25519SignerVerifierFromSSLibKey(loaded)
	}
	if err != nil {
		t.Fatal(err)
	}
	envelopes, err := dsse.NewEnvelopeVerifier(verifier)
	if err != nil {
		t.Fatal(err)
	}
	return envelopes
}

// The other way round: what the reference library signs opens here.
func TestOpenIndependent(t *testing.T) {
	key := signingKey(t, Ed25519Key)
	_, statement := signed(t, example.Conformant(), key)
	private, err := key.PEM()
	if err != nil {
		t.Fatal(err)
	}
	loaded, err := signerverifier.LoadKey(private)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := signerverifier.NewED25519SignerVerifierFromSSLibKey(loaded)
	if err != nil {
		t.Fatal(err)
	}
	envelopes, err := dsse.NewEnvelopeSigner(signer)
	if err != nil {
		t.Fatal(err)
	}
	payload, err := json.Marshal(statement)
	if err != nil {
		t.Fatal(err)
	}
	envelope, err := envelopes.SignPayload(t.Context(), payloadType, payload)
	if err != nil {
		t.Fatal(err)
	}
	data, err := json.Marshal(envelope)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Open(data, key.Public()); err != nil {
		t.Error(err)
	}
}
