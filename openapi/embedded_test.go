package openapi_test

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"

	"github.com/authconform/authconform/openapi"
)

// TestDocumentIsTheOneThatIsLoaded: who reads the document by itself reads what the judge reads.
func TestDocumentIsTheOneThatIsLoaded(t *testing.T) {
	for _, name := range openapi.Names() {
		text, err := openapi.Document(name)
		if err != nil {
			t.Fatal(err)
		}
		contract, err := openapi.Load(name)
		if err != nil {
			t.Fatal(err)
		}
		digest := sha256.Sum256(text)
		if got := "sha256:" + hex.EncodeToString(digest[:]); got != contract.Digest {
			t.Errorf("%s: %s is given, and %s is loaded", name, got, contract.Digest)
		}
	}
}

func TestDocumentOfNoContract(t *testing.T) {
	for _, name := range []string{"", "priotiket", "*", "[", "../openapi/prioticket", "prioticket/"} {
		text, err := openapi.Document(name)
		if err == nil || text != nil || !strings.Contains(err.Error(), "prioticket") {
			t.Errorf("%q: %d bytes and %v, want an error that says which there are", name, len(text), err)
		}
	}
}
