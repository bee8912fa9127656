package main

import (
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/reference/targets"
	"github.com/authconform/authconform/runner/reference/ticketpark"
)

// TestReadmeChapterOnContracts types what the README's chapter on contracts has its reader type, block after block in one
// shell, and wants every command to succeed. The reader's own service is the reference target: where the chapter writes …
// for what only the reader knows, its values are filled in.
func TestReadmeChapterOnContracts(t *testing.T) {
	if testing.Short() {
		t.Skip("runs a chapter of commands")
	}
	t.Parallel()
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("the README's commands are for a POSIX shell")
	}
	server, err := targets.Start(t.Context(), reference.Config{Contract: ticketpark.Name})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	dir := readersDirectory(t, server)
	values := credentialsOf(server)
	values["AUTHCONFORM_BASE_URL"], values["AUTHCONFORM_CA_CERT"] = server.BaseURL, "ca.pem"
	typed := filledIn(t, shellBlocks(t, chapter(t, "openapi/starter")), values)
	run := exec.CommandContext(t.Context(), shell, "-ex")
	run.Dir, run.Env, run.Stdin = dir, slices.DeleteFunc(os.Environ(), isOurs), strings.NewReader(typed)
	printed, err := run.CombinedOutput()
	if err != nil {
		t.Fatalf("a command of the chapter failed: %v\n%s", err, printed)
	}
	if got, want := strings.Count(string(printed), "\n+ bin/authconform ")+1, strings.Count(typed, "bin/authconform "); got != want {
		t.Errorf("%d commands ran, and the chapter has %d:\n%s", got, want, printed)
	}
	for _, name := range []string{"contracts/tickets.yaml", "contracts/tickets.authconform.yaml", "reports/out/report.json", "known.yaml"} {
		if _, err := os.Stat(filepath.Join(dir, filepath.FromSlash(name))); err != nil {
			t.Errorf("the chapter leaves no %s: %v", name, err)
		}
	}
	report, err := os.ReadFile(filepath.Join(dir, "reports", "out", "report.json"))
	if err != nil || !strings.Contains(string(report), server.BaseURL) {
		t.Errorf("the chapter's report is not about the reader's own service: %v", err)
	}
}

// readersDirectory is where a reader types: the program is built, and the authority of the own service is at hand.
func readersDirectory(t *testing.T, server *reference.Server) string {
	t.Helper()
	dir := t.TempDir()
	command, err := exec.LookPath("authconform") // testscript.Main has put it there
	if err == nil {
		err = os.Mkdir(filepath.Join(dir, "bin"), 0o755)
	}
	if err == nil {
		err = os.Symlink(command, filepath.Join(dir, "bin", "authconform"))
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "ca.pem"), server.CA, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// isOurs tells the variables that decide for the command, CI among them: a reader types at a terminal.
func isOurs(variable string) bool {
	return strings.HasPrefix(variable, "AUTHCONFORM_") || strings.HasPrefix(variable, "CI=")
}

// chapter gives the README of a package.
func chapter(t *testing.T, path string) string {
	t.Helper()
	readme, err := os.ReadFile(filepath.Join("..", "..", path, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	return string(readme)
}

// shellBlocks joins the blocks of shell commands in a text.
func shellBlocks(t *testing.T, text string) string {
	t.Helper()
	var b strings.Builder
	for _, block := range regexp.MustCompile("(?ms)^```sh\n(.*?)^```$").FindAllStringSubmatch(text, -1) {
		b.WriteString(block[1])
	}
	if b.Len() == 0 {
		t.Fatal("the chapter has no commands")
	}
	return b.String()
}

// filledIn puts values where a reader does: for the … of a variable.
func filledIn(t *testing.T, typed string, values map[string]string) string {
	t.Helper()
	filled := regexp.MustCompile(`(?m)^export (\w+)=…`).ReplaceAllStringFunc(typed, func(export string) string {
		name := strings.TrimSuffix(strings.TrimPrefix(export, "export "), "=…")
		value, known := values[name]
		if !known {
			t.Errorf("the chapter has its reader set %s; wanted one of %v", name, slices.Sorted(maps.Keys(values)))
		}
		return fmt.Sprintf("export %s=%s", name, shellWord(value))
	})
	if strings.Contains(filled, "…") {
		t.Errorf("the chapter leaves something for its reader to fill in that nobody here knows:\n%s", filled)
	}
	return filled
}

// TestReadmeOfTheRoom types what runner/README.md has its reader type.
func TestReadmeOfTheRoom(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.Join("..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	typed := strings.Join(regexp.MustCompile("(?s)```sh\n(.*?)```").FindStringSubmatch(string(text))[1:], "")
	if strings.Count(typed, "authconform ") < 2 {
		t.Fatalf("the room's README has no commands: %q", typed)
	}
	run := exec.CommandContext(t.Context(), "sh", "-ec", typed)
	run.Dir, run.Env = t.TempDir(), slices.DeleteFunc(os.Environ(), isOurs)
	printed, err := run.CombinedOutput()
	if err != nil || !strings.Contains(string(printed), "The target never sends a challenge.") || !strings.Contains(string(printed), "1 deviation caught") {
		t.Errorf("%v\n%s", err, printed)
	}
}
