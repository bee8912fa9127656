//go:build unix

package child

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

const diesBeside, diesLeading = "TEST_DIES_BESIDE", "TEST_DIES_LEADING"

// TestDie is the process that TestAKilledProcessLeavesNoCommand kills.
func TestDie(t *testing.T) {
	file := os.Getenv(diesBeside)
	if file == "" {
		t.Skip("runs only in a process of its own")
	}
	script := `sh -c 'echo $$ > "$1.new"; mv "$1.new" "$1"; exec sleep 600' sh "$` + diesBeside + `"; echo more`
	if os.Getenv(diesLeading) == "" {
		t.Error(Run(t.Context(), Script{Text: script}))
		return
	}
	_, err := Lead(t.Context(), Program{Name: "sh", Arguments: []string{"-c", script}, Environment: os.Environ(), Stdout: &bytes.Buffer{}, Stderr: &bytes.Buffer{}})
	t.Error(err)
}

// A process that is killed, as by a machine that runs out of memory, or that crashes, leaves no command behind, and nothing
// that the command has started.
func TestAKilledProcessLeavesNoCommand(t *testing.T) {
	for name, leads := range map[string]string{"a hook": "", "a client": "1"} {
		for _, signal := range []syscall.Signal{syscall.SIGKILL, syscall.SIGABRT} {
			t.Run(name+", "+signal.String(), func(t *testing.T) {
				file := filepath.Join(t.TempDir(), "started")
				dies := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestDie$")
				dies.Env = append(os.Environ(), diesBeside+"="+file, diesLeading+"="+leads)
				if err := dies.Start(); err != nil {
					t.Fatal(err)
				}
				for deadline := time.Now().Add(time.Minute); numberIn(file) == 0; time.Sleep(10 * time.Millisecond) {
					if time.Now().After(deadline) {
						t.Fatal("no command was started")
					}
				}
				if err := dies.Process.Signal(signal); err != nil {
					t.Fatal(err)
				}
				if err := dies.Wait(); err == nil {
					t.Fatal("it ended well")
				}
				wantGone(t, numberIn(file))
			})
		}
	}
}
