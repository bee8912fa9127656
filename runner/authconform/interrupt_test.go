//go:build unix

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"os/exec"
	ossignal "os/signal"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/reference/targets"
)

// interruptible is the command in a process of its own, asking a target that answers one question and then
// never again.
type interruptible struct {
	command *exec.Cmd
	stuck   chan struct{} // closed when the target has stopped answering
	out     string        // the directory of the reports
	errors  *bytes.Buffer
}

func startInterruptible(t *testing.T, stdout *os.File) *interruptible {
	t.Helper()
	run := &interruptible{stuck: make(chan struct{}), out: filepath.Join(t.TempDir(), "out"), errors: &bytes.Buffer{}}
	stops := sync.OnceFunc(func() { close(run.stuck) })
	server, err := targets.Start(context.WithoutCancel(t.Context()), reference.Config{Wrap: func(sound http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if strings.HasSuffix(r.Header.Get("App-Reference"), "/valid") {
				sound.ServeHTTP(w, r)
				return
			}
			stops()
			<-r.Context().Done()
		})
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	authority := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(authority, server.CA, 0o600); err != nil {
		t.Fatal(err)
	}
	// testscript.Main has put the command on PATH; it is the test's own binary.
	run.command = exec.CommandContext(t.Context(), "authconform", "run", "--base-url", server.BaseURL, "--plain-url", server.PlainURL,
		"--ca-cert", authority, "--timeout", "5m", "--out", run.out)
	run.command.Dir = t.TempDir()
	run.command.Env = append(os.Environ(), "AUTHCONFORM_CLIENT_ID="+server.ClientID, "AUTHCONFORM_CLIENT_SECRET="+server.ClientSecret)
	run.command.Stdout, run.command.Stderr = stdout, run.errors
	if err := run.command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = run.command.Process.Kill() }) // does nothing when it has ended
	return run
}

// interrupt sends a signal once the run is under way.
func (r *interruptible) interrupt(t *testing.T, signal os.Signal) {
	t.Helper()
	select {
	case <-r.stuck:
	case <-time.After(time.Minute):
		t.Fatalf("the run did not get under way: %s", r.errors)
	}
	if err := r.command.Process.Signal(signal); err != nil {
		t.Fatal(err)
	}
}

// wait gives the end of the process. One that does not end is killed, so that the test fails and does not hang.
func (r *interruptible) wait(t *testing.T) error {
	t.Helper()
	killer := time.AfterFunc(time.Minute, func() { _ = r.command.Process.Kill() })
	defer killer.Stop()
	return r.command.Wait()
}

// An interrupted run ends although the target does not answer, and tells what it has seen: inconclusive, with
// reports that can be judged again.
func TestAnInterruptedRunIsReported(t *testing.T) {
	t.Parallel()
	for name, signal := range map[string]os.Signal{"SIGINT": os.Interrupt, "SIGTERM": syscall.SIGTERM, "SIGHUP": syscall.SIGHUP, "SIGQUIT": syscall.SIGQUIT} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if ossignal.Ignored(signal) {
				t.Skip("it is ignored here, and by what is started")
			}
			stdout, err := os.Create(filepath.Join(t.TempDir(), "stdout"))
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = stdout.Close() }()
			run := startInterruptible(t, stdout)
			run.interrupt(t, signal)
			if code := exitCode(t, run.wait(t)); code != exitInconclusive {
				t.Fatalf("exit code %d, wanted %d: %s", code, exitInconclusive, run.errors)
			}
			told, err := os.ReadFile(stdout.Name())
			if err != nil {
				t.Fatal(err)
			}
			closing := string(told)[strings.LastIndex(string(told), "inconclusive:")+1:]
			if !strings.Contains(strings.Join(strings.Fields(closing), " "), "the run was interrupted") {
				t.Errorf("the last words are %q", closing)
			}
			wantInterrupted(t, run.out)
			again := exec.CommandContext(t.Context(), "authconform", "judge", filepath.Join(run.out, "evidence.har"))
			if code := exitCode(t, again.Run()); code != exitInconclusive {
				t.Errorf("judged again: exit code %d, wanted %d", code, exitInconclusive)
			}
		})
	}
}

func wantInterrupted(t *testing.T, dir string) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, "report.json"))
	if err != nil {
		t.Fatal(err)
	}
	var report struct {
		Verdict, Reason string
		Interrupted     bool
		Results         []struct{ ID, Status, Reason string }
	}
	if err := json.Unmarshal(data, &report); err != nil {
		t.Fatal(err)
	}
	if report.Verdict != "inconclusive" || !report.Interrupted || !strings.Contains(report.Reason, "interrupted") {
		t.Errorf("the verdict is %s (%s), interrupted %t", report.Verdict, report.Reason, report.Interrupted)
	}
	judged := 0
	for _, r := range report.Results {
		switch r.Status {
		case "failed", "warned":
			t.Errorf("%s is %s: an interrupt is nobody's deviation", r.ID, r.Status)
		case "passed":
			judged++
		}
	}
	if judged == 0 {
		t.Error("what was gathered before the interrupt was not judged")
	}
	for _, name := range []string{"junit.xml", "evidence.har"} {
		if info, err := os.Stat(filepath.Join(dir, name)); err != nil || info.Size() == 0 {
			t.Errorf("%s was not written: %v", name, err)
		}
	}
}

// The second interrupt ends the process where it stands, with the code that a shell knows for it. Nobody reads
// what this run prints, so that it would stand for ever.
func TestTheSecondInterruptEndsAtOnce(t *testing.T) {
	t.Parallel()
	reader, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = reader.Close() }()
	fill(t, writer)
	run := startInterruptible(t, writer)
	_ = writer.Close() // the process has its own
	run.interrupt(t, os.Interrupt)
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(5 * time.Millisecond) {
		if _, err := os.Stat(filepath.Join(run.out, "evidence.har")); err == nil {
			break // the first one was heard: all that is left is to tell
		}
		if time.Now().After(deadline) {
			t.Fatalf("the first interrupt did not end the run: %s", run.errors)
		}
	}
	if err := run.command.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if code := exitCode(t, run.wait(t)); code != exitInterrupted {
		t.Errorf("exit code %d, wanted %d: %s", code, exitInterrupted, run.errors)
	}
}

// fill writes to a pipe until no more goes in.
func fill(t *testing.T, pipe *os.File) {
	t.Helper()
	if err := pipe.SetWriteDeadline(time.Now().Add(100 * time.Millisecond)); err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := pipe.Write(make([]byte, 4096)); errors.Is(err, os.ErrDeadlineExceeded) {
			return
		} else if err != nil {
			t.Fatal(err)
		}
	}
}

func exitCode(t *testing.T, err error) int {
	t.Helper()
	var exit *exec.ExitError
	switch {
	case err == nil:
		return exitConformant
	case errors.As(err, &exit):
		return exit.ExitCode()
	default:
		t.Fatal(err)
		return 0
	}
}
