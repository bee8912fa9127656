package formats_test

import (
	"strings"
	"testing"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/formats"
	"github.com/authconform/authconform/reports/reportstest/example"
)

// Whatever of a signed run somebody reads says that it is signed, with which key, and how to find out whether that holds.
func TestEveryFileOfASignedRunSaysSo(t *testing.T) {
	const key = "Ed25519 sha256:0c0c"
	for _, f := range formats.All() {
		if !f.ByRun {
			continue
		}
		r := example.Conformant()
		if told := asText(t, f, r); strings.Contains(told, reports.AttestationFile) {
			t.Errorf("%s of a run that was not signed names an attestation", f.File)
		}
		r.Signature = &reports.Signature{Key: key}
		told := asText(t, f, r)
		if !strings.Contains(told, key) {
			t.Errorf("%s does not name the key", f.File)
		}
		if f.Name != "json" && !strings.Contains(told, "authconform verify attestation.json --key PUB") { // its schema says the same
			t.Errorf("%s does not say how to verify", f.File)
		}
	}
}
