//go:build unix

package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// Every command that reads files ends when it is interrupted, and says that nothing came of it. The pipe to which it
// writes is full and nobody reads it: none of them can end before.
func TestReadingEndsWhenInterrupted(t *testing.T) {
	t.Parallel()
	dir := honestFiles(t, startCrew(t, 1))
	in := func(name string) string { return filepath.Join(dir, name) }
	if err := os.WriteFile(in("policy.yaml"), []byte("keys: [ci.pub]\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, args := range map[string][]string{
		"judge":       {"judge", in("out/evidence.har")},
		"report":      {"report", in("out/report.json")},
		"diff":        {"diff", in("out"), in("out")},
		"trend":       {"trend", in("history.jsonl")},
		"verify":      {"verify", in("out/attestation.json"), "--key", in("ci.pub")},
		"certificate": {"certificate", in("out"), "--key", in("ci.pub")},
		"accept":      {"accept", in("out"), "--policy", in("policy.yaml")},
	} {
		t.Run(name, func(t *testing.T) {
			full, unread := fullPipe(t)
			defer func() { _ = unread.Close() }()
			ctx, interrupt := context.WithCancel(t.Context())
			ended := make(chan int, 1)
			go func() {
				ended <- execute(ctx, args, console{out: full, err: devNull(t), getenv: func(string) (string, bool) { return "", false }})
			}()
			interrupt()
			if code := <-ended; code != exitInconclusive {
				t.Errorf("exit code %d, wanted %d", code, exitInconclusive)
			}
		})
	}
}

// fullPipe gives a pipe into which nothing more goes.
func fullPipe(t *testing.T) (full, unread *os.File) {
	t.Helper()
	unread, full, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	raw, err := full.SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	var filled error
	err = raw.Write(func(fd uintptr) bool { // the runtime has it non-blocking
		for filled == nil {
			_, filled = syscall.Write(int(fd), make([]byte, 1))
		}
		return true
	})
	if err != nil || !errors.Is(filled, syscall.EAGAIN) {
		t.Fatal(err, filled)
	}
	return full, unread
}

func devNull(t *testing.T) *os.File {
	t.Helper()
	f, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	return f
}
