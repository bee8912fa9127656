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

// A daemon that has left its group, its session and its environment ends all the same.
func TestADaemonIsAdopted(t *testing.T) {
	end := Adopt()
	file := filepath.Join(t.TempDir(), "seen")
	script := `env -i PATH="$PATH" setsid sh -c 'sh -c "echo \$\$; exec sleep 600" >>"$0" 2>/dev/null </dev/null & exit 0' ` + strconv.Quote(file) + ` >/dev/null 2>&1 </dev/null`
	if _, err := Lead(t.Context(), Program{Name: "sh", Arguments: []string{"-c", script}, Environment: os.Environ(), Stdout: &bytes.Buffer{}, Stderr: &bytes.Buffer{}, Mark: "NOBODY=has-it"}); err != nil {
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
	if alive(daemon) {
		t.Errorf("the process %d has outlived the run", daemon)
	}
	if out, err := exec.CommandContext(t.Context(), "echo", "still").Output(); err != nil || string(out) != "still\n" {
		t.Errorf("no command can be led any longer: %q, %v", out, err)
	}
}
