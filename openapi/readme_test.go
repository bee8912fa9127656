package openapi_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Whoever follows the chapter gets what it says.
func TestReadmeMakesADocumentSayMore(t *testing.T) {
	if testing.Short() || os.Getenv("WHOLE_TESTS") == "" {
		t.Skip("builds the command anew")
	}
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, chapter, _ := strings.Cut(string(text), "\n## Make a document say more\n")
	chapter, _, _ = strings.Cut(chapter, "\n## ")
	commands := regexp.MustCompile("(?s)```sh\n(.*?)```").FindAllStringSubmatch(chapter, -1)
	if len(commands) != 1 {
		t.Fatalf("the chapter has %d blocks of commands; wanted one", len(commands))
	}
	bin := t.TempDir()
	build := exec.CommandContext(t.Context(), "go", "build", "-o", filepath.Join(bin, "authconform"), "../runner/authconform")
	if printed, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build the command: %v\n%s", err, printed)
	}
	typed := exec.CommandContext(t.Context(), "sh", "-ec", commands[0][1]+"authconform selftest --quiet --contract contracts/tickets.yaml '*issued_at*'\n")
	typed.Dir = t.TempDir()
	typed.Env = append(os.Environ(), "CI=", "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	printed, err := typed.CombinedOutput()
	if err != nil || !strings.Contains(string(printed), "token.body.issued_at.required") || !strings.Contains(string(printed), "1 deviation of tickets is caught") {
		t.Errorf("the chapter's commands: %v\n%s", err, printed)
	}
}
