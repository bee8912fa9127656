package target

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestConfiguration(t *testing.T) {
	text := `# settings of the test environment
env: staging
timeout: 1m30s
concurrency: 0x10
strict: true
clause:
  - errors.*
  - "token"
scope: "123"
`
	c, err := parseConfiguration("authconform.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]entry{
		"env": {2, []string{"staging"}}, "timeout": {3, []string{"1m30s"}}, "concurrency": {4, []string{"16"}},
		"strict": {5, []string{"true"}}, "clause": {6, []string{"errors.*", "token"}}, "scope": {9, []string{"123"}},
	}
	if diff := cmp.Diff(want, c.entries, cmp.AllowUnexported(entry{})); diff != "" {
		t.Error(diff)
	}
}

func TestConfigurationEmpty(t *testing.T) {
	for _, text := range []string{"", "\n", "# nothing\n", "---\n", "~\n", "{}\n"} {
		c, err := parseConfiguration("authconform.yaml", []byte(text))
		if err != nil || len(c.entries) > 0 {
			t.Errorf("%q: entries %v, error %v", text, c.entries, err)
		}
	}
}

// The golden file shows every way to get a file wrong, and what is said about it.
func TestConfigurationErrors(t *testing.T) {
	input, err := os.ReadFile(filepath.Join("testdata", "wrong.txt"))
	if err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	for part := range strings.SplitSeq(string(input), "=== ") {
		title, text, found := strings.Cut(part, "\n")
		if !found {
			continue
		}
		text = strings.NewReplacer("<TAB>", "\t", "<BEL>", "\a", "<BYTE>", "\xff").Replace(text)
		_, err := parseConfiguration("authconform.yaml", []byte(text))
		if err == nil {
			t.Errorf("%s: no error", title)
			continue
		}
		wantError(t, err, err.Error())
		got.WriteString("=== " + title + "\n" + err.Error() + "\n")
	}
	golden := filepath.Join("testdata", "wrong.golden")
	if *update {
		if err := os.WriteFile(golden, []byte(got.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got.String()); diff != "" {
		t.Errorf("run with -update if this is meant (-want +got):\n%s", diff)
	}
	if strings.Contains(got.String(), "hunter2") {
		t.Error("an error repeats a value")
	}
}

func TestConfigurationTellsTwentyMistakes(t *testing.T) {
	_, err := parseConfiguration("authconform.yaml", []byte(strings.Repeat("x: 1\n", 100)))
	lines := strings.Split(err.Error(), "\n")
	if len(lines) != maxProblems+1 || lines[maxProblems] != "authconform.yaml: holds 80 more mistakes" {
		t.Errorf("%d lines, the last %q", len(lines), lines[len(lines)-1])
	}
}

// The largest files that are read, each made to cost what it can.
func TestConfigurationIsBounded(t *testing.T) {
	if testing.Short() {
		t.Skip("reads megabytes")
	}
	fill := func(head, unit, tail string) string {
		return head + strings.Repeat(unit, (maxConfig-len(head)-len(tail))/len(unit)) + tail
	}
	var keys strings.Builder
	for i := 0; keys.Len() < maxConfig-20; i++ {
		fmt.Fprintf(&keys, "k%d: 1\n", i)
	}
	for name, text := range map[string]string{
		"flow lists": fill("", "[", ""), "flow mappings": fill("{", "a: {", ""), "block lists": fill("", "- ", ""), "keys in keys": fill("", "? ", ""),
		"items": fill("clause: [", "a,", "]"), "comments": fill("", "a: #\n", ""), "digits": fill("concurrency: ", "9", ""),
		"aliases": fill("env: &a x\nclause: [", "*a,", "]"), "one key": fill("", "env: x\n", ""), "many keys": keys.String(),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := parseConfiguration("f", []byte(text)) // what takes more than linear time here takes longer than a test may
			if err == nil || len(err.Error()) > 1<<13 {
				t.Errorf("error: %.200v", err)
			}
		})
	}
}

// A list is as long as the schema allows, and one that is longer is told as such, whatever it holds.
func TestLongestList(t *testing.T) {
	list := func(items int) []byte { return []byte("clause: [" + strings.Repeat("a, ", items) + "]") }
	if _, err := parseConfiguration("f", list(maxItems)); err != nil {
		t.Error(err)
	}
	if _, err := parseConfiguration("f", list(maxItems+1)); err == nil || err.Error() != "f:1: clause: wanted at most 1000 items, found 1001" {
		t.Errorf("one more: %v", err)
	}
	if faults, err := held(map[string]any{"clause": make([]any, maxItems+1)}); err != nil || !slices.ContainsFunc(faults, func(f fault) bool { return strings.Contains(f.text, "maxItems") }) {
		t.Errorf("the schema allows more: %v, %v", faults, err)
	}
}

// Whatever the file holds, reading it ends soon, says where, and repeats no value. The canary has a dot in it,
// as no key has: unknown keys are repeated.
func FuzzConfiguration(f *testing.F) {
	for _, seed := range []string{
		"env: staging\n", "a: &x [*x]\n", "? - a\n: b\n", "clause: [a, {b: c}]\n", "concurrency: .inf\n", "concurrency: 1e999\n",
		"\ttimeout: 1s", "env: *canary.value", "env: !!binary canary.value", "{client-secret:canary.value, env: 1}", "%YAML 9.9\n---\n",
		"env: 2001-01-01", "<<: {env: a}\n", "env: |\n canary.value\n", "--- a\n--- b\n", "#\n-\n", "env: 0x1_0\nenv: 1\n", "\xfe\xff\x00a",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		// A check after the call would never see a parser that does not return.
		watchdog := time.AfterFunc(10*time.Second, func() { panic("reading the file does not end") })
		c, err := parseConfiguration("authconform.yaml", []byte(text))
		watchdog.Stop()
		if err == nil {
			for key, e := range c.entries {
				if e.line < 1 || len(e.texts) == 0 {
					t.Errorf("%s: entry %v", key, e)
				}
			}
			return
		}
		wantError(t, err, err.Error())
		if strings.Contains(err.Error(), "canary.value") || !utf8.ValidString(err.Error()) || len(err.Error()) > 1<<13 {
			t.Errorf("error: %q", err)
		}
	})
}
