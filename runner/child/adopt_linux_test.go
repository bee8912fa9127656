package child

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// A daemon that has left its group, its session, its environment and its number ends all the same.
func TestADaemonIsAdopted(t *testing.T) {
	end := Adopt()
	file := filepath.Join(t.TempDir(), "seen")
	if _, err := exec.LookPath("bash"); err != nil {
		t.Skip("bash is not there")
	}
	script := untilBranded + "sleep 1; ulimit -S -x unlimited; " + daemon(file) // those below it are given the number a moment later
	if _, err := Lead(t.Context(), Program{Name: "bash", Arguments: []string{"-c", script}, Environment: os.Environ(), Stdout: &bytes.Buffer{}, Stderr: &bytes.Buffer{}, Mark: "NOBODY=has-it"}); err != nil {
		t.Fatal(err)
	}
	var daemon int
	for deadline := time.Now().Add(time.Minute); daemon == 0; time.Sleep(10 * time.Millisecond) {
		text, _ := os.ReadFile(file) // not yet written
		daemon, _ = strconv.Atoi(strings.TrimSpace(string(text)))
		if time.Now().After(deadline) {
			t.Fatal("no daemon was started")
		}
	}
	if !alive(daemon) {
		t.Fatal("the daemon has ended by itself: nothing is shown")
	}
	end()
	wantGone(t, daemon)
	if out, err := exec.CommandContext(t.Context(), "echo", "still").Output(); err != nil || string(out) != "still\n" {
		t.Errorf("no command can be led any longer: %q, %v", out, err)
	}
}
