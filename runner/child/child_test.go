//go:build unix

package child

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// A command is told what it is given on standard input, and none of our secrets.
func TestACommandKnowsNoSecretOfOurs(t *testing.T) {
	t.Setenv("AUTHCONFORM_CLIENT_SECRET", "a-secret-of-ours")
	t.Setenv("OF_THE_OWNER", "kept")
	t.Setenv("OF_ANOTHER_TARGET", "a-secret-of-its-own")
	file := filepath.Join(t.TempDir(), "seen")
	t.Setenv("SEEN", file)
	if err := Run(t.Context(), Script{Text: `{ env; cat; echo "$1"; } > "$SEEN"`, Input: "the-token", Arguments: []string{"the-argument"}, Withheld: []string{"OF_ANOTHER_TARGET"}}); err != nil {
		t.Fatal(err)
	}
	seen, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for text, wanted := range map[string]bool{"a-secret-of-ours": false, "OF_THE_OWNER=kept": true, "the-token": true, "the-argument": true, "a-secret-of-its-own": false} {
		if strings.Contains(string(seen), text) != wanted {
			t.Errorf("the command sees %q: %t, wanted %t", text, !wanted, wanted)
		}
	}
}

// What a command has started ends with it, whether it ends by itself or is ended, and nobody waits for its output.
func TestNothingOutlivesACommand(t *testing.T) {
	for name, c := range map[string]struct {
		script string
		fails  bool
	}{
		"it ends by itself": {`sleep 600 & echo $! > "$SEEN"`, false},
		"it is ended":       {`sleep 600 & echo $! > "$SEEN"; wait`, true},
		"it prints a lot":   {`sleep 600 & echo $! > "$SEEN"; yes`, true},
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "seen")
			t.Setenv("SEEN", file)
			ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
			defer cancel()
			if err := Run(ctx, Script{Text: c.script}); (err != nil) != c.fails {
				t.Errorf("the command ended with %v", err)
			}
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
			if err != nil {
				t.Fatal(err)
			}
			wantGone(t, pid)
		})
	}
}

// wantGone wants a process to be at its end: what was killed dies when the machine comes to it.
func wantGone(t *testing.T, pid int) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); alive(pid); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("the process %d has outlived what started it", pid)
		}
	}
}

// alive says that a process runs: one that nobody has taken leave of yet does not.
func alive(pid int) bool {
	status, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "stat"))
	return err == nil && !strings.Contains(string(status), ") Z ") && syscall.Kill(pid, 0) == nil
}

func numberIn(file string) int {
	text, _ := os.ReadFile(file) // not yet written
	number, _ := strconv.Atoi(strings.TrimSpace(string(text)))
	return number
}
