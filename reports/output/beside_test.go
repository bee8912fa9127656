//go:build unix

package output

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/reportstest/example"
)

// runOf gives the files of a run as a run writes them: report.json last, with the digests of the others.
func runOf(name string) []File {
	files := filesOf(map[string]string{reports.EvidenceFile: "evidence of " + name, "junit.xml": "tests of " + name, "report.html": "page of " + name})
	report := example.Conformant()
	report.Suite.Run = name
	report.Files, _ = Digests(files) // writing to a digest does not fail
	return append(files, File{Name: reports.ReportFile, Write: func(w io.Writer) error { return reports.WriteJSON(w, report) }})
}

// readRun gives the run whose report lies in a directory, and what the report says of its neighbours.
func readRun(t *testing.T, dir string) (string, error) {
	t.Helper()
	f, err := os.Open(filepath.Join(dir, reports.ReportFile))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	report, err := reports.ReadReport(f)
	if err != nil {
		t.Fatal(err)
	}
	return report.Suite.Run, CheckBeside(report, dir)
}

const diesIn, diesAt = "AUTHCONFORM_TEST_DIES_IN", "AUTHCONFORM_TEST_DIES_AT"

// TestDie is the process that TestKilledAtEveryStep has killed: each file that is written and each that is put into its
// place is a step.
func TestDie(t *testing.T) {
	dir := os.Getenv(diesIn)
	if dir == "" {
		t.Skip("runs only in a process of its own")
	}
	last, _ := strconv.Atoi(os.Getenv(diesAt)) // set by the test below
	step := func() {
		if last--; last < 0 {
			_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
			select {}
		}
	}
	files := runOf("new")
	for i, f := range files {
		files[i].Write = func(w io.Writer) error {
			step()
			return f.Write(w)
		}
	}
	err := writeFiles(dir, files, func(from, to string) error {
		step()
		return os.Rename(from, to)
	})
	step() // the last: everything is in its place, and the staging directory still there or not
	t.Log(err)
}

// A process that is killed at any step leaves the old report or the new one, and of each that the other's files lie beside
// is told. The next run clears up.
func TestKilledAtEveryStep(t *testing.T) {
	mixtures := 0
	for at := range 2*len(runOf("new")) + 1 {
		dir := filepath.Join(t.TempDir(), "out")
		if err := WriteFiles(dir, runOf("old")); err != nil {
			t.Fatal(err)
		}
		died := exec.Command(os.Args[0], "-test.run=^TestDie$")
		died.Env = append(os.Environ(), diesIn+"="+dir, diesAt+"="+strconv.Itoa(at))
		if err := died.Run(); err == nil || died.ProcessState.ExitCode() != -1 {
			t.Fatalf("step %d: it was not killed: %v", at, err)
		}
		run, beside := readRun(t, dir)
		page, err := os.ReadFile(filepath.Join(dir, reports.EvidenceFile))
		if err != nil {
			t.Fatal(err)
		}
		ofRun := string(page) == "evidence of "+run
		switch {
		case beside != nil && !errors.Is(beside, ErrMixture):
			t.Errorf("step %d: %v", at, beside)
		case beside == nil && !ofRun:
			t.Errorf("step %d: the report of the %s run lies beside %q, and nothing tells", at, run, page)
		case beside != nil:
			mixtures++
		}
		age(t, dir)
		if err := WriteFiles(dir, runOf("third")); err != nil {
			t.Fatal(err)
		}
		if run, beside := readRun(t, dir); run != "third" || beside != nil || len(found(t, dir)) != len(runOf("third")) {
			t.Errorf("step %d: the next run leaves the report of %q (%v) and %q", at, run, beside, found(t, dir))
		}
	}
	if mixtures != len(runOf("new"))-1 {
		t.Errorf("%d kills left a mixture, want one between each two files", mixtures)
	}
}

// age makes everything in a directory older than what anybody is still at.
func age(t *testing.T, dir string) {
	t.Helper()
	long := time.Now().Add(-2 * abandoned)
	for name := range found(t, dir) {
		if err := os.Chtimes(filepath.Join(dir, name), long, long); err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
	}
}

// What is another's, young, or only looks like a leftover stays.
func TestLeftovers(t *testing.T) {
	const random = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	for name, goes := range map[string]bool{
		stagePrefix + random: true, stagePrefix + "notes": false, stagePrefix + strings.ToLower(random): false,
		waitingFor("report.json") + random: true, waitingFor("mine.json") + random: false, waitingFor("report.json") + "old": false,
	} {
		for _, old := range []bool{true, false} {
			dir := t.TempDir()
			path := filepath.Join(dir, name)
			if err := os.WriteFile(path, nil, 0o600); err != nil {
				t.Fatal(err)
			}
			if old {
				age(t, dir)
			}
			write := func(io.Writer) error { return nil }
			if err := errors.Join(WriteFiles(dir, []File{{"report.json", write}}), WriteFile(filepath.Join(dir, "report.json"), write)); err != nil {
				t.Fatal(err)
			}
			if _, err := os.Lstat(path); (err != nil) != (goes && old) {
				t.Errorf("%s, old: %v: %v", name, old, err)
			}
		}
	}
}

// A link that a killed run left waiting goes with the next one; another's link stays.
func TestLeftoverLinks(t *testing.T) {
	home := t.TempDir()
	for name, to := range map[string]string{".latest-killed": "killed", ".latest-mine": "elsewhere"} {
		if err := os.Symlink(to, filepath.Join(home, name)); err != nil {
			t.Fatal(err)
		}
		if err := exec.Command("touch", "-h", "-d", "2020-01-01", filepath.Join(home, name)).Run(); err != nil {
			t.Skip("no command here sets the time of a link")
		}
	}
	if err := os.Mkdir(filepath.Join(home, "next"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := LinkLatest(filepath.Join(home, "next")); err != nil {
		t.Fatal(err)
	}
	wantFound(t, home, map[string]string{"next": "directory", "latest": "link to next", ".latest-mine": "link to elsewhere"})
}

// A hostile report names what it likes: nothing is read but what a run writes, and that only within bounds.
func TestCheckBesideWithinBounds(t *testing.T) {
	dir := t.TempDir()
	digest := "sha256:" + strings.Repeat("0", 64)
	report := reports.Report{Files: map[string]string{"../secret": digest, "/dev/zero": digest, "mine.txt": digest, "junit.xml": digest}}
	if err := os.WriteFile(filepath.Join(dir, "mine.txt"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := CheckBeside(report, dir); err != nil {
		t.Errorf("it reads what the report names: %v", err)
	}
	junit := filepath.Join(dir, "junit.xml")
	if err := os.WriteFile(junit, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(junit, 1<<40); err != nil {
		t.Skip("no file of a terabyte can be made here")
	}
	if err := CheckBeside(report, dir); !errors.Is(err, ErrMixture) {
		t.Errorf("a file of a terabyte: %v", err)
	}
	if err := errors.Join(os.Remove(junit), syscall.Mkfifo(junit, 0o600)); err != nil {
		t.Fatal(err)
	}
	if err := CheckBeside(report, dir); err == nil || !strings.Contains(err.Error(), "a pipe") {
		t.Errorf("a pipe: %v", err)
	}
}
