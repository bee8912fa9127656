package redact

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

const (
	readmePath                = "README.md"
	promisesBegin, promisesTo = "<!-- promises: written by go test ./runner/redact -update -->\n", "<!-- promises end -->\n"
)

// TestPromisesInTheReadme holds the tables of the package's README to the one above.
func TestPromisesInTheReadme(t *testing.T) {
	readme, err := os.ReadFile(readmePath)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, found := strings.Cut(string(readme), promisesBegin)
	_, after, ended := strings.Cut(rest, promisesTo)
	if !found || !ended {
		t.Fatalf("%s has no place for the promises", readmePath)
	}
	want := before + promisesBegin + promisesChapter() + promisesTo + after
	if *update {
		if err := os.WriteFile(readmePath, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if want != string(readme) {
		t.Error("the README's promises are not those of the table: go test ./runner/redact -update")
	}
}

func promisesChapter() string {
	var found, not strings.Builder
	found.WriteString("\nFound, and replaced, for every secret that the run was given and every token that it saw issued:\n\n")
	not.WriteString("\nNot promised:\n\n| what a target does | why it is not found |\n|---|---|\n")
	for _, row := range promises() {
		if row.reason == "" {
			fmt.Fprintf(&found, "- %s\n", row.name)
		} else {
			fmt.Fprintf(&not, "| %s | %s |\n", row.name, row.reason)
		}
	}
	not.WriteString("| a token of more than 64 KiB, and those of more than 8 KiB beyond 512 KiB in all, other than where they are issued or shown | looking for them would take more memory than the rest of the run, and few servers read a head as large |\n")
	not.WriteString("| " + beyondASCII + " | their bytes are others than in UTF-8, and differ from one encoder to the next |\n")
	not.WriteString("| " + escapeInside + " | which of the escapes are the secret's own cannot be told |\n")
	not.WriteString("| the beginning of a secret that is escaped or encoded, at the end of a body that was cut off | half of an escape or of a group of base64 tells nothing |\n")
	found.WriteString("- the claims or the signature of a JSON Web Token alone\n- the beginning of a secret at the end of a body that was cut off at 1 MiB\n")
	return found.String() + not.String() + "\n"
}
