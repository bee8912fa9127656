//go:build unix

package main

import (
	"os"
	"slices"
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
	givenUp        = 5 * time.Minute // of the wall, which a busy machine may take of its own accord
)

// hostileCanary stands in the environment of every command, and in nothing that one says or writes.
const hostileCanary = "Canary-7f3a9c51e2"

// keeps runs the command with these arguments in a directory, and holds it to its promise.
func (p promise) keeps(t *testing.T, c *crew, dir string, args ...string) {
	t.Helper()
	env := append(os.Environ(), "AUTHCONFORM_CLIENT_SECRET="+hostileCanary, "AWS_SECRET_ACCESS_KEY="+hostileCanary, "CI=1")
	end := c.run(t, errand{dir, args, env}, givenUp)
	said := end.Stdout + end.Stderr
	if !slices.Contains(p.Exit, end.Code) {
		t.Errorf("exit code %d, promised is one of %v: %s", end.Code, p.Exit, beginningOf(said))
	}
	if !strings.Contains(said, p.Says) {
		t.Errorf("wanted %q in what it says: %s", p.Says, beginningOf(said))
	}
	for _, word := range append(p.Never, hostileCanary, "panic:", "goroutine ") {
		if strings.Contains(said, word) {
			t.Errorf("it says %q: %s", word, beginningOf(said))
		}
	}
	if raced {
		return // which takes ten times as much of both
	}
	if end.Work > promisedTime {
		t.Errorf("it took %s, promised is %s", end.Work, promisedTime)
	}
	if end.KiB > promisedMemory>>10 {
		t.Errorf("it took %d KiB, promised are %d", end.KiB, promisedMemory>>10)
	}
}

func beginningOf(said string) string { return said[:min(len(said), 2000)] }
