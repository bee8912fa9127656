//go:build unix

package main

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// errand is one call of the command: where, with which arguments, and all of its environment.
type errand struct {
	Dir  string
	Args []string
	Env  []string
}

// ended is how a call of the command ended, what it said, and its cost.
type ended struct {
	Code           int
	Stdout, Stderr string
	cost
}

// cost is what a call took: at most so many KiB of memory, and work of the processor.
type cost struct {
	KiB  int
	Work time.Duration
}

// crew are processes that run the command, one call after the other each: to start a process for each of hundreds would
// take longer than what they do. A process that a call ends is no longer of the crew.
type crew struct{ free chan *hand }

// hand is one process of a crew.
type hand struct {
	command *exec.Cmd
	errands io.WriteCloser
	answers *json.Decoder
	// said is what it said beside its answers: nothing.
	said *bytes.Buffer
}

func startCrew(t *testing.T, strength int) *crew {
	t.Helper()
	c := &crew{free: make(chan *hand, strength)}
	for range strength {
		c.free <- nil // started when it is needed
	}
	t.Cleanup(func() {
		for range strength {
			if h := <-c.free; h != nil {
				h.dismiss(t)
			}
		}
	})
	return c
}

// run has the command run to its end.
func (c *crew) run(t *testing.T, e errand, atMost time.Duration) ended {
	t.Helper()
	h := <-c.free
	if h == nil {
		h = hire(t)
	}
	late := time.AfterFunc(atMost, func() { _ = h.command.Process.Kill() })
	defer late.Stop()
	var result ended
	err := json.NewEncoder(h.errands).Encode(e)
	if err == nil {
		err = h.answers.Decode(&result)
	}
	if err != nil {
		c.free <- nil
		_ = h.command.Process.Kill()
		_ = h.command.Wait()
		t.Fatalf("the command did not end as it should within %s: %v\n%s", atMost, err, beginningOf(h.said.String()))
	}
	c.free <- h
	return result
}

func hire(t *testing.T) *hand {
	t.Helper()
	// testscript.Main has put the command on PATH; it is the test's own binary.
	h := &hand{command: exec.Command("authconform-measured"), said: &bytes.Buffer{}}
	h.command.Stderr = h.said
	h.command.Env = append(os.Environ(), "GOGC=100") // what is promised of memory is so of the collector as it is
	var err error
	if h.errands, err = h.command.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	answers, err := h.command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	h.answers = json.NewDecoder(answers)
	if err := h.command.Start(); err != nil {
		t.Fatal(err)
	}
	return h
}

// dismiss ends a process, which has said nothing but what the calls of the command said.
func (h *hand) dismiss(t *testing.T) {
	t.Helper()
	_ = h.errands.Close()
	if err := h.command.Wait(); err != nil || h.said.Len() > 0 {
		t.Errorf("the command ended with %v and said %q", err, beginningOf(h.said.String()))
	}
}

// measured is the command as a crew runs it: errands come in on standard input, and how they ended goes out.
func measured() {
	answers := *os.Stdout
	errands, results := json.NewDecoder(os.Stdin), json.NewEncoder(&answers)
	for {
		var e errand
		if errands.Decode(&e) != nil {
			return
		}
		if results.Encode(e.run()) != nil {
			return
		}
	}
}

// run runs the command in this process. What anything here writes to standard output and standard error is kept: the
// libraries' loggers write there, too.
func (e errand) run() (result ended) {
	os.Clearenv()
	for _, setting := range e.Env {
		name, value, _ := strings.Cut(setting, "=")
		_ = os.Setenv(name, value)
	}
	if err := os.Chdir(e.Dir); err != nil {
		return ended{Code: -1, Stderr: err.Error()}
	}
	result.Stdout = kept(os.Stdout, func() {
		result.Stderr = kept(os.Stderr, func() {
			debug.FreeOSMemory() // what the last call left is not this one's
			peak(true)
			before := worked()
			os.Args = append([]string{"authconform"}, e.Args...)
			result.Code = authconform(true)
			result.Work, result.KiB = worked()-before, peak(false)
		})
	})
	return result
}

// kept gives what is written to a standard file meanwhile.
func kept(standard *os.File, meanwhile func()) string {
	file, err := os.CreateTemp("", "said")
	if err != nil {
		panic(err)
	}
	defer func() { _ = os.Remove(file.Name()) }()
	usual := *standard
	*standard = *file
	meanwhile()
	*standard = usual
	text, err := os.ReadFile(file.Name())
	if err != nil {
		panic(err)
	}
	_ = file.Close()
	return string(text)
}

// peak is how much memory this process took at most since it was begun anew, in KiB: 0 where the system does not tell.
func peak(anew bool) int {
	if anew {
		const most = "5" // the peak, of all that there is to clear
		_ = os.WriteFile("/proc/self/clear_refs", []byte(most), 0)
	}
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	_, after, _ := strings.Cut(string(status), "VmHWM:")
	text, _, _ := strings.Cut(strings.TrimSpace(after), " ")
	kib, _ := strconv.Atoi(text)
	return kib
}

// worked is what the processor did for this process and its children.
func worked() time.Duration {
	var all time.Duration
	for _, who := range []int{syscall.RUSAGE_SELF, syscall.RUSAGE_CHILDREN} {
		var used syscall.Rusage
		if syscall.Getrusage(who, &used) == nil {
			all += time.Duration(used.Utime.Nano() + used.Stime.Nano())
		}
	}
	return all
}

// TestACrewTellsWhatACallDoes has a call that ends well, one that does not and one that says what it should not, in one process.
func TestACrewTellsWhatACallDoes(t *testing.T) {
	t.Parallel()
	c, dir := startCrew(t, 1), t.TempDir()
	for _, e := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"keygen", "--out", "own"}, exitConformant, ""},
		{[]string{"run", "--env", "nowhere"}, exitUsage, "unknown environment"},
		{[]string{"keygen", "--out", "own"}, exitUsage, "own"},
	} {
		got := c.run(t, errand{dir, e.args, os.Environ()}, time.Minute)
		if got.Code != e.code || !strings.Contains(got.Stdout+got.Stderr, e.says) || got.Work <= 0 {
			t.Errorf("%v: %+v", e.args, got)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "own.key")); err != nil {
		t.Error(err)
	}
}
