package output

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/authconform/authconform/reports/reportstest"
)

// texts are files to write, in the order of their names.
func filesOf(contents map[string]string) []File {
	var files []File
	for _, name := range slices.Sorted(maps.Keys(contents)) {
		files = append(files, File{Name: name, Write: func(w io.Writer) error {
			_, err := io.WriteString(w, contents[name])
			return err
		}})
	}
	return files
}

// found is everything below a directory, hidden things among it.
func found(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, entry os.DirEntry, err error) error {
		if err != nil || path == dir {
			return err
		}
		name, _ := filepath.Rel(dir, path)
		switch {
		case entry.IsDir():
			files[name] = "directory"
		case entry.Type()&os.ModeSymlink != 0:
			to, err := os.Readlink(path)
			files[name] = "link to " + to
			return err
		default:
			data, err := os.ReadFile(path)
			files[name] = string(data)
			return err
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func wantFound(t *testing.T, dir string, want map[string]string) {
	t.Helper()
	if got := found(t, dir); !maps.Equal(got, want) {
		t.Errorf("found %.500q, want %.500q", fmt.Sprint(got), fmt.Sprint(want))
	}
}

func TestWriteFiles(t *testing.T) {
	home := t.TempDir()
	dir := filepath.Join(home, "a", "out")
	if err := WriteFiles(dir+"/", filesOf(map[string]string{"junit.xml": "1", "report.json": "1"})); err != nil {
		t.Fatal(err)
	}
	wantFound(t, home, map[string]string{"a": "directory", "a/out": "directory", "a/out/junit.xml": "1", "a/out/report.json": "1"})
	if err := os.WriteFile(filepath.Join(dir, "mine.txt"), []byte("kept"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := WriteFiles(dir, filesOf(map[string]string{"report.json": "2"})); err != nil {
		t.Fatal(err)
	}
	wantFound(t, dir, map[string]string{"mine.txt": "kept", "junit.xml": "1", "report.json": "2"})
	wantUsualMode(t, dir)
	wantUsualMode(t, filepath.Join(dir, "report.json"))
}

// wantUsualMode wants who may read a file or a directory to be what the umask leaves of everybody.
func wantUsualMode(t *testing.T, name string) {
	t.Helper()
	usual := filepath.Join(t.TempDir(), "usual")
	err := os.WriteFile(usual, nil, 0o666)
	if info, statErr := os.Stat(name); statErr == nil && info.IsDir() {
		usual += "-directory"
		err = os.Mkdir(usual, 0o777)
	}
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.Stat(usual)
	got, gotErr := os.Stat(name)
	if err != nil || gotErr != nil || got.Mode() != want.Mode() {
		t.Errorf("%s has mode %v (%v), want %v (%v)", name, got.Mode(), gotErr, want.Mode(), err)
	}
}

// A disk that is full at the last of the files leaves all the old ones and nothing else.
func TestWriteFilesOnAFullDisk(t *testing.T) {
	full := File{Name: "report.json", Write: func(w io.Writer) error {
		_, _ = io.WriteString(w, strings.Repeat("half", 1<<16))
		return reportstest.ErrBroken
	}}
	home := t.TempDir()
	old := filepath.Join(home, "old")
	if err := WriteFiles(old, filesOf(map[string]string{"junit.xml": "old", "report.json": "old"})); err != nil {
		t.Fatal(err)
	}
	before := found(t, home)
	files := append(filesOf(map[string]string{"junit.xml": "new"}), full)
	for name, write := range map[string]func() error{
		"an old directory": func() error { return WriteFiles(old, files) },
		"a new directory":  func() error { return WriteFiles(filepath.Join(home, "new"), files) },
		"a fresh one":      func() error { _, err := WriteFresh(home, "fresh", files); return err },
	} {
		if err := write(); !errors.Is(err, reportstest.ErrBroken) || !strings.HasPrefix(err.Error(), "writing ") {
			t.Errorf("%s: error %v", name, err)
		}
		wantFound(t, home, before)
	}
}

const hangs = "AUTHCONFORM_TEST_HANGS_IN"

// TestHang is the process that TestWriteFilesKilled kills: it stops between two files.
func TestHang(t *testing.T) {
	dir := os.Getenv(hangs)
	if dir == "" {
		t.Skip("runs only in a process of its own")
	}
	files := append(filesOf(map[string]string{"junit.xml": "new"}), File{Name: "report.json", Write: func(w io.Writer) error {
		_, _ = io.WriteString(w, "ha")
		fmt.Println("hangs")
		_, err := io.Copy(io.Discard, os.Stdin)
		return err
	}})
	t.Fatal(WriteFiles(dir, files))
}

// A process that dies while it writes leaves the old files.
func TestWriteFilesKilled(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "out")
	old := map[string]string{"junit.xml": "old", "report.json": "old"}
	if err := WriteFiles(dir, filesOf(old)); err != nil {
		t.Fatal(err)
	}
	hung := exec.Command(os.Args[0], "-test.run=^TestHang$", "-test.v")
	hung.Env = append(os.Environ(), hangs+"="+dir)
	stdin, err := hung.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = stdin.Close() }()
	stdout, err := hung.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := hung.Start(); err != nil {
		t.Fatal(err)
	}
	for heard := ""; !strings.Contains(heard, "hangs\n"); {
		buffer := make([]byte, 1024)
		n, err := stdout.Read(buffer)
		heard += string(buffer[:n])
		if err != nil {
			t.Fatalf("it did not hang (%v): %s", err, heard)
		}
	}
	if err := hung.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = hung.Wait() // its end is no news
	got := found(t, dir)
	maps.DeleteFunc(got, func(name, _ string) bool { return strings.HasPrefix(name, ".") }) // hidden and harmless
	if !maps.Equal(got, old) {
		t.Errorf("found %q, want %q", got, old)
	}
}

// Runs that end in the same second get a directory each, and those that write to the same one leave whole files.
func TestWriteAtOnce(t *testing.T) {
	home := t.TempDir()
	var group sync.WaitGroup
	var mu sync.Mutex
	paths := map[string]string{}
	for i := range 12 {
		group.Go(func() {
			text := strings.Repeat(fmt.Sprint(i), 1<<12)
			files := filesOf(map[string]string{"junit.xml": text, "report.json": text})
			dir, err := WriteFresh(home, "now", files)
			if err = errors.Join(err, WriteFiles(filepath.Join(home, "same"), files)); err != nil {
				t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			paths[dir] = text
		})
	}
	group.Wait()
	if len(paths) != 12 {
		t.Errorf("12 runs wrote to %d directories", len(paths))
	}
	for dir, text := range paths {
		wantFound(t, dir, map[string]string{"junit.xml": text, "report.json": text})
	}
	for name, text := range found(t, filepath.Join(home, "same")) {
		if text != strings.Repeat(text[:len(text)>>12], 1<<12) {
			t.Errorf("%s is of several runs", name)
		}
	}
	if entries, err := os.ReadDir(home); err != nil || len(entries) != 12+1 {
		t.Errorf("left behind: %v (%v)", entries, err)
	}
}

func TestLinkLatest(t *testing.T) {
	home := t.TempDir()
	for _, name := range []string{"first", "second"} {
		if err := os.Mkdir(filepath.Join(home, name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := LinkLatest(filepath.Join(home, name)); err != nil {
			t.Fatal(err)
		}
		wantLink := map[string]string{"first": "directory", "latest": "link to " + name}
		if name == "second" {
			wantLink[name] = "directory"
		}
		wantFound(t, home, wantLink)
	}
	other := t.TempDir()
	if err := os.Mkdir(filepath.Join(other, "latest"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := LinkLatest(filepath.Join(other, "third")); err == nil || !strings.Contains(err.Error(), "move it away") {
		t.Errorf("error %v", err)
	}
	wantFound(t, other, map[string]string{"latest": "directory"})
}

func TestCheckWritable(t *testing.T) {
	home := t.TempDir()
	if err := os.WriteFile(filepath.Join(home, "file"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]bool{"": true, "new": true, "new/er": true, "file": false, "file/below": false} {
		if err := CheckWritable(filepath.Join(home, path)); (err == nil) != want {
			t.Errorf("%s: %v", path, err)
		}
	}
	wantFound(t, home, map[string]string{"file": "", "new": "directory"})
}

// A directory in a file's place is found before anything is replaced.
func TestWriteFilesFindsADirectoryFirst(t *testing.T) {
	dir := t.TempDir()
	text := func(s string) func(io.Writer) error {
		return func(w io.Writer) error {
			_, err := io.WriteString(w, s)
			return err
		}
	}
	if err := WriteFiles(dir, []File{{Name: "a", Write: text("old")}}); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(dir, "b"), 0o700); err != nil {
		t.Fatal(err)
	}
	err := WriteFiles(dir, []File{{Name: "a", Write: text("new")}, {Name: "b", Write: text("new")}})
	if err == nil || !strings.Contains(err.Error(), "found a directory of that name") {
		t.Errorf("got %v", err)
	}
	if got, err := os.ReadFile(filepath.Join(dir, "a")); err != nil || string(got) != "old" {
		t.Errorf("a was replaced: %q, %v", got, err)
	}
}
