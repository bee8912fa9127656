//go:build unix

package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// promise is what holds whatever a target or a file does.
type promise struct {
	Name  string   `yaml:"name"`
	Exit  []int    `yaml:"exit"`  // one of these
	Says  string   `yaml:"says"`  // in what the command prints
	Never []string `yaml:"never"` // in anything that it prints or writes
}

// The promises that are the same for every file.
const (
	promisedTime   = 10 * time.Second // of a processor: the wall's clock is the machine's matter
	promisedMemory = 256 << 20
	givenUp        = time.Minute
)

// hostileCanary stands in the environment of every command, and in nothing that one says or writes.
const hostileCanary = "Canary-7f3a9c51e2"

// keeps runs the command with these arguments in a directory, and holds it to its promise.
func (p promise) keeps(t *testing.T, dir string, env []string, args ...string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), givenUp)
	defer cancel()
	peak := filepath.Join(t.TempDir(), "peak")
	command := exec.CommandContext(ctx, "authconform-measured", args...)
	command.Dir = dir
	command.Env = append(os.Environ(), append(env, "AUTHCONFORM_CLIENT_SECRET="+hostileCanary, "AWS_SECRET_ACCESS_KEY="+hostileCanary, "CI=1", "AUTHCONFORM_TEST_PEAK="+peak)...)
	var said bytes.Buffer
	command.Stdout, command.Stderr = &said, &said
	var ended *exec.ExitError
	if err := command.Run(); err != nil && !errors.As(err, &ended) {
		t.Fatal(err)
	}
	state := command.ProcessState
	if !slices.Contains(p.Exit, state.ExitCode()) {
		t.Errorf("exit code %d, promised is one of %v: %s", state.ExitCode(), p.Exit, beginningOf(said.String()))
	}
	if !strings.Contains(said.String(), p.Says) {
		t.Errorf("wanted %q in what it says: %s", p.Says, beginningOf(said.String()))
	}
	for _, word := range append(p.Never, hostileCanary, "panic:", "goroutine ") {
		if strings.Contains(said.String(), word) {
			t.Errorf("it says %q: %s", word, beginningOf(said.String()))
		}
	}
	if raced {
		return // which takes ten times as much of both
	}
	if used := state.UserTime() + state.SystemTime(); used > promisedTime {
		t.Errorf("it took %s, promised is %s", used, promisedTime)
	}
	if text, err := os.ReadFile(peak); err == nil { // there is none where the system does not tell
		used, err := strconv.Atoi(strings.TrimSpace(string(text)))
		if err != nil || used > promisedMemory>>10 {
			t.Errorf("it took %s KiB, promised are %d", text, promisedMemory>>10)
		}
	}
}

func beginningOf(said string) string { return said[:min(len(said), 2000)] }
