//go:build unix

package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// bound is the most that something may be, or cost.
type bound struct {
	what, most, beyond string
	// reached names what goes beyond it: cases of testdata/hostile, and tests.
	reached []string
}

// bounds are all that is told of how much is taken from a target or a file: the README's table is made from it.
func bounds() []bound {
	return append([]bound{
		{
			"any command, whatever a target or a file does", "10 s of a processor for a file, 30 s for a target, 256 MiB", "nothing: it is promised",
			[]string{"TestHostileTargets", "TestHostileFiles"},
		},
		{"the header of an answer", "64 KiB", "the answer failed: what it was to show is inconclusive", []string{"head of one field of 128 KiB", "head of 20000 fields", "head that never ends"}},
		{"the body of an answer, as sent and without its codings", "1 MiB, four codings", "it is cut, and judged as far as it goes", []string{"body that never ends", "gzip bomb of NULs", "TestAnswersAreBounded", "TestDecodeIsBounded"}},
		{"the time of an answer", "`--timeout`", "the answer failed", []string{"body that drips", "head that drips"}},
		{"attempts at one question, and again in one run", "3, and 24", "it is inconclusive", []string{"TestRetriesOfAWholeRunAreBounded", "TestATargetThatIsDownIsLeftAlone"}},
		{"what the evidence of a run holds of answers in full", "32 MiB as written", "of each further message 4 KiB of body and header", []string{"TestWhatIsWrittenIsRead", "TestSlimExchange"}},
	}, boundsOfFiles()...)
}

// boundsOfFiles are those of what a user names: beyond them a command ends with 2 and says which, but where told.
func boundsOfFiles() []bound {
	const refused = "it is refused (exit code 2)"
	return []bound{
		{"any file", "a regular file", refused, []string{"har: a pipe", "har: a device", "report: a pipe", "diff: a pipe", "trend: a pipe", "baseline: a pipe", "contract: a pipe", "configuration: a pipe"}},
		{"`evidence.har`", "64 MiB, 4,096 entries", refused, []string{"har: 100 MB of blanks", "har: 5,000 empty entries", "har: a terabyte that is not there"}},
		{"one entry of it", "10 MiB", refused, []string{"har: a header of 28 MB", "har: a JWT of 40 MB"}},
		{"header, body and any other text in an entry", "256 KiB and 16,384 fields, 2 MiB, 64 KiB", refused, []string{"har: a header of 300 KB", "har: 400,000 header fields", "har: an id of 100 KB", "TestReadHARIsBounded"}},
		{"names of a certificate, pseudonyms, steps", "10,000, 500, 100", refused, []string{"har: 20,000 names in a certificate", "har: 100,000 pseudonyms", "har: 100,000 steps of a preflight"}},
		{"`report.json`", "32 MiB, 300,000 values, 32 levels", refused, []string{"report: a text of 40 MB", "report: a million results", "TestReadReportRefuses"}},
		{"a file beside it", "64 MiB", "it is another than the report's", []string{"TestCheckBesideWithinBounds"}},
		{"`fleet.json`", "64 MiB, 10,000 targets, 256 KiB of each", refused, []string{"merge: a number of numbers", "merge: a target of 5,000 clauses"}},
		{"a list of targets", "8 MiB, 200,000 lines and items, 10,000 targets, no alias", refused, []string{"fleet: four million items", "fleet: a million settings"}},
		{"a history, and a line of it", "32 MiB, 1 MiB", refused, []string{"trend: 40 MB", "trend: a line of 2 MB"}},
		{"an attestation", "4 MiB, 16 signatures", "it is refused, or proves nothing (exit code 2 or 1)", []string{"verify: 10 MB of signatures", "verify: 100,000 signatures"}},
		{"a key", "64 KiB", refused, []string{"verify: a key of 1 MB"}},
		{"a configuration file", "1 MiB, no alias", refused, []string{"configuration: 2 MB", "configuration: an alias bomb"}},
		{"a baseline", "256 KiB, 1,000 clauses, no alias", refused, []string{"baseline: an alias bomb", "TestReadBaselineRefuses"}},
		{"a policy", "64 KiB, 100 of a list, no alias", refused, []string{"accept: an alias bomb", "TestReadPolicyRefuses"}},
		{"a document, and its facts", "4 MiB, 200,000 lines and items, 5,000 keys of a mapping", refused, []string{"contract: 3 MB of keys", "contract: deep", "TestLargestFiles"}},
	}
}

// TestBoundsAreReached holds that what a row names is there: the cases and tests themselves go beyond the bound.
func TestBoundsAreReached(t *testing.T) {
	t.Parallel()
	there := hostileCases(t)
	for _, name := range testNames(t) {
		there[name] = true
	}
	seen := map[string]bool{}
	for _, b := range bounds() {
		if len(b.reached) == 0 || seen[b.what] {
			t.Errorf("%s: nothing reaches it, or it is there twice", b.what)
		}
		seen[b.what] = true
		for _, name := range b.reached {
			if !there[name] {
				t.Errorf("%s: %q is no case and no test", b.what, name)
			}
		}
	}
}

// hostileCases are the names of all cases of testdata/hostile.
func hostileCases(t *testing.T) map[string]bool {
	t.Helper()
	there := map[string]bool{}
	files, err := filepath.Glob("testdata/hostile/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var cases []struct{ Name, Target string }
		if err := yaml.Unmarshal(text, &cases); err != nil {
			t.Fatal(err)
		}
		for _, c := range cases {
			there[c.Name+c.Target] = true // a case has either
		}
	}
	return there
}

// testNames are the names of all tests.
func testNames(t *testing.T) []string {
	t.Helper()
	var names []string
	test := regexp.MustCompile(`(?m)^func (Test\w+)\(`)
	err := filepath.WalkDir("../..", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		for _, found := range test.FindAllStringSubmatch(string(text), -1) {
			names = append(names, found[1])
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

const boundsBegin, boundsTo = "<!-- bounds: written by go test ./runner/authconform -update -->\n", "<!-- bounds end -->\n"

// TestBoundsInTheReadme holds the README's table to the one above.
func TestBoundsInTheReadme(t *testing.T) {
	t.Parallel()
	const path = "README.md"
	readme, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, found := strings.Cut(string(readme), boundsBegin)
	_, after, ended := strings.Cut(rest, boundsTo)
	if !found || !ended {
		t.Fatalf("%s has no place for the bounds", path)
	}
	var rows strings.Builder
	rows.WriteString("\n| what | at most | beyond it |\n|---|---|---|\n")
	for _, b := range bounds() {
		fmt.Fprintf(&rows, "| %s | %s | %s |\n", b.what, b.most, b.beyond)
	}
	want := before + boundsBegin + rows.String() + "\n" + boundsTo + after
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if want != string(readme) {
		t.Error("the README's bounds are not those of the table: go test ./runner/authconform -run Bounds -update")
	}
}
