package clients_test

import (
	"bytes"
	"flag"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/authconform/authconform/reports/matrix"
	"github.com/authconform/authconform/runner/selftest/clients"
)

var update = flag.Bool("update", false, "write suites/CLIENTS.md anew")

// matrixPage is what the README links to.
const matrixPage = "../../../suites/CLIENTS.md"

// TestClientsAreJudged is the whole selftest of how clients are judged: every deviation is found by exactly the clauses that it
// states, no variant is blamed, no null client accepted. With WHOLE_TESTS=1 every client is led through every scenario, else
// through those that show what it does. It keeps the page that tells of it current.
func TestClientsAreJudged(t *testing.T) {
	if testing.Short() {
		t.Skip("leads two hundred clients through their scenarios")
	}
	began := time.Now()
	m, err := clients.Test(t.Context(), clients.Run{Whole: os.Getenv("WHOLE_TESTS") == "1", Patterns: strings.Fields(os.Getenv("TRIALS"))})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("it took %s", time.Since(began).Round(time.Second))
	if m.Verdict != matrix.Sound {
		var page bytes.Buffer
		if err := matrix.WriteTerminal(&page, m, 160, false); err != nil {
			t.Fatal(err)
		}
		t.Fatal(page.String())
	}
	if os.Getenv("TRIALS") == "" {
		wantPage(t, m)
	}
}

func wantPage(t *testing.T, m matrix.Matrix) {
	t.Helper()
	var page bytes.Buffer
	if err := matrix.WriteMarkdown(&page, m); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(matrixPage, page.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	was, err := os.ReadFile(matrixPage)
	if err != nil || !bytes.Equal(was, page.Bytes()) {
		t.Errorf("%s is not what the selftest comes to: go test ./runner/selftest/clients -update (%v)", matrixPage, err)
	}
}
