//go:build unix

package main

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"go.yaml.in/yaml/v3"
	"golang.org/x/sync/errgroup"
)

// hostileFile is a case of testdata/hostile/files.yaml: a command, the files that it is given, and what is promised.
type hostileFile struct {
	promise `yaml:",inline"`
	Run     string             `yaml:"run"`
	Files   map[string]forgery `yaml:"files"`
}

// forgery makes a file out of an honest one, or from nothing.
type forgery struct {
	From    string      `yaml:"from"`    // the honest file; the same name where it is empty
	Text    *string     `yaml:"text"`    // all of it, instead
	Set     [][2]string `yaml:"set"`     // JSON pointer (* for each element) and value: text, or JSON after "json:"
	Replace [][2]string `yaml:"replace"` // text by text, once
	Special string      `yaml:"special"` // pipe, directory, device, link TARGET, sparse, or gone
	Mode    fs.FileMode `yaml:"mode"`
}

// TestHostileFiles gives every command that reads files the worst of them.
func TestHostileFiles(t *testing.T) {
	if testing.Short() {
		t.Skip("reads files that take seconds each")
	}
	t.Parallel()
	crew := startCrew(t, hostileAtOnce)
	honest := honestFiles(t, crew)
	text, err := os.ReadFile("testdata/hostile/files.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var cases []hostileFile
	if err := yaml.Unmarshal(text, &cases); err != nil {
		t.Fatal(err)
	}
	if len(cases) < 60 {
		t.Errorf("%d hostile files, and 60 are promised", len(cases))
	}
	var side errgroup.Group
	side.SetLimit(2) // what is read is no matter of waiting
	for i, c := range cases {
		if i%ciStride(hostileStride) != 0 {
			continue
		}
		side.Go(func() error {
			t.Run(c.Name, func(t *testing.T) { c.read(t, crew, honest) })
			return nil
		})
	}
	_ = side.Wait() // each tells its own failures
}

// read makes the files of a case out of honest ones, and has the command read them.
func (f hostileFile) read(t *testing.T, c *crew, honest string) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(honest)); err != nil {
		t.Fatal(err)
	}
	for name, f := range f.Files {
		f.make(t, dir, name)
	}
	f.keeps(t, c, dir, strings.Fields(f.Run)...)
	for _, word := range append(f.Never, hostileCanary) {
		eachWritten(t, filepath.Join(dir, "again"), func(name, text string) {
			if strings.Contains(text, word) {
				t.Errorf("%s holds %q", name, word)
			}
		})
	}
}

// honestFiles makes one of every kind of file that is read.
func honestFiles(t *testing.T, c *crew) string {
	t.Helper()
	dir := t.TempDir()
	plain := promise{Name: "honest", Exit: []int{exitConformant}}
	plain.keeps(t, c, dir, "keygen", "--out", "ci")
	plain.keeps(t, c, dir, "run", "--embedded", "--quiet", "--out", "out", "--sign", "ci.key", "--history", "history.jsonl")
	plain.keeps(t, c, dir, "init", ".", "--name", "own")
	return dir
}

func (f forgery) make(t *testing.T, dir, name string) {
	t.Helper()
	path := filepath.Join(dir, name)
	from := filepath.Join(dir, f.From)
	if f.From == "" {
		from = path
	}
	var text []byte
	switch {
	case f.Special != "":
		f.special(t, path)
		return
	case f.Text != nil:
		text = []byte(expanded(*f.Text))
	default:
		var err error
		if text, err = os.ReadFile(from); err != nil {
			t.Fatal(err)
		}
	}
	if len(f.Set) > 0 {
		text = changed(t, text, f.Set)
	}
	for _, r := range f.Replace {
		was := string(text)
		if text = []byte(strings.Replace(was, r[0], expanded(r[1]), 1)); string(text) == was {
			t.Fatalf("%s does not hold %q", name, r[0])
		}
	}
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	if f.Mode != 0 {
		if err := os.Chmod(path, f.Mode); err != nil {
			t.Fatal(err)
		}
	}
}

func (f forgery) special(t *testing.T, path string) {
	t.Helper()
	if err := os.RemoveAll(path); err != nil {
		t.Fatal(err)
	}
	var err error
	kind, target, _ := strings.Cut(f.Special, " ")
	switch kind {
	case "gone":
	case "pipe":
		err = syscall.Mkfifo(path, 0o600)
	case "directory":
		err = os.Mkdir(path, 0o700)
	case "link":
		err = os.Symlink(target, path)
	case "sparse":
		if err = os.WriteFile(path, nil, 0o600); err == nil {
			err = os.Truncate(path, 1<<40)
		}
	default:
		err = fmt.Errorf("no such kind of file: %s", f.Special)
	}
	if err != nil {
		t.Fatal(err)
	}
}

var repetition = regexp.MustCompile(`«(\d+)×([^«»]*)»`)

// expanded writes «3×ab» as ababab, and «3×m№,» as m0,m1,m2, from the inside out.
func expanded(text string) string {
	for repetition.MatchString(text) {
		text = repetition.ReplaceAllStringFunc(text, func(found string) string {
			parts := repetition.FindStringSubmatch(found)
			n, err := strconv.Atoi(parts[1])
			if err != nil {
				return ""
			}
			if !strings.Contains(parts[2], "№") {
				return strings.Repeat(parts[2], n)
			}
			var b strings.Builder
			for i := range n {
				b.WriteString(strings.ReplaceAll(parts[2], "№", strconv.Itoa(i)))
			}
			return b.String()
		})
	}
	return text
}

// changed sets values in a JSON text.
func changed(t *testing.T, text []byte, set [][2]string) []byte {
	t.Helper()
	var document any
	if err := json.Unmarshal(text, &document); err != nil {
		t.Fatal(err)
	}
	for _, s := range set {
		var value any = expanded(s[1])
		if raw, ok := strings.CutPrefix(s[1], "json:"); ok {
			value = json.RawMessage(expanded(raw))
		}
		if !put(document, strings.Split(strings.TrimPrefix(s[0], "/"), "/"), value) {
			t.Fatalf("there is no %s", s[0])
		}
	}
	out, err := json.Marshal(document)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func put(document any, path []string, value any) bool {
	switch at := document.(type) {
	case map[string]any:
		if len(path) == 1 {
			at[path[0]] = value
			return true
		}
		return put(at[path[0]], path[1:], value)
	case []any:
		done := false
		for i := range at {
			if path[0] != "*" && path[0] != strconv.Itoa(i) {
				continue
			}
			if len(path) == 1 {
				at[i], done = value, true
			} else {
				done = put(at[i], path[1:], value) || done
			}
		}
		return done
	}
	return false
}

func eachWritten(t *testing.T, dir string, see func(name, text string)) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || d.Name() == "evidence.har" { // which tells what was recorded as it was
			return nil // there need not be one
		}
		text, err := os.ReadFile(path)
		see(d.Name(), string(text))
		return err
	})
	if err != nil {
		t.Error(err)
	}
}
