package clients_test

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/authconform/authconform/reports/matrix"
	"github.com/authconform/authconform/runner/selftest/clients"
)

// TestClientsAreJudged is the whole selftest of how clients are judged: every deviation is found by exactly the clauses that it
// states, no variant is blamed, no null client accepted. With WHOLE_TESTS=1 every client is led through every scenario, else
// through those that show what it does.
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
}
