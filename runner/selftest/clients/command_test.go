package clients_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/authconform/authconform/reports/matrix"
	"github.com/authconform/authconform/runner/client"
	"github.com/authconform/authconform/runner/selftest/clients"
)

// A client that is started as a command comes to the same as one that lives in this process.
func TestCommandsAreJudged(t *testing.T) {
	if testing.Short() || os.Getenv("WHOLE_TESTS") == "" {
		t.Skip("builds the command")
	}
	command := filepath.Join(t.TempDir(), "authconform")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", command, "../../authconform").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	run := clients.Run{
		Patterns: []string{
			"sound", "body-closed-audience", "basic-line-break", "token-cut", "plain-first", "certificate-unverified", "tls-old", "refused-retried-for-ever",
			"made-up-null", "prints-secret-hex", "prints-password", "keeps-password-base64", "restart-without-password", "three-threads", "idle", "hanging", "crashing",
		},
		Parallel: 8, // processes are more than goroutines
		Start: func(t clients.Trial) client.Starter {
			return client.Command(append([]string{command, "act", t.Contract}, t.Flags...))
		},
	}
	trials, err := run.Trials()
	if err != nil {
		t.Fatal(err)
	}
	for i := range trials {
		if trials[i].Kind == matrix.TrialSound { // the script of the command leads it through all
			trials[i].Scenarios = []string{"steady", "revoked", "no-token-html", "redirect-plain", "redirect-host", "redirect-resource"}
		}
	}
	m, err := run.Try(t.Context(), trials)
	if err != nil {
		t.Fatal(err)
	}
	if m.Verdict != matrix.Sound {
		var page bytes.Buffer
		if err := matrix.WriteTerminal(&page, m, 160, false); err != nil {
			t.Fatal(err)
		}
		t.Fatal(page.String())
	}
}
