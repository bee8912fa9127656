package child

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// untilBranded begins a script of bash that goes on when it has its number.
const untilBranded = `for i in $(seq 1000); do [ "$(ulimit -S -x)" = unlimited ] || break; sleep 0.01; done; `

// daemon is a script that leaves a process behind that has left its group, its session and its environment.
func daemon(file string) string {
	return `env -i PATH="$PATH" setsid sh -c 'sh -c "echo \$\$; exec sleep 600" >>"$0" 2>/dev/null </dev/null & exit 0' ` + strconv.Quote(file) + ` >/dev/null 2>&1 </dev/null`
}

// A daemon that has left its group, its session and its environment ends with the command that started it, and no other's does.
func TestADaemonEndsWithItsCommand(t *testing.T) {
	if _, err := exec.LookPath("bash"); err != nil {
		t.Skip("bash is not there")
	}
	started := func(name string) (file string, pid func() int) {
		file = filepath.Join(t.TempDir(), name)
		return file, func() int {
			for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
				if number := numberIn(file); number != 0 {
					return number
				}
			}
			t.Fatal("no daemon was started")
			return 0
		}
	}
	lead := func(script string) {
		if _, err := Lead(t.Context(), Program{Name: "bash", Arguments: []string{"-c", script}, Environment: os.Environ(), Stdout: &bytes.Buffer{}, Stderr: &bytes.Buffer{}, Mark: "NOBODY=has-it"}); err != nil {
			t.Error(err)
		}
	}
	others, other := started("other")
	go lead(untilBranded + daemon(others) + "; sleep 600") // ends with the test
	kept := other()
	file, own := started("own")
	lead(untilBranded + daemon(file) + "; until test -s " + strconv.Quote(file) + "; do sleep 0.01; done")
	wantGone(t, own())
	if !alive(kept) {
		t.Error("the daemon of another command was ended")
	}
}

// A daemon that a hook leaves behind ends with it, too, whether the hook has ended or was ended.
func TestADaemonEndsWithItsScript(t *testing.T) {
	if _, err := exec.LookPath("bash"); err != nil {
		t.Skip("bash is not there")
	}
	for name, hangs := range map[string]bool{"it ends by itself": false, "it is ended": true} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "daemon")
			script := untilBranded + daemon(file) + "; until test -s " + strconv.Quote(file) + "; do sleep 0.01; done"
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			if hangs {
				script += "; trap '' TERM INT HUP; sleep 600"
				go func() {
					for ctx.Err() == nil && numberIn(file) == 0 {
						time.Sleep(10 * time.Millisecond)
					}
					cancel()
				}()
			}
			if err := Run(ctx, Script{Text: "exec bash -c " + quoted(script)}); (err != nil) != hangs {
				t.Errorf("the command ended with %v", err)
			}
			wantGone(t, numberIn(file))
		})
	}
}

// quoted writes a word as a shell reads it.
func quoted(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }
